import type { Command } from "../command.ts";
import { completions } from "./completions.ts";
import { doctor } from "./doctor.ts";
import { dbCreate } from "./db_create.ts";
import { dbDrop } from "./db_drop.ts";
import { dbFresh } from "./db_fresh.ts";
import { dbSeed } from "./db_seed.ts";
import { generateMigration } from "./generate_migration.ts";
import { init } from "./init.ts";
import { list } from "./list.ts";
import { manifest } from "./manifest.ts";
import { migrate } from "./migrate.ts";
import { migrateBaseline } from "./migrate_baseline.ts";
import { migrateCreate } from "./migrate_create.ts";
import { migrateDown } from "./migrate_down.ts";
import { migrateRebase } from "./migrate_rebase.ts";
import { migrateRedo } from "./migrate_redo.ts";
import { migrateResolve } from "./migrate_resolve.ts";
import { migrateReset } from "./migrate_reset.ts";
import { migrateStatus } from "./migrate_status.ts";
import { migrateUnlock } from "./migrate_unlock.ts";
import { migrateWait } from "./migrate_wait.ts";
import { migrateValidate } from "./migrate_validate.ts";

/** Every command, in the order of the list. */
export const COMMANDS: readonly Command[] = [
  migrate,
  migrateStatus,
  migrateDown,
  migrateRedo,
  migrateReset,
  migrateCreate,
  generateMigration,
  migrateValidate,
  migrateRebase,
  migrateBaseline,
  migrateResolve,
  migrateUnlock,
  migrateWait,
  dbCreate,
  dbDrop,
  dbSeed,
  dbFresh,
  manifest,
  init,
  doctor,
  completions,
  list,
];

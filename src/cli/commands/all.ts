import type { Command } from "../command.ts";
import { generateMigration } from "./generate_migration.ts";
import { init } from "./init.ts";
import { list } from "./list.ts";
import { manifest } from "./manifest.ts";
import { migrate } from "./migrate.ts";
import { migrateBaseline } from "./migrate_baseline.ts";
import { migrateCreate } from "./migrate_create.ts";
import { migrateDown } from "./migrate_down.ts";
import { migrateRedo } from "./migrate_redo.ts";
import { migrateResolve } from "./migrate_resolve.ts";
import { migrateReset } from "./migrate_reset.ts";
import { migrateStatus } from "./migrate_status.ts";
import { migrateUnlock } from "./migrate_unlock.ts";
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
  migrateBaseline,
  migrateResolve,
  migrateUnlock,
  manifest,
  init,
  list,
];

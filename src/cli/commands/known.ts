import type { Command } from "../command.ts";

/** A command by what it is called, before it is loaded. */
export interface KnownCommand {
  readonly name: string;
  readonly aliases: readonly string[];
  load(): Promise<Command>;
}

/** Every command, in the order of the list: a call loads the one it names, `all.ts` all of them. */
export const KNOWN_COMMANDS: readonly KnownCommand[] = [
  {
    name: "migrate",
    aliases: ["up"],
    load: async () => (await import("./migrate.ts")).migrate,
  },
  {
    name: "migrate:status",
    aliases: ["status"],
    load: async () => (await import("./migrate_status.ts")).migrateStatus,
  },
  {
    name: "migrate:down",
    aliases: ["down"],
    load: async () => (await import("./migrate_down.ts")).migrateDown,
  },
  {
    name: "migrate:redo",
    aliases: ["redo"],
    load: async () => (await import("./migrate_redo.ts")).migrateRedo,
  },
  {
    name: "migrate:reset",
    aliases: ["reset"],
    load: async () => (await import("./migrate_reset.ts")).migrateReset,
  },
  {
    name: "migrate:create",
    aliases: ["create", "new"],
    load: async () => (await import("./migrate_create.ts")).migrateCreate,
  },
  {
    name: "generate:migration",
    aliases: ["g:migration"],
    load: async () => (await import("./generate_migration.ts")).generateMigration,
  },
  {
    name: "migrate:validate",
    aliases: ["validate"],
    load: async () => (await import("./migrate_validate.ts")).migrateValidate,
  },
  {
    name: "migrate:rebase",
    aliases: ["rebase"],
    load: async () => (await import("./migrate_rebase.ts")).migrateRebase,
  },
  {
    name: "migrate:baseline",
    aliases: ["baseline"],
    load: async () => (await import("./migrate_baseline.ts")).migrateBaseline,
  },
  {
    name: "migrate:resolve",
    aliases: ["resolve"],
    load: async () => (await import("./migrate_resolve.ts")).migrateResolve,
  },
  {
    name: "migrate:unlock",
    aliases: ["unlock"],
    load: async () => (await import("./migrate_unlock.ts")).migrateUnlock,
  },
  {
    name: "migrate:wait",
    aliases: ["wait"],
    load: async () => (await import("./migrate_wait.ts")).migrateWait,
  },
  {
    name: "db:create",
    aliases: [],
    load: async () => (await import("./db_create.ts")).dbCreate,
  },
  {
    name: "db:drop",
    aliases: [],
    load: async () => (await import("./db_drop.ts")).dbDrop,
  },
  {
    name: "db:seed",
    aliases: [],
    load: async () => (await import("./db_seed.ts")).dbSeed,
  },
  {
    name: "db:fresh",
    aliases: [],
    load: async () => (await import("./db_fresh.ts")).dbFresh,
  },
  {
    name: "manifest",
    aliases: [],
    load: async () => (await import("./manifest.ts")).manifest,
  },
  {
    name: "init",
    aliases: [],
    load: async () => (await import("./init.ts")).init,
  },
  {
    name: "doctor",
    aliases: [],
    load: async () => (await import("./doctor.ts")).doctor,
  },
  {
    name: "completions",
    aliases: [],
    load: async () => (await import("./completions.ts")).completions,
  },
  {
    name: "list",
    aliases: [],
    load: async () => (await import("./list.ts")).list,
  },
];

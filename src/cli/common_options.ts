import { DEFAULT_TABLE } from "../dialects/own_tables.ts";
import {
  DEFAULT_LEASE_SECONDS,
  DEFAULT_LOCK_TIMEOUT_MS,
  DEFAULT_LOCK_WAIT_SECONDS,
  DEFAULT_RETRIES,
} from "../execution/migrator_options.ts";
import { DEFAULT_POLICY } from "../plan/step.ts";
import type { OptionSpecs } from "./command.ts";
import { DEFAULT_SETTINGS } from "./settings.ts";

/** Options every command understands. */
export const COMMON_OPTIONS: OptionSpecs = {
  "database": {
    type: "string",
    value: "URL",
    help: "the database: postgres:, mysql:, mariadb: or sqlite: (or DATABASE_URL)",
  },
  "dir": {
    type: "string",
    value: "FOLDER",
    help: "the migrations folder",
    fallback: DEFAULT_SETTINGS.dir.value,
  },
  "table": {
    type: "string",
    value: "NAME",
    help: "the history table: name or schema.name",
    fallback: DEFAULT_TABLE,
  },
  "env": { type: "string", value: "NAME", help: "the environment, for `-- dunlin: only …`" },
  "config": {
    type: "string",
    value: "FILE",
    help: "the configuration file",
    fallback: "dunlin.json",
  },
  "tasks": {
    type: "string",
    value: "FILE|none",
    help: "the project's own tasks",
    fallback: "tasks.ts, if it is there",
  },
  "json": { type: "boolean", help: "one JSON object a line instead of text" },
  "format": {
    type: "string",
    value: "text|json|github|gitlab",
    choices: ["text", "json", "github", "gitlab"],
    help: "also annotations, or a report alone, for CI",
    fallback: "text",
  },
  "verbose": { type: "boolean", help: "say more" },
  "quiet": { type: "boolean", short: "q", help: "say only what went wrong" },
  "no-color": { type: "boolean", help: "no colours (also NO_COLOR)" },
  "yes": { type: "boolean", short: "y", help: "answer yes to every question" },
  "help": { type: "boolean", short: "h", help: "this page" },
  "version": { type: "boolean", help: "the version of dunlin" },
};

/** Options of everything that waits for other runners. */
export const LOCK_OPTIONS: OptionSpecs = {
  "lock": {
    type: "string",
    value: "auto|native|lease",
    choices: ["auto", "native", "lease"],
    help: "the server's own lock, or a row that expires",
    fallback: "auto",
  },
  "lock-wait": {
    type: "string",
    value: "SECONDS",
    help: "how long to wait for another runner; 0 asks once",
    fallback: String(DEFAULT_LOCK_WAIT_SECONDS),
  },
  "lease": {
    type: "string",
    value: "SECONDS",
    help: "how long a lease holds without being renewed",
    fallback: String(DEFAULT_LEASE_SECONDS),
  },
};

/** For everything that runs files of the project's. */
export const FILE_OPTIONS: OptionSpecs = {
  "role": {
    type: "string",
    value: "NAME",
    help: "PostgreSQL: the role that files run as, which owns what they make",
  },
  "var": {
    type: "string",
    value: "NAME=VALUE",
    many: true,
    help: "a variable of files that say `-- dunlin: vars`; several times",
  },
};

/** Options of everything that runs migrations. */
export const RUN_OPTIONS: OptionSpecs = {
  ...FILE_OPTIONS,
  "transaction": {
    type: "string",
    value: "each|all",
    choices: ["each", "all"],
    help: "one transaction for each migration, or one for all",
    fallback: "each",
  },
  ...LOCK_OPTIONS,
  "retries": {
    type: "string",
    value: "N",
    help: "how often what passes by itself is tried again",
    fallback: String(DEFAULT_RETRIES),
  },
  "grace": {
    type: "string",
    value: "SECONDS",
    help: "how long after a SIGTERM what runs is stopped; 0 never",
    fallback: "25",
  },
  "lock-timeout": {
    type: "string",
    value: "SECONDS",
    help: "how long a statement waits for a database lock; 0 for ever",
    fallback: String(DEFAULT_LOCK_TIMEOUT_MS / 1000),
  },
  "statement-timeout": {
    type: "string",
    value: "SECONDS",
    help: "how long a statement may run; 0 is no limit",
    fallback: "0",
  },
};

/** Options that let through what does not fit. What is let through is named. */
export const POLICY_OPTIONS: OptionSpecs = {
  "out-of-order": {
    type: "string",
    value: "refuse|warn|allow",
    choices: ["refuse", "warn", "allow"],
    help: "pending migrations older than the newest applied",
    fallback: DEFAULT_POLICY.outOfOrder,
  },
  "changed": {
    type: "string",
    value: "refuse|warn",
    choices: ["refuse", "warn"],
    help: "applied migrations whose file was edited",
    fallback: DEFAULT_POLICY.changed,
  },
  "missing": {
    type: "string",
    value: "refuse|warn",
    choices: ["refuse", "warn"],
    help: "applied migrations whose file is gone",
    fallback: DEFAULT_POLICY.missing,
  },
  "newer": {
    type: "string",
    value: "refuse|allow",
    choices: ["refuse", "allow"],
    help: "a database that a later release has migrated",
    fallback: DEFAULT_POLICY.newer,
  },
};

/** For commands that revert. */
export const REVERT_OPTIONS: OptionSpecs = {
  "stored-down": {
    type: "boolean",
    help: "where a file is gone, use the down script kept in the history",
  },
};

/** For commands that can tell what they would do instead of doing it. */
export const DRY_RUN_OPTION: OptionSpecs = {
  "dry-run": {
    type: "string",
    value: "list|sql",
    choices: ["list", "sql"],
    bare: "list",
    help: "say what would be done, or print its SQL; nothing is changed",
  },
};

/** For commands that ask git what another branch holds. */
export const BASE_OPTION: OptionSpecs[string] = {
  type: "string",
  value: "REF",
  help: "the branch this one is to be merged into: origin/main",
};

/** For commands that remove a whole database. */
export const FORCE_OPTION: OptionSpecs = {
  "force": { type: "boolean", help: "end the sessions that are in the database" },
};

/** For commands that run seeds. */
export const SEEDS_OPTION: OptionSpecs = {
  "seeds": {
    type: "string",
    value: "FOLDER",
    help: "the folder of the seeds",
    fallback: DEFAULT_SETTINGS.seeds.value,
  },
};

import { DunlinError, type ErrorCode, type ErrorParts } from "../../src/errors.ts";

const FILE = "migrations/20260301120000_add_email_to_users.up.sql";
const EXCERPT = "ALTER TABLE users ADD COLUMN email TEXT;\n            ^";
const PLACE = { file: FILE, line: 7, column: 13, excerpt: EXCERPT };
const UNCHANGED = "nothing was changed";
const AGAIN = "run the same command again";

type Example = readonly [message: string, parts: ErrorParts];

/** An error of every code, with the parts it comes with, in the words it has. */
export const ERROR_EXAMPLES: Readonly<Record<string, Example>> = {
  "usage": ["unknown option --dry-rum", {
    next: "did you mean --dry-run? (`dunlin migrate --help` shows all of them)",
  }],
  "config": ['dunlin.json has an unknown key "databse"', {
    where: { file: "dunlin.json" },
    next: 'did you mean "database"?',
  }],
  "missing-url": ["no database was named", {
    next: "give one: --database URL, DATABASE_URL=URL in the environment, or " +
      '"database": "URL" in dunlin.json; for example sqlite:app.db or postgres://user@host/name',
  }],
  "bad-url": ["the database URL cannot be read: it has no scheme", {
    next: "write postgres://user@host/name, mysql://user@host/name or sqlite:app.db",
  }],
  "unsupported": [
    "these migrations cannot be one transaction: one of them cannot, because MySQL commits DDL at once",
    { state: UNCHANGED, next: "run them with --transaction each" },
  ],
  "missing-folder": ["the folder db/migrations is not there", {
    where: { file: "db/migrations" },
    next: "make it with `dunlin init`, or name another one with --dir",
  }],
  "unknown-version": ["no migration has the version 20260301120001", {
    next: "did you mean 20260301120000?",
  }],
  "needs-confirmation": [
    "nobody is there to confirm: revert all 12 migrations that are applied in postgres://app@db.example/shop",
    { state: UNCHANGED, next: "add --yes to do it without being asked" },
  ],
  "invalid-tasks": ["tasks.ts cannot be loaded: birds is not defined", {
    where: { file: "tasks.ts", line: 3, column: 7 },
    state: "nothing was run",
    next: "mend it, or go without the project's own tasks: --tasks none",
  }],
  "task-failed": ["the task birds:seed failed: the database refused it", {
    where: { file: "tasks.ts", line: 12, column: 5 },
    server: {
      code: "23505",
      label: "PostgreSQL 23505",
      message: 'duplicate key value violates unique constraint "birds_pkey"',
      detail: "Key (id)=(1) already exists.",
    },
    next: "mend the task or what it works on, then run it again",
  }],
  "invalid-migrations": ["2 migration files have problems", {
    problems: [
      new DunlinError("invalid-migrations", "a quote is never closed", { where: PLACE }),
      new DunlinError("invalid-migrations", "add_users.up.sql has no version", {
        where: { file: "migrations/add_users.up.sql" },
        next: "rename it to 20260301120000_add_users.up.sql",
      }),
    ],
  }],
  "manifest-damaged": ["the manifest does not hold what it says", {
    where: { file: "migrations/mod.ts" },
    next: "write it anew with `dunlin manifest`",
  }],
  "manifest-stale": ["migrations has moved on from the manifest: 1_a.up.sql has changed", {
    next: "run `dunlin manifest`; a compiled program must be built again",
  }],
  "file-exists": ["migrations cannot be made: a file is in its place", {
    where: { file: "migrations" },
    next: "move that file elsewhere, or name another folder with --dir",
  }],
  "io": ["dunlin.json cannot be read: it is a folder", { where: { file: "dunlin.json" } }],
  "merged-changed": ["this file was edited after it was merged into origin/main", {
    where: { file: FILE },
    next: `put it back (\`git checkout origin/main -- ${FILE}\`), and make the change in a new ` +
      "migration: `dunlin migrate:create NAME`",
  }],
  "late-migration": [
    "20260301120000_add_email_to_users is older than 20260302080000_b, which origin/main has already",
    {
      where: { file: FILE },
      next: "give it a new version: `dunlin migrate:rebase --base origin/main`",
    },
  ],
  "git": ['git knows no commit "origin/mian"', {
    next:
      "fetch it with `git fetch origin mian` (in CI a checkout often has one branch only), or " +
      "name another --base",
  }],
  "plan-refused": ["2 migrations do not fit the history", {
    problems: [
      new DunlinError(
        "plan-refused",
        "20260301120000_add_email_to_users is pending, and older " +
          "than the newest applied",
        { next: "run `dunlin migrate --out-of-order allow`" },
      ),
      new DunlinError("plan-refused", "20260302_b was edited since it was applied", {
        next: "bring back its text, or let it through with --changed warn",
      }),
    ],
    state: UNCHANGED,
  }],
  "no-down": ["20260301120000_add_email_to_users cannot be reverted: it has no down file", {
    state: UNCHANGED,
    next: "write the down file, or go down to it with --to 20260301120000",
  }],
  "checks-found": ["3 findings", { next: "see each of them above" }],
  "connection-failed": ["the server at db.example:5432 could not be reached", {
    server: { code: "ECONNREFUSED", message: "connect ECONNREFUSED db.example:5432" },
    next: "see that it runs, and that the URL is right\n(the URL is that of DATABASE_URL)",
  }],
  "authentication-failed": ["the server refused the credentials of app", {
    server: { code: "28P01", message: 'password authentication failed for user "app"' },
    next: "see that the user and the password are right",
  }],
  "database-missing": ["there is no database shop on db.example:5432", {
    server: { code: "3D000", message: 'database "shop" does not exist' },
    next: "create it, or name another one",
  }],
  "permission-denied": ["the role app may not create tables in the schema public", {
    server: { code: "42501", message: "permission denied for schema public" },
    state: UNCHANGED,
    next: "GRANT CREATE ON SCHEMA public TO app",
  }],
  "read-only": [
    "this server accepts no writes: it is a replica, or the session is read-only",
    { state: UNCHANGED, next: "connect to the primary" },
  ],
  "driver-missing": ['the package "pg" is not installed', {
    next: "run `deno add npm:pg`, `bun add pg` or `npm install pg`",
  }],
  "foreign-history": [
    'the table "public"."migrations" is not a history table of dunlin: its columns are id, name',
    { state: UNCHANGED, next: "name another one with --table" },
  ],
  "history-damaged": ["dunlin's own tables are incomplete: dunlin_migrations_journal is gone", {
    state: UNCHANGED,
    next: "restore them from a backup; dunlin makes them only where none of them is there",
  }],
  "newer-format": [
    "the history table is in format 9, which a newer dunlin wrote; this one knows format 1",
    { state: UNCHANGED, next: "run the dunlin that wrote it, or a newer one" },
  ],
  "lock-timeout": [
    "another runner held the migration lock for more than 60 s: dunlin pid 4711 user app from 10.0.0.7",
    {
      state: "nothing was changed by this run",
      next: `${AGAIN} once it has finished, or wait longer with --lock-wait SECONDS`,
    },
  ],
  "migration-failed": ["migration 20260301120000_add_email_to_users failed at statement 2 of 3", {
    where: PLACE,
    server: {
      code: "42701",
      label: "PostgreSQL 42701",
      message: 'column "email" of relation "users" already exists',
    },
    state: "it was rolled back: nothing of it is kept",
    next: `mend the file, then ${AGAIN}`,
  }],
  "hook-failed": ["migrations/before_all.sql failed at statement 1 of 2", {
    where: { file: "migrations/before_all.sql", line: 1, column: 5 },
    server: {
      code: "42501",
      label: "PostgreSQL 42501",
      message: 'permission denied to set role "owner"',
    },
    state: "it was rolled back; no migration was begun",
    next: "run the same command again: it begins with this file again",
  }],
  "seed-failed": ["seeds/01_users.sql failed", {
    where: { file: "seeds/01_users.sql", line: 1, column: 13 },
    server: {
      code: "23505",
      label: "PostgreSQL 23505",
      message: 'duplicate key value violates unique constraint "users_pkey"',
    },
    state: "it was rolled back",
    next: "run `dunlin db:seed` again: every seed is run again",
  }],
  "wait-timeout": [
    "waited 60 s, and a migration is not applied: 20260301120000_add_email_to_users",
    {
      state: "nothing was changed: waiting only reads",
      next: "see whether something runs `dunlin migrate`, or wait longer with --timeout SECONDS",
    },
  ],
  "statement-unresolved": [
    "CALL, statement 2 of 20260301120000_add_email_to_users, was begun and nothing proves how it went",
    {
      where: PLACE,
      next: "`dunlin migrate:resolve 20260301120000 --done` if it took effect, " +
        "`dunlin migrate:resolve 20260301120000 --retry` if it did not",
    },
  ],
  "resume-refused": [
    "20260301120000_add_email_to_users has fewer statements than an earlier run has already finished (1 of 2)",
    { where: { file: FILE }, state: UNCHANGED, next: `bring them back, then ${AGAIN}` },
  ],
  "nothing-to-resolve": ["nothing of 20260301120000 is in doubt", { next: "run `dunlin migrate`" }],
  "connection-lost": ["the link to the server broke", {
    server: { code: "57P01", message: "terminating connection due to administrator command" },
    next: AGAIN,
  }],
  "own-tables-touched": ["20260301120000_add_email_to_users touches dunlin's own tables", {
    where: PLACE,
    state: UNCHANGED,
    next: "take the statement out of the file; nothing but dunlin may write there",
  }],
  "interrupted": ["stopped between two migrations", {
    state: "every migration that was begun is whole",
    next: `${AGAIN}: it goes on from here`,
  }],
  "query-failed": ["the server refused dunlin's own query: asking who holds the lock", {
    server: { code: "42501", message: "permission denied for view pg_locks" },
  }],
  "unexpected": ["TypeError: db.nosuch is not a function", {
    next: "this was not expected; please report it with what led to it",
  }],
};

/** The error of one of them. */
export function errorExample(code: string): DunlinError {
  const [message, parts] = ERROR_EXAMPLES[code]!;
  return new DunlinError(code as ErrorCode, message, parts);
}

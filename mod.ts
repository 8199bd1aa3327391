/**
 * dunlin: SQL migrations for PostgreSQL, MySQL, MariaDB and SQLite. Running
 * `up` again after whatever happened finishes the work exactly once, or says
 * precisely what stands in the way.
 *
 * @example
 * ```ts
 * import { Migrator } from "@dunlin/dunlin";
 *
 * const migrator = await Migrator.connect("sqlite::memory:", {
 *   migrations: "examples/quickstart/migrations",
 * });
 * try {
 *   const { applied } = await migrator.up();
 *   console.log(applied.length, "applied");
 * } finally {
 *   await migrator.close();
 * }
 * ```
 *
 * @module
 */
export { DunlinError, ERROR_CODES } from "./src/errors.ts";
export type {
  ErrorClass,
  ErrorCode,
  ErrorParts,
  Place,
  RunProgress,
  ServerMessage,
} from "./src/errors.ts";
export { Migrator } from "./src/execution/migrator.ts";
export type {
  ConnectionSettings,
  DownOptions,
  MigratorOptions,
  RunOptions,
  UpOptions,
  WaitingOptions,
} from "./src/execution/migrator_options.ts";
export type { Status } from "./src/execution/migrator.ts";
export type { Awaited } from "./src/execution/wait_for_migrations.ts";
export type { LockKind } from "./src/execution/held_lock.ts";
export type { Decision } from "./src/execution/resolve.ts";
export type { SeedResult } from "./src/execution/seed_run.ts";
export { seedFiles } from "./src/sources/seed_files.ts";
export type { SeedFile } from "./src/sources/seed_files.ts";
export { createDatabase, dropDatabase, renewDatabase } from "./src/execution/databases.ts";
export type { DropOptions } from "./src/execution/databases.ts";
export type { RunResult } from "./src/execution/run.ts";
export type { LockHolder } from "./src/execution/unlock.ts";
export { validate } from "./src/execution/validate.ts";
export type { ValidateOptions, Validation, ValidationWarning } from "./src/execution/validate.ts";
export type { Blocking } from "./src/events/blocking.ts";
export type { StatementDone, StatementListener } from "./src/events/statement_done.ts";
export type { Event, EventListener, StepSummary } from "./src/events/event.ts";
export type { PlanOutline as Plan } from "./src/plan/plan.ts";
export type { PlanWarning } from "./src/plan/draft.ts";
export type { History, HistoryEntry, JournalEntry } from "./src/plan/history.ts";
export type { MigrationState, StatusOutline as MigrationStatus } from "./src/plan/state.ts";
export { DEFAULT_POLICY } from "./src/plan/step.ts";
export type { Policy, StepOutline as Step, Target } from "./src/plan/step.ts";
export type {
  CodeModule,
  Direction,
  Directives,
  MigrationDatabase,
} from "./src/migrations/migration.ts";
export type {
  FileOutline as MigrationFile,
  MigrationOutline as Migration,
} from "./src/migrations/migration_outline.ts";
export type { Manifest, ManifestFile } from "./src/migrations/manifest.ts";
export type { LateText, SourceFile } from "./src/migrations/source_file.ts";
export type { LargeReading, LargeText } from "./src/migrations/large_text.ts";
export type { LargeCuts } from "./src/execution/large/read_large.ts";
export type { VersionOrder } from "./src/migrations/version.ts";
export type { Hook } from "./src/migrations/file_name.ts";
export type {
  CollectionOutline as Collection,
  CollectWarning,
  HookOutlines as Hooks,
} from "./src/migrations/collect.ts";
export type { AbsentMigration } from "./src/migrations/resolve_migration.ts";
export { directory } from "./src/sources/directory.ts";
export type { SourceOptions } from "./src/sources/directory.ts";
export { fromManifest } from "./src/sources/from_manifest.ts";
export type { ManifestSourceOptions } from "./src/sources/from_manifest.ts";
export { combine } from "./src/sources/combine.ts";
export type { CombinedSource } from "./src/sources/combine.ts";
export type { Source } from "./src/sources/source.ts";
export type { SourceInput } from "./src/sources/to_source.ts";
export { connect } from "./src/drivers/connect.ts";
export type { ConnectOptions } from "./src/drivers/connect.ts";
export type { OpenOptions } from "./src/drivers/open_options.ts";
export type {
  Environment,
  HostAndPort,
  MysqlTarget,
  PostgresTarget,
  SqliteTarget,
  Target as DatabaseTarget,
  TlsMode,
  TlsSettings,
} from "./src/drivers/target.ts";
export type { Secret } from "./src/drivers/secret.ts";
export { DriverError } from "./src/drivers/connection.ts";
export type {
  Ability,
  Connection,
  ConnectionLimit,
  CopyData,
  FailureKind,
  FailurePoint,
  Notice,
  Row,
  SendHooks,
  ServerIdentity,
  StatementResult,
} from "./src/drivers/connection.ts";
export type { Query } from "./src/sql/query.ts";
export type { SqlFlavor } from "./src/sql/statement.ts";

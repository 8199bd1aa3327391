import { DunlinError } from "../../src/errors.ts";
import type { Event, StepSummary } from "../../src/events/event.ts";

export const create: StepSummary = {
  kind: "apply",
  id: "1",
  version: "001",
  name: "create_users",
  file: "migrations/001_create_users.up.sql",
};

export const failure = new DunlinError("migration-failed", "migration 002_add_email failed", {
  server: { code: "42701", message: "column exists" },
  state: "rolled back",
});

/** Every kind of event there is; the type makes a new one wanted here. */
export const EVENTS: { readonly [Type in Event["type"]]: Extract<Event, { readonly type: Type }> } =
  {
    run_started: {
      type: "run_started",
      dialect: "postgres",
      server: "PostgreSQL 18.4",
      database: "postgres://app@db/shop",
      table: "public.dunlin_migrations",
    },
    up_to_date: { type: "up_to_date", applied: 1 },
    tables_created: { type: "tables_created", table: "dunlin_migrations" },
    lock_waiting: { type: "lock_waiting", holder: "ci-7, pid 12", waitedMs: 3000, waitMs: 60_000 },
    lock_acquired: { type: "lock_acquired", waitedMs: 4200 },
    plan_made: { type: "plan_made", steps: [create] },
    warning: {
      type: "warning",
      code: "changed",
      message: "migration 001_create_users was edited",
      where: { file: "migrations/001_create_users.up.sql" },
    },
    replanned: { type: "replanned", reason: "another runner was faster" },
    migration_started: {
      type: "migration_started",
      direction: "up",
      step: create,
      statements: 3,
      resumedAt: 2,
    },
    migration_progress: {
      type: "migration_progress",
      id: "1",
      statements: 4100,
      totalStatements: 10000,
      rows: 3_100_000,
      bytes: 412_000_000,
      totalBytes: 1_000_000_000,
    },
    statement_kept: { type: "statement_kept", id: "1", position: 2, total: 3, verb: "ALTER TABLE" },
    statement_proved: {
      type: "statement_proved",
      id: "1",
      position: 2,
      number: 3,
      verb: "ALTER TABLE",
    },
    statement_resolved: {
      type: "statement_resolved",
      id: "1",
      direction: "up",
      decision: "retry",
      position: 2,
      verb: "ALTER TABLE",
    },
    retrying: {
      type: "retrying",
      attempt: 1,
      attempts: 8,
      pauseMs: 250,
      error: new DunlinError("connection-lost", "the link to the server broke"),
    },
    notice: {
      type: "notice",
      id: "1",
      severity: "NOTICE",
      code: "42P07",
      message: 'relation "users" already exists, skipping',
    },
    migration_applied: { type: "migration_applied", step: create, durationMs: 12 },
    migration_reverted: {
      type: "migration_reverted",
      step: { ...create, kind: "revert" },
      durationMs: 1200,
    },
    migration_recorded: { type: "migration_recorded", step: { ...create, kind: "record" } },
    migration_forgotten: {
      type: "migration_forgotten",
      step: { kind: "forget", id: "R__views", version: "", name: "views", file: null },
    },
    migration_failed: { type: "migration_failed", step: create, error: failure },
    seed_applied: { type: "seed_applied", file: "seeds/01_users.sql", durationMs: 12 },
    hook_applied: { type: "hook_applied", file: "migrations/before_all.sql", durationMs: 12 },
    seed_skipped: { type: "seed_skipped", file: "seeds/02_demo.sql", only: ["staging"] },
    interrupted: { type: "interrupted", during: "1" },
    run_finished: {
      type: "run_finished",
      applied: ["001"],
      reverted: [],
      failed: failure,
      remaining: ["002", "003"],
      durationMs: 31,
    },
  };

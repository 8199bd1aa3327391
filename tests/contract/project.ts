import { createHash } from "node:crypto";
import type { DunlinError } from "../../src/errors.ts";
import type { Event } from "../../src/events/event.ts";
import { connect } from "../../src/drivers/connect.ts";
import type { Connection } from "../../src/drivers/connection.ts";
import { Migrator } from "../../src/execution/migrator.ts";
import type { MigratorOptions, RunOptions } from "../../src/execution/migrator_options.ts";
import type { RunResult } from "../../src/execution/run.ts";
import type { CodeModule } from "../../src/migrations/migration.ts";
import type { Target } from "../../src/plan/step.ts";
import type { Source } from "../../src/sources/source.ts";
import { wantedClient } from "./clients.ts";
import type { FreshDatabase, RawRow, TestDatabase } from "./databases.ts";

/** Files by name; a module stands for a TypeScript migration. */
export type Files = Readonly<Record<string, string | Uint8Array | CodeModule>>;

type Options = Partial<MigratorOptions>;

/** Migration files that live in memory, under `migrations/`. */
export function inMemory(files: Files): Source {
  return {
    description: "memory",
    namespace: "",
    list: () =>
      Promise.resolve(
        Object.entries(files).sort(([a], [b]) => a < b ? -1 : 1).map(([name, content]) => {
          const path = `migrations/${name}`;
          if (typeof content === "string" || content instanceof Uint8Array) {
            return { name, path, content };
          }
          const text = `${content.up}${content.down ?? ""}`;
          return { name, path, content: text, load: () => Promise.resolve(content) };
        }),
      ),
  };
}

/** A database of one test's own with the migrations that are run on it. */
export class Project {
  readonly fresh: FreshDatabase;
  readonly database: TestDatabase;
  /** What every run is given, unless the call says otherwise. */
  options: Options = { lockWaitSeconds: 20, retries: 0 };
  /** The files of the next run. */
  files: Files = {};
  /** What the last run said. */
  events: Event[] = [];
  readonly #open: Migrator[] = [];

  constructor(database: TestDatabase, fresh: FreshDatabase) {
    this.database = database;
    this.fresh = fresh;
  }

  /** A migrator on a session of its own, which ends with the project if not before. */
  async migrator(options: Options & { readonly url?: string } = {}): Promise<Migrator> {
    const { url = this.fresh.url, ...rest } = options;
    const all = { migrations: inMemory(this.files), ...this.options, ...rest };
    const migrator = wantedClient() === null
      ? await Migrator.connect(url, all)
      : await overClient(url, all);
    this.#open.push(migrator);
    return migrator;
  }

  /** Ends every session the test has left open. */
  async close(): Promise<void> {
    for (const migrator of this.#open.splice(0)) await migrator.close();
  }

  /** One run on a session of its own, as a process makes it. */
  async run(
    target: Target,
    options: Options & RunOptions & { readonly url?: string } = {},
  ): Promise<RunResult> {
    const { signal, cancel, onEvent, onStatement, ...rest } = options;
    const migrator = await this.migrator(rest);
    const events: Event[] = [];
    this.events = events;
    try {
      return await migrator.run(target, {
        ...(signal ? { signal } : {}),
        ...(cancel ? { cancel } : {}),
        ...(onStatement ? { onStatement } : {}),
        onEvent: (event) => {
          events.push(event);
          onEvent?.(event);
        },
      });
    } finally {
      this.#open.splice(this.#open.indexOf(migrator), 1);
      await migrator.close();
    }
  }

  up(options: Parameters<Project["run"]>[1] = {}): Promise<RunResult> {
    return this.run({ kind: "latest" }, options);
  }

  down(steps: number | "all" = 1, options: Parameters<Project["run"]>[1] = {}) {
    return this.run({ kind: "down", steps }, options);
  }

  /** The error a run must end with. */
  async failure(running: Promise<unknown>): Promise<DunlinError> {
    try {
      await running;
    } catch (error) {
      if ((error as Error).name === "DunlinError") return error as DunlinError;
      throw error;
    }
    throw new Error("the run was expected to fail");
  }

  query(sql: string, params?: readonly unknown[]): Promise<RawRow[]> {
    return this.fresh.raw.query(sql, params);
  }

  /** The first column of every row, as text. */
  async column(sql: string): Promise<string[]> {
    return (await this.query(sql)).map((row) => String(Object.values(row)[0]));
  }

  /** Versions in the order they were applied. */
  versions(table = "dunlin_migrations"): Promise<string[]> {
    return this.column(`SELECT version FROM ${table} ORDER BY sequence`);
  }

  /** What the journal holds: `1 up 2 done`. */
  async journal(): Promise<string[]> {
    const rows = await this.query(
      "SELECT id, direction, position, state FROM dunlin_migrations_journal ORDER BY id, position",
    );
    return rows.map((row) => `${row.id} ${row.direction} ${row.position} ${row.state}`);
  }

  async exists(table: string): Promise<boolean> {
    return await this.query(`SELECT 1 FROM ${table}`).then(() => true, () => false);
  }

  /** A driver's own session, for looking at what a run does to it. */
  async connection(): Promise<Connection> {
    return await connect(this.fresh.url, { create: true });
  }

  /** The events of one kind. */
  said<Type extends Event["type"]>(type: Type): Extract<Event, { type: Type }>[] {
    return this.events.filter((event) => event.type === type) as Extract<Event, { type: Type }>[];
  }
}

/** As `Migrator.connect`, over a client of its own that is closed with the migrator. */
async function overClient(url: string, options: MigratorOptions): Promise<Migrator> {
  const opened = await wantedClient()!.open(url);
  try {
    const migrator = await Migrator.over(opened.connection, options);
    migrator.close = () => opened.end();
    return migrator;
  } catch (error) {
    await opened.end();
    throw error;
  }
}

/** Runs a test on an empty database, which is removed behind it. */
export async function withProject(
  database: TestDatabase,
  act: (project: Project) => Promise<void>,
): Promise<void> {
  const fresh = await database.fresh({ quick: true });
  const project = new Project(database, fresh);
  try {
    await act(project);
  } finally {
    await project.close();
    await fresh.dispose();
  }
}

/** A test body on an empty database. */
export function on(database: TestDatabase, act: (project: Project) => Promise<void>) {
  return () => withProject(database, act);
}

/** SHA-256 in hex, of plain text. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

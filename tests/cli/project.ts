import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import type { RawRow } from "../contract/databases.ts";
import { type Ended, type Running, type RunOptions, start } from "./program.ts";

/** What a call may be given beside its arguments. */
export type CallOptions = Partial<RunOptions>;

const folders: string[] = [];
const removeFolders = () => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
};
process.once("exit", removeFolders);
globalThis.addEventListener?.("unload", removeFolders); // Deno's, at the end of a test file

/**
 * A folder of one test's own with files in it, and the real program run there
 * as a process. Its database is the SQLite file `app.db`, unless a call or the
 * project says otherwise.
 *
 * ```ts
 * const project = new Project({ "migrations/1_a.up.sql": "CREATE TABLE a (b INT);" });
 * const { code, out } = await project.run("migrate");
 * ```
 */
export class Project {
  readonly folder: string;
  /** Given to every call as `DATABASE_URL`; null gives none. */
  url: string | null;

  constructor(
    files: Readonly<Record<string, string | Uint8Array>> = {},
    url: string | null = "sqlite:app.db",
  ) {
    this.folder = mkdtempSync(join(tmpdir(), "dunlin-cli-"));
    this.url = url;
    folders.push(this.folder);
    this.write(files);
  }

  /** Writes files, and the folders they need. */
  write(files: Readonly<Record<string, string | Uint8Array>>): this {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(this.path(path)), { recursive: true });
      writeFileSync(this.path(path), content);
    }
    return this;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  read(name: string): string {
    return readFileSync(this.path(name), "utf8");
  }

  /** Runs the program to its end. */
  run(...args: readonly string[]): Promise<Ended> {
    return this.start(args).ended;
  }

  start(args: readonly string[], options: CallOptions = {}): Running {
    const url = this.url === null ? {} : { DATABASE_URL: this.url };
    const env = { ...url, ...options.env };
    return start(args, { cwd: this.folder, ...options, env });
  }

  /** Rows of the SQLite file, read beside the program. */
  async query(sql: string, file = "app.db"): Promise<RawRow[]> {
    const { DatabaseSync } = await import("node:sqlite");
    const database = new DatabaseSync(this.path(file));
    try {
      return (database.prepare(sql).all() as RawRow[]).map((row) => ({ ...row }));
    } finally {
      database.close();
    }
  }

  /** Names of the tables in the SQLite file, dunlin's own left out. */
  async tables(): Promise<unknown[]> {
    const rows = await this.query(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'dunlin%' ORDER BY 1",
    );
    return rows.map(({ name }) => name);
  }
}

/** A migration that makes a table, with the way back. */
export function table(version: number | string, name: string): Record<string, string> {
  return {
    [`migrations/${version}_${name}.up.sql`]: `CREATE TABLE ${name} (id INTEGER);\n`,
    [`migrations/${version}_${name}.down.sql`]: `DROP TABLE ${name};\n`,
  };
}

/** A line of JSON each. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

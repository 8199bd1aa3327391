/**
 * What a run costs on SQLite, exactly: statements, messages (each is handed to
 * the thread that runs it), syncs of the file. A figure may fall, then it is
 * lowered here; where one rises, something costs more.
 *
 * @module
 */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createTable, filesOf, nothing, sourceOf, withFolder } from "../../bench/workload.ts";
import { Migrator } from "../../mod.ts";
import type { DunlinError } from "../../src/errors.ts";
import { behindStatement } from "../../src/drivers/behind_statement.ts";
import { connect } from "../../src/drivers/connect.ts";
import { SqliteConnection } from "../../src/drivers/sqlite_connection.ts";
import { sqliteSession } from "../../src/drivers/sqlite_session.ts";
import { inThisThread } from "../../src/drivers/sqlite_thread.ts";
import { near } from "../contract/hooked.ts";
import { largeInMemory } from "../execution/large/large_in_memory.ts";

const MANY = 100;

/** What is said to SQLite, statement by statement. */
class Counted extends DatabaseSync {
  readonly said: string[] = [];

  override prepare(text: string): ReturnType<DatabaseSync["prepare"]> {
    this.said.push(text);
    return super.prepare(text);
  }

  override exec(text: string): void {
    this.said.push(text);
    super.exec(text);
  }
}

/** The statements of one run on a database in memory with so many applied, and then so many more. */
async function statements(applied: number, pending: number): Promise<string[]> {
  const database = new Counted(":memory:");
  const session = sqliteSession(database, new DatabaseSync(":memory:"), behindStatement);
  const connection = new SqliteConnection("sqlite::memory:", inThisThread(session), null);
  const up = async (count: number) => {
    database.said.length = 0;
    const migrations = sourceOf(filesOf(count, createTable));
    return (await (await Migrator.over(connection, { migrations })).up()).applied.length;
  };
  assert.equal(await up(applied), applied);
  assert.equal(await up(applied + pending), pending);
  await connection.close();
  return database.said;
}

/** The messages of one run on a file. */
async function messages(applied: number, pending: number): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "dunlin-counts-"));
  const connection = await connect(`sqlite:${join(folder, "a.db")}`, { create: true });
  const sent: string[] = [];
  const counting = new Proxy(connection, {
    get(target, key) {
      const value = Reflect.get(target, key);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        if (key === "send" || key === "query") sent.push(JSON.stringify(args[0]));
        return value.apply(target, args);
      };
    },
  });
  try {
    for (const count of [applied, applied + pending]) {
      sent.length = 0;
      const migrations = sourceOf(filesOf(count, (n) => n > applied ? createTable(n) : nothing(n)));
      await near(async () => await (await Migrator.over(counting, { migrations })).up());
    }
  } finally {
    await connection.close();
    await rm(folder, { recursive: true });
  }
  return sent;
}

test("sqlite: up to date is one statement, however long the history", async () => {
  for (const applied of [10, 1000]) assert.equal((await statements(applied, 0)).length, 1);
});

test("sqlite: one pending takes at most 19 statements", async () => {
  const said = await statements(10, 1);
  assert.ok(said.length <= 19, `${said.length}: ${said.join("\n")}`);
});

test("sqlite: a migration more takes 9 statements more, beside those of its file", async () => {
  const [few, many] = [await statements(10, 1), await statements(10, 1 + MANY)];
  assert.equal((many.length - few.length) / MANY, 1 + 9);
});

test("sqlite: of a large file about 32,000 characters are run at once, and are rolled back if one fails", async () => {
  const rows = (of: (n: number) => string) =>
    "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT);\n" +
    Array.from({ length: 1000 }, (_, n) =>
      `INSERT INTO t VALUES (${of(n)}, '${"; ü".repeat(300)}');\n`)
      .join("");
  const database = new Counted(":memory:");
  const session = sqliteSession(database, new DatabaseSync(":memory:"), behindStatement);
  const connection = new SqliteConnection("sqlite::memory:", inThisThread(session), null);
  const up = async (text: string) => {
    database.said.length = 0;
    const migrations = largeInMemory({ "1_rows.up.sql": text }, 65_536);
    await (await Migrator.over(connection, { migrations })).up();
  };
  try {
    await assert.rejects(
      up(rows((n) => n === 999 ? "5" : `${n}`)),
      (error: DunlinError) => error.where?.line === 1001,
    );
    await up(rows(String));
    const parts = database.said.filter((text) => text.includes("INSERT INTO t"));
    assert.equal(parts.length, 29, `${parts.map(({ length }) => length)}`);
    assert.ok(parts.every(({ length }) => length < 34_000));
  } finally {
    await connection.close();
  }
});

test("sqlite: up to date is one message", async () => {
  assert.equal((await messages(10, 0)).length, 1);
});

test("sqlite: 100 pending travel in 7 messages, and 6 are sent beside them", async () => {
  const sent = await messages(10, MANY);
  const migrations = sent.filter((text) => text.includes("CREATE TABLE bench_"));
  assert.equal(migrations.length, 7, migrations.join("\n"));
  assert.ok(sent.length <= 7 + 6, `${sent.length}: ${sent.join("\n")}`);
});

const cli = fileURLToPath(new URL("../../cli.ts", import.meta.url));
const traced = spawnSync("strace", ["-V"]).status === 0 &&
  spawnSync("sqlite3", ["-version"]).status === 0;

/** How often a program makes the disk keep what was written in a folder, or the folder itself. */
async function syncs(folder: string, command: readonly string[], input = ""): Promise<number> {
  const log = join(folder, "log");
  const args = ["-f", "-y", "-o", log, "-e", "trace=fsync,fdatasync", ...command];
  const ran = spawnSync("strace", args, { input, encoding: "utf8" });
  assert.equal(ran.status, 0, ran.stderr);
  const lines = (await readFile(log, "utf8")).split("\n");
  return lines.filter((line) => /\b(fsync|fdatasync)\(/.test(line) && line.includes(folder)).length;
}

test("sqlite: a migration syncs the file as often as sqlite3 does", {
  skip: traced ? false : "strace and sqlite3 are not both here",
}, async () => {
  const files = filesOf(20, createTable);
  const flags = process.versions["deno"] === undefined ? [] : ["run", "--allow-all"];
  const beside = await mkdtemp(join(tmpdir(), "dunlin-synced-"));
  await withFolder(files, async (folder) => {
    const own = (sql: string) => `BEGIN;\n${sql}\nCOMMIT;\n`;
    const text = files.map(({ content }) => own(String(content))).join("");
    const raw = await syncs(beside, ["sqlite3", join(beside, "raw.db")], text);
    const run = (database: string) =>
      syncs(beside, [
        process.execPath,
        ...flags,
        cli,
        "migrate",
        "--dir",
        folder,
        "--database",
        `sqlite:${database}`,
      ]);
    const database = join(beside, "own.db");
    // beside them the own tables are made, and the note of who is at work is removed
    assert.equal(await run(database), raw + 8);
    assert.equal(await run(database), 0);
  }).finally(() => rm(beside, { recursive: true }));
});

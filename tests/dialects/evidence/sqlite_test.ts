import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, test } from "node:test";
import { sqlite } from "../../../src/dialects/sqlite.ts";
import { sqliteEvidence } from "../../../src/dialects/evidence/sqlite.ts";
import type { Evidence } from "../../../src/dialects/evidence/evidence.ts";
import { classify } from "../../../src/sql/classify.ts";
import { splitStatements } from "../../../src/sql/split_statements.ts";
import { databaseNamed, type RawSession } from "../../contract/databases.ts";
import { observe } from "./observed.ts";

const rules = { flavor: "sqlite" } as const;
const database = databaseNamed("sqlite");

const HARMLESS = [
  "VACUUM",
  "VACUUM main",
  "DETACH DATABASE other",
  "PRAGMA journal_mode = WAL",
  "PRAGMA main.journal_mode(DELETE)",
  "pragma \"journal_mode\" = 'truncate'",
  "PRAGMA foreign_keys = OFF",
  "PRAGMA synchronous = 1",
  "PRAGMA auto_vacuum = FULL",
  "PRAGMA [page_size] = 8192",
  "PRAGMA temp_store = MEMORY",
  "PRAGMA wal_checkpoint(TRUNCATE)",
  "PRAGMA wal_checkpoint",
];

const NONE = ["VACUUM INTO 'copy.db'", "VACUUM main INTO 'copy.db'"];

describe("sqliteEvidence()", () => {
  for (const [kind, statements] of [["harmless", HARMLESS], ["none", NONE]] as const) {
    for (const text of statements) {
      test(`SQLite has it outside of transactions, and its evidence is "${kind}": ${text}`, () => {
        const [statement] = splitStatements(text, rules).statements;
        assert.ok(statement && classify(statement, rules).outsideTransaction);
        assert.equal(evidenceOf(text).kind, kind);
      });
    }
  }

  for (
    const text of [
      "PRAGMA writable_schema = 1",
      "PRAGMA main",
      "PRAGMA",
      "CREATE TABLE vacuum (a)",
      "INSERT INTO t VALUES ('VACUUM')",
      "",
    ]
  ) {
    test(`nothing proves how it went: ${text}`, () => assert.equal(evidenceOf(text).kind, "none"));
  }

  for (const text of HARMLESS.filter((text) => !text.includes("temp_store"))) {
    test(`the second time changes nothing: ${text}`, () =>
      inFile(async (session) => {
        if (text.startsWith("DETACH")) await session.query("ATTACH ':memory:' AS other");
        const { begin, judge } = observe(sqlite, session, text);
        const before = await begin();
        await session.query(text);
        const once = await state(session);
        assert.deepEqual(await judge(before), { kind: "run" });
        if (text.startsWith("DETACH")) await session.query("ATTACH ':memory:' AS other");
        await session.query(text);
        assert.deepEqual(await state(session), once);
      }));
  }

  test("a file VACUUM INTO has written is refused the second time, so a person is asked", () =>
    inFile(async (session, file) => {
      const text = `VACUUM INTO '${file}.copy'`;
      const { begin, judge } = observe(sqlite, session, text);
      const before = await begin();
      await session.query(text);
      assert.ok(existsSync(`${file}.copy`));
      await assert.rejects(session.query(text), /output file already exists/);
      assert.deepEqual(await judge(before), { kind: "unclear", seen: [] });
    }));
});

function evidenceOf(text: string): Evidence {
  return sqliteEvidence(text, { rules, identity: false });
}

async function inFile(work: (session: RawSession, file: string) => Promise<void>): Promise<void> {
  const fresh = await database.fresh({ quick: true });
  try {
    await fresh.raw.query("CREATE TABLE t (a)");
    await fresh.raw.query("INSERT INTO t VALUES (1), (2)");
    await work(fresh.raw, fresh.name);
  } finally {
    await fresh.dispose();
  }
}

const SETTINGS = "journal_mode foreign_keys synchronous auto_vacuum page_size".split(" ");

async function state(session: RawSession): Promise<unknown> {
  const settings = [];
  for (const name of SETTINGS) settings.push(await session.query(`PRAGMA ${name}`));
  return {
    settings,
    rows: await session.query("SELECT * FROM t"),
    schema: await session.query("SELECT type, name, sql FROM sqlite_master"),
  };
}

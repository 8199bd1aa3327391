import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { type DatabaseName, databases } from "../contract/databases.ts";
import { Project, table } from "./project.ts";
import { PROCESSLIST } from "../contract/servers/processlist.ts";

const noSignals = process.platform === "win32" ? "Windows sends no signals to a process" : false;

const SLEEP: Partial<Record<DatabaseName, string>> = {
  postgres: "SELECT pg_sleep(60)",
  mysql: "SELECT SLEEP(60)",
  mariadb: "SELECT SLEEP(60)",
};
/** Whether somebody sleeps on the server. */
const ASLEEP: Partial<Record<DatabaseName, string>> = {
  postgres: "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() " +
    "AND state = 'active' AND query LIKE '%pg\\_sleep%' AND pid <> pg_backend_pid()",
  mysql: `SELECT 1 FROM ${PROCESSLIST} WHERE db = DATABASE() ` +
    "AND info LIKE 'SELECT SLEEP%'",
  mariadb: `SELECT 1 FROM ${PROCESSLIST} WHERE db = DATABASE() ` +
    "AND info LIKE 'SELECT SLEEP%'",
};

const TASKS = (sleep = "") =>
  `export default (tasks) => {
  tasks.add("seed", async (c) => {
    const sql = await c.sql();
    await sql.execute("INSERT INTO birds VALUES (7)");
    c.out(JSON.stringify(await sql.query("SELECT id FROM birds")));
  }, { needs: ["migrate"] });
  tasks.add("sleep", async (c) => {
    await (await c.sql()).query(${JSON.stringify(sleep)});
    c.out("woke up");
  });
};\n`;

for (const { name, skip, fresh: make } of databases) {
  test(`${name}: a task of tasks.ts, behind the migrate it needs`, { skip }, async () => {
    const fresh = await make();
    try {
      const project = new Project({ ...table(1, "birds"), "tasks.ts": TASKS() }, fresh.url);
      const { code, out, err } = await project.run("seed");
      assert.equal(code, 0, err);
      assert.match(out, /1 migration applied.*\n\[\{"id":7\}\]\n$/);
      assert.equal((await fresh.raw.query("SELECT * FROM birds")).length, 1);
    } finally {
      await fresh.dispose();
    }
  });

  const asleep = ASLEEP[name];
  if (asleep === undefined) continue; // SQLite runs in the program, which the third interrupt ends
  test(`${name}: the second interrupt cancels what a task runs on the server`, {
    skip: skip || noSignals,
  }, async () => {
    const fresh = await make();
    try {
      const project = new Project({ "tasks.ts": TASKS(SLEEP[name]) }, fresh.url);
      const running = project.start(["sleep"]);
      while ((await fresh.raw.query(asleep)).length === 0);
      running.kill("SIGINT");
      await running.said(/stopping after the current task; once more stops it now/);
      running.kill("SIGINT");
      const { code, out, err } = await running.ended;
      assert.equal(code, 1);
      assert.match(err, /the task sleep was stopped/);
      assert.equal(out, "");
      while ((await fresh.raw.query(asleep)).length > 0);
    } finally {
      await fresh.dispose();
    }
  });
}

test("postgres: a notice is told", {
  skip: databases.find(({ name }) => name === "postgres")!.skip,
}, async () => {
  const fresh = await databases.find(({ name }) => name === "postgres")!.fresh();
  try {
    const tasks = `export default (tasks) => void tasks.add("note", async (c) =>
      await (await c.sql()).execute("DO $$ BEGIN RAISE NOTICE 'seven birds'; END $$"));\n`;
    const { code, out, err } = await new Project({ "tasks.ts": tasks }, fresh.url).run("note");
    assert.equal(code, 0, err);
    assert.match(out + err, /seven birds/);
  } finally {
    await fresh.dispose();
  }
});

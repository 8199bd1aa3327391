import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { matchesGolden, normal } from "./golden.ts";
import { test } from "./off_node.ts";
import { jsonLines, Project, table } from "./project.ts";

const THREE = { ...table(1, "a"), ...table(2, "b"), ...table(3, "c") };

test("migrate applies what is pending, and says so once it is true", async () => {
  const project = new Project(THREE);
  const { code, out, err } = await project.run("migrate");
  assert.deepEqual([code, err], [0, ""]);
  assert.deepEqual(await project.tables(), ["a", "b", "c"]);
  matchesGolden("migrate.txt", normal(out, project.folder));
});

test("migrate again does nothing and exits with 0", async () => {
  const project = new Project(THREE);
  await project.run("migrate");
  const { code, out } = await project.run("up");
  assert.deepEqual([code, out], [0, "Nothing to do (3 migrations applied)\n"]);
});

test("migrate --to and --steps stop where they say, and --to goes back too", async () => {
  const project = new Project(THREE);
  assert.equal((await project.run("migrate", "--steps", "1")).code, 0);
  assert.deepEqual(await project.tables(), ["a"]);
  assert.equal((await project.run("migrate", "--to", "3")).code, 0);
  assert.deepEqual(await project.tables(), ["a", "b", "c"]);
  assert.equal((await project.run("migrate", "--to=2")).code, 0);
  assert.deepEqual(await project.tables(), ["a", "b"]);
});

test("migrate:down reverts the last, N, down to a version, or all", async () => {
  const project = new Project({ ...THREE, ...table(4, "d") });
  await project.run("migrate");
  assert.equal((await project.run("migrate:down")).code, 0);
  assert.deepEqual(await project.tables(), ["a", "b", "c"]);
  assert.equal((await project.run("down", "--to", "2")).code, 0);
  assert.deepEqual(await project.tables(), ["a", "b"]);
  assert.equal((await project.run("down", "2")).code, 0);
  assert.deepEqual(await project.tables(), []);
  await project.run("migrate");
  assert.equal((await project.run("down", "--all", "--yes")).code, 0);
  assert.deepEqual(await project.tables(), []);
});

test("migrate:redo and migrate:reset go down and up again", async () => {
  const project = new Project(THREE);
  await project.run("migrate");
  const redo = await project.run("migrate:redo", "2");
  assert.equal(redo.code, 0);
  assert.match(redo.out, /2 migrations reverted, 2 migrations applied/);
  const reset = await project.run("migrate:reset", "-y");
  assert.equal(reset.code, 0);
  assert.match(reset.out, /3 migrations reverted, 3 migrations applied/);
  assert.deepEqual(await project.tables(), ["a", "b", "c"]);
});

test("migrate:baseline records without running, up to and with the version", async () => {
  const project = new Project(THREE);
  assert.equal((await project.run("migrate:baseline", "2")).code, 0);
  assert.deepEqual(await project.tables(), []);
  await project.run("migrate");
  assert.deepEqual(await project.tables(), ["c"]);
});

test("a failed migration exits with 1; mended, migrate goes on with it", async () => {
  const project = new Project(THREE).write({ "migrations/2_b.up.sql": "CREATE TABEL b (id);" });
  const { code } = await project.run("migrate");
  assert.equal(code, 1);
  assert.deepEqual(await project.tables(), ["a"]);
  project.write({ "migrations/2_b.up.sql": "CREATE TABLE b (id);" });
  assert.equal((await project.run("migrate")).code, 0);
  assert.deepEqual(await project.tables(), ["a", "b", "c"]);
});

test("migrate:status shows every state", async () => {
  const project = new Project({
    ...THREE,
    ...table(10, "ten"),
    "migrations/11_later.up.sql": "-- dunlin: only production\nSELECT 1;",
    "migrations/R__view.sql": "SELECT 1;",
  });
  await project.run("migrate", "--to", "10");
  project.write({ "migrations/1_a.up.sql": "CREATE TABLE a (id TEXT);", ...table(5, "late") });
  project.write({ ...table(12, "new") });
  for (const way of ["up", "down"]) rmSync(project.path(`migrations/2_b.${way}.sql`));
  await project.query("UPDATE dunlin_migrations SET duration_ms = 0"); // columns follow their width
  const { code, out } = await project.run("migrate:status");
  assert.equal(code, 0);
  matchesGolden("status.txt", normal(out, project.folder));
  assert.equal((await project.run("status", "--check")).code, 3);
});

test("migrate:status --check exits with 3 while anything is pending, then with 0", async () => {
  const project = new Project(THREE);
  assert.equal((await project.run("status", "--check")).code, 3);
  await project.run("migrate");
  assert.equal((await project.run("status", "--check")).code, 0);
});

test("migrate:status --json is one object with stable keys", async () => {
  const project = new Project({ ...THREE, "migrations/R__view.sql": "SELECT 1;" });
  await project.run("migrate", "--to", "1");
  const { code, out } = await project.run("migrate:status", "--json");
  assert.equal(code, 0);
  const [status, ...others] = jsonLines(out);
  assert.deepEqual(others, []);
  assert.deepEqual(Object.keys(status!), [
    "type",
    "dialect",
    "table",
    "migrations",
    "counts",
    "warnings",
  ]);
  matchesGolden("status.json", normal(JSON.stringify(status, null, 2), project.folder) + "\n");
});

test("migrate --json tells one event a line and ends with run_finished", async () => {
  const project = new Project(THREE);
  const { code, out, err } = await project.run("migrate", "--json");
  assert.deepEqual([code, err], [0, ""]);
  const last = jsonLines(out).at(-1)!;
  assert.deepEqual({ ...last, durationMs: 0 }, {
    type: "run_finished",
    applied: ["1", "2", "3"],
    reverted: [],
    failed: null,
    remaining: [],
    durationMs: 0,
  });
  matchesGolden("migrate.jsonl", normal(out, project.folder).replace(/SQLite [\d.]+/, "SQLite 3"));
});

test("migrate --json: run_finished holds the error of a failed run", async () => {
  const project = new Project(THREE).write({
    "migrations/2_b.up.sql": "INSERT INTO x VALUES (1);",
  });
  const { code, out, err } = await project.run("migrate", "--json");
  assert.deepEqual([code, err], [1, ""]);
  const { type, applied, failed, remaining } = jsonLines(out).at(-1)!;
  assert.deepEqual([type, applied, remaining], ["run_finished", ["1"], ["3"]]);
  const { code: name, where, server } = failed as Record<string, Record<string, unknown>>;
  assert.equal(name, "migration-failed");
  assert.deepEqual([where?.["file"], where?.["line"]], ["migrations/2_b.up.sql", 1]);
  assert.equal(server?.["message"], "no such table: x");
});

test("an error before the run is the only object of --json", async () => {
  const project = new Project({ "migrations/x.sql": "" });
  const { code, out, err } = await project.run("migrate", "--json");
  assert.deepEqual([code, err], [1, ""]);
  const [error, ...others] = jsonLines(out);
  assert.deepEqual(others, []);
  assert.deepEqual([error!["type"], error!["code"]], ["error", "invalid-migrations"]);
});

for (const mode of ["--dry-run", "--dry-run=sql"]) {
  test(`migrate ${mode} tells the plan and makes no file`, async () => {
    const project = new Project(THREE);
    const { code, out } = await project.run("migrate", mode);
    assert.equal(code, 0);
    assert.equal(project.has("app.db"), false);
    matchesGolden(`migrate_${mode.replace(/^--/, "").replace(/\W/g, "_")}.txt`, out);
  });
}

test("migrate:reset --dry-run --json holds the SQL of every step, and asks nothing", async () => {
  const project = new Project(table(1, "a"));
  await project.run("migrate");
  const { code, out } = await project.run("migrate:reset", "--dry-run=sql", "--json");
  assert.equal(code, 0);
  const [plan] = jsonLines(out);
  assert.deepEqual(
    (plan!["steps"] as Record<string, unknown>[]).map(({ kind, sql }) => [kind, sql]),
    [["revert", "DROP TABLE a;\n"], ["apply", "CREATE TABLE a (id INTEGER);\n"]],
  );
  assert.deepEqual(await project.tables(), ["a"]);
});

test("commands that only read never make a missing SQLite file", async () => {
  const project = new Project(THREE);
  for (const args of [["status"], ["validate"], ["migrate", "--dry-run"], ["down", "--dry-run"]]) {
    assert.equal((await project.run(...args)).code, 0, args.join(" "));
    assert.equal(project.has("app.db"), false, args.join(" "));
  }
});

test("an empty folder is warned of, never silently up to date", async () => {
  const project = new Project({ "migrations/.keep": "" });
  const { code, err } = await project.run("migrate");
  assert.equal(code, 0);
  assert.match(err, /^warning: the folder migrations holds no migrations\n/);
});

test("file names with quotes and spaces are applied and told as they are", async () => {
  const project = new Project({ 'migrations/1_it\'s "odd" $(x).up.sql': "CREATE TABLE a (id);" });
  const { code, out } = await project.run("migrate");
  assert.equal(code, 0);
  assert.match(out, /Applied 1_it's "odd" \$\(x\) /);
});

test("--quiet says nothing of what went well, --verbose the server and the plan", async () => {
  const project = new Project(THREE);
  assert.deepEqual(await project.run("migrate", "--steps=1", "--quiet"), {
    code: 0,
    out: "",
    err: "",
  });
  assert.deepEqual(await project.run("status", "-q", "--check"), { code: 3, out: "", err: "" });
  const { out } = await project.run("migrate", "--verbose");
  assert.match(out, /^SQLite [\d.]+ at sqlite:app\.db, history in "main"\."dunlin_migrations"\n/);
  assert.match(out, /\nPlan:\n {2}apply {2}2_b/);
  const byVariable = await project.start(["migrate"], { env: { VERBOSE: "1" } }).ended;
  assert.match(byVariable.out, /^SQLite /);
});

test("--env decides what only-directives mean, over DUNLIN_ENV, over dunlin.json", async () => {
  const project = new Project({
    "migrations/1_a.up.sql": "-- dunlin: only test\nCREATE TABLE a (id);",
    "dunlin.json": '{ "env": "test" }',
  });
  const env = { DUNLIN_ENV: "staging" };
  assert.match((await project.start(["status"], { env }).ended).out, /skipped/);
  assert.match((await project.start(["status", "--env=test"], { env }).ended).out, /pending/);
  assert.match((await project.run("status")).out, /pending/);
});

test("paths in the configuration are meant from where it is", async () => {
  const project = new Project({
    "db/dunlin.json": '{ "database": "sqlite:app.db", "dir": "migrations", "table": "log" }',
    "db/migrations/1_a.up.sql": "CREATE TABLE a (id);",
  }, null);
  assert.equal((await project.run("migrate", "--config", "db/dunlin.json")).code, 0);
  assert.equal(project.has("db/app.db"), true);
  assert.deepEqual(await project.query("SELECT version FROM log", "db/app.db"), [{ version: "1" }]);
});

test("migrate:validate exits with 0, or with 3 and every problem", async () => {
  const project = new Project(THREE);
  assert.deepEqual(await project.run("migrate:validate"), {
    code: 0,
    out: "3 migrations, no problems\n",
    err: "",
  });
  project.write({ "migrations/x.sql": "", "migrations/4_d.down.sql": "" });
  const { code, out, err } = await project.run("migrate:validate");
  assert.deepEqual([code, out], [3, "2 problems\n"]);
  assert.match(err, /x\.sql/);
  assert.match(err, /4_d\.down\.sql/);
});

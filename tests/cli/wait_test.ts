import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { databases } from "../contract/databases.ts";
import { inProcess } from "./in_process.ts";
import { test } from "./off_node.ts";
import { jsonLines, Project, table } from "./project.ts";

for (const database of databases) {
  const { name: kind, skip } = database;

  /** A test on an empty database, which a project of two migrations is for. */
  const waiting = (
    what: string,
    act: (project: Project, url: string) => Promise<void>,
  ) =>
    test(`${kind}: ${what}`, { skip }, async () => {
      const fresh = await database.fresh();
      try {
        await act(new Project({ ...table(1, "a"), ...table(2, "b") }, fresh.url), fresh.url);
      } finally {
        await fresh.dispose();
      }
    });

  waiting("migrate:wait goes on as soon as another has applied everything", async (project) => {
    const wait = project.start(["migrate:wait"]);
    await wait.said(/waiting: 2 pending: 1_a, 2_b/);
    assert.equal((await project.run("migrate", "--steps", "1")).code, 0);
    await wait.said(/waiting: 1 pending: 2_b/);
    assert.equal((await project.run("migrate")).code, 0);
    const { code, out, err } = await wait.ended;
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, /all migrations are applied \(waited /);
    assert.equal((await project.run("migrate:wait", "--timeout", "0")).code, 0);
  });

  waiting("migrate:wait exits with 4 when the time is over, and makes nothing", async (project) => {
    const { code, err } = await project.run("migrate:wait", "2", "--timeout", "2");
    assert.equal(code, 4);
    assert.match(err, /waited 2 s, and 2 is not applied[^]*nothing was changed/);
    const { out } = await project.run("status");
    assert.match(out, /is not there yet: the first migrate makes it/);
  });

  waiting("migrate:wait VERSION needs no more than that version", async (project) => {
    await project.run("migrate", "--to", "1");
    assert.equal((await project.run("migrate:wait", "001", "--timeout", "0")).code, 0);
    assert.equal((await project.run("migrate:wait", "2", "--timeout", "0")).code, 4);
    await project.run("migrate");
    for (const way of ["up", "down"]) rmSync(project.path(`migrations/2_b.${way}.sql`));
    // a later release has applied it: the history knows what the files do not
    assert.equal((await project.run("migrate:wait", "2", "--timeout", "0")).code, 0);
  });

  waiting("migrate:wait tells of a migration that is begun and not finished", async (project) => {
    project.write({
      "migrations/2_b.up.sql": "-- dunlin: no-transaction\nCREATE TABLE b (id INTEGER);\n" +
        "INSERT INTO nosuch VALUES (1);\n",
    });
    assert.equal((await project.run("migrate")).code, 1);
    const { code, out } = await project.run("migrate:wait", "--timeout", "2", "--json");
    assert.equal(code, 4);
    const [told, error] = jsonLines(out);
    assert.deepEqual([told?.["pending"], told?.["partial"]], [["2_b"], ["2_b"]]);
    assert.match(String(error?.["message"]), /begun and not finished: 2_b/);
    assert.match(String(error?.["next"]), /migrate:status/);
  });

  if (kind === "sqlite") continue;

  waiting("migrate:wait waits for a database that is not made yet", async (project, url) => {
    const later = new URL(url);
    later.pathname += "_later";
    project.url = later.href;
    try {
      const wait = project.start(["migrate:wait"]);
      await wait.said(/waiting: there is no database /);
      assert.equal((await project.run("db:create")).code, 0);
      assert.equal((await project.run("migrate")).code, 0);
      assert.equal((await wait.ended).code, 0);
    } finally {
      await project.run("db:drop", "--yes", "--force");
    }
  });

  waiting("migrate:wait waits for a server, and not for a password", async (project, url) => {
    const silent = new URL(url);
    silent.port = "1";
    project.url = silent.href;
    const ended = await project.run("migrate:wait", "--timeout", "0.3");
    assert.equal(ended.code, 4);
    assert.match(ended.err, /there is still no answer: no connection to\s/);
    const wrong = new URL(url);
    wrong.password = "not-it";
    project.url = wrong.href;
    assert.equal((await project.run("migrate:wait")).code, 1);
  });
}

const postgres = databases.find(({ name }) => name === "postgres");

test("postgres: migrate:wait needs no right but to read", {
  skip: postgres?.skip ?? "not asked for",
}, async () => {
  const fresh = await postgres!.fresh();
  const role = `r${fresh.name.slice(-12)}`;
  try {
    const project = new Project(table(1, "a"), fresh.url);
    await project.run("migrate");
    await fresh.raw.query(`CREATE ROLE ${role} LOGIN PASSWORD 'pw'`);
    await fresh.raw.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`);
    const url = new URL(fresh.url);
    [url.username, url.password] = [role, "pw"];
    project.url = url.href;
    const { code, err } = await project.run("migrate:wait", "1", "--timeout", "0");
    assert.deepEqual([code, err], [0, ""]);
  } finally {
    await fresh.raw.query(`DROP OWNED BY ${role}`).catch(() => []);
    await fresh.raw.query(`DROP ROLE IF EXISTS ${role}`);
    await fresh.dispose();
  }
});

test("a timeout that is no number of seconds is refused", async () => {
  const { code, err } = await inProcess(["migrate:wait", "--timeout", "soon"]);
  assert.equal(code, 2);
  assert.match(err, /--timeout cannot be "soon"/);
});

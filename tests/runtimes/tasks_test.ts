import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createTasks, TaskStopped } from "../../tasks.ts";
import { directory } from "../../src/sources/directory.ts";
import { checkManifest } from "../../src/sources/stale.ts";
import { type Ended, start } from "../cli/program.ts";

const EXAMPLE = new URL("../../examples/tasks/", import.meta.url);
const cwd = fileURLToPath(EXAMPLE);

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "dunlin-tasks-"));
});
after(() => rm(folder, { recursive: true, force: true }));

/** The two ways to the same tasks: found beside dunlin.json, and imported by the program. */
const PROGRAMS = {
  "tasks.ts as dunlin finds it": {},
  "tasks.ts as migrate.ts imports it": { program: join(cwd, "migrate.ts") },
};

for (const [which, program] of Object.entries(PROGRAMS)) {
  const run = (args: readonly string[], database: string): Promise<Ended> =>
    start(args, { cwd, ...program, env: { DATABASE_URL: `sqlite:${join(folder, database)}` } })
      .ended;
  const name = which.replaceAll(/\W+/g, "_");

  test(`${which}: list shows the project's own`, async () => {
    const { code, out } = await run(["list"], "none.db");
    assert.equal(code, 0);
    const own = out.split("# the project's own tasks\n")[1]?.trimEnd().split("\n");
    assert.deepEqual(own?.map((line) => line.split(/ +#/)[0]), [
      "dunlin birds:seed",
      "dunlin birds:seen",
      "dunlin report",
      "dunlin deploy",
      "dunlin default",
    ]);
  });

  test(`${which}: a task, what it needs, and the next one's arguments`, async () => {
    const seed = await run(["birds:seed"], `${name}.db`);
    assert.equal(seed.code, 0, seed.err);
    assert.match(seed.out, /2 migrations applied.*\nthe tables are ready\n3 birds are there\n$/);
    const seen = await run(["birds:seen", "Ameland", "dunlin", "knot"], `${name}.db`);
    assert.match(seen.out, /\nnoted 2 at Ameland\n$/);
    const nothingAsked = await run([], `${name}.db`);
    assert.match(nothingAsked.out, /\ndunlin: 1\nknot: 1\nsanderling: 0\n$/);
  });

  test(`${which}: what is thrown ends with 1, and with the words`, async () => {
    const { code, err } = await run(["birds:seen", "Ameland", "crow"], `${name}_wrong.db`);
    assert.equal(code, 1);
    assert.match(err, /^error: the task birds:seen failed: nobody knows the bird crow\n/m);
  });
}

test("a registry runs by itself, with the same connection and error on every runtime", async () => {
  const noted: unknown[] = [];
  const tasks = createTasks();
  tasks.namespace("birds", (birds) => {
    birds.add("make", async (c) => {
      const sql = await c.sql();
      await sql.execute("CREATE TABLE birds (name TEXT); INSERT INTO birds VALUES ('dunlin')");
    });
    birds.add("look", async (c) => {
      noted.push(await (await c.sql()).query("SELECT name FROM birds"), c.args);
      throw new TaskStopped(3);
    }, { needs: ["birds:make"] });
  });
  const run = tasks.run("birds:look", ["--far"], { database: "sqlite::memory:" });
  await assert.rejects(run, { exitCode: 3 });
  assert.equal(JSON.stringify(noted), '[[{"name":"dunlin"}],["--far"]]');
});

test("the manifest of the example holds what lies beside it", async () => {
  const migrations = new URL("migrations", EXAMPLE);
  assert.equal((await directory(migrations).list()).length, 4);
  await checkManifest(migrations);
});

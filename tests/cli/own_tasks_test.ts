import assert from "node:assert/strict";
import { test } from "node:test";
import { createTasks, type TaskContext, type Tasks, TaskStopped } from "../../tasks.ts";
import { inProcess } from "./in_process.ts";
import { COMMANDS } from "../../src/cli/commands/all.ts";
import { matchesGolden } from "./golden.ts";
import { jsonLines, Project, table } from "./project.ts";

const say = (c: TaskContext) => c.out(`${c.name} ${JSON.stringify(c.args)}`);

const OWN = (tasks: Tasks) => {
  tasks.namespace("db", (db) => {
    db.add("seed", "Load demo data", say, { needs: ["migrate"], usage: "[FILE]" });
    db.add("plain", say);
  });
};

const lines = (text: string) => text.trimEnd().split("\n");

test("list shows the project's own tasks in a part of their own, ready to be pasted", async () => {
  const { out } = await inProcess(["list"], { tasks: OWN });
  const [first, ...rest] = lines(out).slice(-3);
  assert.equal(first, "# the project's own tasks");
  assert.deepEqual(rest.map((line) => line.replace(/ +/g, " ")), [
    "dunlin db:seed # Load demo data",
    "dunlin db:plain",
  ]);
});

test("list --json tells which tasks are the project's own, and what they need", async () => {
  const { out } = await inProcess(["list", "--json"], { tasks: OWN });
  const { tasks } = JSON.parse(out) as { tasks: { own: boolean }[] };
  assert.deepEqual(tasks.filter(({ own }) => own), [
    { name: "db:seed", aliases: [], summary: "Load demo data", own: true, needs: ["migrate"] },
    { name: "db:plain", aliases: [], summary: "", own: true, needs: [] },
  ]);
  assert.equal(tasks.length, COMMANDS.length + 1); // its db:seed is in the place of dunlin's
});

test("the overview shows them too", async () => {
  const { out } = await inProcess(["--help"], { tasks: OWN });
  assert.match(out, /^# the project's own tasks\ndunlin db:seed +# Load demo data$/m);
});

test("TASK --help and help TASK show what it does, needs and takes", async () => {
  const page = await inProcess(["db:seed", "--help"], { tasks: OWN });
  matchesGolden("help/own_task.txt", page.out);
  assert.equal(page.code, 0);
  for (const call of [["db:seed", "-h"], ["help", "db:seed"], ["--help", "db:seed"]]) {
    assert.deepEqual(await inProcess(call, { tasks: OWN }), page);
  }
});

const ARGUMENTS: readonly (readonly string[])[] = [
  [],
  ["one", "two words", ""],
  ["-x", "--json", "--no-such-option", "--dir"],
  ["--", "--help"],
  ["--help", "more"],
  ["--version"],
  ["--tasks", "none"],
];
for (const args of ARGUMENTS) {
  test(`a task gets ${JSON.stringify(args)} untouched`, async () => {
    const { code, out } = await inProcess(["db:plain", ...args], { tasks: OWN });
    assert.deepEqual([code, out], [0, `db:plain ${JSON.stringify(args)}\n`]);
  });
}

test("options of dunlin stand before the name, and are read there", async () => {
  const tasks = (tasks: Tasks) => void tasks.add("show", (c) => c.out(JSON.stringify(c.settings)));
  const before = ["--database", "sqlite:x.db", "--dir", "sql", "--table=t", "--env", "test"];
  const { out } = await inProcess([...before, "show", "--dir", "other"], { tasks });
  assert.deepEqual(JSON.parse(out), {
    database: "sqlite:x.db",
    dir: "sql",
    table: "t",
    env: "test",
  });
  const wrong = await inProcess(["--dri", "sql", "show"], { tasks });
  assert.equal(wrong.code, 2);
});

test("what a task says is an object with --json, and nothing with --quiet", async () => {
  const { out } = await inProcess(["--json", "db:plain", "x"], { tasks: OWN });
  assert.deepEqual(jsonLines(out), [
    { type: "output", task: "db:plain", text: 'db:plain ["x"]' },
  ]);
  assert.equal((await inProcess(["--quiet", "db:plain"], { tasks: OWN })).out, "");
});

test("an unknown task suggests the nearest, also by its last word", async () => {
  for (const word of ["db:sede", "seed"]) {
    const { code, err } = await inProcess([word], { tasks: OWN });
    assert.equal(code, 2);
    assert.match(err, new RegExp(`unknown command ${word}\\n +next +did you mean db:seed\\?`));
  }
});

test("without a command, the task default is run where there is one", async () => {
  const tasks = (tasks: Tasks) => void tasks.add("default", "What to do", say);
  assert.deepEqual(await inProcess([], { tasks }), { code: 0, out: "default []\n", err: "" });
  assert.match((await inProcess(["--help"], { tasks })).out, /^usage: dunlin COMMAND/m);
  assert.match((await inProcess(["--version"], { tasks })).out, /^dunlin \d/);
});

test("a registry is added as well as a function is called, awaited", async () => {
  const registry = createTasks().add("mine", say).add("list", (c) => c.out("behind"));
  const { out } = await inProcess(["list"], { tasks: registry });
  assert.match(out, /^dunlin mine$/m);
  assert.match(out, /^behind$/m);
  const later = async (tasks: Tasks) => void tasks.add(await Promise.resolve("late"), say);
  assert.equal((await inProcess(["late"], { tasks: later })).out, "late []\n");
});

test("dunlin's commands can be renamed, with their options, aliases and help", async () => {
  const tasks = (tasks: Tasks) => void tasks.rename("list", "tasks:show").remove("migrate:unlock");
  const { code, out } = await inProcess(["tasks:show"], { tasks });
  assert.equal(code, 0);
  assert.match(out, /^dunlin tasks:show +# Show every task$/m);
  assert.doesNotMatch(out, /dunlin list|unlock/);
  assert.equal((await inProcess(["list"], { tasks })).code, 2);
  assert.match(
    (await inProcess(["tasks:show", "--help"], { tasks })).out,
    /tasks:show: Show every/,
  );
  const wrong = await inProcess(["tasks:show", "--stesp"], { tasks });
  assert.match(wrong.err, /unknown option --stesp/);
  const late = await inProcess(["tasks:show", "--tasks", "none"], { tasks });
  assert.match(late.err, /--tasks comes too late/);
});

test("set() replaces one of dunlin's commands, which then is the project's own", async () => {
  const tasks = (tasks: Tasks) => void tasks.set("init", say).set("up", "Mine", say);
  assert.equal((await inProcess(["init", "--any"], { tasks })).out, 'init ["--any"]\n');
  assert.equal((await inProcess(["up"], { tasks })).out, "up []\n");
  const { out } = await inProcess(["list"], { tasks });
  assert.match(out, /^dunlin migrate +# Apply pending migrations$/m);
});

test("a task that runs itself ends with 2 and its path, no stack", async () => {
  const tasks = (tasks: Tasks) => {
    tasks.add("a", (c) => c.run("b")).add("b", (c) => c.run("a", "again"));
  };
  const { code, err } = await inProcess(["a"], { tasks });
  assert.deepEqual([code, err.split("\n")[0]], [
    2,
    "error: the task a would have to run before itself: a → b → a",
  ]);
});

test("the exit code of TaskStopped is that of the program, which says no more", async () => {
  const tasks = (tasks: Tasks) =>
    void tasks.add("a", () => {
      throw new TaskStopped(42);
    });
  assert.deepEqual(await inProcess(["a"], { tasks }), { code: 42, out: "", err: "" });
});

test("confirm() asks, naming the database without its password; --yes answers", async () => {
  const tasks = (tasks: Tasks) =>
    void tasks.add("drop", async (c) => {
      await c.confirm("delete every bird");
      c.out("deleted");
    });
  const url = ["--database", "postgres://u:hidden@h/birds"];
  const asked: string[] = [];
  const answering = (answer: string) => ({
    tasks,
    ask: (question: string) => Promise.resolve((asked.push(question), answer)),
  });
  const no = await inProcess([...url, "drop"], answering("n"));
  assert.deepEqual([no.code, no.out], [2, ""]);
  assert.equal((await inProcess([...url, "drop"], answering("y"))).out, "deleted\n");
  assert.deepEqual(asked[0], "delete every bird in postgres://u:***@h/birds? [y/N] ");
  assert.equal((await inProcess([...url, "--yes", "drop"], { tasks })).out, "deleted\n");
  assert.match((await inProcess([...url, "drop"], { tasks })).err, /nobody is there to confirm/);
});

const FILES = table(1, "birds");

/** A project with migrations and a tasks.ts of this text inside of its function. */
function project(body: string): Project {
  return new Project({ ...FILES, "tasks.ts": `export default (tasks: any) => {\n${body}\n};\n` });
}

test("run() runs dunlin's commands with arguments, inside of the call's options", async () => {
  const shop = project(`tasks.add("all", async (c: any) => {
    await c.run("migrate:status", "--check").catch((error: any) => c.out("exit " + error.exitCode));
    await c.run("migrate", "--to", "1");
    await c.run("status", "--check");
    await c.run("migrate", "--stesp", "1");
  });`);
  const { code, out, err } = await shop.run("--json", "all");
  const told = jsonLines(out);
  assert.equal(code, 2, err);
  assert.ok(told.some(({ text }) => text === "exit 3"), out);
  assert.ok(told.some(({ type, applied }) => type === "run_finished" && String(applied) === "1"));
  assert.deepEqual([told.at(-1)?.["type"], told.at(-1)?.["code"]], ["error", "usage"]);
  assert.deepEqual(await shop.tables(), ["birds"]);
});

test("a failed migration is told once, and nothing of the task comes behind it", async () => {
  const shop = project(`tasks
    .add("a", async (c: any) => { await c.run("migrate"); c.out("behind"); })
    .add("b", async (c: any) => { await (await c.migrator()).up(); c.out("behind"); })
    .add("c", (c: any) => c.out("behind"), { needs: ["migrate"] });`);
  shop.write({ "migrations/2_bad.up.sql": "SELECT * FROM nowhere;\n" });
  for (const name of ["a", "b", "c"]) {
    const { code, out, err } = await shop.run(name);
    assert.equal(code, 1);
    assert.equal(err.split("error:").length - 1, 1, err);
    assert.doesNotMatch(out, /behind/);
  }
});

test("what is added to migrate is done behind it, and left out of a dry run", async () => {
  const shop = project(`tasks.add("migrate", (c: any) => c.out("added " + c.args.join(" ")));`);
  const dry = await shop.run("migrate", "--dry-run");
  assert.match(dry.out, /what the project added to migrate is left out/);
  assert.doesNotMatch(dry.out, /^added/m);
  assert.match(
    (await shop.run("migrate", "--to", "1")).out,
    /1 migration applied.*\nadded --to 1\n$/,
  );
});

test("a task's sql() and migrator() are those of the project", async () => {
  const shop = project(`tasks.add("seed", async (c: any) => {
    await (await c.migrator()).up({ signal: c.signal, cancel: c.cancel });
    await (await c.sql()).execute("INSERT INTO birds VALUES (7)");
  });`);
  const { code, err } = await shop.run("seed");
  assert.equal(code, 0, err);
  assert.deepEqual(await shop.query("SELECT id FROM birds"), [{ id: 7 }]);
});

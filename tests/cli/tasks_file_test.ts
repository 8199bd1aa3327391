import assert from "node:assert/strict";
import { onDeno } from "./program.ts";
import { test } from "./off_node.ts";
import { Project, table } from "./project.ts";

const hello = (words: string) =>
  `export default (tasks) => {
  tasks.add("hello", "Say it", (c) => c.out(${JSON.stringify(words)}));
};\n`;

test("tasks.ts is found beside dunlin.json, then tasks.js and tasks.mjs", async () => {
  const project = new Project({ "tasks.mjs": hello("mjs") });
  assert.equal((await project.run("hello")).out, "mjs\n");
  project.write({ "tasks.js": hello("js") });
  assert.equal((await project.run("hello")).out, "js\n");
  project.write({ "tasks.ts": hello("ts") });
  assert.equal((await project.run("hello")).out, "ts\n");
  project.write({ "app/dunlin.json": "{}", "app/tasks.ts": hello("app") });
  assert.equal((await project.run("--config", "app/dunlin.json", "hello")).out, "app\n");
});

test("dunlin.json names another file, and --tasks a third", async () => {
  const project = new Project({
    "tasks.ts": hello("found"),
    "app/mine.ts": hello("configured"),
    "third.ts": hello("flag"),
    "app/dunlin.json": '{ "tasks": "mine.ts" }',
  });
  const config = ["--config", "app/dunlin.json"];
  assert.equal((await project.run(...config, "hello")).out, "configured\n");
  assert.equal((await project.run(...config, "--tasks", "third.ts", "hello")).out, "flag\n");
});

test("none means none, as a flag and in dunlin.json", async () => {
  const project = new Project({ "tasks.ts": "throw new Error('no');" });
  assert.equal((await project.run("list")).code, 2);
  assert.equal((await project.run("list", "--tasks", "none")).code, 0);
  project.write({ "dunlin.json": '{ "tasks": "none" }' });
  assert.equal((await project.run("list")).code, 0);
});

const BROKEN: readonly (readonly [text: string, words: RegExp])[] = [
  ["\nthrow new Error('no key');", /cannot be loaded: no key\n +at +tasks\.ts:2/],
  ["throw undefined;", /cannot be loaded: its code threw undefined/],
  ["\n\nconst a = ;", /cannot be loaded: .*\n +at +tasks\.ts:3/],
  ["import './gone.ts';", /cannot be loaded: .*gone\.ts/],
  ["export const tasks = [];", /tasks\.ts has no default export\n/],
  ["export default 7;", /a default export that is no function\n/],
  ["export default (t) => {\n t.remove('migrat'); return; };", /no task migrat\n +at +tasks\.ts:2/],
  [
    "export default (t) => {\n t.add('a b', () => {}); return; };",
    /"a b" is no name.*\n.*\n? +at +tasks\.ts:2/,
  ],
  [
    "export default (t) => t.add('a', () => {}, { needs: ['b'] }).add('b', () => {}, { needs: ['a'] });",
    /: a → b → a\n/,
  ],
  ["export default (t) => t.desc('sede', 'x').add('seed', () => {});", /did you mean seed\?/],
];
for (const [text, words] of BROKEN) {
  test(`a broken tasks.ts stops everything, with its place: ${text.trim().slice(0, 50)}`, async () => {
    const project = new Project({ ...table(1, "birds"), "tasks.ts": text });
    const { code, out, err } = await project.run("migrate");
    assert.deepEqual([code, out], [2, ""]);
    assert.match(err, words);
    assert.doesNotMatch(err, /^ +at .*\(|node:internal/m);
    assert.equal(project.has("app.db"), false);
    assert.equal((await project.run("migrate", "--tasks", "none")).code, 0);
  });
}

test("a tasks file that was named and is not there is an error", async () => {
  const project = new Project();
  const { code, err } = await project.run("--tasks", "mine.ts", "list");
  assert.equal(code, 2);
  assert.match(err, /the tasks file mine\.ts is not there/);
  project.write({ "dunlin.json": '{ "tasks": "gone.ts" }' });
  assert.match((await project.run("list")).err, /gone\.ts is not there[^]*that of dunlin\.json/);
});

test("what a task throws is told with its place, and a password is not", async () => {
  const project = new Project({
    "tasks.ts": `export default (tasks) => {
  tasks.add("a", () => {
    throw new Error("cannot reach postgres://u:hidden@h/x");
  });
  tasks.add("b", async (c) => {
    const sql = await c.sql();
    await sql.query("SELECT * FROM nowhere");
  });
};\n`,
  });
  const a = await project.run("a");
  assert.equal(a.code, 1);
  assert.match(a.err, /the task a failed: cannot reach postgres.*\n +at +tasks\.ts:3:/);
  assert.doesNotMatch(a.err, /hidden/);
  const b = await project.run("b");
  assert.match(b.err, /the task b failed.*\n +at +tasks\.ts:7:\d+\n +said +no such table: nowhere/);
});

test("a tasks.ts that Deno may not read is not there", {
  skip: onDeno ? false : "permissions are Deno's",
}, async () => {
  const project = new Project({ ...table(1, "birds"), "tasks.ts": "throw new Error('read');" });
  const { code, out, err } = await project.start(["list"], {
    permissions: ["--allow-env=DATABASE_URL"],
  }).ended;
  assert.equal(code, 0, err);
  assert.doesNotMatch(out, /own tasks/);
  const permissions = [
    "--allow-env=DATABASE_URL",
    "--allow-read=migrations,app.db",
    "--allow-write=app.db",
  ];
  assert.equal((await project.start(["migrate"], { permissions }).ended).code, 0);
});

test("an interrupt asks the task to end; what runs on its connection is closed", async () => {
  const project = new Project({
    "tasks.ts": `export default (tasks) => {
  tasks.add("linger", async (c) => {
    const sql = await c.sql();
    await sql.execute("CREATE TABLE birds (id INTEGER)");
    const timer = setInterval(() => {}, 1000); // a listener alone keeps no program alive
    c.out("waiting");
    await new Promise((resolve) => c.signal.addEventListener("abort", resolve));
    clearInterval(timer);
    c.out("tidied up");
    c.signal.throwIfAborted();
  });
};\n`,
  });
  const running = project.start(["linger"]);
  await running.said(/waiting/);
  running.kill("SIGINT");
  const { code, out, err } = await running.ended;
  assert.equal(code, 1);
  assert.match(out, /tidied up/);
  assert.match(err, /stopping after the current task; once more stops it now/);
  assert.match(err, /the task linger was stopped/);
});

test("the second interrupt aborts cancel, the third ends the program", async () => {
  const project = new Project({
    "tasks.ts": `export default (tasks) => {
  tasks.add("stubborn", async (c) => {
    c.cancel.addEventListener("abort", () => c.out("cancelled"));
    setInterval(() => {}, 1000);
    c.out("waiting");
    await new Promise(() => {});
  });
};\n`,
  });
  const running = project.start(["stubborn"]);
  await running.said(/waiting/);
  running.kill("SIGINT");
  await running.said(/once more stops it now/);
  running.kill("SIGINT");
  await running.said(/cancelled/);
  running.kill("SIGINT");
  assert.equal((await running.ended).code, 1);
});

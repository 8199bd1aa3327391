import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Project } from "../cli/project.ts";

const page = readFileSync(fileURLToPath(new URL("../../docs/tasks.md", import.meta.url)), "utf8");
const [first = "", second = ""] = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text]) =>
  text
);

const BIRDS = {
  "migrations/1_birds.up.sql": "CREATE TABLE birds (name TEXT);\n",
  "migrations/1_birds.down.sql": "DROP TABLE birds;\n",
};

test("docs/tasks.md: its first example loads behind migrate, and deploys", async () => {
  const project = new Project({ ...BIRDS, "tasks.ts": first });
  const seed = await project.run("demo:load", "knot");
  assert.match(seed.out, /1 migration applied.*\nloaded\n$/, seed.err);
  assert.deepEqual(await project.query("SELECT name FROM birds"), [{ name: "knot" }]);
  const deploy = await project.run("deploy");
  assert.match(deploy.out, /1 migration: 1 applied\n$/, deploy.err);
});

test("docs/tasks.md: its second example changes dunlin's commands", async () => {
  const project = new Project({ ...BIRDS, "tasks.ts": second });
  assert.match((await project.run("migrate")).out, /\nthe tables are ready\n$/);
  assert.match((await project.run("down")).out, /1 migration reverted.*\ntold everyone\n$/);
  const { out } = await project.run("list");
  assert.match(out, /^dunlin new:migration /m);
  assert.doesNotMatch(out, /migrate:reset|migrate:create/);
});

test("docs/tasks.md: the arguments it tells of are those a task gets", async () => {
  const call = /`c\.args` of\s+`dunlin ([^`]+)`\s+is\s+`([^`]+)`/.exec(page);
  const tasks =
    "export default (t) => { t.add('demo:load', (c) => c.out(JSON.stringify(c.args))) };";
  const { out } = await new Project({ "tasks.ts": tasks }).run(...call![1]!.split(" "));
  assert.deepEqual(JSON.parse(JSON.parse(out).text), JSON.parse(call![2]!));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { createTasks, type TaskAct, type Tasks } from "../../tasks.ts";
import { DunlinError } from "../../mod.ts";

const nothing: TaskAct = () => {};

/** A registry, and a way to add tasks that note their names. */
function noting(): { tasks: Tasks; note: (word: string) => TaskAct; noted: string[] } {
  const noted: string[] = [];
  return { tasks: createTasks(), noted, note: (word) => () => void noted.push(word) };
}

const names = (tasks: Tasks) => tasks.list().map(({ name }) => name);

test("two registries know nothing of each other", () => {
  const one = createTasks().add("a", nothing);
  assert.deepEqual([names(one), names(createTasks())], [["a"], []]);
});

test("list() gives every task with what is known of it, in the order of adding", () => {
  const tasks = createTasks()
    .add("b", "Does b", nothing, { needs: ["a"], usage: "[FILE]", aliases: ["bee"] })
    .add("a", nothing);
  assert.deepEqual(tasks.list().map(({ acts: _, ...rest }) => rest), [
    { name: "b", description: "Does b", aliases: ["bee"], needs: ["a"], usage: "[FILE]" },
    { name: "a", description: "", aliases: [], needs: [] },
  ]);
});

test("a namespace gives its prefix, and an inner one both", () => {
  const tasks = createTasks();
  tasks.namespace("db", (db) => {
    db.namespace("demo", (demo) => demo.add("seed", nothing));
    db.add("drop", nothing); // behind an inner one: the outer prefix is kept
  });
  tasks.add("hello", nothing);
  assert.deepEqual(names(tasks), ["db:demo:seed", "db:drop", "hello"]);
});

test("a namespace is a value, which keeps its prefix when it is used later", () => {
  const tasks = createTasks();
  const db = tasks.namespace("db");
  const demo = db.namespace("demo");
  db.add("drop", nothing);
  demo.add("seed", nothing);
  assert.deepEqual(names(tasks), ["db:drop", "db:demo:seed"]);
  assert.deepEqual(names(demo), ["db:demo:seed"]);
});

test("every act on a namespace gets the prefix", async () => {
  const { tasks, note, noted } = noting();
  const db = tasks.namespace("db", (db) => {
    db.add("a", note("a")).add("b", note("b")).desc("a", "Does a").set("b", note("new b"));
    db.rename("a", "c").remove("b").add("d", note("d"));
  });
  await db.run("c");
  assert.deepEqual([names(tasks), noted], [["db:c", "db:d"], ["a"]]);
  assert.equal(tasks.list()[0]?.description, "Does a");
  assert.deepEqual([db.has("c"), db.has("b"), tasks.has("db:d")], [true, false, true]);
});

test("desc() describes what is there and what comes", () => {
  const tasks = createTasks().desc("a", "Does a").add("a", nothing).add("b", nothing);
  tasks.desc("b", "Does\n  b");
  assert.deepEqual(tasks.list().map(({ description }) => description), ["Does a", "Does b"]);
});

test("a second add() is done behind the first", async () => {
  const { tasks, note, noted } = noting();
  tasks.add("a", "First", note("one")).add("a", note("two")).add("a", note("three"));
  await tasks.run("a");
  assert.deepEqual(noted, ["one", "two", "three"]);
  assert.equal(tasks.list()[0]?.description, "First");
});

test("a second add() is not done where the first fails", async () => {
  const { tasks, note, noted } = noting();
  tasks.add("a", () => Promise.reject(new Error("no"))).add("a", note("two"));
  await assert.rejects(tasks.run("a"));
  assert.deepEqual(noted, []);
});

test("set() puts a task in the place of what was there", async () => {
  const { tasks, note, noted } = noting();
  tasks.add("a", "Does a", note("one")).add("a", note("two")).set("a", note("three"));
  await tasks.run("a");
  assert.deepEqual(noted, ["three"]);
  assert.equal(tasks.list()[0]?.description, "Does a");
});

test("rename() keeps a task's place, and what needs it follows", async () => {
  const { tasks, note, noted } = noting();
  tasks.add("a", note("a")).add("b", note("b"), { needs: ["a"] }).rename("a", "first");
  await tasks.run("b");
  assert.deepEqual([names(tasks), noted], [["first", "b"], ["a", "b"]]);
});

test("rename() never takes another task's place", () => {
  const tasks = createTasks().add("a", nothing).add("b", nothing);
  assert.throws(() => tasks.rename("a", "b"), /a cannot become b: there is such a task/);
});

test("remove() takes a task away, and an alias", () => {
  const tasks = createTasks().add("a", nothing, { aliases: ["x", "y"] }).add("b", nothing);
  tasks.remove("b").remove("x");
  assert.deepEqual(tasks.list().map(({ name, aliases }) => [name, aliases]), [["a", ["y"]]]);
});

test("an alias runs its task; set() makes the word a task of its own", async () => {
  const { tasks, note, noted } = noting();
  tasks.add("a", note("a"), { aliases: ["x"] });
  await tasks.run("x");
  tasks.set("x", note("x"));
  await tasks.run("x");
  await tasks.run("a");
  assert.deepEqual(noted, ["a", "x", "a"]);
});

test("include() adds another registry's tasks, behind those of the same name", async () => {
  const { tasks, note, noted } = noting();
  const other = createTasks().add("a", "Other a", note("other")).add("b", note("b"));
  tasks.add("a", note("own")).include(other);
  await tasks.run("a");
  assert.deepEqual([names(tasks), noted], [["a", "b"], ["own", "other"]]);
});

for (const act of ["run", "rename", "remove"] as const) {
  test(`${act}() of an unknown name tells the nearest`, async () => {
    const tasks = createTasks().add("db:seed", nothing).add("hello", nothing);
    const call = (name: string) => async () => await tasks[act](name, "other" as never);
    const is = (next: string) => ({ name: "DunlinError", code: "usage", next });
    await assert.rejects(call("helo"), is("did you mean hello?"));
    await assert.rejects(call("seed"), is("did you mean db:seed?"));
    await assert.rejects(call("entirely"), is("`list` shows all of them"));
  });
}

for (const name of ["", " ", "a b", ":a", "a:", "a::b", "-a", "a:-b", "help", "a\u001b[1m", 7]) {
  test(`${JSON.stringify(name)} is no name for a task`, () => {
    assert.throws(() => createTasks().add(name as string, nothing), TypeError);
  });
}

test("a task without anything to run is refused", () => {
  assert.throws(
    () => createTasks().add("a", "Does a", undefined as never),
    /a function is missing/,
  );
});

test("a namespace cannot be filled later, behind its caller's back", () => {
  const fill = async (db: Tasks) => void await Promise.reject(db);
  assert.throws(() => createTasks().namespace("db", fill), /is async: add its tasks at once/);
});

test("an alias that means another task is refused", () => {
  const tasks = createTasks().add("a", nothing);
  assert.throws(() => tasks.add("b", nothing, { aliases: ["a"] }), /it means a/);
});

test("check() tells everything that cannot work at once, a circle once", () => {
  const tasks = createTasks().desc("sede", "Load demo data").add("seed", nothing)
    .add("a", nothing, { needs: ["b"] }).add("b", nothing, { needs: ["a"] })
    .add("c", nothing, { needs: ["a"] }).add("d", nothing, { needs: ["sead"] });
  assert.throws(() => tasks.check(), (error) => {
    assert.ok(error instanceof DunlinError);
    assert.equal(error.code, "usage");
    assert.deepEqual(error.problems.map(({ message }) => message), [
      "sede is described, and was never added",
      "the task a would have to run before itself: a → b → a",
      "d needs sead, and there is no task sead",
    ]);
    assert.equal(error.problems[2]?.next, "did you mean seed?");
    return true;
  });
});

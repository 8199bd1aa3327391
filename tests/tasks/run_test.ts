import assert from "node:assert/strict";
import { test } from "node:test";
import { createTasks, type TaskContext, TaskStopped } from "../../tasks.ts";
import { DunlinError } from "../../mod.ts";

test("a task has its name, and its arguments untouched", async () => {
  const seen: TaskContext[] = [];
  const tasks = createTasks().add("db:seed", (c) => seen.push(c));
  const args = ["--help", "-x", "--", "--json", "a b", ""];
  await tasks.run("db:seed", args);
  assert.equal(seen[0]?.name, "db:seed");
  assert.deepEqual(seen[0]?.args, args);
});

test("out() writes lines", async () => {
  let said = "";
  const tasks = createTasks().add("a", (c) => (c.out("one"), c.out("two\n")));
  await tasks.run("a", [], { out: (text) => said += text });
  assert.equal(said, "one\ntwo\n");
});

test("values are shared by all tasks of a run, and by no other run", async () => {
  const found: unknown[] = [];
  const tasks = createTasks()
    .add("set", (c) => c.values.set("bird", (c.values.get("bird") ?? "") + "dunlin"))
    .add("show", (c) => found.push(c.values.get("bird")), { needs: ["set"] });
  await tasks.run("show");
  await tasks.run("show");
  assert.deepEqual(found, ["dunlin", "dunlin"]);
});

test("run() hands over arguments, and the error of what it ran", async () => {
  const noted: unknown[] = [];
  const tasks = createTasks()
    .add("inner", (c) => {
      noted.push(c.args, c.chain);
      throw new Error("no");
    })
    .add("outer", (c) => c.run("inner", "--to", "5"));
  await assert.rejects(tasks.run("outer"), { code: "task-failed", message: /inner failed: no$/ });
  assert.deepEqual(noted, [["--to", "5"], ["outer", "inner"]]);
});

test("a need runs before, and once in a run, however many need it", async () => {
  const noted: string[] = [];
  const note = (c: TaskContext) => noted.push(c.name);
  const tasks = createTasks().add("base", note)
    .add("a", note, { needs: ["base"] }).add("b", note, { needs: ["base", "a"] })
    .add("all", async (c) => {
      note(c);
      await c.run("b");
    }, { needs: ["a", "b"] });
  await tasks.run("all");
  // run() by name is done each time; what it needs is not
  assert.deepEqual(noted, ["base", "a", "b", "all", "b"]);
});

test("a need that two tasks wait for at the same time runs once", async () => {
  const noted: string[] = [];
  const tasks = createTasks()
    .add("base", async () => {
      await Promise.resolve();
      noted.push("base");
    })
    .add("a", () => noted.push("a"), { needs: ["base"] })
    .add("b", () => noted.push("b"), { needs: ["base"] })
    .add("both", (c) => Promise.all([c.run("a"), c.run("b")]));
  await tasks.run("both");
  assert.deepEqual(noted, ["base", "a", "b"]);
});

test("a task that ran without arguments is not run again as a need; one with arguments is", async () => {
  const noted: string[] = [];
  const tasks = createTasks().add("base", (c) => noted.push(`base ${c.args.join(" ")}`.trim()))
    .add("a", () => noted.push("a"), { needs: ["base"] })
    .add("plain", async (c) => (await c.run("base"), await c.run("a")))
    .add("given", async (c) => (await c.run("base", "x"), await c.run("a")));
  await tasks.run("plain");
  await tasks.run("given");
  assert.deepEqual(noted, ["base", "a", "base x", "base", "a"]);
});

test("a failed need stops what needs it", async () => {
  const noted: string[] = [];
  const tasks = createTasks().add("base", () => Promise.reject(new Error("no")))
    .add("a", () => noted.push("a"), { needs: ["base"] });
  await assert.rejects(tasks.run("a"), { message: "the task base failed: no" });
  assert.deepEqual(noted, []);
});

test("needs in a circle are refused with the path, before anything runs", async () => {
  const noted: string[] = [];
  const note = (c: TaskContext) => noted.push(c.name);
  const tasks = createTasks().add("first", note).add("start", note, { needs: ["first", "a"] })
    .add("a", note, { needs: ["b"] }).add("b", note, { needs: ["a"] });
  await assert.rejects(tasks.run("start"), { code: "usage", message: /: a → b → a$/ });
  assert.deepEqual(noted, []);
});

test("an unknown need is refused before anything runs", async () => {
  const noted: string[] = [];
  const tasks = createTasks().add("seed", () => noted.push("seed"))
    .add("a", () => noted.push("a"), { needs: ["seed", "sede"] });
  await assert.rejects(tasks.run("a"), {
    message: "a needs sede, and there is no task sede",
    next: "did you mean seed?",
  });
  assert.deepEqual(noted, []);
});

test("a task that runs itself is refused in words, whatever its arguments", async () => {
  const tasks = createTasks().add("again", (c) => c.run("again", "once", "more"));
  await assert.rejects(tasks.run("again"), {
    name: "DunlinError",
    code: "usage",
    message: "the task again runs itself: again → again",
  });
});

test("tasks that run each other are refused with the path, by alias and by need too", async () => {
  const tasks = createTasks().add("a", (c) => c.run("b"), { aliases: ["x"] })
    .add("b", (c) => c.run("c")).add("c", () => {}, { needs: ["x"] });
  await assert.rejects(tasks.run("a"), { code: "usage", message: /: a → b → c → a$/ });
});

test("what is thrown is told in words, whatever it is; a DunlinError passes as it is", async () => {
  const run = (thrown: unknown) =>
    createTasks().add("a", () => {
      throw thrown;
    }).run("a");
  await assert.rejects(run(undefined), { code: "task-failed", message: /which is no Error$/ });
  await assert.rejects(run("text"), { message: "the task a failed: text" });
  await assert.rejects(run(new Error("at postgres://u:hidden@h/x")), (error: DunlinError) => {
    assert.doesNotMatch(error.message, /hidden/);
    return true;
  });
  const own = new DunlinError("config", "as it is");
  await assert.rejects(run(own), (error) => error === own);
});

test("TaskStopped ends every task above with its exit code", async () => {
  const tasks = createTasks().add("a", () => {
    throw new TaskStopped(3);
  }).add("b", (c) => c.run("a"));
  await assert.rejects(tasks.run("b"), { name: "TaskStopped", exitCode: 3 });
  for (const code of [0, -1, 256, 1.5]) assert.throws(() => new TaskStopped(code), RangeError);
});

test("once the signal is aborted, no further task begins", async () => {
  const stop = new AbortController();
  const noted: string[] = [];
  const tasks = createTasks().add("first", () => stop.abort())
    .add("second", () => noted.push("second"), { needs: ["first"] });
  await assert.rejects(tasks.run("second", [], { signal: stop.signal }), { code: "interrupted" });
  assert.deepEqual(noted, []);
});

test("a task that heeds the signal was stopped, and has not failed", async () => {
  const stop = new AbortController();
  const tasks = createTasks().add("a", (c) => {
    stop.abort();
    c.signal.throwIfAborted();
  });
  await assert.rejects(tasks.run("a", [], { signal: stop.signal }), {
    code: "interrupted",
    message: "the task a was stopped",
  });
});

test("a task that was run without await is waited for, and its failure is not lost", async () => {
  const noted: string[] = [];
  const tasks = createTasks()
    .add("slow", async (c) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      noted.push("slow");
      if (c.args.length > 0) throw new Error("no");
    })
    .add("fine", (c) => void c.run("slow")).add("fine", () => noted.push("behind"))
    .add("bad", (c) => void c.run("slow", "x")).add("bad", () => noted.push("behind"));
  await tasks.run("fine");
  await assert.rejects(tasks.run("bad"), { message: "the task slow failed: no" });
  assert.deepEqual(noted, ["slow", "behind", "slow"]);
});

test("an error of run() that was caught is settled", async () => {
  const tasks = createTasks().add("bad", () => Promise.reject(new Error("no")))
    .add("a", (c) => c.run("bad").catch(() => {}));
  await tasks.run("a");
});

test("a failure waits for what was begun beside it", async () => {
  const noted: string[] = [];
  const tasks = createTasks().add("bad", () => Promise.reject(new Error("no")))
    .add("slow", async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      noted.push("slow");
    })
    .add("both", (c) => Promise.all([c.run("bad"), c.run("slow")]));
  await assert.rejects(tasks.run("both"), { message: "the task bad failed: no" });
  assert.deepEqual(noted, ["slow"]);
});

test("confirm() is answered by the program that runs the task, and by nobody else", async () => {
  const tasks = createTasks().add("drop", (c) => c.confirm("delete every bird"));
  await assert.rejects(tasks.run("drop"), {
    code: "needs-confirmation",
    message: "not confirmed: delete every bird",
  });
  await tasks.run("drop", [], { confirm: (what) => what === "delete every bird" });
});

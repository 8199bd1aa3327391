import assert from "node:assert/strict";
import { test } from "node:test";
import { crashOf, type Ended } from "../../bench/chaos/runner.ts";
import { commandOf } from "../../bench/chaos/settle.ts";
import { compareSnapshots, type Snapshot } from "../../bench/chaos/snapshot.ts";
import { worst } from "../../bench/chaos/verdict.ts";

const SHOULD: Snapshot = {
  marks: new Map([["m1", 1], ["m2", 1]]),
  counter: 2,
  schema: ["column t1.id integer"],
  history: ["1 abc", "2 def"],
  journal: 0,
};

const CASES: readonly (readonly [what: string, is: Partial<Snapshot>, kind: "lost" | "doubled"])[] =
  [
    ["a mark that is missing", { marks: new Map([["m1", 1]]) }, "lost"],
    ["a mark that stands there twice", { marks: new Map([["m1", 2], ["m2", 1]]) }, "doubled"],
    ["a counter that is behind", { counter: 1 }, "lost"],
    ["a counter that is ahead", { counter: 3 }, "doubled"],
    ["a column that is missing", { schema: [] }, "lost"],
    ["a row of the history that is missing", { history: ["1 abc"] }, "lost"],
    ["another checksum", { history: ["1 abc", "2 xyz"] }, "lost"],
    ["another order of the history", { history: ["2 def", "1 abc"] }, "lost"],
    ["a row left in the journal", { journal: 1 }, "doubled"],
  ];

test("a database like its twin differs in nothing", () => {
  assert.deepEqual(compareSnapshots({ ...SHOULD }, SHOULD), []);
});

for (const [what, is, kind] of CASES) {
  test(`${what} is found`, () => {
    const found = compareSnapshots({ ...SHOULD, ...is }, SHOULD);
    assert.ok(found.some((difference) => difference.kind === kind), JSON.stringify(found));
  });
}

test("the worst finding is the verdict", () => {
  assert.equal(worst([]), "ok");
  assert.equal(
    worst([{ verdict: "doubled", what: "" }, { verdict: "human", what: "" }]),
    "doubled",
  );
});

const ENDED: Ended = {
  code: 0,
  signal: null,
  error: null,
  stderr: "",
  said: [],
  durationMs: 1,
  overdue: false,
};
const TOLD = { code: "connection-lost", message: "gone", next: null };

test("a failure with words is no crash", () => {
  assert.equal(crashOf({ ...ENDED, code: 1, error: TOLD }), null);
  assert.equal(crashOf({ ...ENDED, code: null, signal: "SIGKILL" }), null);
});

test("a stack trace, a strange exit code, silence and `unexpected` are crashes", () => {
  const stderr = "error: boom\n    at f (file:///x/src/a.ts:1:2)\n";
  assert.match(crashOf({ ...ENDED, code: 1, error: TOLD, stderr }) ?? "", /stack trace/);
  assert.match(crashOf({ ...ENDED, code: 2, error: TOLD }) ?? "", /exit code 2/);
  assert.match(crashOf({ ...ENDED, code: 1 }) ?? "", /without an error/);
  assert.match(
    crashOf({ ...ENDED, code: 1, error: { ...TOLD, code: "unexpected" } }) ?? "",
    /^unexpected/,
  );
});

test("the command that settles a statement is read from the error's own words", () => {
  const next = "`dunlin migrate:resolve 3 --done` if it took effect, " +
    "`dunlin migrate:resolve 3 --retry` if it is to be run; then run the same command again";
  assert.deepEqual(commandOf(next, "done"), ["migrate:resolve", "3", "--done"]);
  assert.deepEqual(commandOf(next, "retry"), ["migrate:resolve", "3", "--retry"]);
  assert.equal(commandOf("ask somebody", "done"), null);
});

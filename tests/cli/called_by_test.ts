import assert from "node:assert/strict";
import { test } from "node:test";
import { calledBy } from "../../src/cli/called_by.ts";
import { runMain } from "../../src/cli/main.ts";
import { DunlinError } from "../../src/errors.ts";

async function run(argv: readonly string[]): Promise<string> {
  let said = "";
  const hear = (text: string) => void (said += text);
  await runMain({
    argv,
    env: {},
    program: "shop",
    endNow: () => {},
    streams: { out: hear, err: hear, isTerminal: false, columns: Infinity, ask: null },
  });
  return said;
}

test("a program of another name says its own in what to type next", async () => {
  const said = await run(["migrate", "--database", "sqlite:app.db", "--dir", "nowhere"]);
  assert.match(said, /`shop init`/);
  assert.doesNotMatch(said, /`dunlin /);
});

test("for programs it is said the same way", async () => {
  const said = await run(["migrate", "--database", "sqlite:app.db", "--dir", "nowhere", "--json"]);
  assert.match(JSON.parse(said).error?.next ?? JSON.parse(said).next, /`shop init`/);
});

test("problems, state and message are called by that name, what the server said is not", () => {
  const server = { code: "1", message: "`dunlin x`" };
  const inner = new DunlinError("io", "a", { next: "run `dunlin manifest`" });
  const { message, state, problems, server: kept } = calledBy("shop").error(
    new DunlinError("io", "see `dunlin list`", { state: "`dunlin a`", problems: [inner], server }),
  );
  assert.deepEqual([message, state], ["see `shop list`", "`shop a`"]);
  assert.equal(problems[0]?.next, "run `shop manifest`");
  assert.deepEqual(kept, server);
});

test("events keep what is no sentence as it is", () => {
  const event = {
    type: "warning",
    code: "manifest-stale",
    message: "stale",
    next: "run `dunlin manifest`",
  } as const;
  assert.deepEqual(calledBy("shop").event(event), { ...event, next: "run `shop manifest`" });
  assert.equal(calledBy("dunlin").event(event), event);
});

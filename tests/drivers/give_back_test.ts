import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { test } from "node:test";
import vm from "node:vm";
import { giveBackMemory } from "../../src/drivers/give_back.ts";
import { inWorkerThread } from "../../src/drivers/sqlite_thread.ts";
import { inFolder } from "../sources/in_folder.ts";

function engine(...sizes: [number, ...number[]]) {
  const asked: string[] = [];
  const collect = () => void asked.push("collect");
  const [last] = sizes.slice(-1);
  return {
    asked,
    v8: { setFlagsFromString: (flags: string) => void asked.push(flags) },
    vm: { runInNewContext: () => collect },
    process: { memoryUsage: { rss: () => sizes.shift() ?? last ?? 0 } },
  };
}

test("a process that has not grown is told nothing", () => {
  const small = engine(100e6);
  giveBackMemory(small, 10)(20);
  assert.deepEqual(small.asked, []);
});

test("a process that has grown is told to collect, after so much was used", () => {
  const grown = engine(130e6, 90e6);
  const used = giveBackMemory(grown, 10);
  used(9);
  assert.deepEqual(grown.asked, []);
  used(1);
  assert.deepEqual(grown.asked, ["--expose-gc", "collect"]);
});

test("one that is as large after it is not asked again before it has grown", () => {
  const large = engine(140e6, 139e6, 140e6, 150e6, 152e6, 139e6);
  const used = giveBackMemory(large, 10);
  for (const asked of [1, 1, 1, 2]) {
    used(10);
    assert.equal(large.asked.filter((said) => said === "collect").length, asked);
  }
});

test("in an application's process the engine is told nothing, before the command line owns it", async () => {
  // a module of its own: another test of this process may have owned it
  const anew = new URL("../../src/drivers/give_back.ts?anew", import.meta.url).href;
  const { giveBackHere, ownProcess } = await import(
    anew
  ) as typeof import("../../src/drivers/give_back.ts");
  const large = engine(140e6);
  giveBackHere(large)(1 << 30);
  assert.deepEqual(large.asked, []);
  ownProcess();
  giveBackHere(large)(1 << 30);
  assert.deepEqual(large.asked, ["--semi-space-growth-factor=1", "--expose-gc", "collect"]);
});

test("SQLite's thread sets no flag in an application's process, however large that is", async () => {
  const ballast = Buffer.alloc(160e6, 1);
  await inFolder({}, async (folder) => {
    const thread = await inWorkerThread(join(folder, "a.db"), false);
    const text = `SELECT 1; -- ${"x".repeat(5 << 20)}`;
    for (let times = 0; times < 3; times++) await thread.answer({ kind: "whole", text, cuts: [] });
    await thread.answer({ kind: "close" });
  });
  assert.equal(vm.runInNewContext("typeof gc"), "undefined");
  assert.equal(ballast[ballast.length - 1], 1);
});

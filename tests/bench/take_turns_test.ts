import assert from "node:assert/strict";
import { test } from "node:test";
import { takeTurns, type Turn } from "../../bench/race/take_turns.ts";

function recorded(order: string[], name: string, runs = Infinity): Turn {
  let taken = 0;
  return {
    take: (round) => {
      order.push(`${name}${round}`);
      return Promise.resolve(++taken < runs);
    },
  };
}

test("of two, each is first in every other round", async () => {
  const order: string[] = [];
  await takeTurns([recorded(order, "a"), recorded(order, "b")], 4);
  assert.deepEqual(order, ["a0", "b0", "b1", "a1", "a2", "b2", "b3", "a3"]);
});

test("of several, everyone runs once in a round, and nobody always follows the same one", async () => {
  const order: string[] = [];
  await takeTurns(["a", "b", "c", "d"].map((name) => recorded(order, name)), 8);
  const rounds = Array.from(
    { length: 8 },
    (_, round) => order.slice(round * 4, round * 4 + 4).map((run) => run.replace(/\d+$/, "")),
  );
  for (const round of rounds) assert.deepEqual([...round].sort(), ["a", "b", "c", "d"]);
  assert.equal(new Set(rounds.map(([first]) => first)).size, 4);
  const followed = new Set(
    rounds.map((round) => round[round.indexOf("a") - 1]).filter((name) => name !== undefined),
  );
  assert.ok(followed.size > 1, `a always follows ${[...followed]}`);
});

test("whoever has nothing more to come is left out of the later rounds", async () => {
  const order: string[] = [];
  await takeTurns([recorded(order, "a"), recorded(order, "b", 2)], 4);
  assert.deepEqual(order, ["a0", "b0", "b1", "a1", "a2", "a3"]);
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eachOf } from "../../src/sources/disk.ts";

const ENTRIES = Array.from({ length: 100 }, (_, index) => index);

/** How many were on their way at once at most, where each takes so long. */
async function mostAtOnce(took: number): Promise<{ most: number; answers: number[] }> {
  let [clock, under, most] = [0, 0, 0];
  const answers = await eachOf(ENTRIES, async (entry) => {
    most = Math.max(most, ++under);
    await null;
    clock += took;
    under--;
    return entry;
  }, () => clock);
  return { most, answers };
}

describe("the files of a disk", () => {
  test("are read one after another where it is near", async () => {
    const { most, answers } = await mostAtOnce(0.5);
    assert.equal(most, 1);
    assert.deepEqual(answers, ENTRIES);
  });

  test("are read many at once where it is far, as its first ones tell", async () => {
    const { most, answers } = await mostAtOnce(5);
    assert.equal(most, 32);
    assert.deepEqual(answers.toSorted((a, b) => a - b), ENTRIES);
  });

  test("end with the first failure", async () => {
    await assert.rejects(
      eachOf(ENTRIES, (entry) => entry === 3 ? Promise.reject(new Error("3")) : Promise.resolve()),
      { message: "3" },
    );
  });
});

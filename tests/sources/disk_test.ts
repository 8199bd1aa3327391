import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type Disk, eachOf, SHORT_BYTES } from "../../src/sources/disk.ts";
import { inFolder } from "./in_folder.ts";

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

  test("are near although the first one waits for what reads it", async () => {
    let [clock, under, most] = [0, 0, 0];
    await eachOf(ENTRIES, async (entry) => {
      most = Math.max(most, ++under);
      await null;
      clock += entry === 0 ? 50 : 0.5;
      under--;
    }, () => clock);
    assert.equal(most, 1);
  });

  test("end with the first failure", async () => {
    await assert.rejects(
      eachOf(ENTRIES, (entry) => entry === 3 ? Promise.reject(new Error("3")) : Promise.resolve()),
      { message: "3" },
    );
  });
});

/** The disk an entry is given where the first ones took so long. */
async function diskThatTook(took: number): Promise<Disk> {
  let clock = 0;
  const disks = await eachOf(ENTRIES, (_, disk) => {
    clock += took;
    return Promise.resolve(disk);
  }, () => clock);
  return disks.at(-1) ?? assert.fail();
}

for (const [where, took] of [["near", 0.5], ["far", 5]] as const) {
  describe(`a short file of a ${where} disk`, () => {
    for (const length of [0, 1, 99, 100]) {
      test(`is read whole where it has ${length} of 100 bytes`, () =>
        inFolder({ "a.sql": "x".repeat(length) }, async (folder) => {
          const disk = await diskThatTook(took);
          const content = await disk.readShort(join(folder, "a.sql"), 100);
          assert.equal(new TextDecoder().decode(content ?? assert.fail()), "x".repeat(length));
        }));
    }

    test("is not one of more bytes, which are not read", () =>
      inFolder({ "a.sql": "x".repeat(101) }, async (folder) => {
        const disk = await diskThatTook(took);
        assert.equal(await disk.readShort(join(folder, "a.sql"), 100), null);
      }));

    test("is its own, whatever is read after it", () =>
      inFolder({ "a.sql": "one", "b.sql": "two" }, async (folder) => {
        const disk = await diskThatTook(took);
        const one = await disk.readShort(join(folder, "a.sql"), SHORT_BYTES);
        await disk.readShort(join(folder, "b.sql"), SHORT_BYTES);
        assert.equal(new TextDecoder().decode(one ?? assert.fail()), "one");
      }));
  });
}

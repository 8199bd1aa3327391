import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { streamFolder, type Streaming } from "../../bench/huge/stream_folder.ts";
import { type ScriptShape, writeScript } from "../../bench/huge/write_script.ts";
import { inFolder } from "../sources/in_folder.ts";

const MB = 1024 ** 2;

async function streamed(shape: ScriptShape, megabytes: number): Promise<Streaming> {
  let result: Streaming | undefined;
  await inFolder({}, async (folder) => {
    const path = join(folder, "1_a.up.sql");
    await writeScript(path, shape, megabytes * MB);
    assert.ok((await stat(path)).size > (megabytes - 3) * MB);
    result = await streamFolder(folder, "postgres");
  });
  assert.ok(result !== undefined);
  return result;
}

for (const shape of ["copy", "extended-inserts", "small-inserts"] as const) {
  test(`a script of ${shape} is listed and split within memory that does not grow with it`, async () => {
    const small = await streamed(shape, 4);
    const large = await streamed(shape, 128);
    assert.deepEqual([large.problems, large.same], [[], true]);
    assert.ok(large.statements > (shape === "copy" ? 1 : 150));
    // held as bytes and as text it would be 256 MB more
    const grown = large.peakMB - small.peakMB;
    assert.ok(grown < 100, `${small.peakMB} MB, then ${large.peakMB} MB`);
  });
}

test("a statement that is longer than any may be is refused, and not held", async () => {
  const { problems, statements, peakMB } = await streamed("one-statement", 240);
  assert.deepEqual([problems, statements], [["statement-too-long"], 0]);
  assert.ok(peakMB < 300, `${peakMB} MB`);
});

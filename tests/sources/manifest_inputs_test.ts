import assert from "node:assert/strict";
import { test } from "node:test";
import { DunlinError } from "../../src/errors.ts";
import { directoryWithLimit } from "../../src/sources/directory.ts";
import { manifestInputs } from "../../src/sources/manifest_inputs.ts";
import { inFolder } from "./in_folder.ts";

const SQL = "\ufeffINSERT INTO t VALUES ('ü');\r\n".repeat(100);

test("a manifest carries a large file whole, as it carries any other", () =>
  inFolder({ "1_a.up.sql": SQL }, async (folder) => {
    const held = await manifestInputs(await directoryWithLimit(folder, {}, Infinity).list());
    const large = await manifestInputs(await directoryWithLimit(folder, {}, 100).list());
    assert.deepEqual(large, held);
    assert.equal(held[0]?.text.length, SQL.length - 1);
  }));

test("a file that no program should hold is refused with its size and the ways out", () =>
  inFolder({ "1_a.up.sql": SQL, "2_b.up.sql": "SELECT 1;" }, async (folder) => {
    const files = await directoryWithLimit(folder, {}, 100).list();
    await assert.rejects(manifestInputs(files, 2000), (error) => {
      assert.ok(error instanceof DunlinError && error.code === "invalid-migrations");
      assert.match(error.message, /^the file has 3\.\d kB, and a manifest carries .* up to 2 kB/);
      assert.match(error.where?.file ?? "", /1_a\.up\.sql$/);
      assert.match(error.next ?? "", /split it .* --dir/);
      return true;
    });
  }));

test("a large file that is not UTF-8 is refused as any other", () =>
  inFolder({ "1_a.up.sql": new Uint8Array(2000).fill(0xe9) }, async (folder) => {
    const files = await directoryWithLimit(folder, {}, 100).list();
    await assert.rejects(manifestInputs(files), /byte 0xE9 is not UTF-8/);
  }));

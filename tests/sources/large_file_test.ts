import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { DunlinError } from "../../src/errors.ts";
import { checksum } from "../../src/migrations/checksum.ts";
import { collectMigrations } from "../../src/migrations/collect.ts";
import { decode } from "../../src/migrations/decode.ts";
import type { LargeText } from "../../src/migrations/large_text.ts";
import { directory, directoryWithLimit } from "../../src/sources/directory.ts";
import type { SourceFile } from "../../src/sources/source.ts";
import { inFolder } from "./in_folder.ts";

const UP = "1_a.up.sql";
const LINE = "INSERT INTO t VALUES ('ü😀');\r\n";
/** Several pieces, cut within sequences. */
const TEXT = LINE.repeat(60_000);

async function listed(folder: string, name: string = UP): Promise<SourceFile> {
  const files = await directoryWithLimit(folder, {}, 1000).list();
  return files.find((file) => file.name === name) as SourceFile;
}

async function largeIn(folder: string): Promise<LargeText> {
  const { large } = await listed(folder);
  assert.ok(large);
  return large;
}

async function textOf(large: LargeText): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of large.read()) pieces.push(piece);
  return pieces.join("");
}

test("a file over the limit is listed with its head, its size and its checksum", () =>
  inFolder({ [UP]: TEXT, "1_a.down.sql": "SELECT 1;" }, async (folder) => {
    const file = await listed(folder);
    const { bytes, refused, checksum: sum } = file.large ?? {};
    assert.deepEqual([bytes, refused, sum], [Buffer.byteLength(TEXT), null, checksum(TEXT)]);
    const head = Buffer.from(file.content).toString();
    assert.ok(head.length <= 65_536 && head.endsWith("\r\n") && TEXT.startsWith(head));
    assert.equal((await listed(folder, "1_a.down.sql")).large, undefined);
  }));

test("what is not over the limit is held as before, and so is TypeScript", () =>
  inFolder({ [UP]: "x".repeat(1000), "2_b.ts": "/".repeat(2000) }, async (folder) => {
    assert.equal((await listed(folder)).large, undefined);
    assert.equal((await listed(folder, "2_b.ts")).large, undefined);
    assert.equal((await directory(folder).list())[0]?.large, undefined);
  }));

test("it is read whole, as often as it is wanted, no pair of surrogates cut", () =>
  inFolder({ [UP]: `\ufeff${TEXT}` }, async (folder) => {
    const large = await largeIn(folder);
    const reading = large.read();
    const pieces: string[] = [];
    assert.throws(() => reading.checksum(), RangeError);
    for await (const piece of reading) {
      assert.ok(piece.isWellFormed());
      pieces.push(piece);
      assert.equal(reading.bytesRead, 3 + Buffer.byteLength(pieces.join("")));
    }
    assert.ok(pieces.length > 2);
    assert.equal(pieces.join(""), TEXT);
    assert.equal(reading.checksum(), large.checksum);
    assert.equal(await textOf(large), TEXT);
  }));

for (
  const [what, content] of Object.entries({
    "a wrong byte": Buffer.concat([
      Buffer.from(TEXT + "é😀x"),
      Buffer.from([0xe9]),
      Buffer.from(" "),
    ]),
    "a sequence that is cut off": Buffer.concat([
      Buffer.from(LINE.repeat(50)),
      Buffer.from([0xe2, 0x82]),
    ]),
    "a NUL": Buffer.from(`${TEXT}lone\rüx\0y`),
    "a NUL before a wrong byte": Buffer.concat([Buffer.from(`a\0${TEXT}`), Buffer.from([0xff])]),
    "UTF-16": Buffer.from("\ufeff" + LINE.repeat(100), "utf16le"),
    "UTF-16 without a mark": Buffer.from("SELECT 1;".repeat(200), "utf16le"),
  })
) {
  test(`${what} is refused with the words and the place of a file that is held`, () =>
    inFolder({ [UP]: content }, async (folder) => {
      const { refused } = await largeIn(folder);
      assert.deepEqual(refused, decode(content));
      const { problems } = collectMigrations([await listed(folder)], { dialect: "sqlite" });
      const held = collectMigrations(
        [{ name: UP, path: problems[0]?.where?.file ?? "", content }],
        {
          dialect: "sqlite",
        },
      );
      assert.deepEqual(problems.map(String), held.problems.map(String));
      assert.deepEqual(problems[0]?.where, held.problems[0]?.where);
    }));
}

test("a file that has grown or shrunk since it was listed is not read on", () =>
  inFolder({ [UP]: TEXT }, async (folder) => {
    const large = await largeIn(folder);
    for (
      const change of [
        () => appendFile(join(folder, UP), "x"),
        () => writeFile(join(folder, UP), LINE),
      ]
    ) {
      await change();
      await assert.rejects(textOf(large), (error) => {
        assert.ok(error instanceof DunlinError && error.code === "io");
        assert.match(error.message, /1_a\.up\.sql was changed while it was read/);
        return true;
      });
    }
  }));

test("a file that grows while it is read is not followed", () =>
  inFolder({ [UP]: TEXT }, async (folder) => {
    const large = await largeIn(folder);
    let given = 0;
    await assert.rejects(async () => {
      for await (const piece of large.read()) {
        given += piece.length;
        await appendFile(join(folder, UP), TEXT);
      }
    }, /was changed while it was read/);
    assert.ok(given <= TEXT.length);
  }));

test("another text of the same size is not read: none of its block is given", () =>
  inFolder({ [UP]: TEXT }, async (folder) => {
    const large = await largeIn(folder);
    const changed = Buffer.from(await readFile(join(folder, UP)));
    changed[600_000] = (changed[600_000] as number) ^ 1;
    await writeFile(join(folder, UP), changed);
    let given = 0;
    const reading = large.read();
    await assert.rejects(async () => {
      for await (const _ of reading) given = reading.bytesRead;
    }, /1_a\.up\.sql was changed while it was read/);
    assert.ok(given > 500_000 && given < 600_000, `${given}`);
    assert.throws(() => reading.checksum(), RangeError);
  }));

test("what is no text is refused again when it is read", () =>
  inFolder({ [UP]: `${TEXT}\0` }, async (folder) => {
    await assert.rejects(textOf(await largeIn(folder)), /NUL/);
  }));

test("whoever stops reading leaves no open file behind", () =>
  inFolder({ [UP]: TEXT }, async (folder) => {
    const large = await largeIn(folder);
    for await (const piece of large.read()) {
      assert.ok(TEXT.startsWith(piece));
      break;
    }
    assert.equal(await textOf(large), TEXT);
  }));

test("a file that is gone when it is read is told as one", () =>
  inFolder({ [UP]: TEXT }, async (folder) => {
    const large = await largeIn(folder);
    const { rm } = await import("node:fs/promises");
    await rm(join(folder, UP));
    await assert.rejects(textOf(large), /is listed in its folder and cannot be opened/);
  }));

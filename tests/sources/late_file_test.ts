import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Disk } from "../../src/sources/disk.ts";
import { lateUp, Room } from "../../src/sources/late_file.ts";

const FILE = { full: "/x/1_a.up.sql", path: "x/1_a.up.sql" };

/** A disk of one file that counts how often it is read. */
class OneFile implements Disk {
  reads = 0;
  text: string;
  mtimeMs: number;

  constructor(text: string, ageMs: number) {
    this.text = text;
    this.mtimeMs = Date.now() - ageMs;
  }

  stat() {
    const { mtimeMs, text } = this;
    return { size: text.length, mtimeMs, isFile: () => true, isDirectory: () => false };
  }

  read(): Uint8Array {
    this.reads++;
    return new TextEncoder().encode(this.text);
  }

  async list(room: number): Promise<() => Promise<string>> {
    const { late } = await lateUp(FILE, this.stat(), this, new Room(room));
    return async () => {
      const { content } = await (late?.load() ?? assert.fail());
      return typeof content === "string" ? content : new TextDecoder().decode(content);
    };
  }
}

const EDITED = { code: "invalid-migrations", message: /edited while the run was under way/ };

describe("a file that was read for its checksum", () => {
  test("is not read again while it is as it was", async () => {
    const disk = new OneFile("SELECT 1;", 60_000);
    const load = await disk.list(100);
    assert.deepEqual([await load(), disk.reads], ["SELECT 1;", 1]);
  });

  test("is read again where there is no room to keep it", async () => {
    const disk = new OneFile("SELECT 1;", 60_000);
    const load = await disk.list(8);
    assert.deepEqual([await load(), disk.reads], ["SELECT 1;", 2]);
  });

  test("is read again where its clock cannot tell whether somebody still writes to it", async () => {
    const disk = new OneFile("SELECT 1;", 0);
    const load = await disk.list(100);
    assert.deepEqual([await load(), disk.reads], ["SELECT 1;", 2]);
  });

  test("is told to be edited where it is of another length", async () => {
    const disk = new OneFile("SELECT 1;", 60_000);
    const load = await disk.list(100);
    disk.text = "SELECT 10;";
    await assert.rejects(load(), EDITED);
  });

  test("is told to be edited where it is of the same length and a later time", async () => {
    const disk = new OneFile("SELECT 1;", 60_000);
    const load = await disk.list(100);
    [disk.text, disk.mtimeMs] = ["SELECT 2;", disk.mtimeMs + 1];
    await assert.rejects(load(), EDITED);
  });

  test("is given where only its time has changed", async () => {
    const disk = new OneFile("SELECT 1;", 60_000);
    const load = await disk.list(100);
    disk.mtimeMs += 1;
    assert.deepEqual([await load(), disk.reads], ["SELECT 1;", 2]);
  });
});

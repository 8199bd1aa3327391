import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Disk } from "../../src/sources/disk.ts";
import { lateUp } from "../../src/sources/late_file.ts";

const FILE = { full: "/x/1_a.up.sql", path: "x/1_a.up.sql" };

/** A disk of one file that counts how often it is read. */
class OneFile implements Disk {
  reads = 0;
  text: string;
  mtimeMs = 0;

  constructor(text: string) {
    this.text = text;
  }

  stat() {
    const { mtimeMs, text } = this;
    return { size: text.length, mtimeMs, isFile: () => true, isDirectory: () => false };
  }

  read(): Uint8Array {
    this.reads++;
    return new TextEncoder().encode(this.text);
  }

  readShort(): Uint8Array {
    return this.read();
  }

  async list(): Promise<() => Promise<string>> {
    const { late } = await lateUp(FILE, this.readShort(), this);
    return async () => {
      const { content } = await (late?.load() ?? assert.fail());
      return typeof content === "string" ? content : new TextDecoder().decode(content);
    };
  }
}

const EDITED = { code: "invalid-migrations", message: /edited while the run was under way/ };

describe("a file that was read for its checksum", () => {
  test("is read once more when it is needed", async () => {
    const disk = new OneFile("SELECT 1;");
    const load = await disk.list();
    assert.equal(disk.reads, 1);
    assert.deepEqual([await load(), disk.reads], ["SELECT 1;", 2]);
  });

  test("is told to be edited where it is of another length", async () => {
    const disk = new OneFile("SELECT 1;");
    const load = await disk.list();
    disk.text = "SELECT 10;";
    await assert.rejects(load(), EDITED);
  });

  test("is told to be edited where another text has its length and its time", async () => {
    const disk = new OneFile("SELECT 1;");
    const load = await disk.list();
    disk.text = "SELECT 2;";
    await assert.rejects(load(), EDITED);
  });

  test("is given where only its time has changed", async () => {
    const disk = new OneFile("SELECT 1;");
    const load = await disk.list();
    disk.mtimeMs += 1;
    assert.equal(await load(), "SELECT 1;");
  });
});

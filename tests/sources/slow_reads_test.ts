import assert from "node:assert/strict";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { Migrator } from "../../mod.ts";
import { checksum } from "../../src/migrations/checksum.ts";
import { directoryWithLimit } from "../../src/sources/directory.ts";
import { inFolder } from "./in_folder.ts";

const UP = "1_a.up.sql";
const TEXT = `CREATE TABLE a (name text);\n${"INSERT INTO a VALUES ('ü😀');\n".repeat(500)}`;
/** As little as a network may bring at once; it cuts sequences of UTF-8. */
const BROUGHT = 101;

type Read = (this: FileHandle, ...args: readonly unknown[]) => Promise<{ bytesRead: number }>;

/** A disk on which every read of an open file takes turns, and brings little. */
class SlowDisk {
  reads = 0;
  #underWay = 0;
  most = 0;
  /** A turn of everything else that runs, before each answer. */
  turn: () => Promise<unknown> = () => setImmediate();

  async during(path: string, act: () => Promise<void>): Promise<void> {
    const handle = await open(path);
    const prototype = Object.getPrototypeOf(handle) as { read: Read };
    await handle.close();
    const { read } = prototype;
    const slowly = (file: FileHandle, args: readonly unknown[]) => this.#read(read, file, args);
    prototype.read = function (...args) {
      return slowly(this, args);
    };
    try {
      await act();
    } finally {
      prototype.read = read;
    }
  }

  async #read(read: Read, file: FileHandle, args: readonly unknown[]) {
    this.reads++;
    this.most = Math.max(this.most, ++this.#underWay);
    try {
      await this.turn();
      const [buffer, offset, length, position] = args;
      return await read.call(file, buffer, offset, Math.min(Number(length), BROUGHT), position);
    } finally {
      this.#underWay--;
    }
  }
}

test("a large file on a slow disk is read whole, one read at a time, and keeps nobody waiting", () =>
  inFolder({ [UP]: TEXT }, async (folder) => {
    const disk = new SlowDisk();
    let others = 0;
    let isDone = false;
    const rest = (async () => {
      for (; !isDone; others++) await setImmediate();
    })();
    await disk.during(join(folder, UP), async () => {
      const [file] = await directoryWithLimit(folder, {}, 1000).list();
      assert.equal(file?.large?.checksum, checksum(TEXT));
      const pieces: string[] = [];
      for await (const piece of file.large.read()) pieces.push(piece);
      assert.equal(pieces.join(""), TEXT);
    });
    isDone = true;
    await rest;
    assert.ok(disk.reads >= 2 * Math.ceil(TEXT.length / BROUGHT), `${disk.reads} reads`);
    assert.equal(disk.most, 1);
    assert.ok(others >= disk.reads / 2, `${others} turns beside ${disk.reads} reads`);
  }));

test("a large file on a slow disk is applied once and recorded as it is", () =>
  inFolder({ [`m/${UP}`]: TEXT }, async (folder) => {
    await new SlowDisk().during(join(folder, "m", UP), async () => {
      const migrations = directoryWithLimit(join(folder, "m"), {}, 1000);
      const one = await Migrator.connect(`sqlite:${join(folder, "a.db")}`, { migrations });
      try {
        assert.deepEqual((await one.up()).applied, ["1"]);
      } finally {
        await one.close();
      }
    });
    const database = new DatabaseSync(join(folder, "a.db"));
    try {
      assert.equal(database.prepare("SELECT count(*) AS n FROM a").get()?.["n"], 500);
      const row = database.prepare("SELECT checksum FROM dunlin_migrations").get();
      assert.equal(row?.["checksum"], checksum(TEXT));
    } finally {
      database.close();
    }
  }));

test("a slow disk that fails in the middle is named with the file, and nothing is applied", () =>
  inFolder({ [`m/${UP}`]: TEXT }, async (folder) => {
    const disk = new SlowDisk();
    const migrations = directoryWithLimit(join(folder, "m"), {}, 1000);
    const migrator = await Migrator.connect(`sqlite:${join(folder, "a.db")}`, { migrations });
    try {
      await disk.during(join(folder, "m", UP), async () => {
        disk.turn = () =>
          disk.reads > 50 ? Promise.reject(new Error("the disk is gone")) : setImmediate();
        await assert.rejects(migrator.up(), {
          code: "io",
          message: /1_a\.up\.sql cannot be read: the disk is gone/,
          state: "nothing was changed",
        });
      });
      assert.equal((await migrator.status()).migrations[0]?.state, "pending");
      assert.deepEqual((await migrator.up()).applied, ["1"]);
    } finally {
      await migrator.close();
    }
  }));

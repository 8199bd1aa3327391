import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Migrator, validate } from "../../mod.ts";
import { Splitter } from "../../src/sql/splitter.ts";
import { inFolder } from "../sources/in_folder.ts";

const UPS = {
  "1_a.up.sql": "CREATE TABLE a (id int);\n",
  "2_b.up.sql": "CREATE TABLE b (id int);\n",
  "3_c.up.sql": "CREATE TABLE c (id int);\n",
};
const DOWNS = { "1_a.down.sql": "DROP TABLE a;\n", "2_b.down.sql": "DROP TABLE b;\n" };

/** The texts that were taken apart meanwhile, in the order of their text. */
async function lexed(act: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  const { read } = Splitter.prototype;
  Splitter.prototype.read = function (text, last) {
    texts.push(text);
    read.call(this, text, last);
  };
  try {
    await act();
  } finally {
    Splitter.prototype.read = read;
  }
  return texts.sort();
}

function inProject(
  files: Readonly<Record<string, string>>,
  act: (migrations: string, up: () => Promise<unknown>) => Promise<void>,
): () => Promise<void> {
  const placed = Object.entries(files).map(([name, text]) => [`migrations/${name}`, text]);
  return () =>
    inFolder(Object.fromEntries(placed), async (folder) => {
      const migrations = join(folder, "migrations");
      await act(migrations, async () => {
        const url = `sqlite:${join(folder, "a.db")}`;
        const migrator = await Migrator.connect(url, { migrations });
        await migrator.up().finally(() => migrator.close());
      });
    });
}

describe("the text of a file is taken apart", () => {
  test(
    "once where it is pending, before and under the lock",
    inProject(UPS, async (_, up) => {
      assert.deepEqual(await lexed(up), Object.values(UPS));
    }),
  );

  test(
    "once where its down is checked with it",
    inProject({ ...UPS, ...DOWNS }, async (_, up) => {
      const all = [...Object.values(UPS), ...Object.values(DOWNS)];
      assert.deepEqual(await lexed(up), all);
    }),
  );

  test(
    "never where it is applied",
    inProject({ ...UPS, ...DOWNS }, async (_, up) => {
      await up();
      assert.deepEqual(await lexed(up), []);
    }),
  );

  test(
    "once by validate, up and down",
    inProject({ ...UPS, ...DOWNS }, async (migrations) => {
      const all = [...Object.values(UPS), ...Object.values(DOWNS)];
      assert.deepEqual(await lexed(() => validate({ migrations, dialect: "sqlite" })), all);
    }),
  );

  test(
    "once where a hook runs behind it, and the hook once",
    inProject({ ...UPS, "after_each.sql": "SELECT 1;" }, async (_, up) => {
      assert.deepEqual(await lexed(up), [...Object.values(UPS), "SELECT 1;"]);
    }),
  );
});

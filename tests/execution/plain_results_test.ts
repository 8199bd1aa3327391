import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DunlinError, type Event, Migrator, validate } from "../../mod.ts";
import { checksum } from "../../src/migrations/checksum.ts";
import type { Manifest } from "../../src/migrations/manifest.ts";
import type { Source } from "../../src/sources/source.ts";
import { directoryWithLimit } from "../../src/sources/directory.ts";
import { inFolder } from "../sources/in_folder.ts";

const FILES = {
  "1_a.up.sql": "CREATE TABLE a (id int);",
  "1_a.down.sql": "DROP TABLE a;",
  "2_large.up.sql": `-- a line\n${"INSERT INTO a VALUES (1);\n".repeat(20)}`,
  "2_large.down.sql": `-- a line\n${"DELETE FROM a;\n".repeat(20)}`,
  "3_code.ts": 'export const up = (db) => db.execute("INSERT INTO a VALUES (2)");\n' +
    'export const down = (db) => db.execute("DELETE FROM a WHERE id = 2");\n',
  "4_b.up.sql": "-- dunlin: only prod\nCREATE TABLE b (id int);",
  "5_c.up.sql": "CREATE TABLE c (id int);",
  "5_c.down.sql": "DROP TABLE c;",
  "R__view.sql": "SELECT 1;",
  "after_all.sql": "SELECT 2;",
};

const LARGE_BYTES = 200;
const CODE = { up: () => {}, down: () => {} };

function manifestOf(texts: Readonly<Record<string, string>>): Manifest {
  const files = Object.entries(texts).map(([name, text]) => ({
    name,
    checksum: checksum(text),
    text: () => Promise.resolve({ default: text }),
    ...(name.endsWith(".ts") ? { module: () => Promise.resolve(CODE) } : {}),
  }));
  return { format: 2, count: files.length, files };
}

/** Reads every property at any depth, also those that a JSON leaves out; functions are no data. */
function assertPlain(value: unknown, path: string): void {
  assert.notEqual(typeof value, "function", `${path} is a function`);
  assert.notEqual(typeof value, "bigint", `${path} is a bigint`);
  if (typeof value !== "object" || value === null || value instanceof Error) return;
  for (const key of Reflect.ownKeys(value)) {
    assertPlain(Reflect.get(value, key), `${path}.${String(key)}`);
  }
}

function assertWritable(result: unknown, name: string): void {
  assertPlain(result, name);
  assert.deepEqual(structuredClone(result), result, name);
  assert.doesNotThrow(() => JSON.stringify(result), name);
}

type Act = (open: () => Promise<Migrator>) => Promise<void>;

const SOURCES: Readonly<Record<string, (folder: string) => Source | Manifest>> = {
  folder: (folder) => directoryWithLimit(`${folder}/migrations`, {}, LARGE_BYTES),
  manifest: () => manifestOf(FILES),
};

for (const [kind, sourceIn] of Object.entries(SOURCES)) {
  const inPlace = (act: Act) => () => {
    const placed = Object.entries(FILES).map(([name, text]) => [`migrations/${name}`, text]);
    return inFolder(Object.fromEntries(placed), async (folder) => {
      const opened: Migrator[] = [];
      const open = async () => {
        const migrations = sourceIn(folder);
        const migrator = await Migrator.connect(`sqlite:${folder}/a.db`, { migrations });
        opened.push(migrator);
        return migrator;
      };
      try {
        await act(open);
      } finally {
        for (const migrator of opened) await migrator.close();
      }
    });
  };

  describe(`what the library answers of a ${kind} can be written as JSON and cloned`, () => {
    test(
      "before anything is asked, while migrations are pending, partly applied and applied",
      inPlace(async (open) => {
        await (await open()).up({ steps: 1 }); // the file is there: nothing is looked at early
        const migrator = await open();
        assertWritable(migrator.collection, "collection");
        assertWritable(await migrator.plan(), "plan");
        assertWritable(await migrator.status(), "status");
        const events: Event[] = [];
        assertWritable(await migrator.up({ onEvent: (event) => events.push(event) }), "up");
        assertWritable(events, "events");
        assertWritable(await migrator.status(), "status after it");
        assertWritable(await migrator.plan({ to: "0" }), "plan back");
        assertWritable(await migrator.validate(), "validate");
        assertWritable((await open()).collection, "collection after it");
        assertWritable(await migrator.down({ steps: 2 }), "down");
        assertWritable(await migrator.lockHolders(), "lockHolders");
        assertWritable(await migrator.blocking(), "blocking");
      }),
    );

    test(
      "with the SQL of what a plan sends, and no other",
      inPlace(async (open) => {
        await (await open()).up({ steps: 1 });
        const migrator = await open();
        const texts = ({ up, down }: { up: { text?: string }; down?: { text?: string } }) => [
          up.text,
          down?.text,
        ];
        const { steps } = await migrator.plan();
        const sent = steps.flatMap((step) => "migration" in step ? step.migration ?? [] : []);
        assert.deepEqual(texts(sent.find(({ id }) => id === "5")!), [
          FILES["5_c.up.sql"],
          undefined,
        ]);
        const back = (await migrator.plan({ kind: "down", steps: 1 })).steps[0];
        assert.ok(back?.kind === "revert" && back.migration !== undefined);
        assert.deepEqual(texts(back.migration), [undefined, FILES["1_a.down.sql"]]);
        const { migrations } = await migrator.status();
        assert.deepEqual(migrations.flatMap(({ migration }) => texts(migration!)), [
          ...Array(migrations.length * 2),
        ]);
      }),
    );

    test(
      "with what is known of each file",
      inPlace(async (open) => {
        const { migrations } = await (await open()).status();
        const [first, large, code, only] = migrations.map(({ migration }) => migration!);
        assert.equal(first?.up.checksum, checksum(FILES["1_a.up.sql"]));
        assert.equal(code?.up.kind, "code");
        assert.deepEqual(only?.up.directives, { only: ["prod"] });
        const bytes = kind === "folder" ? FILES["2_large.up.sql"].length : undefined;
        assert.equal(large?.up.bytes, bytes);
      }),
    );
  });
}

test("what nobody has had to read of a down is null, not an error", async () => {
  const files = { "m/1_a.up.sql": FILES["1_a.up.sql"], "m/1_a.down.sql": FILES["1_a.down.sql"] };
  await inFolder(files, async (folder) => {
    const open = () => Migrator.connect(`sqlite:${folder}/a.db`, { migrations: `${folder}/m` });
    const first = await open();
    await first.up().finally(() => first.close());
    const migrator = await open();
    try {
      const [one] = (await migrator.status()).migrations;
      assert.deepEqual([one?.migration?.down?.checksum, one?.migration?.down?.directives], [
        null,
        null,
      ]);
    } finally {
      await migrator.close();
    }
  });
});

test("an error as JSON has its message, its problems and theirs", async () => {
  await inFolder(
    { "1_a.up.sql": "SELECT 'open;", "2_b.up.sql": "SELECT 'open;" },
    async (folder) => {
      const { problems } = await validate({ migrations: folder, dialect: "sqlite" });
      const told = JSON.parse(JSON.stringify(problems));
      assert.equal(told.length, 2);
      for (const [index, one] of told.entries()) {
        assert.equal(one.message, problems[index]?.message);
        assert.equal(one.where.line, 1);
      }
      const both = new DunlinError("invalid-migrations", "two", { problems });
      assert.equal(JSON.parse(JSON.stringify(both)).problems[1].message, problems[1]?.message);
    },
  );
});

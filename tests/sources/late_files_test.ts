import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, test } from "node:test";
import { Worker } from "node:worker_threads";
import { type DunlinError, Migrator, validate } from "../../mod.ts";
import { checksum } from "../../src/migrations/checksum.ts";
import { directory } from "../../src/sources/directory.ts";
import { inFolder } from "./in_folder.ts";

const A = { "1_a.up.sql": "CREATE TABLE a (id int);\n", "1_a.down.sql": "DROP TABLE a;\n" };
const B = { "2_b.up.sql": "CREATE TABLE b (id int);\n", "2_b.down.sql": "DROP TABLE b;\n" };
const UNCLOSED = "SELECT 'never closed;\n";
const NO_TEXT = new Uint8Array([0x53, 0xff, 0xfe, 0x00]);

/** A folder of migrations and a database beside them. */
class Place {
  readonly folder: string;
  readonly database: string;

  constructor(folder: string) {
    this.folder = join(folder, "migrations");
    this.database = join(folder, "a.db");
  }

  async on<Answer>(act: (migrator: Migrator) => Promise<Answer>): Promise<Answer> {
    const migrator = await Migrator.connect(`sqlite:${this.database}`, {
      migrations: this.folder,
    });
    try {
      return await act(migrator);
    } finally {
      await migrator.close();
    }
  }

  async up(): Promise<readonly string[]> {
    return (await this.on((migrator) => migrator.up())).applied;
  }

  async write(name: string, content: string | Uint8Array): Promise<void> {
    await writeFile(join(this.folder, name), content);
  }

  rows(sql: string): Record<string, unknown>[] {
    const database = new DatabaseSync(this.database);
    try {
      return database.prepare(sql).all() as Record<string, unknown>[];
    } finally {
      database.close();
    }
  }
}

function inPlace(
  files: Readonly<Record<string, string | Uint8Array>>,
  act: (place: Place) => Promise<void>,
): () => Promise<void> {
  const placed = Object.entries(files).map(([name, text]) => [`migrations/${name}`, text]);
  return () => inFolder(Object.fromEntries(placed), (folder) => act(new Place(folder)));
}

describe("a folder's files", () => {
  test(
    "are listed late by name and checksum, ups with what stands at their heads",
    inPlace({ ...A, "2_b.up.sql": "-- dunlin: only prod\nSELECT 1;" }, async ({ folder }) => {
      const files = await directory(folder).listLate?.() ?? [];
      assert.deepEqual(files.map(({ name, content, late }) => [name, content, late?.checksum]), [
        ["1_a.down.sql", "", undefined],
        ["1_a.up.sql", "", checksum(A["1_a.up.sql"])],
        ["2_b.up.sql", "", checksum("-- dunlin: only prod\nSELECT 1;")],
      ]);
      assert.deepEqual(files[2]?.late?.directives, { only: ["prod"] });
    }),
  );

  test(
    "that are applied are not read as SQL by a run or a status, and are by validate",
    inPlace(A, async (place) => {
      await place.up();
      await place.write("1_a.up.sql", UNCLOSED);
      await place.write("1_a.down.sql", NO_TEXT);
      place.rows(`UPDATE dunlin_migrations SET checksum = '${checksum(UNCLOSED)}' RETURNING id`);
      assert.deepEqual(await place.up(), []);
      const { migrations } = await place.on((migrator) => migrator.status());
      assert.deepEqual(migrations.map(({ state }) => state), ["applied"]);
      const { problems } = await validate({ migrations: place.folder, dialect: "sqlite" });
      assert.deepEqual(problems.map(({ where }) => where?.file.replace(/.*\//, "")), [
        "1_a.down.sql",
        "1_a.up.sql",
      ]);
    }),
  );

  test(
    "that are pending are read, up and down, and told of at once before anything is changed",
    inPlace(A, async (place) => {
      await place.up();
      await place.write("2_b.up.sql", UNCLOSED);
      await place.write("2_b.down.sql", NO_TEXT);
      await place.write("3_c.up.sql", "-- dunlin: nonsense\nSELECT 1;");
      await assert.rejects(place.up(), (error: unknown) => {
        const { code, problems } = error as {
          code: string;
          problems: { where: { file: string } }[];
        };
        assert.equal(code, "invalid-migrations");
        assert.deepEqual(
          problems.map(({ where }) => where.file.replace(/.*\//, "")),
          [
            "3_c.up.sql",
            "2_b.up.sql",
            "2_b.down.sql",
          ].sort(),
        );
        return true;
      });
      assert.deepEqual(place.rows("SELECT id FROM dunlin_migrations"), [{ id: "1" }].map(own));
    }),
  );

  test(
    "are told of with the names that are no migrations'",
    inPlace({ "1_a.up.sql": UNCLOSED, "notes.txt.sql": "-- notes" }, async (place) => {
      await assert.rejects(place.up(), (error: unknown) => {
        const { problems } = error as { problems: { where: { file: string } }[] };
        assert.deepEqual(problems.map(({ where }) => where.file.replace(/.*\//, "")), [
          "1_a.up.sql",
          "notes.txt.sql",
        ]);
        return true;
      });
    }),
  );

  test(
    "that are pending and unfit keep nothing from being reverted",
    inPlace({ ...A, ...B }, async (place) => {
      await place.up();
      await place.write("3_c.up.sql", UNCLOSED);
      const { reverted } = await place.on((migrator) => migrator.down());
      assert.deepEqual(reverted, ["2"]);
    }),
  );

  for (const [what, text] of [["text", UNCLOSED], ["head", "-- dunlin: nonsense\nSELECT 1;"]]) {
    test(
      `whose ${what} is mistaken, and which are beyond a version, keep nothing from going to it`,
      inPlace({ ...A, ...B }, async (place) => {
        await place.up();
        await place.write("3_c.up.sql", String(text));
        const back = await place.on((migrator) => migrator.up({ to: "1" }));
        assert.deepEqual([back.reverted, back.applied], [["2"], []]);
        const forth = await place.on((migrator) => migrator.up({ to: "2" }));
        assert.deepEqual(forth.applied, ["2"]);
        const { steps } = await place.on((migrator) => migrator.plan({ to: "0" }));
        assert.deepEqual(steps.map(({ kind }) => kind), ["revert", "revert"]);
        await assert.rejects(place.up(), { code: "invalid-migrations" });
        const all = await place.on((migrator) => migrator.down({ all: true }));
        assert.deepEqual(all.reverted, ["2", "1"]);
      }),
    );
  }

  test(
    "that are gone, and beyond a version, keep nothing from being reverted to it",
    inPlace({ ...A, ...B }, async (place) => {
      await place.up();
      await place.write("3_c.up.sql", "-- dunlin: nonsense\nSELECT 1;");
      await place.on(async (migrator) => {
        await rm(join(place.folder, "3_c.up.sql"));
        assert.deepEqual((await migrator.up({ to: "1" })).reverted, ["2"]);
        assert.deepEqual((await migrator.down({ to: "0" })).reverted, ["1"]);
      });
    }),
  );

  test(
    "that are on the way to a version are read, up and down, and those that are not are not",
    inPlace({ ...A, ...B }, async (place) => {
      await place.up();
      await place.write("3_c.up.sql", UNCLOSED);
      await place.write("2_b.down.sql", NO_TEXT);
      await assert.rejects(
        place.on((migrator) => migrator.up({ to: "1" })),
        (error: DunlinError) => {
          assert.equal(error.code, "invalid-migrations");
          assert.match(error.where?.file ?? "", /2_b\.down\.sql$/);
          return true;
        },
      );
      await assert.rejects(place.on((migrator) => migrator.up({ to: "3" })), {
        code: "invalid-migrations",
      });
    }),
  );

  test(
    "that are not reverted are not read for a revert",
    inPlace({ ...A, ...B }, async (place) => {
      await place.up();
      await place.write("1_a.down.sql", NO_TEXT);
      const { reverted } = await place.on((migrator) => migrator.down());
      assert.deepEqual(reverted, ["2"]);
    }),
  );

  test(
    "that are edited once they are listed stop a run before anything is changed",
    inPlace(A, async (place) => {
      await place.up();
      await place.write("2_b.up.sql", B["2_b.up.sql"]);
      await place.on(async (migrator) => {
        await place.write("2_b.up.sql", "CREATE TABLE other (id int);\n");
        await assert.rejects(migrator.up(), {
          code: "invalid-migrations",
          message: "the file was edited while the run was under way",
          state: "nothing was changed",
        });
      });
      assert.deepEqual(await place.up(), ["2"]);
      assert.deepEqual(place.rows("SELECT * FROM other"), []);
    }),
  );

  test(
    "that vanish once they are listed are named",
    inPlace(A, async (place) => {
      await place.up();
      await place.write("2_b.up.sql", B["2_b.up.sql"]);
      await place.on(async (migrator) => {
        await rm(join(place.folder, "2_b.up.sql"));
        await assert.rejects(migrator.up(), {
          code: "io",
          message: /2_b\.up\.sql/,
          state: "nothing was changed",
          next: "remove it if it is a dangling link, or run this again",
        });
      });
    }),
  );

  test(
    "that somebody writes to meanwhile are applied as they are recorded, or not at all",
    inPlace(A, async (place) => {
      await place.up();
      const path = join(place.folder, "2_b.up.sql");
      await writeFile(path, "");
      const writer = new Worker(WRITER, { eval: true, workerData: path });
      await once(writer, "message");
      let applied: readonly string[] = [];
      for (let tries = 0; tries < 50 && applied.length === 0; tries++) {
        applied = await place.up().catch((error) => {
          assert.match(error.code, /^(invalid-migrations|io)$/, error.message);
          return [];
        });
      }
      writer.postMessage("stop");
      await once(writer, "exit");
      if (applied.length === 0) return;
      const [row] = place.rows("SELECT checksum FROM dunlin_migrations WHERE id = '2'");
      const written = place.rows("SELECT name FROM sqlite_master WHERE name LIKE 'w%'").length;
      assert.equal(row?.["checksum"], checksum(await textOf(written)));
      if (checksum(await readFile(path, "utf8")) === row?.["checksum"]) return;
      await assert.rejects(place.up(), { code: "plan-refused", message: /edited after/ });
    }),
  );
});

const LINES = 40;

function textOf(lines: number): string {
  return Array.from({ length: lines }, (_, n) => `CREATE TABLE w${n} (id int);\n`).join("");
}

/** Writes the file line by line, again and again, until it is told to stop. */
const WRITER = `
const { closeSync, openSync, writeSync } = require("node:fs");
const { parentPort, workerData: path } = require("node:worker_threads");
let stopped = false;
parentPort.on("message", () => { stopped = true; });
(async () => {
  for (let round = 0; !stopped; round++) {
    const file = openSync(path, "w");
    for (let n = 0; n < ${LINES}; n++) writeSync(file, "CREATE TABLE w" + n + " (id int);\\n");
    closeSync(file);
    if (round === 0) parentPort.postMessage("begun");
    await new Promise((resolve) => setImmediate(resolve));
  }
  process.exit();
})();
`;

// rows of node:sqlite have no prototype
function own(row: Record<string, unknown>): Record<string, unknown> {
  return Object.assign(Object.create(null), row);
}

import assert from "node:assert/strict";
import { test } from "node:test";
import type { StatementDone } from "../../../src/events/statement_done.ts";
import { type DatabaseName, databases } from "../../contract/databases.ts";
import { inMemory, on, type Project } from "../../contract/project.ts";
import { type LargeFiles, largeInMemory } from "./large_in_memory.ts";

const CUTS = { sliceUnits: 2000, unitUnits: 9000 };
const ROWS = 400;
const PAD = "x".repeat(2000);

function rows(from: number, to: number): string {
  let text = "";
  for (let id = from; id < to; id++) {
    text +=
      `INSERT INTO birds (id, name) VALUES (${id}, 'it''s; a "knot" \u{fc} ${id}'); -- \u{1F426}\n`;
  }
  return text;
}

const TABLE = "CREATE TABLE birds (id INT PRIMARY KEY, name VARCHAR(80));\n";
const FILE = `-- many birds\n${TABLE}${rows(0, ROWS)}-- the end\n`;

function large(files: LargeFiles) {
  return { migrations: largeInMemory(files), largeCuts: CUTS };
}

async function ids(project: Project): Promise<number[]> {
  return (await project.column("SELECT id FROM birds ORDER BY id")).map(Number);
}

/** A file that fails behind its 200th row, and goes on there once it is mended. */
async function goesOnBehind200(project: Project, text: string): Promise<void> {
  await project.failure(project.up(large({ "1_birds.up.sql": text })));
  assert.deepEqual(await ids(project), all(200));
  const mended = text.replace("INSERT INTO nowhere VALUES (1);\n", "");
  await project.up(large({ "1_birds.up.sql": mended }));
  assert.deepEqual(await ids(project), all(ROWS));
}

const all = (count: number) => Array.from({ length: count }, (_, id) => id);
const inPieces = (name: DatabaseName) => name === "mysql" || name === "mariadb";

for (const database of databases) {
  const { name, skip } = database;

  test(
    `${name}: a large file puts every row in once, and is recorded with the checksum of the whole`,
    { skip },
    on(database, async (project) => {
      const result = await project.up(large({ "1_birds.up.sql": FILE }));
      assert.deepEqual(result.applied, ["1"]);
      assert.deepEqual(await ids(project), all(ROWS));
      project.files = { "1_birds.up.sql": FILE };
      assert.deepEqual((await project.up()).applied, []);
      assert.deepEqual(await project.journal(), []);
    }),
  );

  test(
    `${name}: a large file is kept ${inPieces(name) ? "in pieces" : "all or nothing"}`,
    { skip },
    on(database, async (project) => {
      const bad = `${TABLE}${rows(0, 300)}INSERT INTO nowhere VALUES (1);\n${rows(300, ROWS)}`;
      const error = await project.failure(project.up(large({ "1_birds.up.sql": bad })));
      assert.equal(error.code, "migration-failed");
      assert.equal(error.where?.file, "migrations/1_birds.up.sql");
      assert.equal(error.where?.line, 302);
      assert.match(error.where?.excerpt ?? "", /INSERT INTO nowhere/);
      assert.match(error.message, /statement 302 of 402/);
      assert.equal(await project.exists("birds"), inPieces(name));
      if (!inPieces(name)) assert.match(error.state ?? "", /nothing of it is kept/);
      const mended = bad.replace("INSERT INTO nowhere VALUES (1);\n", "");
      await project.up(large({ "1_birds.up.sql": mended }));
      assert.deepEqual(await ids(project), all(ROWS));
    }),
  );

  test(
    `${name}: a file that changes after it was read is not recorded, and nothing of the change is sent`,
    { skip },
    on(database, async (project) => {
      const changed = FILE.replace('knot" \u{fc} 399', 'dunlin" \u{fc} 399');
      const files = { "1_birds.up.sql": (reading: number) => reading === 0 ? FILE : changed };
      const error = await project.failure(project.up(large(files)));
      assert.equal(error.code, "io");
      assert.match(error.message, /was changed while it was read/);
      assert.match(error.next ?? "", /run the same command again/);
      assert.deepEqual(await project.versions(), []);
      if (!inPieces(name)) assert.equal(await project.exists("birds"), false);
      else if (await project.exists("birds")) assert.ok(!(await ids(project)).includes(399));
      await project.up(large({ "1_birds.up.sql": FILE }));
      assert.deepEqual(await ids(project), all(ROWS));
    }),
  );

  for (
    const [what, after] of [
      ["cut off", FILE.slice(0, -200)],
      ["longer", `${FILE}${rows(ROWS, ROWS + 1)}`],
    ] as const
  ) {
    test(
      `${name}: a file that is ${what} when it is sent is not recorded`,
      { skip },
      on(database, async (project) => {
        const files = { "1_birds.up.sql": (reading: number) => reading === 0 ? FILE : after };
        const error = await project.failure(project.up(large(files)));
        assert.match(error.message, /was changed while it was read/);
        assert.deepEqual(await project.versions(), []);
      }),
    );
  }

  test(
    `${name}: a file that changed since it was listed stops before anything is made`,
    { skip },
    on(database, async (project) => {
      let listed = false;
      const files = {
        "1_birds.up.sql": () => {
          const text = listed ? `${FILE}-- more\n` : FILE;
          return text;
        },
      };
      const source = largeInMemory(files);
      const [file] = await source.list();
      listed = true;
      const later = { ...source, list: () => Promise.resolve([file!]) };
      const error = await project.failure(project.up({ migrations: later, largeCuts: CUTS }));
      assert.match(error.message, /was changed while it was read/);
      assert.equal(error.state, "nothing was changed");
      assert.equal(await project.exists("dunlin_migrations"), false);
    }),
  );

  test(
    `${name}: what cannot be sent is found before anything is made, with its place`,
    { skip },
    on(database, async (project) => {
      const text = `${TABLE}${rows(0, 50)}ROLLBACK;\n${rows(50, 99)}` +
        "INSERT INTO dunlin_migrations (id) VALUES ('x');\n-- dunlin: no-transaction\n";
      const error = await project.failure(project.up(large({ "1_birds.up.sql": text })));
      const told = error.problems.map(({ code, where }) => `${code} ${where?.line}`).sort();
      assert.deepEqual(
        told,
        [
          "invalid-migrations 102",
          "invalid-migrations 52",
          "own-tables-touched 102",
        ].map((line) => line === "invalid-migrations 102" ? "invalid-migrations 103" : line).sort(),
      );
      assert.equal(await project.exists("dunlin_migrations"), false);
    }),
  );

  test(
    `${name}: after_each.sql is a part of a large migration`,
    { skip },
    on(database, async (project) => {
      const hook = "INSERT INTO birds (id, name) VALUES (-1, 'hook');\n";
      const source = largeInMemory({ "1_birds.up.sql": FILE });
      const withHook = {
        ...source,
        list: async () => [
          ...await source.list(),
          ...await inMemory({ "after_each.sql": hook }).list(),
        ],
      };
      await project.up({ migrations: withHook, largeCuts: CUTS });
      assert.deepEqual(await ids(project), [-1, ...all(ROWS)]);
    }),
  );

  test(
    `${name}: a transaction of the file's own around everything is dunlin's`,
    { skip },
    on(database, async (project) => {
      await project.up(large({ "1_a.up.sql": TABLE }));
      const text = `BEGIN;\n${rows(0, ROWS)}INSERT INTO birds (id) VALUES (0);\nCOMMIT;\n`;
      const files = { "1_a.up.sql": TABLE, "2_b.up.sql": text };
      const error = await project.failure(project.up(large(files)));
      assert.equal(error.where?.line, ROWS + 2);
      assert.deepEqual(await ids(project), []);
      const mended = text.replace("INSERT INTO birds (id) VALUES (0);\n", "");
      await project.up(large({ "1_a.up.sql": TABLE, "2_b.up.sql": mended }));
      assert.deepEqual(await ids(project), all(ROWS));
    }),
  );

  test(
    `${name}: transactions in the middle of a large file are each kept, and gone on behind`,
    { skip },
    on(database, async (project) => {
      const text = `${TABLE}BEGIN;\n${rows(0, 200)}COMMIT;\nBEGIN;\n${rows(200, 300)}` +
        `INSERT INTO nowhere VALUES (1);\nCOMMIT;\n${rows(300, ROWS)}`;
      await goesOnBehind200(project, text);
    }),
  );

  test(
    `${name}: a large down is run from its file, and a large repeatable whenever it has changed`,
    { skip },
    on(database, async (project) => {
      const down = `${rows(900, 1200)}DROP TABLE birds;\n`;
      const files = { "1_birds.up.sql": FILE, "1_birds.down.sql": down };
      await project.up(large(files));
      await project.down(1, large(files));
      assert.equal(await project.exists("birds"), false);
      await project.up(large({ "1_birds.up.sql": TABLE, "R__more.sql": rows(0, 300) }));
      await project.up(large({ "1_birds.up.sql": TABLE, "R__more.sql": rows(300, ROWS) }));
      assert.deepEqual(await ids(project), all(ROWS));
    }),
  );

  test(
    `${name}: progress is told in bytes and rows, message by message`,
    { skip },
    on(database, async (project) => {
      const told: StatementDone[] = [];
      await project.up({
        ...large({ "1_birds.up.sql": FILE }),
        onStatement: (done) => told.push(done),
      });
      const sent = told.filter(({ bytes }) => bytes !== undefined);
      assert.ok(sent.length >= 5 && sent.length < ROWS / 4, `${sent.length}`);
      assert.equal(sent.at(-1)?.totalBytes, new TextEncoder().encode(FILE).length);
      assert.ok((sent.at(-1)?.bytes ?? 0) > (sent[0]?.bytes ?? 0));
      const changed = sent.reduce((sum, { rows }) => sum + (rows ?? 0), 0);
      if (name !== "sqlite") assert.equal(changed, ROWS);
    }),
  );

  test(
    `${name}: a first interrupt lets a large file finish, as any other, and nothing behind it begins`,
    { skip },
    on(database, async (project) => {
      const stop = new AbortController();
      const files = { "1_birds.up.sql": FILE, "2_more.up.sql": "CREATE TABLE more (id INT);" };
      const error = await project.failure(project.up({
        ...large(files),
        signal: stop.signal,
        onStatement: ({ number }) => number > 100 && stop.abort(),
      }));
      assert.equal(error.code, "interrupted");
      assert.deepEqual(error.progress?.applied, ["1"]);
      assert.deepEqual(error.progress?.remaining, ["2"]);
      assert.deepEqual(await ids(project), all(ROWS));
    }),
  );

  test(
    `${name}: an interrupt that insists rolls back what is not kept, and the next run goes on`,
    { skip },
    on(database, async (project) => {
      const cancel = new AbortController();
      const error = await project.failure(project.up({
        ...large({ "1_birds.up.sql": FILE }),
        cancel: cancel.signal,
        onStatement: ({ number }) => number > 200 && cancel.abort(),
      }));
      assert.equal(error.code, "interrupted");
      assert.deepEqual(await project.versions(), []);
      await project.up(large({ "1_birds.up.sql": FILE }));
      assert.deepEqual(await ids(project), all(ROWS));
    }),
  );
}

for (const database of databases.filter(({ name }) => inPieces(name))) {
  const { name, skip } = database;

  test(
    `${name}: what is done of a large file must stand in it as it was`,
    { skip },
    on(database, async (project) => {
      const bad = `${TABLE}${rows(0, 300)}INSERT INTO nowhere VALUES (1);\n`;
      await project.failure(project.up(large({ "1_birds.up.sql": bad })));
      const kept = (await ids(project)).length;
      const edited = bad.replace(" 7')", " seven')");
      const error = await project.failure(project.up(large({ "1_birds.up.sql": edited })));
      assert.equal(error.code, "resume-refused");
      assert.equal((await ids(project)).length, kept);
    }),
  );

  test(
    `${name}: a run of rows is cut only where nothing leans on the statement before`,
    { skip },
    on(database, async (project) => {
      let text = "CREATE TABLE parents (id INT PRIMARY KEY AUTO_INCREMENT);\n" +
        "CREATE TABLE birds (id INT PRIMARY KEY, parent INT);\n";
      for (let id = 0; id < 300; id++) {
        text += "INSERT INTO parents VALUES (DEFAULT);\n" +
          `INSERT INTO birds VALUES (${id}, LAST_INSERT_ID());\n`;
      }
      await project.up({ ...large({ "1_birds.up.sql": text }) });
      const wrong = await project.column(
        "SELECT COUNT(*) FROM birds b LEFT JOIN parents p ON p.id = b.parent " +
          "WHERE p.id IS NULL OR b.id <> p.id - 1",
      );
      assert.deepEqual(wrong, ["0"]);
      assert.ok(project.said("statement_kept").length > 2);
    }),
  );

  test(
    `${name}: a table the file makes with an engine without transactions is refused before anything`,
    { skip },
    on(database, async (project) => {
      const text = FILE.replace("VARCHAR(80))", "VARCHAR(80)) ENGINE=MyISAM");
      const error = await project.failure(project.up(large({ "1_birds.up.sql": text })));
      assert.match(error.message, /statement 2 writes birds.* knows no transactions/);
      assert.equal(error.where?.line, 3);
      assert.equal(error.state, "nothing was changed");
      assert.equal(await project.exists("birds"), false);
      await project.up(large({ "1_birds.up.sql": text.replace("MyISAM", "InnoDB") }));
      assert.deepEqual(await ids(project), all(ROWS));
    }),
  );

  test(
    `${name}: a file whose table changes to an engine with transactions before it is written is not refused`,
    { skip },
    on(database, async (project) => {
      const table = TABLE.replace("80))", "80)) ENGINE=Memory") +
        "CREATE TABLE bare (n INT) ENGINE=MyISAM;\nALTER TABLE `birds` ENGINE InnoDB;\n";
      await project.up(large({ "1_birds.up.sql": table + rows(0, ROWS) }));
      assert.deepEqual(await ids(project), all(ROWS));
    }),
  );

  test(
    `${name}: what was learnt of an engine while a file runs is followed by words that help`,
    { skip },
    on(database, async (project) => {
      await project.query(TABLE.replace("80))", "80)) ENGINE=MyISAM").replace(";\n", ""));
      const text = `CREATE TABLE first (n INT);\n${rows(0, ROWS)}`;
      const error = await project.failure(project.up(large({ "1_birds.up.sql": text })));
      assert.equal(error.code, "unsupported");
      assert.match(error.message, /knows no transactions \(statement 2\)/);
      assert.match(error.state ?? "", /what stands before statement 2 is kept/);
      assert.match(error.next ?? "", /ALTER TABLE … ENGINE=InnoDB .*it goes on from there/);
      assert.deepEqual(await ids(project), []);
      await project.query("ALTER TABLE birds ENGINE=InnoDB");
      await project.up(large({ "1_birds.up.sql": text }));
      assert.deepEqual(await ids(project), all(ROWS));
    }),
  );

  test(
    `${name}: warnings are told, those of single statements with their words`,
    { skip },
    on(database, async (project) => {
      const text = `${TABLE}${rows(0, 60)}` +
        all(600).map((id) => `INSERT IGNORE /* ${PAD} */ INTO birds (id) VALUES (${id % 60});\n`)
          .join(
            "",
          );
      await project.up(large({ "1_birds.up.sql": text }));
      const said = project.said("notice").map(({ message }) => message);
      assert.ok(
        said.some((message) => /^statement \d+ left a warning/.test(message)),
        String(said[0]),
      );
      assert.ok(said.some((message) => /Duplicate entry/.test(message)), String(said.at(-1)));
      assert.ok(said.length < 150);
    }),
  );
}

for (const database of databases.filter(({ name }) => name === "postgres")) {
  const { skip } = database;
  const lines = all(500).map((id) => `${id}\tknot ${id}\n`);
  const copy = `${TABLE}COPY birds (id, name) FROM stdin;\n${lines.join("")}\\.\n`;

  test(
    "postgres: the data of a COPY in a large file stream to the server",
    { skip },
    on(database, async (project) => {
      const text = `${copy}${rows(500, 510)}`;
      const told: StatementDone[] = [];
      await project.up({
        ...large({ "1_birds.up.sql": text }),
        onStatement: (one) => told.push(one),
      });
      assert.deepEqual(await ids(project), all(510));
      assert.equal(told.reduce((sum, { rows }) => sum + (rows ?? 0), 0), 510);
    }),
  );

  for (
    const [what, between] of [
      ["on a line of its own", "\n"],
      ["behind a comment of two lines", " /* a\nnote */ "],
      ["behind a comment that ends the line", " -- a note;\n"],
      ["behind many blanks", " ".repeat(2000)],
    ] as const
  ) {
    test(
      `postgres: the data of a COPY whose semicolon stands ${what} are whole`,
      { skip },
      on(database, async (project) => {
        const text = copy.replace("FROM stdin;", `FROM stdin${between};`);
        await project.up(large({ "1_birds.up.sql": text }));
        assert.deepEqual(await ids(project), all(500));
      }),
    );
  }

  test(
    "postgres: without a transaction, a large file goes on behind a piece that ends in data of a COPY",
    { skip },
    on(database, async (project) => {
      const bad = "CREATE INDEX CONCURRENTLY i ON nowhere (id);\n";
      const text = `-- dunlin: no-transaction\n${copy}${bad}${rows(500, 510)}`;
      await project.failure(project.up(large({ "1_birds.up.sql": text })));
      assert.deepEqual(await ids(project), all(500));
      await project.up(large({ "1_birds.up.sql": text.replace(bad, "") }));
      assert.deepEqual(await ids(project), all(510));
    }),
  );

  test(
    "postgres: an error in the data of a COPY names the line of the file",
    { skip },
    on(database, async (project) => {
      const bad = copy.replace("\n400\t", "\nfour hundred\t");
      const error = await project.failure(project.up(large({ "1_birds.up.sql": bad })));
      assert.equal(error.where?.line, 403);
      assert.match(error.message, /statement 2 of 2/);
      assert.equal(await project.exists("birds"), false);
    }),
  );

  test(
    "postgres: data of a COPY that changed after they were read roll everything back",
    { skip },
    on(database, async (project) => {
      const changed = copy.replace("\n400\t", "\n700\t");
      const files = { "1_birds.up.sql": (reading: number) => reading === 0 ? copy : changed };
      const error = await project.failure(project.up(large(files)));
      assert.equal(error.code, "io");
      assert.match(error.state ?? "", /nothing of it is kept/);
      assert.equal(await project.exists("birds"), false);
    }),
  );

  test(
    "postgres: a statement that must stand alone cuts a large file, which goes on behind it",
    { skip },
    on(database, async (project) => {
      const text = `${TABLE}${rows(0, 200)}CREATE INDEX CONCURRENTLY by_name ON birds (name);\n` +
        `${rows(200, ROWS)}INSERT INTO nowhere VALUES (1);\n`;
      await goesOnBehind200(project, text);
    }),
  );

  test(
    "postgres: all migrations can be one transaction, a large one among them",
    { skip },
    on(database, async (project) => {
      const files = { "1_birds.up.sql": FILE, "2_bad.up.sql": "INSERT INTO nowhere VALUES (1);\n" };
      await project.failure(project.up({ ...large(files), transaction: "all" }));
      assert.equal(await project.exists("birds"), false);
    }),
  );
}

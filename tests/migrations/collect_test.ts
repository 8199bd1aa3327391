import assert from "node:assert/strict";
import { test } from "node:test";
import { DunlinError } from "../../src/errors.ts";
import {
  type Collection,
  collectMigrations,
  type CollectOptions,
} from "../../src/migrations/collect.ts";
import { soundMigrations } from "../../src/migrations/sound_migrations.ts";
import type { SourceFile } from "../../src/migrations/source_file.ts";

function files(contents: Record<string, string | Uint8Array>, namespace = ""): SourceFile[] {
  const prefix = namespace === "" ? "migrations" : namespace;
  return Object.entries(contents).map(([name, content]) => {
    const file = { name, path: `${prefix}/${name}`, content };
    const own = namespace === "" ? file : { ...file, namespace };
    return name.endsWith(".ts") ? { ...own, load: () => Promise.resolve({ up() {} }) } : own;
  });
}

function collect(
  contents: Record<string, string | Uint8Array>,
  options: Partial<CollectOptions> = {},
): Collection {
  return collectMigrations(files(contents), { dialect: "sqlite", ...options });
}

function messages(collection: Collection): string[] {
  return collection.problems.map(({ where, message }) => `${where?.file}: ${message}`);
}

const SQL = "SELECT 1;\n";

test("collectMigrations() pairs up and down", () => {
  const { migrations, problems } = collect({ "1_a.up.sql": SQL, "1_a.down.sql": "SELECT 2;" });
  assert.deepEqual(problems, []);
  const [only] = migrations;
  assert.equal(migrations.length, 1);
  assert.deepEqual([only?.id, only?.kind, only?.version, only?.name, only?.namespace], [
    "1",
    "versioned",
    "1",
    "a",
    "",
  ]);
  assert.equal(only?.up.file, "migrations/1_a.up.sql");
  assert.equal(only?.down?.file, "migrations/1_a.down.sql");
});

test("collectMigrations() keeps the version as written and strips zeros in the id", () => {
  const [only] = collect({ "001_a.up.sql": SQL }).migrations;
  assert.deepEqual([only?.id, only?.version], ["1", "001"]);
});

test("collectMigrations() leaves down away where there is none", () => {
  const [only] = collect({ "1_a.up.sql": SQL }).migrations;
  assert.ok(only !== undefined && !("down" in only));
});

test("collectMigrations() sorts by number, repeatables last", () => {
  const { migrations } = collect({
    "R__b.sql": SQL,
    "10_c.up.sql": SQL,
    "R__a.sql": SQL,
    "9_d.up.sql": SQL,
    "18446744073709551617_z.up.sql": SQL,
    "18446744073709551616_z.up.sql": SQL,
  });
  assert.deepEqual(migrations.map(({ id }) => id), [
    "9",
    "10",
    "18446744073709551616",
    "18446744073709551617",
    "R__a",
    "R__b",
  ]);
});

test("collectMigrations() interleaves namespaces, whose versions never collide", () => {
  const all = [
    ...files({ "1_a.up.sql": SQL, "3_c.up.sql": SQL }),
    ...files({ "1_x.up.sql": SQL, "2_y.up.sql": SQL, "R__z.sql": SQL }, "auth"),
  ];
  const { migrations, problems } = collectMigrations(all, { dialect: "sqlite" });
  assert.deepEqual(problems, []);
  assert.deepEqual(migrations.map(({ id }) => id), ["1", "auth/1", "auth/2", "3", "auth/R__z"]);
});

test("collectMigrations() warns where text order would differ, naming two versions", () => {
  const { warnings } = collect({ "9_a.up.sql": SQL, "10_b.up.sql": SQL });
  assert.equal(warnings.length, 1);
  assert.match(warnings[0]?.message ?? "", /\b9\b.*\b10\b/);
});

test("collectMigrations() does not warn where the order was chosen, or both orders agree", () => {
  const mixed = { "9_a.up.sql": SQL, "10_b.up.sql": SQL };
  assert.deepEqual(collect(mixed, { order: "number" }).warnings, []);
  assert.deepEqual(collect(mixed, { order: "text" }).warnings, []);
  assert.deepEqual(collect({ "1_a.up.sql": SQL, "20_b.up.sql": SQL }).warnings, []);
});

test("collectMigrations() in text order sorts what is written", () => {
  const { migrations } = collect({ "9_a.up.sql": SQL, "10_b.up.sql": SQL }, { order: "text" });
  assert.deepEqual(migrations.map(({ id }) => id), ["10", "9"]);
});

test("collectMigrations() prefers the file for the dialect, for each direction by itself", () => {
  const variants = {
    "1_a.up.sql": "SELECT 1;",
    "1_a.pg.up.sql": "SELECT 2;",
    "1_a.down.sql": "SELECT 3;",
    "1_a.mysql.down.sql": "SELECT 4;",
  };
  const chosen = (dialect: CollectOptions["dialect"]) => {
    const [only] = collect(variants, { dialect }).migrations;
    return [only?.up, only?.down].map((script) => script?.kind === "sql" ? script.text : null);
  };
  assert.deepEqual(chosen("sqlite"), ["SELECT 1;", "SELECT 3;"]);
  assert.deepEqual(chosen("postgres"), ["SELECT 2;", "SELECT 3;"]);
  assert.deepEqual(chosen("cockroach"), ["SELECT 2;", "SELECT 3;"]);
  assert.deepEqual(chosen("mariadb"), ["SELECT 1;", "SELECT 4;"]);
});

test("collectMigrations() prefers a MariaDB file to the MySQL file it falls back to", () => {
  const variants = { "1_a.mysql.up.sql": "SELECT 1;", "1_a.mariadb.up.sql": "SELECT 2;" };
  const text = (dialect: CollectOptions["dialect"]) => {
    const up = collect(variants, { dialect }).migrations[0]?.up;
    return up?.kind === "sql" ? up.text : null;
  };
  assert.equal(text("mariadb"), "SELECT 2;");
  assert.equal(text("mysql"), "SELECT 1;");
});

test("collectMigrations() names a migration that is for other databases only", () => {
  const { migrations, problems, absent } = collect({
    "1_a.mysql.up.sql": SQL,
    "1_a.mysql.down.sql": SQL,
  });
  assert.deepEqual([migrations, problems], [[], []]);
  assert.deepEqual(absent, [{
    id: "1",
    name: "a",
    files: ["migrations/1_a.mysql.down.sql", "migrations/1_a.mysql.up.sql"],
  }]);
});

test("collectMigrations() gives both directions of a TypeScript migration one script", async () => {
  const { migrations, problems } = collect({ "1_a.ts": "// dunlin: only ci\nexport {};\n" });
  assert.deepEqual(problems, []);
  const [only] = migrations;
  assert.equal(only?.up, only?.down);
  assert.deepEqual(only?.up.directives, { only: ["ci"] });
  assert.equal(only?.up.kind === "code" && typeof (await only.up.load()).up, "function");
});

test("a TypeScript migration that exports no up says so when it is loaded", async () => {
  const module = { down() {} } as never;
  const file = { name: "1_a.ts", path: "m/1_a.ts", content: "", module };
  const [only] = collectMigrations([file], { dialect: "sqlite" }).migrations;
  assert.ok(only?.up.kind === "code");
  await assert.rejects(only.up.load(), { code: "invalid-migrations", message: /"up", only down/ });
});

test("an empty file, one of comments and a lone semicolon are migrations", () => {
  const { migrations, problems } = collect({
    "1_a.up.sql": "",
    "2_b.up.sql": "-- nothing\n",
    "3_c.up.sql": ";",
  });
  assert.deepEqual([migrations.length, problems], [3, []]);
});

const PROBLEMS: [string, Record<string, string | Uint8Array>, string[]][] = [
  ["a stray file", { "notes.txt": "" }, ["migrations/notes.txt: the file is not a migration"]],
  ["a folder", { "seeds/": "" }, [
    "migrations/seeds/: a folder among the migrations is not read",
  ]],
  ["a malformed name", { "1_a.UP.sql": SQL }, [
    "migrations/1_a.UP.sql: the file name is malformed",
  ]],
  ["a down without an up", { "1_a.down.sql": SQL }, [
    "migrations/1_a.down.sql: this is a down without its up",
  ]],
  ["a down for a dialect that has no up", {
    "1_a.mysql.up.sql": SQL,
    "1_a.sqlite.down.sql": SQL,
  }, ["migrations/1_a.sqlite.down.sql: this is a down without its up"]],
  ["one version with two names", { "1_a.up.sql": SQL, "1_b.up.sql": SQL, "1_b.down.sql": SQL }, [
    "migrations/1_b.down.sql: version 1 is taken by several migrations: 1_a.up.sql and 1_b.down.sql",
  ]],
  ["one version written in two ways", { "01_a.up.sql": SQL, "1_a.down.sql": SQL }, [
    "migrations/1_a.down.sql: version 1 is written in several ways: 01_a.up.sql and 1_a.down.sql",
  ]],
  ["TypeScript and SQL for one version", { "1_a.ts": "", "1_a.up.sql": SQL }, [
    "migrations/1_a.up.sql: 1_a.ts and 1_a.up.sql are both the migration in TypeScript and in SQL of 1",
  ]],
  ["two spellings of one dialect", { "1_a.pg.up.sql": SQL, "1_a.postgres.up.sql": SQL }, [
    "migrations/1_a.postgres.up.sql: 1_a.pg.up.sql and 1_a.postgres.up.sql are both the up of 1 for postgres",
  ]],
  ["text that is not UTF-8", { "1_a.up.sql": new Uint8Array([0x2d, 0x2d, 0xe9]) }, [
    'migrations/1_a.up.sql: byte 0xE9 is not UTF-8, it looks like Latin-1, where it is "é"',
  ]],
  ["an irreversible up with a down", {
    "1_a.up.sql": "-- dunlin: irreversible because x\n",
    "1_a.down.sql": SQL,
  }, ["migrations/1_a.up.sql: the up is marked irreversible, yet there is 1_a.down.sql"]],
  ["an irreversible down with statements", {
    "1_a.up.sql": SQL,
    "1_a.down.sql": "-- dunlin: irreversible because x\nSELECT 1;",
  }, ["migrations/1_a.down.sql: the down is marked irreversible, yet it holds statements"]],
  ["another tool's marks", { "1_a.up.sql": "-- migrate:up\nSELECT 1;\n" }, [
    "migrations/1_a.up.sql: this is another tool's mark, and dunlin would run the whole file in one direction",
  ]],
  ["a directive behind the first statement", {
    "1_a.up.sql": "SELECT 1;\n-- dunlin: no-transaction\n",
  }, ["migrations/1_a.up.sql: a directive behind the first statement has no effect"]],
  ["a directive behind the first statement in TypeScript", {
    "1_a.ts": "export {};\n// dunlin: only ci\n",
  }, ["migrations/1_a.ts: a directive behind the first statement has no effect"]],
];

for (const [what, contents, expected] of PROBLEMS) {
  test(`collectMigrations() refuses ${what}`, () => {
    const collection = collect(contents);
    assert.deepEqual(messages(collection), expected);
    assert.ok(collection.problems.every(({ code, next }) => code === "invalid-migrations" && next));
  });
}

test("collectMigrations() leaves alone what looks like a directive inside a string", () => {
  const text = "INSERT INTO t VALUES ('\n-- dunlin: no-transaction\n-- migrate:down\n');\n";
  assert.deepEqual(collect({ "1_a.up.sql": text }).problems, []);
});

test("collectMigrations() leaves alone what looks like a directive in the data of a COPY", () => {
  const text = "COPY t FROM stdin;\n-- dunlin: no-transaction\nit's\n\\.\n";
  assert.deepEqual(collect({ "1_a.up.sql": text }, { dialect: "postgres" }).problems, []);
});

test("a problem inside a file has line, column and the line itself", () => {
  const { problems } = collect({ "1_a.up.sql": "SELECT 1;\r\nSELECT 'é\r\n" });
  const { where } = problems[0] ?? {};
  assert.deepEqual([where?.line, where?.column], [2, 8]);
  assert.equal(where?.excerpt?.split("\n")[0], "SELECT 'é");
});

test("a plain file is read by the rules of the database, a named one by its own", () => {
  const backslash = "SELECT 'it\\'s';\n";
  assert.equal(collect({ "1_a.up.sql": backslash }).problems.length, 1);
  assert.equal(collect({ "1_a.up.sql": backslash }, { dialect: "mysql" }).problems.length, 0);
  assert.equal(collect({ "1_a.mysql.up.sql": backslash }).problems.length, 0);
});

test("all problems of all files are told at once, in the order of the files", () => {
  const collection = collect({
    "2_b.up.sql": "SELECT 'a",
    "1_a.up.sql": "-- dunlin: x\n-- dunlin: y\n",
    "x.sql": "",
  });
  assert.deepEqual(
    collection.problems.map(({ where }) => `${where?.file}:${where?.line}`),
    [
      "migrations/1_a.up.sql:1",
      "migrations/1_a.up.sql:2",
      "migrations/2_b.up.sql:1",
      "migrations/x.sql:undefined",
    ],
  );
});

test("a file that cannot be read still stands for its name", () => {
  const bad = new Uint8Array([0xff]);
  assert.equal(collect({ "1_a.up.sql": bad, "1_a.down.sql": SQL }).problems.length, 1);
});

test("a bad name whose good name is there too is to be removed, not renamed", () => {
  const { problems } = collect({ "1_a.up.sql": SQL, "1_a.up.sql.bak": SQL });
  assert.match(problems[0]?.next ?? "", /^remove it.*1_a\.up\.sql is there too/);
});

test("soundMigrations() throws all problems as one error", () => {
  const collection = collect({ "x.sql": "", "y.sql": "" });
  assert.throws(() => soundMigrations(collection), (error: unknown) => {
    assert.ok(error instanceof DunlinError);
    assert.equal(error.code, "invalid-migrations");
    assert.equal(error.problems.length, 2);
    return true;
  });
});

test("soundMigrations() throws a single problem as itself", () => {
  const collection = collect({ "x.sql": "" });
  assert.throws(() => soundMigrations(collection), collection.problems[0]);
});

test("collectMigrations() answers the same whatever the order of the files", () => {
  const contents = {
    "1_a.up.sql": SQL,
    "1_b.up.sql": SQL,
    "R__v.sql": SQL,
    "2_c.down.sql": SQL,
    "2_c.up.sql": SQL,
  };
  const forth = collectMigrations(files(contents), { dialect: "sqlite" });
  const back = collectMigrations(files(contents).reverse(), { dialect: "sqlite" });
  assert.deepEqual(forth, back);
});

test("collectMigrations() looks at a file as often among many as among few", () => {
  const contents = (count: number) =>
    files(Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        [`${index + 100_000}_a.up.sql`, SQL],
        [`${index + 100_000}_a.down.sql`, SQL],
        [`${index}.sql`, SQL],
      ]).flat() as [string, string][],
    ));
  const looked = (count: number) => {
    let reads = 0;
    const counted = contents(count).map((file) =>
      new Proxy(file, {
        get: (target, key) => {
          reads++;
          return Reflect.get(target, key);
        },
      })
    );
    const { migrations } = collectMigrations(counted, { dialect: "sqlite" });
    assert.ok(migrations.length > 0);
    return reads;
  };
  const [few, many] = [looked(200), looked(800)];
  // quadratic would be 16 times as many
  assert.ok(many < 5 * few, `${few} looks at 200 migrations, ${many} at 800`);
});

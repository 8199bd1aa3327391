import assert from "node:assert/strict";
import { matchesGolden, page } from "./golden.ts";
import { test } from "./off_node.ts";
import { Project } from "./project.ts";

type Files = Readonly<Record<string, string | Uint8Array>>;

/** A project with something wrong in it, and the calls that must say so. */
interface Case {
  readonly name: string;
  readonly code: number;
  readonly files: Files;
  readonly calls: readonly (readonly string[])[];
  /** `DATABASE_URL`; the file `app.db` by default, null for none. */
  readonly url?: string | null;
}

const SOUND = { "migrations/1_a.up.sql": "CREATE TABLE a (id INTEGER);\n" };
const latin1 = new Uint8Array([...new TextEncoder().encode("SELECT 'caf"), 0xe9, 0x27, 0x3b]);

const FILES: readonly Case[] = [
  {
    name: "two_files_of_one_version",
    code: 1,
    files: { "migrations/1_a.up.sql": "SELECT 1;", "migrations/1_b.up.sql": "SELECT 2;" },
    calls: [["migrate"], ["migrate:status"]],
  },
  {
    name: "down_without_up",
    code: 1,
    files: { ...SOUND, "migrations/2_b.down.sql": "DROP TABLE b;" },
    calls: [["migrate"]],
  },
  {
    name: "malformed_names",
    code: 1,
    files: {
      "migrations/2_b.sql": "",
      "migrations/30_x.up..sql": "",
      "migrations/add_users.up.sql": "",
      "migrations/4_c.dwon.sql": "",
    },
    calls: [["migrate"]],
  },
  { name: "latin_1", code: 1, files: { "migrations/1_a.up.sql": latin1 }, calls: [["migrate"]] },
  {
    name: "bad_directives",
    code: 1,
    files: {
      "migrations/1_a.up.sql": "-- dunlin: no-transactoin\nSELECT 1;",
      "migrations/2_b.up.sql": "-- dunlin: lock-timeout soon\nSELECT 1;",
    },
    calls: [["migrate"]],
  },
  {
    name: "unclosed_quote",
    code: 1,
    files: {
      "migrations/1_a.up.sql": "CREATE TABLE a (id INTEGER);\nINSERT INTO a VALUES ('x);\n",
    },
    calls: [["migrate"]],
  },
  {
    name: "unclosed_dollar_quote",
    code: 3,
    files: { "migrations/1_f.up.sql": "CREATE FUNCTION f() RETURNS int AS $body$\nSELECT 1;\n" },
    calls: [["migrate:validate", "--dialect", "postgres"]],
    url: null,
  },
  {
    name: "commit_in_the_middle",
    code: 1,
    files: {
      "migrations/1_a.up.sql":
        "CREATE TABLE a (id INTEGER);\nCOMMIT;\nCREATE TABLE b (id INTEGER);\n",
    },
    calls: [["migrate"]],
  },
  {
    name: "folder_is_a_file",
    code: 2,
    files: { "migrations": "" },
    calls: [["migrate"], ["migrate:status"], ["migrate:create", "a"], ["init"]],
  },
  {
    name: "folder_is_missing",
    code: 2,
    files: {},
    calls: [["migrate"], ["migrate:status"], ["migrate:validate"], ["manifest"], ["new", "a"]],
  },
  {
    name: "folder_of_the_configuration_is_missing",
    code: 2,
    files: { "dunlin.json": '{ "dir": "db/migratoins" }' },
    calls: [["migrate"]],
  },
  {
    name: "statement_fails",
    code: 1,
    files: {
      ...SOUND,
      "migrations/2_b.up.sql": "CREATE TABLE b (id INTEGER);\nINSERT INTO nosuch VALUES (1);\n",
      "migrations/3_c.up.sql": "CREATE TABLE c (id INTEGER);\n",
    },
    calls: [["migrate"]],
  },
  {
    name: "unknown_version",
    code: 2,
    files: { "migrations/20260301120000_a.up.sql": "CREATE TABLE a (id INTEGER);" },
    calls: [
      ["migrate", "--to", "nonsense"],
      ["migrate", "--to", "20260301120001"],
      ["baseline", "7"],
    ],
  },
];

const SETTINGS: readonly Case[] = [
  { name: "no_database", code: 2, files: SOUND, calls: [["migrate"], ["reset", "-y"]], url: null },
  {
    name: "unknown_dialect",
    code: 2,
    files: SOUND,
    calls: [["migrate:validate"]],
    url: null,
  },
  {
    name: "configuration_unknown_key",
    code: 2,
    files: { ...SOUND, "dunlin.json": '{ "databse": "sqlite:app.db" }' },
    calls: [["migrate"]],
  },
  {
    name: "configuration_wrong_types",
    code: 2,
    files: {
      ...SOUND,
      "dunlin.json": '{ "database": 5, "lockWait": -1, "order": "up", "dir": "", "colour": 1 }',
    },
    calls: [["migrate"]],
  },
  {
    name: "configuration_no_object",
    code: 2,
    files: { "dunlin.json": "[]" },
    calls: [["migrate"]],
  },
  {
    name: "configuration_missing",
    code: 2,
    files: SOUND,
    calls: [["migrate", "--config", "nosuch.json"], ["migrate", "--config", "migrations"]],
  },
  {
    name: "database_is_a_folder",
    code: 1,
    files: SOUND,
    calls: [["migrate"], ["migrate:status"]],
    url: "sqlite:migrations",
  },
  {
    name: "database_in_a_missing_folder",
    code: 1,
    files: SOUND,
    calls: [["migrate"]],
    url: "sqlite:nosuch/app.db",
  },
  {
    name: "nobody_confirms",
    code: 2,
    files: SOUND,
    calls: [["migrate:reset"], ["migrate:down", "--all"], ["migrate", "--to", "0"]],
  },
];

for (const { name, code, files, calls, url } of [...FILES, ...SETTINGS]) {
  test(`error page: ${name.replaceAll("_", " ")}`, async () => {
    const project = new Project(files, url === undefined ? "sqlite:app.db" : url);
    const pages: string[] = [];
    for (const args of calls) {
      const ended = await project.run(...args);
      assert.equal(ended.code, code, ended.out + ended.err);
      pages.push(page(args, ended, project.folder));
    }
    matchesGolden(`errors/${name}.txt`, pages.join("\n"));
  });
}

test("a configuration that is not JSON is named, with what the parser says", async () => {
  const project = new Project({ ...SOUND, "dunlin.json": "{ database: 1 }" });
  const { code, err } = await project.run("migrate");
  assert.equal(code, 2);
  assert.match(err, /^error: dunlin\.json is not JSON: .+\n( {7}.+\n)* {2}at {5}dunlin\.json\n/);
});

test("a broken configuration does not hide the list of tasks", async () => {
  const project = new Project({ "dunlin.json": "{" });
  assert.equal((await project.run("list")).code, 0);
  assert.equal((await project.run("migrate", "--help")).code, 0);
});

test("nothing is made by a call that was refused", async () => {
  for (const { files, calls, url, code } of [...FILES, ...SETTINGS]) {
    if (code !== 2) continue;
    const project = new Project(files, url === undefined ? "sqlite:app.db" : url);
    await project.run(...calls[0]!);
    assert.equal(project.has("app.db") && (await project.tables()).length > 0, false);
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { databases } from "../contract/databases.ts";
import { onDeno } from "./program.ts";
import { Project, table } from "./project.ts";

const skip = onDeno ? false : "permissions are Deno's";
const FILES = table(1, "a");

// without any flag a Deno that Deno starts is given all that its parent may
const NONE = ["--allow-env=NOTHING_AT_ALL"];

const WITHOUT: readonly (readonly string[])[] = [
  [],
  ["list"],
  ["--help"],
  ["migrate", "--help"],
  ["--version"],
  ["completions", "bash"],
  ["completions", "complete", "--", "mi"],
];

for (const args of WITHOUT) {
  test(`dunlin ${args.join(" ")} needs no permission`, { skip }, async () => {
    const project = new Project();
    const { code, err } = await project.start(args, { permissions: NONE }).ended;
    assert.deepEqual([code, err], [0, ""]);
  });
}

test("without a permission a program is given none", { skip }, async () => {
  const project = new Project(FILES);
  const args = ["status", "--database", "sqlite:app.db"];
  const { code, err } = await project.start(args, { permissions: NONE }).ended;
  assert.equal(code, 1);
  assert.match(err, /--allow-read=migrations/);
});

test("migrate on SQLite needs the folder, the file and DATABASE_URL", { skip }, async () => {
  const project = new Project(FILES);
  const permissions = [
    "--allow-env=DATABASE_URL",
    "--allow-read=migrations,app.db",
    "--allow-write=app.db",
  ];
  for (const args of [["migrate"], ["status"], ["down"], ["migrate", "--dry-run"], ["redo"]]) {
    const { code, err } = await project.start(args, { permissions }).ended;
    assert.deepEqual([code, err], [0, ""], args.join(" "));
  }
});

test("without the environment, a URL by flag is enough", { skip }, async () => {
  const project = new Project(FILES);
  const permissions = ["--allow-read=migrations,app.db", "--allow-write=app.db"];
  const args = ["migrate", "--database", "sqlite:app.db"];
  const { code, err } = await project.start(args, { permissions }).ended;
  assert.deepEqual([code, err], [0, ""]);
});

test("a DATABASE_URL that may not be read is named, with the flag", { skip }, async () => {
  const project = new Project(FILES);
  const permissions = ["--allow-read=migrations,app.db", "--allow-write=app.db"];
  const { code, err } = await project.start(["migrate"], { permissions }).ended;
  assert.equal(code, 2);
  assert.match(err, /DATABASE_URL may not be read\n {2}next {3}run Deno with --allow-env=DATABASE/);
});

test("a missing permission ends with words that name its flag", { skip }, async () => {
  const project = new Project(FILES);
  const env = "--allow-env=DATABASE_URL";
  const cases: [string[], RegExp][] = [
    [[env, "--allow-read=app.db", "--allow-write=app.db"], /--allow-read=migrations/],
    [[env, "--allow-read=migrations"], /--allow-read=app\.db/],
    [[env, "--allow-read=migrations,app.db"], /--allow-write=app\.db/],
  ];
  for (const [permissions, words] of cases) {
    const { code, err } = await project.start(["migrate"], { permissions }).ended;
    assert.equal(code, 1, err);
    assert.match(err, words);
    assert.doesNotMatch(err, /not expected|Error:/);
  }
});

const SERVER_PERMISSIONS: Record<string, string[]> = {
  postgres: ["--allow-env=DATABASE_URL,PG*,USER"],
  mysql: ["--allow-env=DATABASE_URL"],
  mariadb: ["--allow-env=DATABASE_URL"],
};

for (const { name, skip: missing, fresh: make } of databases) {
  const flags = SERVER_PERMISSIONS[name];
  if (flags === undefined) continue;
  test(`migrate on ${name} needs the folder, the server and its variables`, {
    skip: skip || missing,
  }, async () => {
    const fresh = await make();
    try {
      const project = new Project(FILES, fresh.url);
      const { host } = new URL(fresh.url);
      const permissions = [...flags, "--allow-read=migrations", `--allow-net=${host}`];
      for (const args of [["migrate"], ["status"], ["down"]]) {
        const { code, err } = await project.start(args, { permissions }).ended;
        assert.deepEqual([code, err], [0, ""], args.join(" "));
      }
    } finally {
      await fresh.dispose();
    }
  });
}

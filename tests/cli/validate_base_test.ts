import assert from "node:assert/strict";
import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { test } from "./off_node.ts";
import { onDeno } from "./program.ts";
import { jsonLines, Project, table } from "./project.ts";
import { Repository, withoutGit } from "./repository.ts";

const skip = { skip: withoutGit };
const validate = ["migrate:validate", "--dialect", "sqlite", "--base", "main"];
const MERGED = { ...table(1, "a"), ...table(2, "b") };

test("validate --base has nothing to say of a new and newest migration", skip, async () => {
  const repository = new Repository(MERGED).write(table(3, "c"));
  const { code, out, err } = await repository.call(...validate);
  assert.deepEqual([code, out, err], [0, "3 migrations, no problems\n", ""]);
});

test("validate --base names an up edited after it was merged", skip, async () => {
  const repository = new Repository(MERGED);
  repository.write({ "migrations/1_a.up.sql": "CREATE TABLE a (id BIGINT);\n" });
  const { code, err } = await repository.call(...validate);
  assert.equal(code, 3);
  assert.match(err, /^error: this file was edited after it was merged into main\n/);
  assert.match(err, /at {5}migrations\/1_a\.up\.sql\n/);
  assert.match(err, /git checkout main -- migrations\/1_a\.up\.sql/);
});

test("validate --base sees an edit that is committed on the branch", skip, async () => {
  const repository = new Repository(MERGED);
  repository.write({ "migrations/1_a.up.sql": "CREATE TABLE a (id BIGINT);\n" }).commit();
  assert.equal((await repository.call(...validate)).code, 3);
});

test("line ends and a final newline are no edit", skip, async () => {
  const repository = new Repository(MERGED);
  repository.write({ "migrations/1_a.up.sql": "CREATE TABLE a (id INTEGER);\r\n\r\n" });
  assert.equal((await repository.call(...validate)).code, 0);
});

test("an edited down is a warning", skip, async () => {
  const repository = new Repository(MERGED);
  repository.write({ "migrations/1_a.down.sql": "DROP TABLE IF EXISTS a;\n" });
  const { code, err } = await repository.call(...validate);
  assert.equal(code, 0);
  assert.match(err, /warning: this down was edited after it was merged into main/);
});

test(
  "one more up for a merged migration is a warning, a down that was missing is fine",
  skip,
  async () => {
    const { "migrations/1_a.down.sql": down, ...rest } = MERGED;
    const repository = new Repository(rest).write({ "migrations/1_a.down.sql": down! });
    assert.deepEqual((await repository.call(...validate)).err, "");
    repository.write({ "migrations/1_a.sqlite.up.sql": "CREATE TABLE a (id INT);\n" });
    const { code, err } = await repository.call(...validate);
    assert.equal(code, 0);
    assert.match(
      err,
      /warning: this file is new, and its migration was merged into main without it/,
    );
  },
);

test("a repeatable is meant to be edited, and to go", skip, async () => {
  const repository = new Repository({
    ...MERGED,
    "migrations/R__v.sql": "SELECT 1;",
    "migrations/R__w.sql": "SELECT 1;",
  });
  repository.write({ "migrations/R__v.sql": "SELECT 2;" });
  rmSync(repository.path("migrations/R__w.sql"));
  assert.equal((await repository.call(...validate)).code, 0);
});

test(
  "a merged file that is gone or renamed is named, and its new name is not late",
  skip,
  async () => {
    const repository = new Repository(MERGED);
    renameSync(repository.path("migrations/1_a.up.sql"), repository.path("migrations/1_z.up.sql"));
    renameSync(
      repository.path("migrations/1_a.down.sql"),
      repository.path("migrations/1_z.down.sql"),
    );
    const { code, out } = await repository.call(...validate, "--json");
    assert.equal(code, 3);
    const problems = jsonLines(out).filter(({ type }) => type === "error");
    assert.deepEqual(problems.map(({ code, where }) => [code, (where as { file: string }).file]), [
      ["merged-changed", "migrations/1_a.down.sql"],
      ["merged-changed", "migrations/1_a.up.sql"],
    ]);
  },
);

test("a new migration older than the newest merged one is late", skip, async () => {
  const repository = new Repository(MERGED).merged(table(5, "e")).write(table(4, "d"));
  const { code, err } = await repository.call(...validate);
  assert.equal(code, 3);
  assert.match(err, /4_d is older than 5_e, which main has already/);
  assert.match(err, /at {5}migrations\/4_d\.up\.sql\n/);
  assert.match(err, /dunlin migrate:rebase --base main/);
});

test("two branches that made the same version are found", skip, async () => {
  const repository = new Repository(MERGED).merged(table(3, "x")).write(table(3, "y"));
  const { code, err } = await repository.call(...validate);
  assert.equal(code, 3);
  assert.match(err, /3_y is of the same version as 3_x/);
});

test("what the other branch added, edited or removed since is its own affair", skip, async () => {
  const repository = new Repository(MERGED);
  repository.merged({ ...table(9, "z"), "migrations/1_a.up.sql": "CREATE TABLE a (i INT);\n" });
  assert.equal((await repository.call(...validate)).code, 0);
});

test(
  "a folder below the repository's root, with spaces and letters of other scripts",
  skip,
  async () => {
    const dir = 'apps/größe und ähre/мигр"ации';
    const files = (text: string) => ({ [`${dir}/1_añadir "x".up.sql`]: text });
    const repository = new Repository(files("SELECT 1;\n")).write(files("SELECT 2;\n"));
    const { code, err } = await repository.call(...validate, "--dir", dir);
    assert.equal(code, 3);
    assert.match(err, /this file was edited after it was merged/);
  },
);

test("called in a folder below, the repository is found all the same", skip, async () => {
  const repository = new Repository({ "app/migrations/1_a.up.sql": "SELECT 1;\n" });
  repository.write({ "app/migrations/1_a.up.sql": "SELECT 2;\n" });
  const { code } = await repository.start(validate, {
    cwd: repository.path("app"),
    permissions: ["--allow-all"],
  }).ended;
  assert.equal(code, 3);
});

test("called in a hook of git, the folder is found where it is", skip, async () => {
  const repository = new Repository(MERGED);
  repository.write({ "migrations/1_a.up.sql": "SELECT 1;\n" });
  const { code } = await repository.start(validate, {
    permissions: ["--allow-all"],
    env: { GIT_DIR: repository.path(".git"), GIT_INDEX_FILE: ".git/index" },
  }).ended;
  assert.equal(code, 3);
});

test("a folder that is not merged yet has nothing to hold against", skip, async () => {
  const repository = new Repository({}).write(MERGED);
  assert.equal((await repository.call(...validate)).code, 0);
});

test("no repository is told in words", skip, async () => {
  const project = new Project(MERGED, null);
  const { code, err } = await project.start(validate, { permissions: ["--allow-all"] }).ended;
  assert.equal(code, 2);
  assert.match(err, /^error: migrations is not in a git repository\n/);
});

test("an unknown base is told in words, also one that looks like an option", skip, async () => {
  const repository = new Repository(MERGED);
  const call = [...validate.slice(0, -1), "origin/nosuch"];
  const { code, err } = await repository.call(...call);
  assert.equal(code, 2);
  assert.match(err, /git knows no commit "origin\/nosuch"/);
  assert.match(err, /git fetch origin nosuch/);
  assert.equal((await repository.call(...validate.slice(0, -2), "--base=-x")).code, 2);
});

test("a shallow clone that does not reach the base is told what to do", skip, async () => {
  const origin = new Repository(MERGED).merged(table(5, "e"));
  origin.write(table(6, "f")).commit();
  const clone = new Project({}, null);
  const shallow = new Repository({});
  const folder = `${clone.folder}/clone`;
  shallow.git("clone", "--quiet", "--depth=1", "--branch=work", `file://${origin.folder}`, folder);
  shallow.git("-C", folder, "fetch", "--quiet", "--depth=1", "origin", "main:main");
  const { code, err } = await shallow.start(validate, {
    cwd: folder,
    permissions: ["--allow-all"],
  }).ended;
  assert.equal(code, 2, err);
  assert.match(err, /a shallow clone/);
  assert.match(err, /git fetch --unshallow/);
});

test("without git, its absence is told in words", skip, async () => {
  const repository = new Repository(MERGED);
  mkdirSync(repository.path("empty"));
  const { code, err } = await repository.start(validate, {
    permissions: ["--allow-all"],
    env: { PATH: repository.path("empty") },
  }).ended;
  assert.equal(code, 2, err);
  assert.match(err, /^error: git is not installed, or not in the PATH\n/);
});

test("without the permission to run git, the flags are named, and are enough", {
  skip: withoutGit || (onDeno ? false : "permissions are Deno's"),
}, async () => {
  const repository = new Repository(MERGED);
  const call = async (...permissions: string[]) =>
    await repository.start(validate, { permissions: ["--allow-read", ...permissions] }).ended;
  const { code, err } = await call("--allow-env");
  assert.equal(code, 1);
  assert.match(err, /next {3}run Deno with --allow-run=git\n/);
  const partly = await call("--allow-env=DATABASE_URL", "--allow-run=git");
  assert.match(partly.err, /next {3}run Deno with --allow-run=git --allow-env\n/);
  assert.equal((await call("--allow-env", "--allow-run=git")).code, 0);
});

test("validate --base changes nothing", skip, async () => {
  const repository = new Repository(MERGED).write(table(1, "late"));
  const before = repository.git("status", "--porcelain") +
    readFileSync(repository.path(".git/HEAD"), "utf8");
  await repository.call(...validate);
  const after = repository.git("status", "--porcelain") +
    readFileSync(repository.path(".git/HEAD"), "utf8");
  assert.equal(after, before);
});

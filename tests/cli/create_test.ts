import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { inProcess } from "./in_process.ts";
import { test } from "./off_node.ts";
import { jsonLines, Project, table } from "./project.ts";

const EMPTY = { "migrations/.keep": "" };
const files = (project: Project) => readdirSync(project.path("migrations")).sort();

test("migrate:create writes a pair and keeps the manifest", async () => {
  const project = new Project(EMPTY);
  const { code, out } = await project.run("migrate:create", "Add e-mail to users");
  assert.equal(code, 0);
  const [, up = "", down = ""] =
    /^wrote (migrations\/\d{14}_add_e_mail_to_users\.up\.sql)\nwrote (.+\.down\.sql)\nwrote migrations\/mod\.ts\n$/
      .exec(out) ?? assert.fail(out);
  assert.ok(project.has(up) && project.has(down));
  assert.equal((await project.run("manifest", "--check")).code, 0);
});

test("words behind migrate:create are one name", async () => {
  const project = new Project(EMPTY);
  const { out } = await project.run("new", "add", "email");
  assert.match(out, /_add_email\.up\.sql/);
});

test("two migrations of one second get two versions, in their order", async () => {
  const project = new Project(EMPTY);
  const now = () => new Date("2026-03-01T12:00:00Z");
  const dir = ["--dir", project.path("migrations")];
  for (const name of ["first", "second"]) {
    assert.equal((await inProcess(["new", name, ...dir], { now })).code, 0);
  }
  assert.deepEqual(files(project).filter((name) => name.endsWith("up.sql")), [
    "20260301120000_first.up.sql",
    "20260301120001_second.up.sql",
  ]);
});

test("16 processes at once get 16 versions, and a manifest that holds them all", async () => {
  const project = new Project(EMPTY);
  const names = Array.from({ length: 16 }, (_, index) => `n${index}`);
  const ended = await Promise.all(names.map((name) => project.run("new", name)));
  for (const { code, err } of ended) assert.equal(code, 0, err);
  const sql = files(project).filter((name) => name.endsWith(".sql"));
  assert.equal(sql.length, 32);
  assert.equal(new Set(sql.map((name) => name.split("_")[0])).size, 16);
  assert.equal((await project.run("manifest", "--check")).code, 0);
});

for (
  const [title, name] of [
    ["../../etc/passwd", "etc_passwd"],
    ['It\'s "odd"; DROP $HOME', "it_s_odd_drop_home"],
    ["--all", "all"],
    ["Größe ändern", "größe_ändern"],
  ] as const
) {
  test(`the title ${title} becomes ${name}, inside the folder`, async () => {
    const project = new Project(EMPTY);
    const { code, out, err } = await project.run("new", "--json", "--", title);
    assert.equal(code, 0, err);
    const [created] = jsonLines(out);
    assert.equal((created!["name"] as string).normalize("NFC"), name);
    assert.equal(files(project).filter((file) => file.endsWith(".sql")).length, 2);
  });
}

test("a title too long for a file system is told in words", async () => {
  const project = new Project(EMPTY);
  const { code, err } = await project.run("new", "x".repeat(300));
  assert.equal(code, 2);
  assert.match(err, /^error: the name is too long for a file's name\n/);
  assert.deepEqual(files(project), [".keep"]);
});

test("a migration without its down yet refuses to be reverted, and says why", async () => {
  const project = new Project(EMPTY);
  await project.run("new", "a");
  await project.run("migrate");
  const { code, err } = await project.run("down");
  assert.equal(code, 1);
  assert.match(err, /its down has not been written yet/);
});

test("a mod.ts written by hand is never overwritten, and said before a file is made", async () => {
  const project = new Project({ "migrations/mod.ts": "export default 1;\n" });
  const { code, err } = await project.run("manifest");
  assert.equal(code, 2);
  assert.match(err, /is not a manifest dunlin wrote/);
  assert.equal(project.read("migrations/mod.ts"), "export default 1;\n");
});

test("manifest writes once, --check exits with 3 once the folder has moved on", async () => {
  const project = new Project(table(1, "a"));
  assert.match((await project.run("manifest")).out, /^wrote migrations\/mod\.ts \(2 files\)\n$/);
  assert.match((await project.run("manifest")).out, /^migrations\/mod\.ts is up to date/);
  assert.equal((await project.run("manifest", "--check")).code, 0);
  project.write(table(2, "b"));
  const { code, err } = await project.run("manifest", "--check");
  assert.equal(code, 3);
  assert.match(err, /^error: the manifest is stale: /);
  assert.equal((await project.run("migrate:validate")).code, 3);
});

test("a program whose folder has moved on warns of it, and names the files", async () => {
  const project = new Project(table(1, "a"));
  const url = `sqlite:${project.path("app.db")}`;
  const call = ["migrate", "--dir", project.path("migrations"), "--database", url];
  const manifest = { format: 1, count: 0, files: [] } as const;
  const { code, err } = await inProcess(call, { manifest });
  assert.equal(code, 0);
  assert.match(err, /has moved on from the manifest: .*1_a\.up\.sql is not in it/);
});

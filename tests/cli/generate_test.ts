import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { databaseNamed } from "../contract/databases.ts";
import { inProcess } from "./in_process.ts";
import { test } from "./off_node.ts";
import { jsonLines, Project } from "./project.ts";

const EMPTY = { "migrations/.keep": "" };
const written = (project: Project) =>
  readdirSync(project.path("migrations")).filter((name) => /^\d/.test(name)).sort();

test("generate:migration writes a filled pair and the manifest, which then runs both ways", async () => {
  const project = new Project(EMPTY);
  const { code, out, err } = await project.run("g:migration", "create_person", "name:string");
  assert.equal(code, 0, err);
  assert.match(
    out,
    /^wrote migrations\/\d{14}_create_person\.up\.sql\nwrote .*\.down\.sql\nwrote migrations\/mod\.ts\n$/,
  );
  assert.equal((await project.run("manifest", "--check")).code, 0);
  assert.equal((await project.run("migrate")).code, 0);
  assert.deepEqual(await project.tables(), ["people"]);
  assert.equal((await project.run("down")).code, 0);
  assert.deepEqual(await project.tables(), []);
});

test("several migrations of one call get versions in their order", async () => {
  const project = new Project(EMPTY);
  const { code, out } = await inProcess([
    "g:migration",
    "add_email_to_users",
    "email:string:unique",
    "--dialect",
    "postgres",
    "--dir",
    project.path("migrations"),
  ], { now: () => new Date("2026-03-01T12:00:00Z") });
  assert.equal(code, 0, out);
  assert.deepEqual(written(project), [
    "20260301120000_add_email_to_users.down.sql",
    "20260301120000_add_email_to_users.up.sql",
    "20260301120001_add_email_to_users_index_email.down.sql",
    "20260301120001_add_email_to_users_index_email.up.sql",
  ]);
});

test("the database is looked at: the down side of a drop is the table it had", async () => {
  const project = new Project(EMPTY);
  await project.run("g:migration", "create_products", "name:string", "sku:string:unique");
  await project.run("migrate");
  const [told] = jsonLines((await project.run("g:migration", "drop_products", "--json")).out);
  const files = told!["files"] as { path: string; text: string }[];
  assert.match(files[1]!.text, /^CREATE TABLE products \(\n {2}id INTEGER PRIMARY KEY,$/m);
  assert.equal((await project.run("migrate")).code, 0);
  assert.equal((await project.run("down")).code, 0);
  assert.deepEqual(await project.tables(), ["products"]);
});

test("with --no-live a remove is irreversible until somebody fills it in", async () => {
  const project = new Project(EMPTY);
  await project.run("g:migration", "create_products", "name:string", "sku:string");
  await project.run("g:migration", "remove_sku_from_products", "--no-live");
  assert.equal((await project.run("migrate")).code, 0);
  const { code, err } = await project.run("down");
  assert.equal(code, 1);
  assert.match(err.replace(/\s+/g, " "), /irreversible: nobody knows yet what sku was/);
});

test("a column that is not there is named with the nearest, from the live table", async () => {
  const project = new Project(EMPTY);
  await project.run("g:migration", "create_products", "name:string");
  await project.run("migrate");
  const { code, err } = await project.run("g:migration", "add_index_to_products", "nmae");
  assert.equal(code, 2);
  assert.match(err, /^error: products has no column nmae\n.*did you mean name\?/s);
});

test("a database that does not answer is said, and hinders nothing", async () => {
  const project = new Project(EMPTY, "postgres://nobody@127.0.0.1:1/none");
  const { code, out } = await project.run("g:migration", "drop_products");
  assert.equal(code, 0);
  assert.match(out, /note: there was no database to look at: /);
  assert.equal(written(project).length, 2);
});

test("--dry-run prints the files and writes none", async () => {
  const project = new Project(EMPTY);
  const { code, out } = await project.run("g:migration", "create_products", "a:text", "--dry-run");
  assert.equal(code, 0);
  assert.match(out, /^==> migrations\/\d+_create_products\.up\.sql <==\nCREATE TABLE products/);
  assert.match(out, /dry run: nothing was written\n$/);
  assert.deepEqual(written(project), []);
});

test("wrong fields are all told at once, each with its place and what to write", async () => {
  const project = new Project(EMPTY);
  const { code, err } = await project.run(
    "g:migration",
    "create_products",
    "name:strng",
    "a:text:uniq",
  );
  assert.equal(code, 2);
  assert.match(err, /^error: the call has 2 problems/);
  assert.match(err, /there is no type "strng"\n.*\n +name:strng\n +\^\n.*did you mean string\?/);
  assert.match(err, /there is no modifier "uniq"/);
  assert.deepEqual(written(project), []);
});

test("what a shell has made of unquoted brackets is known, and says to quote them", async () => {
  const project = new Project(EMPTY);
  const { code, err } = await project.run("g:migration", "create_a", "p:decimal10", "p:decimal2");
  assert.equal(code, 2);
  assert.match(err, /quote it: 'p:decimal\{10,2\}'/);
});

test("a name with quotes in it is refused, and nothing is written", async () => {
  const project = new Project(EMPTY);
  const { code, err } = await project.run("g:migration", 'create_a"; DROP TABLE b', "c:text");
  assert.equal(code, 2);
  assert.match(err, /is no name for a migration/);
  assert.deepEqual(written(project), []);
});

test("without a database or --dialect, the call says how to name one", async () => {
  const project = new Project(EMPTY, null);
  const { code, err } = await project.run("g:migration", "create_a", "b:text");
  assert.equal(code, 2);
  assert.match(err, /nobody said which database it is for/);
});

test("a --dialect that is not the database's is refused", async () => {
  const project = new Project(EMPTY);
  await project.run("migrate");
  const { code, err } = await project.run(
    "g:migration",
    "create_a",
    "b:text",
    "--dialect",
    "mysql",
  );
  assert.equal(code, 2);
  assert.match(err, /--dialect mysql was asked for, and the database is sqlite/);
});

test("--types lists the types of the dialect", async () => {
  const { code, out } = await inProcess(["g:migration", "--types", "--dialect", "mysql"]);
  assert.equal(code, 0);
  assert.match(out, /^types of fields in MySQL:\n/);
  assert.match(out, /^ {2}decimal\[\{precision,scale\}\] +decimal\(10,0\)/m);
  assert.match(out, /^modifiers: nullable, required, unique/m);
});

for (const name of ["postgres", "mysql", "mariadb"] as const) {
  const database = databaseNamed(name);
  test(`${name}: a looked-at column comes back as it was`, { skip: database.skip }, async () => {
    const fresh = await database.fresh();
    try {
      await fresh.raw.query(
        "CREATE TABLE users (id bigint PRIMARY KEY, nick varchar(7) DEFAULT 'x')",
      );
      const project = new Project(EMPTY, fresh.url);
      const call = ["g:migration", "remove_nick_from_users", "--json"];
      const { code, out, err } = await project.run(...call);
      assert.equal(code, 0, out + err);
      const [told] = jsonLines(out);
      assert.equal(told!["dialect"], name);
      const files = told!["files"] as { text: string }[];
      assert.match(
        files[1]!.text,
        /ADD COLUMN nick (varchar|character varying)\(7\)[^\n]* DEFAULT 'x'/,
      );
    } finally {
      await fresh.dispose();
    }
  });
}

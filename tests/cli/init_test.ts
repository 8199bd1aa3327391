import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { matchesGolden } from "./golden.ts";
import { test } from "./off_node.ts";
import { bareEnvironment, onDeno } from "./program.ts";
import { Project } from "./project.ts";

const empty = (files: Record<string, string> = {}) => new Project(files, null);

test("init in an empty folder makes everything a project needs", async () => {
  const project = empty();
  const { code, out } = await project.run("init");
  assert.equal(code, 0);
  assert.deepEqual(
    readdirSync(project.folder, { recursive: true }).map(String).sort(),
    ["deno.json", "dunlin.json", "migrate.ts", "migrations", "migrations/mod.ts"],
  );
  const files = ["migrate.ts", "dunlin.json", "deno.json"];
  const pages = files.map((file) => `--- ${file}\n${project.read(file)}`);
  matchesGolden("init.txt", [out, ...pages].join("\n").replaceAll(/@\^\d+\.\d+\.\d+/g, "@^0.0.0"));
});

test("init a second time leaves everything as it is", async () => {
  const project = empty();
  await project.run("init");
  const files = ["migrate.ts", "dunlin.json", "deno.json", "migrations/mod.ts"];
  const before = files.map((file) => project.read(file));
  const { code, out } = await project.run("init");
  assert.equal(code, 0);
  assert.doesNotMatch(out, /^(wrote|made|added)/m);
  assert.deepEqual(files.map((file) => project.read(file)), before);
});

test("init adds to a deno.json what is not there, and says what it kept", async () => {
  const own = { name: "shop", tasks: { dev: "x", migrate: "mine" }, imports: { a: "npm:a" } };
  const project = empty({ "deno.json": JSON.stringify(own) });
  const { out } = await project.run("init");
  const config = JSON.parse(project.read("deno.json"));
  assert.equal(config.name, "shop");
  assert.deepEqual([config.tasks.dev, config.tasks.migrate], ["x", "mine"]);
  assert.match(config.tasks["migrate:status"], /migrate:status$/);
  assert.deepEqual(Object.keys(config.imports), ["a", "@dunlin/dunlin"]);
  assert.match(out, /^kept the task migrate of deno\.json, which is its own$/m);
});

test("init leaves a deno.jsonc with comments to its owner, and shows the lines", async () => {
  const text = '{\n  // mine\n  "tasks": {},\n}\n';
  const project = empty({ "deno.jsonc": text });
  const { code, out } = await project.run("init");
  assert.equal(code, 0);
  assert.equal(project.read("deno.jsonc"), text);
  assert.equal(project.has("deno.json"), false);
  assert.match(out, /^left deno\.jsonc as it is: .+; add$/m);
  assert.match(out, /^ +"migrate": "deno run .+ migrate",$/m);
});

test("init beside a package.json makes no deno.json, and a manifest that Node can import", async () => {
  const text = '{ "name": "shop" }';
  const project = empty({ "package.json": text, "migrations/1_a.up.sql": "SELECT 1;\n" });
  assert.equal((await project.run("init")).code, 0);
  assert.equal(project.has("deno.json"), false);
  assert.equal(project.read("package.json"), text);
  assert.doesNotMatch(project.read("migrations/mod.ts"), /^import/m);
  assert.match(project.read("migrations/mod.ts"), /SELECT 1;/);
});

test("init keeps a password out of dunlin.json, and says so", async () => {
  const project = empty();
  const { out } = await project.run("init", "--database", "postgres://app:hidden@db/shop");
  assert.doesNotMatch(project.read("dunlin.json") + out, /hidden/);
  assert.match(out, /^next: the URL holds a password/m);
  const open = empty();
  await open.run("init", "--database", "postgres://app@db/shop", "--dir", "./db/migrations/");
  assert.deepEqual(JSON.parse(open.read("dunlin.json")), {
    database: "postgres://app@db/shop",
    dir: "db/migrations",
  });
  assert.match(open.read("migrate.ts"), /from "\.\/db\/migrations\/mod\.ts"/);
});

/** A task of the project, with the import map pointed at this checkout. */
function task(project: Project, ...args: string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const options = { cwd: project.folder, env: bareEnvironment({ NO_COLOR: "1" }) };
    execFile(process.execPath, ["task", "--quiet", ...args], options, (error, out, err) => {
      resolve({ code: Number(error?.code ?? 0), said: out + err });
    });
  });
}

test("the project init made runs: create, migrate, status, down, and migrate.ts itself", {
  skip: onDeno ? false : "its tasks are Deno's",
}, async () => {
  const project = empty();
  await project.run("init");
  const config = JSON.parse(project.read("deno.json"));
  const checkout = (file: string) => new URL(`../../${file}`, import.meta.url).href;
  config.imports = {
    "@dunlin/dunlin": checkout("mod.ts"),
    "@dunlin/dunlin/cli": checkout("cli.ts"),
  };
  const ours = JSON.parse(readFileSync(fileURLToPath(checkout("deno.json")), "utf8"));
  Object.assign(config.imports, { pg: ours.imports.pg, mysql2: ours.imports.mysql2 });
  config.tasks.program = "deno run --allow-read --allow-write --allow-env migrate.ts";
  project.write({ "deno.json": JSON.stringify(config) });

  const created = await task(project, "migrate:create", "Create users");
  assert.equal(created.code, 0, created.said);
  const [up = "", down = ""] = created.said.match(/migrations\/\S+\.sql/g) ?? [];
  project.write({ [up]: "CREATE TABLE users (id);\n", [down]: "DROP TABLE users;\n" });
  const migrated = await task(project, "migrate");
  assert.deepEqual([migrated.code, await project.tables()], [0, ["users"]], migrated.said);
  assert.match((await task(project, "migrate:status")).said, /1 migration: 1 applied/);

  const stale = await task(project, "program", "status");
  assert.match(stale.said, /not the text the manifest was written for/);
  assert.equal((await task(project, "dunlin", "manifest")).code, 0);
  assert.match((await task(project, "program", "status")).said, /1 migration: 1 applied/);
  assert.deepEqual([(await task(project, "migrate:down")).code, await project.tables()], [0, []]);
});

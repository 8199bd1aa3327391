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

test("init keeps comments, order, indentation and the end of a deno.jsonc", async () => {
  const text = '{\n\t// mine\n\t"tasks": {\n\t\t"dev": "x", // and this\n\t},\n\t/* last */\n}';
  const project = empty({ "deno.jsonc": text });
  const { code, out, err } = await project.run("init");
  assert.deepEqual([code, err], [0, ""]);
  assert.equal(project.has("deno.json"), false);
  const edited = project.read("deno.jsonc");
  assert.match(edited, /^\{\n\t\/\/ mine\n\t"tasks": \{\n\t\t"dev": "x", \/\/ and this\n/);
  assert.match(edited, /\n\t\t"migrate": "deno run .+ migrate",\n/);
  assert.match(edited, /\n\t"imports": \{\n\t\t"@dunlin\/dunlin": "jsr:/);
  assert.match(edited, /\/\* last \*\/[^]*\}$/);
  assert.match(
    out,
    /^added to deno\.jsonc: dunlin, migrate, .*g:migration, migrate:build, @dunlin/m,
  );
  assert.equal((await project.run("init")).code, 0);
  assert.equal(project.read("deno.jsonc"), edited);
});

test("init keeps line ends and a byte order mark", async () => {
  const project = empty({ "deno.json": '\uFEFF{\r\n    "name": "shop"\r\n}\r\n' });
  assert.equal((await project.run("init")).code, 0);
  const edited = project.read("deno.json");
  assert.match(edited, /^\uFEFF\{\r\n {4}"name": "shop",\r\n {4}"tasks": \{\r\n {8}"dunlin"/);
  assert.match(edited, /\}\r\n$/);
  assert.doesNotMatch(edited, /[^\r]\n/);
});

test("init leaves a deno.json that is broken to its owner, and shows the lines", async () => {
  for (const text of ['{ "tasks": ', "[]", '{ "tasks": "x" }']) {
    const project = empty({ "deno.json": text });
    const { code, out } = await project.run("init");
    assert.equal(code, 0);
    assert.equal(project.read("deno.json"), text);
    assert.match(out, /^left deno\.json as it is: .+; add$/m);
    assert.match(out, /^ +"migrate": "deno run .+ migrate",$/m);
  }
});

const MANIFESTS = { "migrations/1_a.up.sql": "SELECT 1;\n" };

test("init beside a package.json adds scripts, and a manifest that Node can import", async () => {
  const own = '{\n    "name": "shop",\n    "scripts": {\n        "migrate": "mine"\n    }\n}\n';
  const project = empty({ "package.json": own, ...MANIFESTS });
  const { code, out } = await project.run("init");
  assert.equal(code, 0);
  assert.equal(project.has("deno.json"), false);
  const edited = project.read("package.json");
  assert.ok(
    edited.startsWith('{\n    "name": "shop",\n    "scripts": {\n        "migrate": "mine",'),
  );
  const { scripts } = JSON.parse(edited);
  assert.equal(scripts["migrate:create"], "node migrate.ts migrate:create");
  assert.equal(scripts["g:migration"], "node migrate.ts generate:migration");
  assert.match(out, /^kept the script migrate of package\.json, which is its own$/m);
  assert.match(out, /npx jsr add @dunlin\/dunlin[^]*npm run migrate:create -- NAME/);
  assert.doesNotMatch(project.read("migrations/mod.ts"), /^import/m);
  assert.match(project.read("migrations/mod.ts"), /SELECT 1;/);
});

for (const lock of ["bun.lock", "bun.lockb"]) {
  test(`init beside a ${lock} makes scripts for Bun`, async () => {
    const project = empty({ "package.json": '{ "name": "shop" }', [lock]: "" });
    const { out } = await project.run("init");
    const { scripts } = JSON.parse(project.read("package.json"));
    assert.equal(scripts["migrate:down"], "bun migrate.ts migrate:down");
    assert.match(scripts["migrate:build"], /bun build --compile/);
    assert.match(out, /bunx jsr add/);
  });
}

test("init with deno.json and package.json writes into both", async () => {
  const project = empty({ "package.json": "{}\n", "deno.json": "{}\n", ...MANIFESTS });
  assert.equal((await project.run("init")).code, 0);
  assert.ok("migrate:build" in JSON.parse(project.read("deno.json")).tasks);
  assert.ok("migrate:build" in JSON.parse(project.read("package.json")).scripts);
});

test("init --runtime makes the file of that runtime where there is none", async () => {
  const project = empty();
  assert.equal((await project.run("init", "--runtime", "bun")).code, 0);
  assert.equal(project.has("deno.json"), false);
  const { type, scripts } = JSON.parse(project.read("package.json"));
  assert.deepEqual([type, scripts["dunlin"]], ["module", "bun migrate.ts"]);
});

test("init says what is there already: a project, migrations elsewhere, another tool", async () => {
  const project = empty({
    "db/migrations/1_a.up.sql": "SELECT 1;\n",
    "prisma/schema.prisma": "",
    "knexfile.ts": "",
  });
  const first = await project.run("init");
  assert.match(
    first.out,
    /^found migrations in db\/migrations: `dunlin init --dir db\/migrations`/m,
  );
  assert.match(
    first.out,
    /^found prisma\/schema\.prisma \(Prisma\): another tool's, left as it is/m,
  );
  assert.match(first.out, /^found knexfile\.ts \(Knex\)/m);
  assert.match((await project.run("init")).out, /^found dunlin\.json: this is a project already$/m);
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

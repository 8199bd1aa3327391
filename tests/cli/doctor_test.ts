import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { databaseNamed, databases } from "../contract/databases.ts";
import { test } from "./off_node.ts";
import { onDeno } from "./program.ts";
import { jsonLines, Project, table } from "./project.ts";

type Line = { name: string; verdict: string; says: string; more: string[]; next: string | null };

async function checksOf(project: Project, ...args: readonly string[]): Promise<Map<string, Line>> {
  const { out, err } = await project.run("doctor", "--json", ...args);
  const lines = jsonLines(out).filter(({ type }) => type === "check") as unknown as Line[];
  assert.ok(lines.length > 0, err);
  return new Map(lines.map((line) => [line.name, line]));
}

test("doctor on a sound project says ok to everything, and exits with 0", async () => {
  const project = new Project(table(1, "a"));
  await project.run("migrate");
  const { code, out, err } = await project.run("doctor");
  assert.deepEqual([code, err], [0, ""]);
  assert.match(out, /^ok {7}runtime {8}dunlin /);
  assert.match(out, /\n0 problems, 0 warnings\n$/);
});

test("doctor makes and changes nothing", async () => {
  const project = new Project(table(1, "a"));
  assert.equal((await project.run("doctor")).code, 0);
  assert.deepEqual(readdirSync(project.folder), ["migrations"]);
  assert.deepEqual(readdirSync(project.path("migrations")).length, 2);
});

test("a broken configuration is a finding, and the rest is still looked at", async () => {
  const project = new Project({ ...table(1, "a"), "dunlin.json": '{ "databse": "sqlite:x" }' });
  const { code } = await project.run("doctor");
  assert.equal(code, 3);
  const checks = await checksOf(project, "--database", "sqlite:app.db");
  assert.equal(checks.get("configuration")?.verdict, "problem");
  assert.match(checks.get("configuration")?.next ?? "", /did you mean "database"/);
  assert.equal(checks.get("files")?.says, "1 migration in migrations");
});

test("a missing folder, broken files and a stale manifest are findings", async () => {
  const project = new Project();
  assert.equal((await checksOf(project)).get("files")?.verdict, "problem");
  project.write(table(1, "a"));
  await project.run("manifest");
  project.write({ "migrations/2_b.up.sql": "SELECT 'x" });
  const checks = await checksOf(project);
  assert.match(checks.get("files")?.more[0] ?? "", /^migrations\/2_b\.up\.sql: /);
  assert.match(checks.get("manifest")?.next ?? "", /dunlin manifest/);
});

test("a rebase that was cut off is a finding", async () => {
  const project = new Project({
    ...table(1, "a"),
    "migrations/.dunlin-rebase.json": '[{"from":"1_a.up.sql","to":"2_a.up.sql"}]',
  });
  const files = (await checksOf(project)).get("files");
  assert.deepEqual([files?.verdict, /migrate:rebase/.test(files?.next ?? "")], ["problem", true]);
  assert.ok(project.has("migrations/.dunlin-rebase.json"));
});

test("what would make migrate refuse is a finding", async () => {
  const project = new Project({ ...table(1, "a"), ...table(3, "c") });
  await project.run("migrate");
  project.write({ ...table(2, "b"), "migrations/1_a.up.sql": "SELECT 1;\n" });
  const check = (await checksOf(project)).get("migrations");
  assert.equal(check?.verdict, "problem");
  assert.match(
    check?.more.join("\n") ?? "",
    /1_a: applied, and edited since\n2_b: pending, and older/,
  );
});

test("a server that is not there is a finding, with what was not looked at", async () => {
  const project = new Project(table(1, "a"), "postgres://a@127.0.0.1:1/x");
  const checks = await checksOf(project);
  assert.equal(checks.get("connection")?.verdict, "problem");
  assert.match(checks.get("connection")?.more.at(-1) ?? "", /^not looked at without a session/);
  assert.equal(checks.get("files")?.verdict, "ok");
});

test("a URL that cannot be read is a finding without its password", async () => {
  const project = new Project(table(1, "a"), "postgres://a:geheim@h:99999/x");
  const { out } = await project.run("doctor", "--json");
  assert.match(out, /"name":"connection","verdict":"problem"/);
  assert.doesNotMatch(out, /geheim/);
});

test("no database at all is a problem, and the names of files are still read", async () => {
  const checks = await checksOf(new Project(table(1, "a"), null));
  assert.equal(checks.get("configuration")?.verdict, "problem");
  assert.match(checks.get("files")?.says ?? "", /^2 files in migrations/);
});

test("a lock that protects nothing is a problem", async () => {
  const project = new Project(table(1, "a"));
  await project.run("migrate");
  const check = (await checksOf(project, "--lock", "lease")).get("lock");
  assert.deepEqual([check?.verdict, check?.next], ["problem", "leave out --lock"]);
});

test("--quiet shows findings only; --format github annotates them", async () => {
  const project = new Project(table(1, "a"));
  const quiet = await project.run("doctor", "--quiet");
  assert.deepEqual([quiet.code, quiet.out], [0, ""]);
  const missing = new Project({}, "sqlite:app.db");
  const { out } = await missing.run("doctor", "--format", "github", "--quiet");
  assert.match(out, /^problem {2}files/);
  assert.match(out, /^::error title=dunlin%3A doctor-files::/m);
});

const deno = { skip: onDeno ? false as const : "permissions are Deno's" };

// Deno starts itself with every permission where a call names none
const NONE = ["--allow-read=nothing"];

test("with no permission at all, doctor works and names every flag", deno, async () => {
  const project = new Project(table(1, "a"));
  const args = ["doctor", "--json", "--database", "sqlite:app.db"];
  const { code, out, err } = await project.start(args, { permissions: NONE }).ended;
  assert.deepEqual([code, err], [3, ""]);
  const permissions = jsonLines(out).find(({ name }) => name === "permissions")!;
  assert.equal(
    permissions["next"],
    "run Deno with --allow-env=DATABASE_URL --allow-read=dunlin.json --allow-read=migrations " +
      "--allow-write=migrations --allow-read=app.db --allow-write=app.db",
  );
});

test("the flags it names are enough", deno, async () => {
  const project = new Project(table(1, "a"));
  const permissions = [
    "--allow-env=DATABASE_URL",
    "--allow-read=dunlin.json,migrations,app.db",
    "--allow-write=migrations,app.db",
  ];
  const { code, out } = await project.start(["doctor"], { permissions }).ended;
  assert.equal(code, 0, out);
  assert.match(out, /ok {7}permissions {4}all that is needed is granted/);
});

for (const { name, skip, fresh: make } of databases) {
  if (name === "sqlite") continue;
  test(
    `${name}: link, server, lock, clock, rights and own tables are looked at`,
    { skip },
    async () => {
      const fresh = await make();
      try {
        const project = new Project(table(1, "a"), fresh.url);
        const before = await checksOf(project);
        assert.match(before.get("own tables")?.says ?? "", /is not there yet/);
        await project.run("migrate");
        const checks = await checksOf(project);
        for (
          const what of ["connection", "server", "clock", "rights", "own tables", "migrations"]
        ) {
          assert.equal(checks.get(what)?.verdict, "ok", `${what}: ${checks.get(what)?.says}`);
        }
        assert.equal(checks.get("lock")?.says, "native: the session is the server's own");
        assert.deepEqual(checks.get("own tables")?.more, ["format 1, 1 migration recorded"]);
      } finally {
        await fresh.dispose();
      }
    },
  );

  test(
    `${name}: another tool's history table is a finding beside the others`,
    { skip },
    async () => {
      const fresh = await make();
      try {
        await fresh.raw.query("CREATE TABLE dunlin_migrations (id INTEGER)");
        const checks = await checksOf(new Project(table(1, "a"), fresh.url));
        assert.match(checks.get("own tables")?.says ?? "", /is not a history table of dunlin/);
        assert.equal(checks.get("server")?.verdict, "ok");
      } finally {
        await fresh.dispose();
      }
    },
  );

  test(`${name}: a migration that failed half-way is a finding`, { skip }, async () => {
    const fresh = await make();
    try {
      const text = "-- dunlin: no-transaction\nCREATE TABLE a (i INT);\nSELECT nope;\n";
      const project = new Project({ "migrations/1_a.up.sql": text }, fresh.url);
      assert.equal((await project.run("migrate")).code, 1);
      const check = (await checksOf(project)).get("own tables");
      assert.deepEqual([check?.verdict, /the up of 1 was begun/.test(check?.says ?? "")], [
        "problem",
        true,
      ]);
    } finally {
      await fresh.dispose();
    }
  });
}

const postgres = databaseNamed("postgres");

test(
  "postgres: a role without rights is told the GRANT it needs",
  { skip: postgres.skip },
  async () => {
    const fresh = await postgres.fresh();
    const role = `${fresh.name}_reader`;
    try {
      await fresh.raw.query("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
      await fresh.raw.query(`CREATE ROLE ${role} LOGIN PASSWORD 'reader'`);
      const url = new URL(fresh.url);
      [url.username, url.password] = [role, "reader"];
      const project = new Project(table(1, "a"), url.href);
      const check = (await checksOf(project)).get("rights");
      assert.equal(check?.verdict, "problem");
      assert.equal(check?.next, `GRANT USAGE, CREATE ON SCHEMA "public" TO "${role}"`);
      await fresh.raw.query(check!.next!);
      assert.equal((await checksOf(project)).get("rights")?.verdict, "ok");
      assert.equal((await project.run("migrate")).code, 0);
      await fresh.raw.query(`REVOKE CREATE ON SCHEMA public FROM ${role}`);
      await project.run("down");
    } finally {
      await fresh.raw.query(`DROP OWNED BY ${role}`).catch(() => {});
      await fresh.raw.query(`DROP ROLE IF EXISTS ${role}`);
      await fresh.dispose();
    }
  },
);

test("mysql: an account without rights is told the GRANT it needs", {
  skip: databaseNamed("mysql").skip,
}, async () => {
  const fresh = await databaseNamed("mysql").fresh();
  const account = `'d${fresh.name.slice(-12)}'@'%'`;
  try {
    await fresh.raw.query(`CREATE USER ${account} IDENTIFIED BY 'reader'`);
    await fresh.raw.query(`GRANT SELECT ON \`${fresh.name}\`.* TO ${account}`);
    const url = new URL(fresh.url);
    [url.username, url.password] = [`d${fresh.name.slice(-12)}`, "reader"];
    const project = new Project(table(1, "a"), url.href);
    const check = (await checksOf(project)).get("rights");
    assert.equal(check?.verdict, "problem");
    assert.match(check?.next ?? "", /^GRANT INSERT, UPDATE, DELETE, CREATE ON /);
    await fresh.raw.query(`GRANT ALL ON \`${fresh.name}\`.* TO ${account}`);
    assert.equal((await checksOf(project)).get("rights")?.verdict, "warning");
  } finally {
    await fresh.raw.query(`DROP USER IF EXISTS ${account}`);
    await fresh.dispose();
  }
});

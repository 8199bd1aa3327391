import assert from "node:assert/strict";
import { test as plainTest } from "node:test";
import { COMMANDS } from "../../src/cli/commands/all.ts";
import { DunlinError, ERROR_CODES, type ErrorCode } from "../../src/errors.ts";
import { errorToJson, eventToJson } from "../../src/reporters/json.ts";
import { databases } from "../contract/databases.ts";
import { EVENTS } from "../reporters/fixtures.ts";
import { inProcess } from "./in_process.ts";
import { fitsSchema, schema } from "./json_schema.ts";
import { test } from "./off_node.ts";
import { jsonLines, Project, table } from "./project.ts";

for (const event of Object.values(EVENTS)) {
  plainTest(
    `the event ${event.type} is in the published schema`,
    () => fitsSchema(JSON.parse(JSON.stringify(eventToJson(event)))),
  );
}

plainTest("every error code is in the schema, and no other", () => {
  const told = schema.$defs["errorCode"]!["enum"] as readonly string[];
  assert.deepEqual([...told].sort(), Object.keys(ERROR_CODES).sort());
});

plainTest("an error for several problems, with all its parts, fits the schema", () => {
  const parts = {
    where: { file: "a.sql", line: 1, column: 2, excerpt: "x\n^" },
    server: { code: "1", label: "MySQL 1", message: "m", detail: "d", hint: "h" },
    state: "s",
    next: "n",
  };
  const problems = (Object.keys(ERROR_CODES) as ErrorCode[])
    .map((code) => new DunlinError(code, "x", parts));
  fitsSchema({ ...errorToJson(new DunlinError("plan-refused", "y", { problems })) });
});

plainTest("an object that is not a line does not fit", () => {
  const line = { ...eventToJson(EVENTS.lock_acquired) };
  for (const wrong of [{ ...line, more: 1 }, { type: "lock_acquired" }, { type: "nosuch" }, {}]) {
    assert.throws(() => fitsSchema(wrong));
  }
});

/** How a command is called so that it succeeds; alone, in a sound project, by default. */
const CALLS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "generate:migration": [
    ["create_x", "n:string", "--dry-run"],
    ["create_x", "n:string"],
    ["--types"],
  ],
  "migrate": [["--dry-run"], ["--dry-run=sql"], ["--steps", "1"], [], []],
  "migrate:down": [[], ["--all", "--yes"]],
  "migrate:reset": [["--yes"]],
  "migrate:create": [["a_name"]],
  "migrate:validate": [[]],
  "migrate:baseline": [["2"]],
  "migrate:wait": [[], ["2", "--timeout", "0"]],
  "db:create": [[], []],
  "db:drop": [["--yes"], ["--yes"]],
  "db:fresh": [["--yes"], ["--yes", "--seed"]],
  "manifest": [[], ["--check"], ["--inline"]],
  "completions": [["bash"], ["zsh"], ["fish"], ["complete", "--", "migrate", "--to", ""]],
};

/** Commands that succeed only in circumstances of their own; told apart below. */
const APART: readonly string[] = ["migrate:resolve"];

/** Commands that work on what was migrated. */
const AFTER_MIGRATE = /^(migrate:(down|redo|reset|wait)|db:(drop|seed))$/;

const SOUND = {
  ...table(1, "a"),
  ...table(2, "b"),
  "migrations/R__c.sql": "SELECT 1;\n",
  "migrations/before_all.sql": "SELECT 1;\n",
  "seeds/1_a.sql": "INSERT INTO a VALUES (1);\n",
  "seeds/2_b.sql": "-- dunlin: only staging\nINSERT INTO b VALUES (1);\n",
};

/** Runs a call; every line it says must fit, and nothing is said beside them. */
async function said(project: Project, args: readonly string[]) {
  const { code, out, err } = await project.run("--json", ...args);
  const lines = jsonLines(out);
  assert.equal(err, "", `${args.join(" ")}: ${err}`);
  assert.ok(lines.length > 0, `${args.join(" ")} says nothing`);
  for (const line of lines) fitsSchema(line);
  return { code, lines };
}

for (const { name } of COMMANDS) {
  if (!APART.includes(name)) {
    test(`${name} --json: every line fits the schema`, async () => {
      const project = new Project(SOUND);
      if (AFTER_MIGRATE.test(name)) await project.run("migrate");
      for (const args of CALLS[name] ?? [[]]) {
        const { code } = await said(project, [name, ...args]);
        assert.equal(code, 0, args.join(" "));
      }
    });
  }

  plainTest(`${name} --json: its help, and a call it does not understand, fit`, async () => {
    const help = await inProcess([name, "--help", "--json"]);
    assert.equal(help.code, 0);
    const [page, ...others] = jsonLines(help.out);
    fitsSchema(page!);
    assert.deepEqual([page!["type"], page!["name"], others.length], ["help", name, 0]);
    const wrong = await inProcess([name, "--nosuch", "--json"]);
    assert.deepEqual([wrong.code, wrong.err], [2, ""]);
    for (const line of jsonLines(wrong.out)) fitsSchema(line);
  });

  test(`${name} --json: where the folder and the database are not there, every line fits`, async () => {
    const project = new Project({ "dunlin.json": '{ "dir": "nosuch" }' }, "sqlite:no/such.db");
    const args = CALLS[name]?.at(-1) ?? (name === "migrate:resolve" ? ["1", "--done"] : []);
    await said(project, [name, ...args]);
  });
}

test("a run that fails fits the schema, and so does the status behind it", async () => {
  const project = new Project({ ...SOUND, "migrations/3_d.up.sql": "INSERT INTO nosuch\nVALUES;" });
  const { code, lines } = await said(project, ["migrate"]);
  assert.equal(code, 1);
  assert.equal(lines.at(-1)!["type"], "run_finished");
  assert.equal((await said(project, ["status"])).code, 0);
});

test("files with problems, and a history that does not fit, fit the schema", async () => {
  const project = new Project({ ...SOUND, "migrations/nonsense.sql": "", "migrations/9.sql": "" });
  assert.equal((await said(project, ["migrate"])).code, 1);
  assert.equal((await said(project, ["validate"])).code, 3);
  const other = new Project(SOUND);
  await other.run("migrate");
  other.write({ "migrations/1_a.up.sql": "CREATE TABLE other (id INTEGER);" });
  assert.equal((await said(other, ["migrate"])).code, 1);
  assert.equal((await said(other, ["status", "--check"])).code, 3);
  assert.equal((await said(other, ["migrate", "--changed", "warn"])).code, 0);
});

test("a rebase, what it leaves to be seen, and the end of one that was cut off fit", async () => {
  const project = new Project(table("20250101000000", "e"));
  await project.run("migrate");
  project.write({
    ...table("20200101000000", "a"),
    "migrations/20200101000000_a.down.sql": "DROP TABLE a; -- undoes 20200101000000\n",
  });
  for (const args of [["rebase", "--dry-run"], ["rebase"]]) {
    const { code, lines } = await said(project, args);
    assert.deepEqual([code, lines.map(({ type }) => type)], [0, ["rebased", "warning"]]);
  }
  const names = (version: string) => ["up", "down"].map((way) => `${version}_f.${way}.sql`);
  const [from, to] = [names("20260101000000"), names("20300101000000")];
  project.write(table("20260101000000", "f"));
  const renames = from.map((name, index) => ({ from: name, to: to[index] }));
  project.write({ "migrations/.dunlin-rebase.json": JSON.stringify(renames) });
  const { lines } = await said(project, ["rebase"]);
  assert.deepEqual(lines.map(({ type }) => type), ["rebase_finished", "rebased"]);
});

test("what is waited for fits, and so does the end of it", async () => {
  const { code, lines } = await said(new Project(SOUND), ["wait", "--timeout", "0.2"]);
  assert.equal(code, 4);
  assert.deepEqual(lines.map(({ type, code }) => code ?? type), ["waiting", "wait-timeout"]);
});

const TASKS = `export default (tasks: any) => {
  tasks.add("hello", "Say hello", (c: any) => c.out("hello\\n"), { needs: ["migrate"] });
  tasks.add("migrate", (c: any) => c.out("behind"));
  tasks.add("page", (c: any) => c.run("status", "--help"));
  tasks.add("bad", () => { throw new Error("no"); });
};\n`;

test("a project's own tasks, what they say and what is left out of a dry run fit", async () => {
  const project = new Project({ ...SOUND, "tasks.ts": TASKS });
  const types = async (...args: string[]) =>
    (await said(project, args)).lines.map(({ type }) => String(type));
  assert.deepEqual(await types("list"), ["tasks"]);
  assert.deepEqual(await types("hello", "--help"), ["help"]);
  assert.deepEqual(await types("migrate", "--dry-run"), ["left_out", "plan"]);
  assert.deepEqual((await types("hello")).slice(-3), ["run_finished", "output", "output"]);
  assert.deepEqual(await types("page"), ["help"]);
  assert.deepEqual((await said(project, ["bad"])).lines[0]!["code"], "task-failed");
  project.write({ "tasks.ts": "export default 5;" });
  assert.deepEqual((await said(project, ["list"])).lines[0]!["code"], "invalid-tasks");
});

for (const { name, skip, fresh: make } of databases) {
  if (name === "sqlite") continue;
  test(
    `${name}: runs, a dry run, a failure, a resolution and an unlock fit`,
    { skip },
    async () => {
      const fresh = await make();
      try {
        const broken = "CREATE TABLE d (id INTEGER);\nINSERT INTO nosuch VALUES (1);\n";
        const files = { ...SOUND, "migrations/3_d.up.sql": broken };
        const project = new Project(files, fresh.url);
        await said(project, ["migrate", "--dry-run=sql"]);
        assert.equal((await said(project, ["migrate"])).code, 1);
        await said(project, ["migrate:status"]);
        await said(project, ["migrate:resolve", "3", "--abandon"]);
        await said(project, ["migrate:unlock", "--yes"]);
        await said(project, ["migrate:down", "--all", "--yes"]);
      } finally {
        await fresh.dispose();
      }
    },
  );
}

plainTest("a call without a command, and --version, are lines, too", async () => {
  for (
    const [args, type] of [[["--json"], "tasks"], [["--version", "--json"], "version"]] as const
  ) {
    const [line, ...others] = jsonLines((await inProcess(args)).out);
    fitsSchema(line!);
    assert.deepEqual([line!["type"], others.length], [type, 0]);
  }
});

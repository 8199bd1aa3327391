import assert from "node:assert/strict";
import { inProcess } from "./in_process.ts";
import { test } from "./off_node.ts";
import { jsonLines, Project, table } from "./project.ts";

const BROKEN = { ...table(1, "a"), "migrations/2_b.up.sql": "SELECT 1;\nSELECT 'x;\n" };
const FAILING = {
  ...table(1, "a"),
  "migrations/2_b.up.sql": "CREATE TABLE b (i);\nSELECT nope;\n",
};
const validate = ["validate", "--dialect", "sqlite"];

test("--format github adds an annotation to what is told", async () => {
  const project = new Project(BROKEN);
  const { code, out, err } = await project.run(...validate, "--format", "github");
  assert.equal(code, 3);
  assert.match(
    out,
    /^::error file=migrations\/2_b\.up\.sql,line=2,col=8,title=dunlin%3A invalid-migrations::/m,
  );
  assert.match(err, /^error: /);
});

test("--format github annotates the line a run failed at, once", async () => {
  const { code, out } = await new Project(FAILING).run("migrate", "--format", "github");
  assert.equal(code, 1);
  const annotations = out.split("\n").filter((line) => line.startsWith("::"));
  assert.equal(annotations.length, 1, out);
  assert.match(
    annotations[0]!,
    /^::error file=migrations\/2_b\.up\.sql,line=2,.*title=dunlin%3A migration-failed::/,
  );
});

test("--format gitlab writes the report alone, and the text beside it", async () => {
  const project = new Project(BROKEN);
  const { code, out, err } = await project.run(...validate, "--format=gitlab");
  assert.equal(code, 3);
  const [entry] = JSON.parse(out);
  assert.deepEqual(entry.location, { path: "migrations/2_b.up.sql", lines: { begin: 2 } });
  assert.match(err, /^error: [^]*\n1 problem\n$/);
});

test("--format gitlab of a run that failed names the file, of a good one nothing", async () => {
  const project = new Project(FAILING);
  const failed = await project.run("migrate", "--format", "gitlab");
  assert.equal(failed.code, 1);
  assert.deepEqual(
    JSON.parse(failed.out).map((entry: { check_name: string }) => entry.check_name),
    ["migration-failed"],
  );
  project.write({ "migrations/2_b.up.sql": "SELECT 1;\n" });
  const good = await project.run("migrate", "--format", "gitlab");
  assert.deepEqual([good.code, good.out], [0, "[]\n"]);
});

test("an error before anything was read is in the report, too", async () => {
  const { code, out } = await new Project({}, null).run("migrate", "--format", "gitlab");
  assert.equal(code, 2);
  assert.equal(JSON.parse(out)[0].check_name, "missing-url");
});

test("paths are meant from where the service checked the repository out", async () => {
  const project = new Project({ "app/.keep": "" });
  project.write(Object.fromEntries(
    Object.entries(BROKEN).map(([path, text]) => [`app/${path}`, text]),
  ));
  for (const [format, variable] of [["github", "GITHUB_WORKSPACE"], ["gitlab", "CI_PROJECT_DIR"]]) {
    const { out } = await project.start([...validate, "--format", format!], {
      cwd: project.path("app"),
      env: { [variable!]: project.folder },
    }).ended;
    assert.match(out, /app\/migrations\/2_b\.up\.sql/);
  }
});

test("GITHUB_ACTIONS alone changes nothing: annotations are asked for", async () => {
  const { out } = await new Project(BROKEN).start(validate, { env: { GITHUB_ACTIONS: "true" } })
    .ended;
  assert.doesNotMatch(out, /::/);
});

test("--format json is --json", async () => {
  const project = new Project(table(1, "a"));
  const { out } = await project.run(...validate, "--format", "json");
  assert.deepEqual(out, (await project.run(...validate, "--json")).out);
  assert.equal(jsonLines(out).at(-1)?.["type"], "validated");
});

test("--json and another --format exclude each other", async () => {
  const { code, out } = await inProcess(["list", "--json", "--format", "github"]);
  assert.equal(code, 2);
  assert.match(JSON.parse(out).message, /--json and --format github exclude each other/);
});

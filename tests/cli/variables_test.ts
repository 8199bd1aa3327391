import assert from "node:assert/strict";
import { test } from "node:test";
import { inProcess } from "./in_process.ts";
import { Project } from "./project.ts";

const FILES = {
  "migrations/1_a.up.sql": "-- dunlin: vars T,WORD\nCREATE TABLE ${T:identifier} (word TEXT);\n" +
    "INSERT INTO ${T:identifier} VALUES (${WORD});\n",
};

function call(project: Project, args: readonly string[], env: Record<string, string> = {}) {
  const database = `sqlite:${project.path("app.db")}`;
  return inProcess([...args, "--dir", project.path("migrations"), "--database", database], { env });
}

test("--var NAME=VALUE gives values, several times, over DUNLIN_VAR_NAME", async () => {
  const project = new Project(FILES);
  const env = { DUNLIN_VAR_T: "from_env", DUNLIN_VAR_WORD: "env" };
  const { code, err } = await call(project, ["migrate", "--var", "WORD=a=b, c", "--var=T=t"], env);
  assert.deepEqual([code, err], [0, ""]);
  assert.deepEqual(await project.query("SELECT word FROM t"), [{ word: "a=b, c" }]);
  const other = new Project(FILES);
  assert.equal((await call(other, ["migrate"], env)).code, 0);
  assert.deepEqual(await other.query("SELECT word FROM from_env"), [{ word: "env" }]);
});

test("a variable that is not set names its place and what gives it", async () => {
  const project = new Project(FILES);
  const { code, err } = await call(project, ["migrate", "--var", "T=t"]);
  assert.equal(code, 1);
  assert.match(err, /the variable WORD is not set\n {2}at {5}\S+1_a\.up\.sql:3:37/);
  assert.match(err, /--var WORD=VALUE, or DUNLIN_VAR_WORD/);
});

test("--dry-run=sql prints the file, not the values", async () => {
  const project = new Project(FILES);
  const { out } = await call(project, [
    "migrate",
    "--dry-run=sql",
    "--var",
    "T=t",
    "--var",
    "WORD=hush",
  ]);
  assert.match(out, /VALUES \(\$\{WORD\}\)/);
  assert.doesNotMatch(out, /hush/);
});

for (
  const [what, args, words] of [
    ["without a value", ["--var", "WORD"], /--var needs a name and a value/],
    ["without a name", ["--var", "=hush"], /--var needs a name and a value/],
    ["given twice", ["--var", "A=hush", "--var", "A=2"], /--var A was given twice/],
  ] as const
) {
  test(`--var ${what} is a wrong call, and shows no value`, async () => {
    const { code, err } = await call(new Project(FILES), ["migrate", ...args]);
    assert.equal(code, 2);
    assert.match(err, words);
    assert.doesNotMatch(err, /hush/);
  });
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { checksum } from "../../src/migrations/checksum.ts";
import { collectMigrations } from "../../src/migrations/collect.ts";
import { readFileName } from "../../src/migrations/file_name.ts";
import { renderManifest } from "../../src/migrations/render_manifest.ts";
import { fromManifest } from "../../src/sources/from_manifest.ts";

const HOOKS = ["before_all", "after_each", "after_all"] as const;

test("the three hooks are known by their names, and nothing that only looks like one", () => {
  for (const hook of HOOKS) {
    assert.deepEqual(readFileName(`${hook}.sql`), { kind: "hook", hook });
  }
  for (const name of ["before_each.sql", "after-all.sql", "Before_all.sql", "after_each.ts"]) {
    assert.equal(readFileName(name).kind, "malformed", name);
  }
});

test("a manifest carries hooks, by import and inline", () => {
  const files = [{ name: "after_each.sql", text: "SELECT 1;\n" }];
  const imported = renderManifest(files, { inline: false });
  assert.match(
    imported,
    / text: \(\) => import\("\.\/after_each\.sql", \{ with: \{ type: "text" \} \}\) \},$/m,
  );
  assert.match(imported, /count: 1,/);
  assert.match(renderManifest(files, { inline: true }), /text: "SELECT 1;\\n" \},/);
});

test("hooks of a manifest are those of its folder", async () => {
  const text = "SELECT 1;\n";
  const files = HOOKS.map((hook) => ({ name: `${hook}.sql`, text, checksum: checksum(text) }));
  const listed = await fromManifest({ format: 1, count: 3, files }).list();
  const { hooks, migrations, problems } = collectMigrations(listed, { dialect: "postgres" });
  assert.deepEqual([migrations, problems], [[], []]);
  assert.deepEqual(Object.keys(hooks).sort(), [...HOOKS].sort());
});

test("the migrations of a library cannot bring hooks", () => {
  const file = { name: "after_all.sql", path: "lib/after_all.sql", content: "SELECT 1;" };
  const { problems, hooks } = collectMigrations([{ ...file, namespace: "auth" }], {
    dialect: "sqlite",
  });
  assert.deepEqual(hooks, {});
  assert.match(String(problems[0]?.message), /cannot bring hooks/);
});

test("a directive that a hook cannot heed is a problem, not dropped in silence", () => {
  const saying = (hook: string, directive: string) =>
    collectMigrations(
      [{
        name: `${hook}.sql`,
        path: `${hook}.sql`,
        content: `-- dunlin: ${directive}\nSELECT 1;\n`,
      }],
      { dialect: "sqlite" },
    ).problems.map(({ message }) => message);
  for (
    const directive of [
      "no-transaction",
      "lock-timeout 2s",
      "statement-timeout 1min",
      "foreign-keys off",
    ]
  ) {
    const [name] = directive.split(" ");
    assert.deepEqual(saying("after_each", directive), [
      `the directive ${name} has no effect in after_each.sql`,
    ]);
    assert.deepEqual(saying("before_all", directive), []);
  }
  for (const hook of HOOKS) {
    assert.deepEqual(saying(hook, "irreversible because it is"), [
      `the directive irreversible has no effect in ${hook}.sql`,
    ]);
    assert.deepEqual(saying(hook, "only test"), []);
    assert.deepEqual(saying(hook, "vars"), []);
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS } from "../../src/cli/commands/all.ts";
import { COMMON_OPTIONS } from "../../src/cli/common_options.ts";
import {
  DEFAULT_LOCK_TIMEOUT_MS,
  DEFAULT_LOCK_WAIT_SECONDS,
} from "../../src/execution/migrator_options.ts";
import { Migrator } from "../../src/execution/migrator.ts";
import { DEFAULT_POLICY } from "../../src/plan/step.ts";
import { jsonLines, Project, table } from "./project.ts";

const options = COMMANDS.find(({ name }) => name === "migrate")!.options;
const fallback = (name: string) => (options[name] ?? COMMON_OPTIONS[name])?.fallback;

test("the defaults that help names are the library's", () => {
  assert.equal(Number(fallback("lock-wait")), DEFAULT_LOCK_WAIT_SECONDS);
  assert.equal(Number(fallback("lock-timeout")) * 1000, DEFAULT_LOCK_TIMEOUT_MS);
  assert.equal(fallback("statement-timeout"), "0");
  assert.equal(fallback("transaction"), "each");
  assert.equal(fallback("out-of-order"), DEFAULT_POLICY.outOfOrder);
  assert.equal(fallback("changed"), DEFAULT_POLICY.changed);
  assert.equal(fallback("missing"), DEFAULT_POLICY.missing);
  assert.equal(fallback("newer"), DEFAULT_POLICY.newer);
  assert.equal(DEFAULT_POLICY.storedDown, false);
});

test("command line and library tell the same of the same database", async () => {
  const project = new Project({ ...table(1, "a"), ...table(2, "b") });
  await project.run("migrate", "--steps", "1");
  const migrator = await Migrator.connect(`sqlite:${project.path("app.db")}`, {
    migrations: project.path("migrations"),
  });
  try {
    const { dialect, table: name, migrations } = await migrator.status();
    const [told] = jsonLines((await project.run("status", "--json")).out);
    assert.deepEqual([told!["dialect"], told!["table"]], [dialect, name]);
    assert.deepEqual(
      (told!["migrations"] as { version: string; state: string }[]).map(({ version, state }) => [
        version,
        state,
      ]),
      migrations.map(({ version, state }) => [version, state]),
    );
    await migrator.up();
  } finally {
    await migrator.close();
  }
  assert.equal((await project.run("migrate")).out, "Nothing to do (2 migrations applied)\n");
});

test("ten thousand files are told of", async () => {
  const files = Array.from({ length: 10_000 }, (_, index) => [
    `migrations/${20260101000000 + index}_m.up.sql`,
    "SELECT 1;\n",
  ]);
  const project = new Project(Object.fromEntries(files));
  const { code, out } = await project.run("status");
  assert.equal(code, 0);
  assert.match(out, /\n10000 migrations: 10000 pending\n$/);
});

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
import { charactersLookedAtBy } from "../sql/characters_looked_at.ts";
import { inProcess } from "./in_process.ts";
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

function pending(count: number): Project {
  const files = Array.from({ length: count }, (_, index) => [
    `migrations/${20260101000000 + index}_m.up.sql`,
    "SELECT 1;\n",
  ]);
  return new Project(Object.fromEntries(files));
}

async function charactersOfStatus(count: number): Promise<number> {
  const project = pending(count);
  const words = ["--dir", project.path("migrations"), "--database", "sqlite::memory:"];
  return await charactersLookedAtBy(async () => {
    const { code, out } = await inProcess(["status", ...words]);
    assert.equal(code, 0);
    assert.match(out, new RegExp(`\\n${count} migrations: ${count} pending\\n$`));
  });
}

test("a status looks at eight times as many characters of eight times as many files", async () => {
  await charactersOfStatus(10); // what is loaded is looked at once
  const [few, many] = [await charactersOfStatus(500), await charactersOfStatus(4000)];
  assert.ok(many < few * 8.8, `${many} for 4,000 files, ${few} for 500`);
  const each = (many - few) / 3500; // names, paths and lines; 580 where the folder's path is short
  assert.ok(each < 700, `${each} for each file`);
});

test("ten thousand files are told of", async () => {
  const project = pending(10_000);
  const { code, out } = await project.run("status");
  assert.equal(code, 0);
  assert.match(out, /\n10000 migrations: 10000 pending\n$/);
});

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { DatabaseSync } from "node:sqlite";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { runCli, runProgram } from "../../bench/run_program.ts";
import { filesOf, withFolder } from "../../bench/workload.ts";

const SYNC_MS = 80;
const MIGRATIONS = 4;

const cli = fileURLToPath(new URL("../../cli.ts", import.meta.url));
const skip = spawnSync("strace", ["-V"]).status === 0
  ? false
  : "strace, which slows the disk down, is not here";

/** The command line with a disk that takes its time to keep what is written. */
function runSlowly(args: readonly string[]): Promise<string> {
  const flags = process.versions["deno"] === undefined ? [] : ["run", "--allow-all"];
  return runProgram("strace", [
    ...["-f", "-o", "/dev/null", "-e", "trace=fsync,fdatasync"],
    ...["-e", `inject=fsync,fdatasync:delay_exit=${SYNC_MS * 1000}`],
    ...[process.execPath, ...flags, cli, ...args],
  ]);
}

describe("sqlite on a slow disk", { skip }, () => {
  test("two runs at once: nobody runs out of patience, and every migration is applied once", async () => {
    const home = await mkdtemp(join(tmpdir(), "dunlin-slow-"));
    const url = `sqlite:${join(home, "a.db")}`;
    const files = filesOf(
      MIGRATIONS,
      (n) => n === 1 ? "CREATE TABLE marks (n INT);" : `INSERT INTO marks VALUES (${n});`,
    );
    try {
      await withFolder(files, async (folder) => {
        const args = ["migrate", "--json", "--dir", folder, "--database", url];
        const both = await Promise.all([runSlowly(args), runSlowly(args)]);
        const lines = both.join("").split("\n").filter((line) => line.startsWith("{"));
        const events = lines.map((line) => JSON.parse(line)); // strace says something now and then
        const told = events.filter(({ type }) => type === "migration_applied");
        assert.equal(told.length, MIGRATIONS, both.join(""));
        assert.ok(!events.some(({ type }) => type === "retrying"), both.join(""));
        assert.match(
          await runCli(["migrate:status", "--check", "--dir", folder], url),
          /4 applied/,
        );
      });
      const database = new DatabaseSync(join(home, "a.db"));
      const marks = database.prepare("SELECT n FROM marks ORDER BY n").all().map(({ n }) => n);
      database.close();
      assert.deepEqual(marks, [2, 3, 4]);
    } finally {
      await rm(home, { recursive: true });
    }
  });
});

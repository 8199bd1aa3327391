import assert from "node:assert/strict";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { runProgram } from "../../bench/run_program.ts";
import type { Results } from "../../bench/race/results.ts";

const main = fileURLToPath(new URL("../../bench/main.ts", import.meta.url));
const onDeno = process.versions["deno"] !== undefined;

test(
  "the bench itself runs: a small race on SQLite, without peers",
  { skip: onDeno ? false : "the bench is a task of Deno's" },
  async () => {
    const said = await runProgram(process.execPath, [
      "run",
      "--allow-all",
      "--quiet",
      main,
      ..."--engine sqlite --only upToDate,many --pairs 1 --many 20 --no-peers --json".split(" "),
      ..."--contender sqlite3 --contender".split(" "),
      "deno run",
    ]);
    const { races }: Results = JSON.parse(said.slice(said.indexOf("{")));
    assert.deepEqual(races.map(({ name, engine }) => [name, engine]), [
      ["upToDate", "sqlite"],
      ["many", "sqlite"],
    ]);
    for (const { entries } of races) {
      const ours = entries.find(({ kind }) => kind === "dunlin");
      assert.deepEqual([ours?.absent, ours?.ms.length], [null, 1]);
    }
  },
);

import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS } from "../../src/cli/commands/all.ts";
import { matchesGolden } from "./golden.ts";
import { inProcess } from "./in_process.ts";

for (const { name } of COMMANDS) {
  test(`${name} --help is the page of its golden file, and exits with 0`, async () => {
    const { code, out, err } = await inProcess([name, "--help"]);
    assert.deepEqual([code, err], [0, ""]);
    matchesGolden(`help/${name.replace(":", "_")}.txt`, out);
  });
}

test("list shows every task as a line that can be pasted", async () => {
  const { code, out } = await inProcess(["list"]);
  assert.equal(code, 0);
  matchesGolden("help/list_of_tasks.txt", out);
  assert.deepEqual(
    out.trimEnd().split("\n").map((line) => line.replace(/ *#.*/, "")),
    COMMANDS.map(({ name }) => `dunlin ${name}`),
  );
});

test("without a command, the overview is shown", async () => {
  const { code, out } = await inProcess([]);
  assert.equal(code, 0);
  matchesGolden("help/overview.txt", out);
  for (const other of [["--help"], ["-h"], ["help"]]) {
    assert.deepEqual(await inProcess(other), { code: 0, out, err: "" });
  }
});

test("help COMMAND is COMMAND --help, by alias too", async () => {
  const page = await inProcess(["migrate:status", "--help"]);
  assert.deepEqual(await inProcess(["help", "status"]), page);
  assert.deepEqual(await inProcess(["status", "-h"]), page);
});

test("help is shown whatever else the call says wrong", async () => {
  assert.equal((await inProcess(["migrate:create", "--help"])).code, 0);
  assert.equal((await inProcess(["migrate", "too", "many", "--help"])).code, 0);
});

test("list --json tells the tasks as one object", async () => {
  const { out } = await inProcess(["list", "--json"]);
  const { type, tasks } = JSON.parse(out);
  assert.equal(type, "tasks");
  assert.deepEqual(tasks[0], {
    name: "migrate",
    aliases: ["up"],
    summary: "Apply pending migrations",
    own: false,
    needs: [],
  });
});

test("no two commands share a name or an alias", () => {
  const names = COMMANDS.flatMap(({ name, aliases }) => [name, ...aliases]);
  assert.equal(new Set(names).size, names.length);
});

test("no line of any help page is wider than 110 columns", async () => {
  for (const { name } of COMMANDS) {
    const { out } = await inProcess([name, "--help"]);
    for (const line of out.split("\n")) assert.ok(line.length <= 110, line);
  }
});

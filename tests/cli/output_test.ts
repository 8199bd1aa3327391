import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { inProcess } from "./in_process.ts";
import { bareEnvironment, commandLine } from "./program.ts";
import { Project, table } from "./project.ts";

/** Runs the program with a reader that leaves after the first piece of output. */
async function withoutReader(project: Project, args: readonly string[]): Promise<unknown[]> {
  const [command = "", ...rest] = commandLine(args);
  const env = bareEnvironment({ DATABASE_URL: project.url ?? "" });
  const child = spawn(command, rest, {
    cwd: project.folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text) => err += text);
  child.stdout.once("data", () => child.stdout.destroy());
  const [code] = await once(child, "close");
  return [code, err];
}

test("a reader that goes away ends the program quietly", async () => {
  const project = new Project(
    Object.assign({}, ...Array.from({ length: 300 }, (_, index) => table(1000 + index, "t"))),
  );
  assert.deepEqual(await withoutReader(project, ["status"]), [0, ""]);
});

test("a reader that goes away does not end a run", async () => {
  const project = new Project(
    Object.assign({}, ...Array.from({ length: 40 }, (_, i) => table(1000 + i, `t${i}`))),
  );
  assert.deepEqual(await withoutReader(project, ["migrate"]), [0, ""]);
  assert.equal((await project.tables()).length, 40);
});

test("nothing is coloured, and no table cut, outside a terminal", async () => {
  const name = "a_name_".repeat(30).slice(0, 200);
  const project = new Project({ [`migrations/1_${name}.up.sql`]: "CREATE TABLE a (id);" });
  const { out } = await project.start(["status"], { env: { COLUMNS: "40" } }).ended;
  assert.ok(out.includes(`1_${name}`));
  assert.doesNotMatch(out, new RegExp("\u001b"));
});

test("a terminal gets colours, unless --no-color, NO_COLOR or --json say no", async () => {
  const call = ["migrate", "--database", "nonsense"];
  const colored = new RegExp("\u001b\\[");
  const isTerminal = true;
  assert.match((await inProcess(call, { isTerminal })).err, colored);
  const plain = [
    await inProcess([...call, "--no-color"], { isTerminal }),
    await inProcess(call, { isTerminal, env: { NO_COLOR: "1" } }),
    await inProcess([...call, "--json"], { isTerminal }),
    await inProcess(call),
  ];
  for (const { out, err } of plain) assert.doesNotMatch(out + err, colored);
});

test("what goes into a file has no colours, whatever the other stream is", async () => {
  const call = ["migrate", "--database", "nonsense"];
  const { err } = await inProcess(call, { isTerminal: true, errorIsTerminal: false });
  assert.doesNotMatch(err, new RegExp("\u001b"));
  const other = await inProcess(call, { isTerminal: false, errorIsTerminal: true });
  assert.match(other.err, new RegExp("\u001b\\["));
});

test("FORCE_COLOR and CLICOLOR_FORCE colour what is piped; NO_COLOR is stronger, 0 is no", async () => {
  const err = async (env: Record<string, string>) =>
    (await inProcess(["migrate", "--database", "nonsense"], { env })).err;
  const colored = new RegExp("\u001b\\[");
  for (const name of ["FORCE_COLOR", "CLICOLOR_FORCE"]) {
    assert.match(await err({ [name]: "1" }), colored);
    assert.doesNotMatch(await err({ [name]: "0" }), colored);
    assert.doesNotMatch(await err({ [name]: "1", NO_COLOR: "1" }), colored);
  }
});

test("a dumb terminal gets no colours", async () => {
  const call = ["migrate", "--database", "nonsense"];
  const { err } = await inProcess(call, { isTerminal: true, env: { TERM: "dumb" } });
  assert.doesNotMatch(err, new RegExp("\u001b"));
});

import assert from "node:assert/strict";
import { textWidth } from "../../src/reporters/text_width.ts";
import { test } from "./off_node.ts";
import { commandLine } from "./program.ts";
import { Project, table } from "./project.ts";
import { inTerminal, noTerminal, type SessionOptions, TerminalSession } from "./terminal.ts";

const skip = { skip: noTerminal };

function within(project: Project, more: Partial<SessionOptions> = {}): SessionOptions {
  return {
    cwd: project.folder,
    ...more,
    env: { DATABASE_URL: project.url ?? "", ...more.env },
  };
}

async function applied(): Promise<Project> {
  const project = new Project({ ...table(1, "a"), ...table(2, "b") });
  await project.run("migrate");
  return project;
}

const ANSWERS = [
  ["y and Enter", "y\r", 0],
  ["yes and Enter", "yes\r", 0],
  ["n and Enter", "n\r", 2],
  ["Enter", "\r", 2],
  ["Ctrl-C", "\x03", 2],
  ["Ctrl-D", "\x04", 2],
] as const;

for (const [keys, typed, code] of ANSWERS) {
  test(`${keys} answers whether everything is reverted`, skip, async () => {
    const project = await applied();
    const session = inTerminal(["migrate:down", "--all"], within(project));
    await session.shows(/^revert all 2 migrations that are applied in sqlite:app\.db\? \[y\/N\]/);
    session.type(typed);
    assert.equal(await session.ended, code, session.text);
    assert.deepEqual(await project.tables(), code === 0 ? [] : ["a", "b"]);
    if (code !== 0) assert.match(session.text, /\nerror: not confirmed: revert all 2\s+migrations/);
  });
}

test("another word than yes is no", skip, async () => {
  const project = await applied();
  const session = inTerminal(["migrate:reset"], within(project));
  await session.shows(/\[y\/N\]/);
  session.type("ja\r");
  assert.equal(await session.ended, 2);
  assert.deepEqual(await project.tables(), ["a", "b"]);
});

test("a question in CI is refused in words, on a terminal too", skip, async () => {
  const project = await applied();
  const session = inTerminal(["migrate:reset"], within(project, { env: { CI: "1" } }));
  assert.equal(await session.ended, 2);
  assert.match(session.text, /^error: nobody is there to confirm: /);
});

const LONG = "a_name_that_goes_on_and_on_".repeat(6);
const WIDE = "名前の長い表_".repeat(12);

async function status(columns: number, env: Record<string, string> = {}): Promise<TerminalSession> {
  const project = new Project({
    ...table(1, "a"),
    [`migrations/2_${LONG.slice(0, 150)}.up.sql`]: "SELECT 1;\n",
    [`migrations/3_${WIDE}.up.sql`]: "SELECT 1;\n",
  });
  await project.run("migrate", "--to", "2");
  const session = inTerminal(["status"], within(project, { columns, env }));
  await session.ended;
  return session;
}

for (const columns of [40, 80, 300]) {
  test(
    `a table fits ${columns} columns: nothing wraps, long names are cut with …`,
    skip,
    async () => {
      const session = await status(columns);
      const [head, one, two, three, sum] = session.lines;
      assert.equal(session.lines.length, 5, session.text);
      for (const line of session.lines) assert.ok(textWidth(line) <= columns, line);
      assert.match(head!, /^state {4}migration/);
      assert.match(one!, /^applied {2}1_a/);
      assert.equal(two!.includes("…"), columns < 300, two!);
      assert.match(three!, /^pending {2}3_名/);
      assert.match(sum!, /^3 migrations: 2 applied, 1 pending$/);
    },
  );
}

test("every state has its word: colours only repeat it", skip, async () => {
  const colored = await status(80);
  assert.match(colored.raw, new RegExp("\x1b\\[3\\dm"));
  const plain = await status(80, { NO_COLOR: "1" });
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(plain.raw, /\x1b\[\d+m/);
  const still = (text: string) => text.replaceAll(/[\d-]+ [\d:]{8}|\d+ m?s/g, "");
  assert.equal(still(plain.text), still(colored.text));
});

test("an error wraps where the terminal ends", skip, async () => {
  const project = new Project({}, null);
  const session = inTerminal(
    ["migrate"],
    within(project, { columns: 60, env: { DATABASE_URL: "" } }),
  );
  assert.equal(await session.ended, 2);
  assert.match(session.text, /^error: no database was named\n {2}next {3}give one: /);
  for (const line of session.lines) assert.ok(line.length <= 60, line);
});

for (const columns of [80, 300]) {
  test(`help fits ${columns} columns`, skip, async () => {
    const session = inTerminal(["migrate", "--help"], within(new Project({}), { columns }));
    assert.equal(await session.ended, 0);
    for (const line of session.lines) assert.ok(line.length <= columns, line);
  });
}

test("dunlin status | head -1 exits quietly", skip, async () => {
  const files = Array.from({ length: 300 }, (_, index) => table(1000 + index, "t"));
  const project = new Project(Object.assign({}, ...files));
  const call = commandLine(["status"]).map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(
    " ",
  );
  const script = `set -o pipefail; ${call} | head -1; echo "codes: $?"`;
  const session = new TerminalSession(["bash", "-c", script], within(project));
  assert.equal(await session.ended, 0);
  assert.match(session.text, /^state .*\ncodes: 0\n$/);
});

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { databaseNamed, databases } from "../contract/databases.ts";
import type { DatabaseName, FreshDatabase } from "../contract/databases.ts";
import { test } from "./off_node.ts";
import { Project, table } from "./project.ts";
import { endSessions, inTerminal, noTerminal } from "./terminal.ts";

/** What holds a statement of `2_held` until `release`. */
interface Hold {
  readonly files: Readonly<Record<string, string>>;
  release(): Promise<void>;
}

// Each waits for a table that another session has locked.
const HOLDS: { readonly [name in DatabaseName]?: (fresh: FreshDatabase) => Promise<Hold> } = {
  postgres: async (fresh) => {
    await fresh.raw.query("CREATE TABLE held (id integer)");
    await fresh.raw.query("BEGIN");
    await fresh.raw.query("LOCK TABLE held");
    return {
      files: {
        ...table(1, "a"),
        // made concurrently, the index travels by itself: the server tells at once that it began
        "migrations/2_held.up.sql": "CREATE TABLE b (id integer);\n" +
          "CREATE INDEX CONCURRENTLY b_id ON b (id);\nINSERT INTO held VALUES (1);\n",
        ...table(3, "c"),
      },
      release: async () => void await fresh.raw.query("ROLLBACK"),
    };
  },
  mysql: heldByTables,
  mariadb: heldByTables,
};

async function heldByTables(fresh: FreshDatabase): Promise<Hold> {
  await fresh.raw.query("CREATE TABLE held (id integer)");
  await fresh.raw.query("LOCK TABLES held WRITE");
  return {
    files: {
      ...table(1, "a"),
      "migrations/2_held.up.sql":
        "CREATE TABLE b (id integer);\nCREATE TABLE b2 (id integer);\nALTER TABLE held ADD x int;\n",
      ...table(3, "c"),
    },
    release: async () => void await fresh.raw.query("UNLOCK TABLES"),
  };
}

async function held(
  name: DatabaseName,
  act: (project: Project, hold: Hold) => Promise<void>,
): Promise<void> {
  const fresh = await databaseNamed(name).fresh();
  try {
    const hold = await HOLDS[name]!(fresh);
    await act(new Project(hold.files, fresh.url), hold);
  } finally {
    endSessions();
    await fresh.dispose();
  }
}

function watched(project: Project, args: readonly string[] = [], env = {}, columns = 80) {
  const call = ["migrate", "--lock-timeout", "60", ...args];
  return inTerminal(call, {
    cwd: project.folder,
    columns,
    env: { DATABASE_URL: project.url ?? "", ...env },
  });
}

const FINAL = [
  /^Created the history table /,
  /^Applying 1_a$/,
  /^Applied 1_a \(0 ms\)$/,
  /^Applying 2_held$/,
  /^Applied 2_held \(0 ms\)$/,
  /^Applying 3_c$/,
  /^Applied 3_c \(0 ms\)$/,
  /^3 migrations applied in 0 ms$/,
];

/** Lines of a run, whatever its durations. */
function isFinal(text: string): void {
  const lines = text.trimEnd().replaceAll(/\b\d+(\.\d+)? m?s\b/g, "0 ms").split("\n");
  assert.equal(lines.length, FINAL.length, text);
  for (const [index, line] of lines.entries()) assert.match(line, FINAL[index]!);
}

for (const { name, skip: missing } of databases) {
  if (!HOLDS[name]) continue;
  const skip = missing || noTerminal;

  test(
    `${name}: a run that takes long is seen at work, then as the plain lines`,
    { skip },
    () =>
      held(name, async (project, hold) => {
        const session = watched(project);
        const seen = await session.shows(/▸ applying 2_held: .*, 1 s\n/);
        assert.match(seen, /\n {2}\[#{10}-{20}\] 1 of 3 migrations, \d+ s\n/);
        assert.equal(session.showsCursor, false);
        await hold.release();
        assert.equal(await session.ended, 0);
        isFinal(session.text);
        assert.equal(session.showsCursor, true);
      }),
  );
}

for (const name of ["postgres", "mysql"] as const) {
  const skip = databaseNamed(name).skip || noTerminal;
  test(
    `${name}: a statement that waits says who blocks it, until nobody does`,
    { skip },
    () =>
      held(name, async (project, hold) => {
        const session = watched(project);
        await session.shows(/\n {2}blocked for \d+ s by \d+ \(.+\)/);
        await hold.release();
        assert.equal(await session.ended, 0);
        isFinal(session.text);
      }),
  );
}

const skip = databaseNamed("postgres").skip || noTerminal;

test("statement k of n is told of a file that is kept in pieces", {
  skip: databaseNamed("mysql").skip || noTerminal,
}, () =>
  held("mysql", async (project, hold) => {
    const session = watched(project);
    await session.shows(/▸ applying 2_held: statement 3 of 3, \d+ s\n/);
    await hold.release();
    assert.equal(await session.ended, 0);
  }));

// deno-lint-ignore no-control-regex
const REDRAWN = /\x1b\[\d+A\r\x1b\[J/;

test(
  "a window that is dragged in mid-run leaves nothing behind",
  { skip },
  () =>
    held("postgres", async (project, hold) => {
      const session = watched(project, [], {}, 120);
      await session.shows(/▸ applying 2_held: .*\n.*migrations, \d+ s\n/);
      for (const columns of [40, 300, 30, 80]) {
        const drawn = session.raw.length;
        await session.resize(columns);
        // drawn anew for that width, which is not how a second that passes is told
        while (!REDRAWN.test(session.raw.slice(drawn))) await session.changes();
        await session.shows(/▸ applying 2_held/);
      }
      await hold.release();
      assert.equal(await session.ended, 0);
      isFinal(session.text);
    }),
);

test(
  "Ctrl-C is told above the view, and in it; the cursor comes back",
  { skip },
  () =>
    held("postgres", async (project, hold) => {
      // to a far server it would be sent together with what is held, and be too late to stop
      for (const way of ["up", "down"]) rmSync(project.path(`migrations/3_c.${way}.sql`));
      const session = watched(project);
      await session.shows(/▸ applying 2_held/);
      session.type("\x03");
      const seen = await session.shows(/stopping after the current migration; once more/);
      assert.match(seen, /Applying 2_held\n(\^C)?stopping after .*\n▸ applying 2_held/);
      await session.shows(/\n {2}stopping after the current migration\n/);
      await hold.release();
      assert.equal(await session.ended, 0);
      assert.match(session.text, /2 migrations applied in .*\n$/);
      assert.doesNotMatch(session.text, /▸/);
      assert.equal(session.showsCursor, true);
    }),
);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(
    `a run that two ${signal} end leaves no view and no hidden cursor`,
    { skip },
    () =>
      held("postgres", async (project) => {
        const session = watched(project);
        await session.shows(/▸ applying 2_held/);
        session.kill(signal);
        await session.shows(/stopping after the current migration; once more/);
        session.kill(signal);
        assert.equal(await session.ended, 1);
        assert.match(session.text, /error: stopped while 2 was running/);
        assert.doesNotMatch(session.text, /▸/);
        assert.equal(session.showsCursor, true);
      }),
  );
}

test("a run that fails leaves its error alone on the screen", { skip: noTerminal }, async () => {
  const slow = "INSERT INTO a WITH RECURSIVE c(x) AS (VALUES(1) UNION ALL SELECT x + 1 FROM c " +
    "WHERE x < 3000000) SELECT max(x) FROM c;\n";
  const project = new Project({
    ...table(1, "a"),
    "migrations/2_b.up.sql": `${slow}INSERT INTO nosuch VALUES (1);\n`,
  });
  const session = watched(project);
  await session.shows(/▸ applying 2_b/);
  assert.equal(await session.ended, 1);
  assert.match(session.text, /Applying 2_b\nerror: migration 2_b failed at statement 2 of 2\n/);
  assert.doesNotMatch(session.text, /▸|#/);
  assert.equal(session.showsCursor, true);
});

test(
  "waiting for another runner is told with what is left of it",
  { skip },
  () =>
    held("postgres", async (project, hold) => {
      const first = project.start(["migrate", "--lock-timeout", "60"]);
      await first.said(/Applying 2_held/);
      const second = watched(project, ["--lock-wait", "50"]);
      await second.shows(
        /\n {2}waiting for the migration lock for [1-9] s, 4\d s left, held by dunlin pid/,
      );
      await hold.release();
      assert.equal((await first.ended).code, 0);
      assert.equal(await second.ended, 0);
      assert.match(second.text, /Got the migration lock after .*\nNothing to do/);
      assert.doesNotMatch(second.text, /\n {2}waiting/);
    }),
);

const PLAIN: readonly (readonly [why: string, args: string[], env: Record<string, string>])[] = [
  ["CI is set", [], { CI: "true" }],
  ["the terminal is dumb", [], { TERM: "dumb" }],
  ["VERBOSE is set", [], { VERBOSE: "1" }],
  ["--verbose was given", ["--verbose"], {}],
  ["--json was given", ["--json"], {}],
];

for (const [why, args, env] of PLAIN) {
  test(`where ${why}, nothing is drawn`, { skip: noTerminal }, async () => {
    const slow = "WITH RECURSIVE c(x) AS (VALUES(1) UNION ALL SELECT x + 1 FROM c " +
      "WHERE x < 2000000) SELECT max(x) FROM c;\n";
    const project = new Project({ "migrations/1_slow.up.sql": slow });
    const session = watched(project, args, env);
    assert.equal(await session.ended, 0);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(session.raw, /\x1b\[\?25l|▸|\x1b\[\d*[AJKG]/);
  });
}

test(
  "NO_COLOR leaves the view, and takes its colours",
  { skip },
  () =>
    held("postgres", async (project, hold) => {
      const session = watched(project, [], { NO_COLOR: "1" });
      await session.shows(/▸ applying 2_held/);
      await hold.release();
      assert.equal(await session.ended, 0);
      // deno-lint-ignore no-control-regex
      assert.doesNotMatch(session.raw, /\x1b\[\d+m/);
    }),
);

test(
  "nothing is drawn more often than ten times a second",
  { skip },
  () =>
    held("postgres", async (project, hold) => {
      const session = watched(project);
      await session.shows(/2_held: .* 2 s\n/);
      await hold.release();
      await session.ended;
      const frames = session.raw.split("\x1b[?2026h").length - 1;
      assert.ok(frames > 0 && frames <= 40, `${frames} frames`);
    }),
);

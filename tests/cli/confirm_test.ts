import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { test } from "node:test";
import { inProcess } from "./in_process.ts";
import { bareEnvironment, commandLine } from "./program.ts";
import { Project, table } from "./project.ts";
import { noTerminal } from "./terminal.ts";

const DESTRUCTIVE = [["migrate:reset"], ["migrate:down", "--all"], ["migrate", "--to", "0"]];

/** The call with a project's folder and file named by flags. */
function within(project: Project, args: readonly string[]): string[] {
  return [
    ...args,
    ...["--dir", project.path("migrations")],
    ...["--database", `sqlite:${project.path("app.db")}`],
  ];
}

for (const args of DESTRUCTIVE) {
  test(`dunlin ${args.join(" ")} asks, naming the database; only yes does it`, async () => {
    const project = new Project(table(1, "a"));
    await inProcess(within(project, ["migrate"]));
    const questions: string[] = [];
    for (const answer of ["", "n", "no", "yess", "Y", "yes"]) {
      await inProcess(within(project, ["migrate"]));
      const { code } = await inProcess(within(project, args), {
        ask: (question) => {
          questions.push(question);
          return Promise.resolve(answer);
        },
      });
      assert.equal(code, /^y(es)?$/i.test(answer) ? 0 : 2, answer);
    }
    assert.equal(questions.length, 6);
    for (const question of questions) {
      assert.match(question, /^revert the only migration that is applied.* in sqlite:.*app\.db\? /);
    }
  });
}

test("how many migrations are lost is part of the question", async () => {
  const project = new Project({ ...table(1, "a"), ...table(2, "b") });
  await inProcess(within(project, ["migrate"]));
  let asked = "";
  await inProcess(within(project, ["down", "--all"]), {
    ask: (question) => {
      asked = question;
      return Promise.resolve("n");
    },
  });
  assert.match(asked, /^revert all 2 migrations that are applied in sqlite:/);
});

test("where nothing is applied, nothing is asked", async () => {
  const project = new Project(table(1, "a"));
  const { code } = await inProcess(within(project, ["migrate:reset"]), {
    ask: () => Promise.reject(new Error("it asked")),
  });
  assert.equal(code, 0);
  assert.deepEqual(await project.tables(), ["a"]);
});

test("in CI nobody answers, terminal or not", async () => {
  const project = new Project(table(1, "a"));
  await inProcess(within(project, ["migrate"]));
  const { code, err } = await inProcess(within(project, ["migrate:reset"]), {
    env: { CI: "true" },
    ask: () => Promise.reject(new Error("it asked")),
  });
  assert.equal(code, 2);
  assert.match(err, /^error: nobody is there to confirm: revert every migration/);
});

const SERVER = "postgres://app:hidden@db.example/shop?sslpassword=hidden";

for (const args of [["db:drop"], ["db:fresh"], ["db:seed", "--env", "prod"]]) {
  test(`dunlin ${args.join(" ")} names database and server, no secret; in CI it is refused`, async () => {
    const call = [...args, "--database", SERVER];
    const inCi = await inProcess(call, {
      env: { CI: "true" },
      ask: () => Promise.reject(new Error("it asked")),
    });
    const declined = await inProcess(call, { ask: () => Promise.resolve("n") });
    for (const { code, out, err } of [inCi, declined, await inProcess([...call, "--json"])]) {
      assert.equal(code, 2);
      assert.doesNotMatch(out + err, /hidden/);
    }
    assert.match(inCi.err, /^error: nobody is there to confirm: [^]*db\.example\/shop/);
    assert.match(declined.err, /^error: not confirmed: [^]*db\.example\/shop/);
  });
}

test("what was not confirmed changed nothing", async () => {
  const project = new Project(table(1, "a"));
  await inProcess(within(project, ["migrate"]));
  const { code, err } = await inProcess(within(project, ["migrate:reset"]), {
    ask: () => Promise.resolve("n"),
  });
  assert.equal(code, 2);
  assert.match(err, /^error: not confirmed:/);
  assert.match(err, /state {2}nothing was changed/);
  assert.deepEqual(await project.tables(), ["a"]);
});

test("a password is not part of what is asked or refused", async () => {
  const { err } = await inProcess(["migrate:reset", "--database", "postgres://u:hidden@h/x"]);
  assert.match(err, /postgres:\/\/u:\*\*\*@h\/x/);
});

const noScript = noTerminal === false
  ? "shown in terminal_test.ts"
  : spawnSync("script", ["--version"]).stdout?.toString().includes("util-linux")
  ? false
  : "the script command of util-linux is not installed";

/** Runs the program in a pseudo-terminal and types once it asks. */
function inTerminal(project: Project, args: readonly string[], typed: string): Promise<string> {
  const call = commandLine(args).map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const child = spawn("script", ["-qec", call, "/dev/null"], {
    cwd: project.folder,
    env: bareEnvironment({ DATABASE_URL: "sqlite:app.db", TERM: "xterm" }),
    stdio: ["pipe", "pipe", "inherit"],
  });
  let said = "";
  let answered = false;
  child.stdout.setEncoding("utf8").on("data", (text) => {
    said += text;
    if (answered || !said.includes("[y/N]")) return;
    answered = true;
    child.stdin.write(typed);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(`${said}[exit code ${code}]`));
  });
}

for (
  const [keys, typed, code] of [
    ["y and Enter", "y\r", 0],
    ["Enter", "\r", 2],
    ["Ctrl-D", "\u0004", 2],
    ["Ctrl-C", "\u0003", 2],
  ] as const
) {
  test(`in a real terminal, ${keys} answers the question`, { skip: noScript }, async () => {
    const project = new Project(table(1, "a"));
    await project.run("migrate");
    const said = await inTerminal(project, ["migrate:down", "--all"], typed);
    assert.ok(said.endsWith(`[exit code ${code}]`), said);
    assert.deepEqual(await project.tables(), code === 0 ? [] : ["a"]);
  });
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { inProcess } from "./in_process.ts";
import { Project, table } from "./project.ts";

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

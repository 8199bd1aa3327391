import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import process from "node:process";
import { test } from "node:test";
import type { Prompts } from "../../src/cli/prompts.ts";
import { inProcess } from "./in_process.ts";
import { bareEnvironment, commandLine } from "./program.ts";
import { Project } from "./project.ts";

/** Prompts that answer from a list and remember what they were asked; null gives up. */
function answering(...answers: (string | null)[]): { prompts: Prompts; asked: string[] } {
  const asked: string[] = [];
  const answer = (message: string) => {
    asked.push(message);
    return Promise.resolve(answers.shift() ?? null);
  };
  const prompts: Prompts = {
    select: ({ message, choices, initial }) => {
      assert.ok(choices.some(({ value }) => value === initial), initial);
      return answer(message);
    },
    text: ({ message, initial, wrong }) => {
      assert.equal(wrong?.(initial), null); // Enter alone is an answer
      return answer(message);
    },
  };
  return { prompts, asked };
}

/** A call in a folder of its own: `init` works on the working folder. */
async function inFolder(
  args: readonly string[],
  options: Parameters<typeof inProcess>[1] & { readonly files?: Record<string, string> },
): Promise<{ project: Project; ended: Awaited<ReturnType<typeof inProcess>> }> {
  const project = new Project(options.files);
  const before = process.cwd();
  process.chdir(project.folder);
  try {
    return { project, ended: await inProcess(["init", ...args], options) };
  } finally {
    process.chdir(before);
  }
}

test("init asks for database, folder and runtime, and makes what was answered", async () => {
  const { prompts, asked } = answering(
    "postgres",
    "postgres://app@db/shop",
    "db/migrations",
    "node",
  );
  const { project, ended } = await inFolder([], { prompts });
  assert.deepEqual([ended.code, ended.err], [0, ""]);
  assert.equal(asked.length, 4);
  assert.deepEqual(JSON.parse(project.read("dunlin.json")), {
    database: "postgres://app@db/shop",
    dir: "db/migrations",
  });
  assert.ok(project.has("package.json") && !project.has("deno.json"));
});

test("init asks only for what the call does not say", async () => {
  const { prompts, asked } = answering("deno");
  const args = ["--database", "sqlite:x.db", "--dir", "sql"];
  const { project, ended } = await inFolder(args, { prompts });
  assert.equal(ended.code, 0);
  assert.deepEqual(asked, ["What runs the project?"]);
  assert.ok(project.has("sql/mod.ts") && project.has("deno.json"));
});

test("init suggests the folder in which migrations lie already", async () => {
  let suggested = "";
  const { prompts } = answering("sqlite", "sqlite:app.db");
  await inFolder([], {
    files: { "db/migrations/1_a.up.sql": "SELECT 1;" },
    prompts: {
      ...prompts,
      text: (question) => {
        if (question.message.includes("folder")) suggested = question.initial;
        return prompts.text(question);
      },
    },
  });
  assert.equal(suggested, "db/migrations");
});

for (
  const given of [[], ["sqlite"], ["sqlite", "sqlite:app.db"], ["sqlite", "sqlite:app.db", "m"]]
) {
  test(`init given up at question ${given.length + 1} writes nothing and exits with 1`, async () => {
    const { prompts } = answering(...given, null);
    const { project, ended } = await inFolder([], { prompts });
    assert.equal(ended.code, 1);
    assert.match(ended.err, /nothing was written/);
    assert.deepEqual(readdirSync(project.folder), []);
  });
}

test("a URL that cannot be read is refused while it is typed", async () => {
  const wrong: (string | null | undefined)[] = [];
  const { prompts } = answering("mysql", "mysql://root@localhost/shop", "migrations", "deno");
  await inFolder([], {
    prompts: {
      ...prompts,
      text: (question) => {
        if (question.message.includes("URL")) {
          wrong.push(question.wrong?.("mysq://root@localhost/shop"));
        }
        return prompts.text(question);
      },
    },
  });
  assert.match(String(wrong[0]), /did you mean "mysql:"/);
});

for (
  const [what, args, env] of [
    ["--yes", ["--yes"], {}],
    ["--json", ["--json"], {}],
    ["CI", [], { CI: "true" }],
  ] as const
) {
  test(`with ${what} nothing is asked`, async () => {
    const { prompts, asked } = answering();
    const { project, ended } = await inFolder(args, { prompts, env });
    assert.deepEqual([ended.code, asked], [0, []]);
    assert.ok(project.has("deno.json"));
  });
}

interface Pty {
  onData(listener: (text: string) => void): unknown;
  onExit(listener: (exit: { exitCode: number }) => void): unknown;
  write(text: string): void;
}

type Spawn = (file: string, args: string[], options: Record<string, unknown>) => Pty;

/** The package that makes real terminals, where it is there and this runtime can load it. */
async function loadPty(): Promise<Spawn | null> {
  try {
    const module = await import("@lydell/node-pty") as unknown as {
      readonly spawn?: Spawn;
      readonly default?: { readonly spawn: Spawn };
    };
    return module.spawn ?? module.default?.spawn ?? null;
  } catch {
    return null;
  }
}

const spawn = await loadPty();
const noPty = { skip: spawn === null ? "@lydell/node-pty cannot be loaded here" : false };

/** Runs `init` in a terminal; each answer is typed once its question is on the screen. */
function inTerminal(
  project: Project,
  answers: readonly (readonly [question: string, keys: string])[],
): Promise<{ code: number; said: string }> {
  const [file = "", ...args] = commandLine(["init"]);
  const env = bareEnvironment({ TERM: "xterm-256color" });
  delete env["CI"];
  const pty = (spawn as Spawn)(file, args, { cwd: project.folder, env, cols: 100, rows: 40 });
  let said = "";
  let next = 0;
  pty.onData((text) => {
    said += text;
    const [question, keys] = answers[next] ?? [];
    if (question === undefined || !said.includes(question)) return;
    next++;
    said += `\n[typed ${JSON.stringify(keys)}]\n`;
    pty.write(keys as string);
  });
  return new Promise((resolve) => pty.onExit(({ exitCode }) => resolve({ code: exitCode, said })));
}

test("in a real terminal, arrows and Enter answer", noPty, async () => {
  const project = new Project();
  const { code, said } = await inTerminal(project, [
    ["Which database", "\u001b[B\r"],
    ["Its URL", "\r"],
    ["Which folder", "/of/shop\r"],
    ["What runs", "\r"],
  ]);
  assert.equal(code, 0, said);
  const { database, dir } = JSON.parse(project.read("dunlin.json"));
  assert.match(database, /^postgres:\/\/postgres@localhost\/dunlin_cli_/);
  assert.equal(dir, "migrations/of/shop");
});

for (const [keys, typed] of [["Ctrl-C", "\u0003"], ["Escape", "\u001b"]] as const) {
  test(`in a real terminal, ${keys} in a question writes nothing`, noPty, async () => {
    const project = new Project();
    const { code, said } = await inTerminal(project, [["Which database", "\r"], [
      "Its URL",
      typed,
    ]]);
    assert.equal(code, 1, said);
    assert.match(said, /nothing was written/);
    assert.deepEqual(readdirSync(project.folder), []);
  });
}

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { delimiter } from "node:path";
import process from "node:process";
import { inProcess } from "./in_process.ts";
import { test } from "./off_node.ts";
import { bareEnvironment, commandLine } from "./program.ts";
import { Project, table } from "./project.ts";

const VERSIONS = { ...table("20260101000000", "a"), ...table("20260102000000", "b") };

/** What may follow, and the directive behind it. */
async function answer(project: Project, ...words: readonly string[]): Promise<string[]> {
  const { code, out, err } = await project.run("completions", "complete", "--", ...words);
  assert.deepEqual([code, err], [0, ""]);
  return out.trimEnd().split("\n").map((line) => line.replace(/\t.*/, ""));
}

const project = new Project(VERSIONS);

for (
  const [words, expected] of [
    [["migrate:st"], ["migrate:status", ":4"]],
    [["sta"], ["status", ":4"]],
    [["migrate:nosuch"], [":4"]],
    [["migrate", "--lock", ""], ["auto", "native", "lease", ":4"]],
    [["migrate", "--lock=le"], ["--lock=lease", ":4"]],
    [["up", "--out-of-order", "re"], ["refuse", ":4"]],
    [["migrate", "--to", ""], ["20260101000000", "20260102000000", ":4"]],
    [["migrate", "--to=20260102"], ["--to=20260102000000", ":4"]],
    [["migrate:baseline", "20260101"], ["20260101000000", ":4"]],
    [["migrate:rebase", "20260101000000", "20260102"], ["20260102000000", ":4"]],
    [["migrate:create", ""], [":4"]],
    [["migrate", "--dry-run="], ["--dry-run=list", "--dry-run=sql", ":4"]],
    [["migrate", "--dry-run", "--ste"], ["--steps", ":4"]],
    [["--verbose", "migrate:sta"], ["migrate:status", ":4"]],
    [["--dir", "other", "migrate:sta"], ["migrate:status", ":4"]],
    [["status", "--dir", ""], [":16"]],
    [["status", "--config", "x"], [":0"]],
    [["completions", ""], ["bash", "zsh", "fish", ":4"]],
    [["status", "--ch"], ["--check", ":4"]],
  ] as const
) {
  test(`dunlin ${words.join(" ")}⇥ completes ${expected.join(" ")}`, async () =>
    assert.deepEqual(await answer(project, ...words), expected));
}

test("versions have their names beside them, and come from the folder the line names", async () => {
  const other = new Project({ "db/7_add_email.up.sql": "", "conf.json": '{ "dir": "db" }' });
  const call = ["completions", "complete", "--", "migrate", "--dir", "db", "--to", ""];
  assert.match((await other.run(...call)).out, /^7\tadd_email\n:4\n$/);
  assert.deepEqual(await answer(other, "--config=conf.json", "up", "--to", ""), ["7", ":4"]);
});

test("a compiled program knows its own versions", async () => {
  const files = [{ name: "3_c.up.sql", checksum: "", text: "" }];
  const manifest = { format: 1, count: 1, files } as const;
  const { out } = await inProcess(["completions", "complete", "--", "up", "--to", ""], {
    manifest,
  });
  assert.equal(out, "3\tc\n:4\n");
});

test("a broken project completes what does not hang on it, without a word", async () => {
  const broken = new Project({ "dunlin.json": "{" }, "nosuch:nothing");
  assert.deepEqual(await answer(broken, "up", "--to", ""), [":4"]);
  assert.deepEqual(await answer(broken, "migrate:st"), ["migrate:status", ":4"]);
});

const OWN = `export default (tasks: any) => {
  tasks.add("birds:count", "Count the birds", () => {}, { aliases: ["count"] });
};
console.log("loaded");
`;

test("a project's own tasks are completed, with their descriptions", async () => {
  const own = new Project({ "tasks.ts": OWN.replace('console.log("loaded");', "") });
  const { out } = await own.run("completions", "complete", "--", "bir");
  assert.equal(out, "birds:count\tCount the birds\n:4\n");
  assert.deepEqual(await answer(own, "cou"), ["count", ":4"]);
  assert.deepEqual(await answer(own, "--tasks", "none", "bir"), [":4"]);
});

test("the tasks file that the line names is the one whose tasks are completed", async () => {
  const own = new Project({ "app/mine.ts": OWN.replace('console.log("loaded");', "") });
  own.write({ "app/dunlin.json": '{ "tasks": "mine.ts" }' });
  for (const named of [["--tasks", "app/mine.ts"], ["--config=app/dunlin.json"]]) {
    assert.deepEqual(await answer(own, ...named, "bir"), ["birds:count", ":4"]);
  }
});

for (
  const [what, text] of [
    ["that is no TypeScript", "export default (tasks => {"],
    ["that throws", 'throw new Error("no");'],
    ["that adds what cannot be", 'export default (tasks: any) => tasks.add("a b", () => {});'],
    ["that exports no tasks", "export default 5;"],
  ] as const
) {
  test(`of a tasks.ts ${what} nothing is completed, and nothing is said`, async () => {
    const broken = new Project({ ...VERSIONS, "tasks.ts": text });
    assert.deepEqual(await answer(broken, "birds"), [":4"]);
    assert.deepEqual(await answer(broken, "migrate:st"), ["migrate:status", ":4"]);
    assert.deepEqual(await answer(broken, "--tasks", "gone.ts", "bir"), [":4"]);
  });
}

test("an unknown shell is told in words", async () => {
  const { code, err } = await inProcess(["completions", "tcsh"]);
  assert.equal(code, 2);
  assert.match(err, /"tcsh" is no shell that can be taught\n {2}next {3}it is bash, zsh or fish/);
});

/** Why tests with a shell are skipped. */
function without(shell: string): { skip: string | false } {
  const found = spawnSync(shell, ["--version"]).status === 0;
  return { skip: found ? false : `${shell} is not installed` };
}

/** Runs a script of a shell beside a program called `dunlin`. */
function inShell(folder: Project, command: readonly string[]): string {
  const quoted = commandLine([]).map((word) => `'${word}'`).join(" ");
  folder.write({ "bin/dunlin": `#!/bin/sh\nexec ${quoted} "$@"\n`, "home/.keep": "" });
  chmodSync(folder.path("bin/dunlin"), 0o755);
  const [shell = "", ...args] = command;
  const { stdout, stderr } = spawnSync(shell, args, {
    cwd: folder.folder,
    env: {
      ...bareEnvironment({ HOME: folder.path("home") }),
      DENO_DIR: process.env["DENO_DIR"] ?? `${process.env["HOME"]}/.cache/deno`,
      PATH: `${folder.path("bin")}${delimiter}${process.env["PATH"]}`,
    },
    encoding: "utf8",
  });
  assert.equal(stderr, "");
  return stdout.trimEnd();
}

/** What bash would insert for a line: words as readline cuts them. */
function inBash(folder: Project, line: string): string[] {
  const words: string[] = [...line.match(/[:=]+|(?:\\.|[^\s:=])+/g) ?? []];
  if (/\s$/.test(line)) words.push("");
  const list = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const out = inShell(folder, [
    "bash",
    "--norc",
    "-c",
    `source <(dunlin completions bash)
source <(dunlin completions bash)
COMP_LINE='${line.replaceAll("'", "'\\''")}'; COMP_POINT=\${#COMP_LINE}
COMP_WORDS=(${list}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
[[ $(complete -p dunlin) == *'-F _dunlin_completions dunlin' ]] || exit 1
_dunlin_completions
printf '%s\\n' "\${COMPREPLY[@]}"`,
  ]);
  return out === "" ? [] : out.split("\n");
}

for (
  const [line, expected] of [
    ["dunlin migrate:st", ["status"]],
    ["dunlin migrate:", ["status", "down", "redo"]],
    ["dunlin sta", ["status"]],
    ["dunlin migrate --lock ", ["auto", "native", "lease"]],
    ["dunlin migrate --lock=n", ["native"]],
    ["dunlin migrate:baseline 20260102", ["20260102000000"]],
    ["dunlin migrate --dir mi", ["migrations"]],
    ["dunlin migrate --dir=mi", ["migrations"]],
    ["dunlin migrate --config dun", ["dunlin.json"]],
    ["dunlin nosuch ", []],
  ] as const
) {
  test(`bash: ${line}⇥`, without("bash"), () => {
    const folder = new Project({ ...VERSIONS, "dunlin.json": "{}" });
    assert.deepEqual(inBash(folder, line).slice(0, 3), expected);
  });
}

test(
  "bash: what was typed is never run, and a folder with a space is one word",
  without("bash"),
  () => {
    const folder = new Project({ "my files/4_d.up.sql": "" });
    inBash(folder, "dunlin migrate $(touch${IFS}run) `touch${IFS}run` ;touch${IFS}run --to ");
    assert.equal(folder.has("run"), false);
    assert.deepEqual(inBash(folder, "dunlin migrate --dir my\\ files --to "), ["4"]);
  },
);

test("bash: a program that is gone completes nothing, and says nothing", without("bash"), () => {
  const folder = new Project();
  const out = inShell(folder, [
    "bash",
    "--norc",
    "-c",
    `source <(dunlin completions bash)
PATH=/nowhere; COMP_LINE='dunlin mi'; COMP_WORDS=(dunlin mi); COMP_CWORD=1
_dunlin_completions; printf '%s' "\${#COMPREPLY[@]}"`,
  ]);
  assert.equal(out, "0");
});

test(
  "bash: a tasks.ts that says something when it is loaded completes nothing of it",
  without("bash"),
  () => {
    const own = new Project({ "tasks.ts": OWN });
    assert.deepEqual(inBash(own, "dunlin birds:"), ["count"]);
    assert.deepEqual(inBash(own, "dunlin lo"), []);
  },
);

for (
  const [line, expected] of [
    ["dunlin migrate:st", ["migrate:status"]],
    ["dunlin birds", ["birds:count"]],
    ["dunlin migrate --lock ", ["auto", "lease", "native"]],
    ["dunlin migrate --lock=n", ["--lock=native"]],
    ["dunlin migrate:baseline 20260102", ["20260102000000"]],
    ["dunlin status --ch", ["--check"]],
    ["dunlin migrate --dir mi", ["migrations/"]],
    ["dunlin migrate --dir=mi", ["--dir=migrations/"]],
    ["dunlin migrate --config dun", ["dunlin.json"]],
  ] as const
) {
  test(`fish: ${line}⇥`, without("fish"), () => {
    const folder = new Project({ ...VERSIONS, "dunlin.json": "{}", "tasks.ts": OWN });
    const script = `dunlin completions fish | source; complete -C '${line}'`;
    const found = inShell(folder, ["fish", "--no-config", "-c", script]).split("\n");
    assert.deepEqual(found.map((one) => one.split("\t")[0]).sort(), expected);
  });
}

for (
  const [words, expected] of [
    [["migrate:st"], ["migrate:status"]],
    [["birds"], ["birds:count"]],
    [["migrate", "--lock", ""], ["auto", "native", "lease"]],
    [["migrate", "--lock=n"], ["--lock=native"]],
    [["migrate:baseline", "20260102"], ["20260102000000"]],
    [["status", "--dir", ""], ["_files -/"]],
    [["status", "--config", ""], ["_files"]],
  ] as const
) {
  test(`zsh: dunlin ${words.join(" ")}⇥`, without("zsh"), () => {
    const script = `compdef() { print -r -- "compdef $*" }
compadd() { print -rl -- $values }
_files() { print -r -- "\${(j: :)\${:-_files $*}}" | sed 's/ *$//' }
compset() { : }
source <(dunlin completions zsh)
words=(dunlin ${words.map((word) => `'${word}'`).join(" ")}); CURRENT=\${#words}
PREFIX=\${words[CURRENT]}
_dunlin`;
    const out = inShell(new Project({ ...VERSIONS, "tasks.ts": OWN }), ["zsh", "-f", "-c", script])
      .split("\n");
    assert.deepEqual(out, ["compdef _dunlin dunlin", ...expected]);
  });
}

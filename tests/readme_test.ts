import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { COMMANDS } from "../src/cli/commands/all.ts";
import { normal } from "./cli/golden.ts";
import { onDeno } from "./cli/program.ts";
import { test } from "./cli/off_node.ts";
import { Project, table } from "./cli/project.ts";
import { databases } from "./contract/databases.ts";
import { play, quickstart, TRANSCRIPTS } from "./readme/transcripts.ts";

const path = fileURLToPath(new URL("../README.md", import.meta.url));
const readme = () => readFileSync(path, "utf8");

/** The block of a transcript, with its markers. */
function block(name: string): RegExp {
  return new RegExp(`(<!-- transcript: ${name} -->\n)([^]*?)(<!-- /transcript -->)`);
}

for (const [name, transcript] of Object.entries(TRANSCRIPTS)) {
  test(`README: the transcript ${name} is what the program says (DUNLIN_UPDATE_GOLDEN=1 writes it)`, async () => {
    const said = await play(transcript);
    const written = block(name).exec(readme())?.[2] ?? assert.fail(`no transcript ${name}`);
    const found = `\n\`\`\`console\n${said}\`\`\`\n\n`;
    const same = plain(written) === plain(found);
    if (!same && process.env["DUNLIN_UPDATE_GOLDEN"] === "1") {
      writeFileSync(path, readme().replace(block(name), (_, head, __, end) => head + found + end));
    } else assert.equal(plain(written), plain(found));
  });
}

function plain(text: string): string {
  // how wide a column is depends on how long something took
  return normal(text, "/nowhere").replaceAll(/ +$/gm, "").replaceAll(/(?<=\S) {2,}/g, "  ");
}

test("README: no transcript is without a run", () => {
  const named = [...readme().matchAll(/<!-- transcript: (\S+) -->/g)].map(([, name]) => name);
  assert.deepEqual(named.sort(), Object.keys(TRANSCRIPTS).sort());
});

test("README: every command it names exists", () => {
  const known = new Set(COMMANDS.flatMap(({ name, aliases }) => [name, ...aliases]));
  const calls = [
    ...readme().matchAll(/(?:\/cli|[`$] ?dunlin|^dunlin) ([a-z]+(?::[a-z]+)?)(?= |`|$)/gm),
    ...readme().matchAll(/`(migrate:[a-z]+)/g),
  ].map(([, name]) => name ?? "");
  assert.ok(calls.length > 10, `only ${calls.length} calls were found`);
  assert.deepEqual(calls.filter((name) => !known.has(name)), []);
});

test("README: every task it calls is one that init writes", async () => {
  const project = new Project({}, null);
  await project.run("init");
  const { tasks } = JSON.parse(project.read("deno.json"));
  const section = readme().split("## Five minutes on SQLite")[1]?.split("\n## ")[0] ?? "";
  const called = [...section.matchAll(/deno task ([\w:]+)/g)].map(([, name]) => name ?? "");
  assert.ok(called.length > 3);
  assert.deepEqual(called.filter((name) => !(name in tasks)), []);
});

test("README: every directive of its table is understood", async () => {
  const rows = readme().split("| directive")[1]?.split("\n\n")[0]?.split("\n").slice(2) ?? [];
  assert.ok(rows.length >= 5);
  const texts = rows.flatMap((row) =>
    [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text)
  );
  const files = texts.map((text, index) => {
    const words = text.replace(/^-- dunlin: /, "");
    const full = /^(on|off)$/.test(words) ? `foreign-keys ${words}` : words;
    const name = `migrations/${index + 1}_a.${/^irreversible/.test(full) ? "down" : "up"}.sql`;
    return { [`migrations/${index + 1}_a.up.sql`]: "SELECT 1;", [name]: `-- dunlin: ${full}\n` };
  });
  const project = new Project(Object.assign({}, ...files));
  const { code, out, err } = await project.run("migrate:validate");
  assert.equal(code, 0, out + err);
});

/** The flags that the table of permissions names for a database. */
function flagsOf(database: string): readonly string[] {
  const rows = readme().split("| database")[1]?.split("\n\n")[0]?.split("\n").slice(2) ?? [];
  const row = rows.find((line) => line.toLowerCase().includes(database)) ??
    assert.fail(`no row for ${database}`);
  return /`([^`]+)`/.exec(row)?.[1]?.replaceAll("'", "").split(" ") ?? [];
}

for (const { name, skip, fresh: make } of databases) {
  test(`README: the permissions it names are enough for ${name}`, {
    skip: skip || (onDeno ? false : "permissions are Deno's"),
  }, async () => {
    const fresh = await make();
    try {
      const url = name === "sqlite" ? "sqlite:app.db" : fresh.url;
      const host = name === "sqlite" ? "" : new URL(url).host;
      const flags = flagsOf(name).map((flag) => flag.replace("HOST:PORT", host));
      const permissions = [...flags, "--allow-read=migrations"];
      const joined = permissions.filter((flag) => !flag.startsWith("--allow-read"));
      const read = permissions.filter((flag) => flag.startsWith("--allow-read="))
        .map((flag) => flag.slice("--allow-read=".length)).join(",");
      const project = new Project(table(1, "a"), url);
      for (const args of [["migrate"], ["status"], ["down"]]) {
        const { code, err } = await project.start(args, {
          permissions: [...joined, `--allow-read=${read}`],
        }).ended;
        assert.deepEqual([code, err], [0, ""], args.join(" "));
      }
    } finally {
      await fresh.dispose();
    }
  });
}

test("README: the quickstart needs its file, its folder and dunlin.json", {
  skip: onDeno ? false : "permissions are Deno's",
}, async () => {
  const permissions = ["--allow-read=migrations,shop.db,dunlin.json", "--allow-write=shop.db"];
  const { code, err } = await quickstart().start(["migrate"], { permissions }).ended;
  assert.deepEqual([code, err], [0, ""]);
});

test("README: the exit codes are those it names", async () => {
  const codes = /Exit codes: ([^.]+)\./.exec(readme().replaceAll("\n", " "))?.[1] ?? "";
  assert.deepEqual(codes.split("; ").map((part) => part.slice(0, 1)), ["0", "1", "2", "3", "4"]);
  const project = new Project(table(1, "a"));
  assert.equal((await project.run("status", "--check")).code, 3);
  assert.equal((await project.run("migrate")).code, 0);
  assert.equal((await project.run("migrate", "--no-such-option")).code, 2);
  project.write({ "migrations/2_b.up.sql": "nonsense;" });
  assert.equal((await project.run("migrate")).code, 1);
  const { DatabaseSync } = await import("node:sqlite");
  const other = new DatabaseSync(project.path("app.db"));
  other.exec("BEGIN IMMEDIATE");
  assert.equal((await project.run("migrate", "--lock-wait", "0")).code, 4);
  other.close();
});

test("README: it is short enough to be read", () => {
  assert.ok(readme().split("\n").length <= 320);
});

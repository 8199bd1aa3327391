import assert from "node:assert/strict";
import { test } from "node:test";
import { matchesGolden, page } from "./golden.ts";
import { inProcess } from "./in_process.ts";

/** Wrong by the call alone: nothing is read or reached. */
const CALLS: readonly (readonly string[])[] = [
  ["migrat"],
  ["frobnicate"],
  [""],
  ["two words"],
  ["help", "migrat"],
  ["--halp"],
  ["migrate", "--stesp", "3"],
  ["migrate", "-x"],
  ["migrate", "extra"],
  ["migrate", "--steps", "0"],
  ["migrate", "--steps", "1.5"],
  ["migrate", "--steps", "-1"],
  ["migrate", "--to", "1", "--steps", "1"],
  ["migrate", "--to="],
  ["migrate", "--to", "--verbose"],
  ["migrate", "--dry-run=rehearse"],
  ["migrate", "--out-of-order", "maybe"],
  ["migrate", "--quiet=yes"],
  ["migrate", "--quiet", "--verbose"],
  ["migrate", "--database"],
  ["migrate", "--database", "sqlite:x.db", "--lock-wait", "soon"],
  ["migrate", "--database", "sqlite:x.db", "--lock-timeout", "-5"],
  ["migrate:down", "0"],
  ["migrate:down", "two"],
  ["migrate:down", "2", "--all"],
  ["migrate:redo", "1", "2"],
  ["migrate:baseline"],
  ["migrate:create"],
  ["migrate:create", "!!!"],
  ["migrate:validate", "--dialect", "oracle"],
  ["migrate:status", "--dir", "a", "--dir", "b"],
  ["manifest", "--check", "--inline"],
  ["migrate", "--database", "nonsense"],
  ["migrate", "--database", "app.db"],
  ["migrate", "--database", "oracle://h/x"],
  ["migrate", "--database", "postgress://u:hidden@h/x"],
  ["migrate", "--database", "postgres://u:hidden@h:99999/x"],
  ["migrate", "--database", "postgres://u:hidden@h:abc/x"],
  ["migrate", "--database", "sqlite:"],
];

test("every wrong call ends with 2 and the page of the golden file", async () => {
  const pages: string[] = [];
  for (const args of CALLS) {
    const ended = await inProcess(args);
    assert.equal(ended.code, 2, `dunlin ${args.join(" ")}\n${ended.out}${ended.err}`);
    assert.equal(ended.out, "");
    pages.push(page(args, ended, "/no-folder"));
  }
  matchesGolden("errors/wrong_calls.txt", pages.join("\n"));
});

test("no password of a URL is told", async () => {
  for (const args of CALLS) {
    const { out, err } = await inProcess(args);
    assert.doesNotMatch(out + err, /hidden/);
  }
});

test("with --json every error is one object with stable keys", async () => {
  for (const args of CALLS) {
    if (args.at(-1) === "--database" || args.includes("--json") || args.includes("--")) continue;
    const { code, out, err } = await inProcess([...args, "--json"]);
    assert.deepEqual([code, err], [2, ""], args.join(" "));
    const object = JSON.parse(out);
    assert.equal(object.type, "error");
    assert.deepEqual(Object.keys(object).slice(0, 7), [
      "type",
      "code",
      "message",
      "where",
      "server",
      "state",
      "next",
    ]);
    assert.equal(typeof object.message, "string");
  }
});

for (
  const [variables, words] of [
    [{ DATABASE_URL: "nonsense" }, /no scheme \(in nonsense\)[^]*that of DATABASE_URL/],
    [{ DB_TYPE: "postgrs" }, /DB_TYPE is "postgrs"[^]*did you mean "postgres"/],
    [{ DB_TYPE: "sqlite" }, /DB_NAME names no file/],
    [
      { DB_TYPE: "postgres", DB_HOST: "h", DB_PORT: "x" },
      /port is not a number[^]*that of DB_TYPE/,
    ],
  ] as const
) {
  test(`the error of a URL names its variable: ${JSON.stringify(variables)}`, async () => {
    const { code, err } = await inProcess(["migrate"], { env: { ...variables } });
    assert.equal(code, 2);
    assert.match(err, words);
  });
}

test("a flag is stronger than the environment", async () => {
  const env = { DATABASE_URL: "nonsense" };
  const { err } = await inProcess(["migrate", "--database", "sqlite:"], { env });
  assert.match(err, /the URL names no file/);
  assert.doesNotMatch(err, /DATABASE_URL/);
});

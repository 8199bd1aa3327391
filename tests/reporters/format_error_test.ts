import assert from "node:assert/strict";
import { test } from "node:test";
import { DunlinError } from "../../src/errors.ts";
import { formatError } from "../../src/reporters/format_error.ts";
import { textWidth } from "../../src/reporters/text_width.ts";

const failed = new DunlinError(
  "migration-failed",
  "migration 20260301_add_email failed at statement 2 of 3",
  {
    where: {
      file: "migrations/20260301_add_email.up.sql",
      line: 7,
      column: 23,
      excerpt: "ALTER TABLE users ADD email TEXT;\n                      ^^^^^",
    },
    server: { code: "1060", label: "MySQL 1060", message: "Duplicate column name 'email'" },
    state: "statement 1 is kept: MySQL commits DDL at once",
    next: "fix the file, run `dunlin migrate` again: it resumes at statement 2",
  },
);

test("an error says what happened, where, what was said, what is kept, what next", () => {
  assert.equal(
    formatError(failed),
    `error: migration 20260301_add_email failed at statement 2 of 3
  at     migrations/20260301_add_email.up.sql:7:23
         ALTER TABLE users ADD email TEXT;
                               ^^^^^
  said   Duplicate column name 'email' (MySQL 1060)
  state  statement 1 is kept: MySQL commits DDL at once
  next   fix the file, run \`dunlin migrate\` again: it resumes at statement 2`,
  );
});

test("what is not known is left out", () => {
  assert.equal(formatError(new DunlinError("usage", "no such task")), "error: no such task");
});

test("a server's detail and hint stand below its words", () => {
  const error = new DunlinError("migration-failed", "it failed", {
    server: {
      code: "23505",
      message: "duplicate key",
      detail: "Key (id)=(1) already exists.",
      hint: "Try another.",
    },
  });
  assert.equal(
    formatError(error),
    `error: it failed
  said   duplicate key (23505)
         detail: Key (id)=(1) already exists.
         hint: Try another.`,
  );
});

test("a place without a line is its file", () => {
  const error = new DunlinError("no-down", "no", { where: { file: "1_a.up.sql" } });
  assert.equal(formatError(error), "error: no\n  at     1_a.up.sql");
});

test("several problems are listed with their number", () => {
  const problems = [
    new DunlinError("plan-refused", "migration 1_a was edited", {
      where: { file: "1_a.up.sql" },
      next: "restore it",
    }),
    new DunlinError("plan-refused", "migration 2_b is missing", { next: "find it" }),
  ];
  const error = new DunlinError("plan-refused", "2 migrations stand in the way", {
    state: "nothing was run",
    problems,
  });
  assert.equal(
    formatError(error),
    `error: 2 migrations stand in the way
  1) migration 1_a was edited
    at     1_a.up.sql
    next   restore it
  2) migration 2_b is missing
    next   find it
  state  nothing was run`,
  );
});

test("a next step all problems share is said once", () => {
  const problems = ["1_a", "2_b"].map((name) =>
    new DunlinError("plan-refused", `migration ${name} is late`, { next: "allow it" })
  );
  const error = new DunlinError("plan-refused", "2 migrations stand in the way", { problems });
  assert.equal(
    formatError(error),
    `error: 2 migrations stand in the way
  1) migration 1_a is late
  2) migration 2_b is late
  next   allow it`,
  );
});

test("long text wraps below itself, and commands stay whole", () => {
  const lines = formatError(failed, { columns: 60 }).split("\n");
  assert.deepEqual(lines.slice(-2), [
    "  next   fix the file, run `dunlin migrate` again: it",
    "         resumes at statement 2",
  ]);
  assert.ok(lines.every((line) => textWidth(line) <= 60));
});

test("an excerpt is never wrapped", () => {
  assert.match(formatError(failed, { columns: 40 }), /\n {9}ALTER TABLE users ADD email TEXT;\n/);
});

test("tabs of an excerpt stay, so that the caret stands right", () => {
  const where = { file: "a.sql", line: 1, column: 2, excerpt: "\tSELEC 1\n\t^" };
  const text = formatError(new DunlinError("migration-failed", "it failed", { where }));
  assert.match(text, /\n {9}\tSELEC 1\n {9}\t\^$/);
});

test("nothing is coloured unless it is told so", () => {
  assert.ok(!formatError(failed).includes("\x1b"));
  assert.ok(formatError(failed, { color: true }).includes("\x1b[31merror: \x1b[39m"));
});

test("control characters of others are shown, not obeyed", () => {
  const error = new DunlinError("migration-failed", "migration 1_\x1b[2J failed", {
    where: { file: "1_\x1b[2J.up.sql", line: 1, column: 1, excerpt: "\x1b]0;title\x07\n^" },
    server: { code: "X\x1b", message: "said \x1b[31mred\x9b", detail: "\x08", hint: "\x1b" },
    state: "\x1b",
    next: "\x1b",
  });
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(formatError(error), /[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
});

test("a server's several lines stay below each other and cannot pose as fields", () => {
  const error = new DunlinError("migration-failed", "it failed", {
    server: { code: null, message: "first\nnext   do harm" },
  });
  assert.equal(formatError(error), "error: it failed\n  said   first\n         next   do harm");
});

test("the cause and its stack are not shown", () => {
  const error = new DunlinError("io", "it failed", { cause: new Error("inner secret") });
  assert.equal(formatError(error), "error: it failed");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { DunlinError } from "../../src/errors.ts";
import { findingsIn, findingsOf } from "../../src/reporters/finding.ts";
import { githubAnnotation } from "../../src/reporters/github.ts";
import { EVENTS } from "./fixtures.ts";

function annotated(error: DunlinError): readonly string[] {
  return findingsOf(error).map(githubAnnotation);
}

test("an annotation names file, line, column and code", () => {
  const where = { file: "migrations/1_a.up.sql", line: 7, column: 3 };
  const error = new DunlinError("migration-failed", "it failed", { where });
  assert.deepEqual(annotated(error), [
    "::error file=migrations/1_a.up.sql,line=7,col=3,title=dunlin%3A migration-failed::it failed",
  ]);
});

test("what is not known is left out", () => {
  assert.deepEqual(annotated(new DunlinError("io", "x", { where: { file: "a" } })), [
    "::error file=a,title=dunlin%3A io::x",
  ]);
  assert.deepEqual(annotated(new DunlinError("io", "x")), ["::error title=dunlin%3A io::x"]);
});

test("nothing that a file or a server says ends the command or begins another", () => {
  const [line = ""] = annotated(
    new DunlinError("io", "50% of\r\n::set-output name=x::y", {
      where: { file: "a,line=9:b%.sql" },
    }),
  );
  assert.equal(
    line,
    "::error file=a%2Cline=9%3Ab%25.sql,title=dunlin%3A io::50%25 of%0D%0A::set-output name=x::y",
  );
});

test("what the server said, what is true now and what to do next are lines of it", () => {
  const error = new DunlinError("migration-failed", "it failed", {
    server: { code: "42701", label: "PostgreSQL 42701", message: "column exists", hint: "drop it" },
    state: "rolled back",
    next: "fix it",
  });
  assert.match(
    annotated(error)[0] ?? "",
    /::it failed%0Asaid: column exists \(PostgreSQL 42701\)%0Ahint: drop it%0Astate: rolled back%0Anext: fix it$/,
  );
});

test("an error that stands for several is an annotation each", () => {
  const problems = ["a", "b"].map((message) => new DunlinError("invalid-migrations", message));
  assert.equal(annotated(new DunlinError("invalid-migrations", "2", { problems })).length, 2);
});

test("a warning is one, a run's failure is told once, at its end", () => {
  assert.match(githubAnnotation(findingsIn(EVENTS.warning)[0]!), /^::warning file=migrations\//);
  assert.equal(findingsIn(EVENTS.migration_failed).length, 0);
  assert.equal(findingsIn(EVENTS.run_finished).length, 1);
  assert.equal(findingsIn({ ...EVENTS.run_finished, failed: null }).length, 0);
});

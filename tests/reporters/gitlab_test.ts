import assert from "node:assert/strict";
import { test } from "node:test";
import { DunlinError } from "../../src/errors.ts";
import { findingsIn, findingsOf } from "../../src/reporters/finding.ts";
import { type GitlabEntry, gitlabReport } from "../../src/reporters/gitlab.ts";
import { EVENTS } from "./fixtures.ts";

function report(...errors: readonly DunlinError[]): readonly GitlabEntry[] {
  return JSON.parse(gitlabReport(errors.flatMap(findingsOf), "dunlin.json"));
}

function at(line: number, message = "x"): DunlinError {
  return new DunlinError("invalid-migrations", message, { where: { file: "a.sql", line } });
}

test("nothing found is an empty report", () => assert.equal(gitlabReport([], "x"), "[]\n"));

test("an entry has what GitLab asks for", () => {
  const [entry] = report(at(7));
  assert.deepEqual({ ...entry, fingerprint: entry?.fingerprint.length }, {
    description: "x",
    check_name: "invalid-migrations",
    fingerprint: 64,
    severity: "critical",
    location: { path: "a.sql", lines: { begin: 7 } },
  });
});

test("what has no place is put where the configuration is", () => {
  const [entry] = report(new DunlinError("connection-failed", "x"));
  assert.deepEqual(entry?.location, { path: "dunlin.json", lines: { begin: 1 } });
});

test("a warning is minor", () => {
  const [entry] = JSON.parse(gitlabReport(findingsIn(EVENTS.warning), "x"));
  assert.equal(entry.severity, "minor");
});

test("a fingerprint stays where only the line moved, and differs where the words do", () => {
  const print = (error: DunlinError) => report(error)[0]?.fingerprint;
  assert.equal(print(at(7)), print(at(9)));
  assert.notEqual(print(at(7)), print(at(7, "y")));
});

test("no two entries share a fingerprint", () => {
  const prints = report(at(7), at(9), at(9, "y")).map(({ fingerprint }) => fingerprint);
  assert.equal(new Set(prints).size, 3);
});

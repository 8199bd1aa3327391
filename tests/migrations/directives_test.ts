import assert from "node:assert/strict";
import { test } from "node:test";
import { readDirectives } from "../../src/migrations/directives.ts";
import { readDuration } from "../../src/migrations/duration.ts";
import type { Directives } from "../../src/migrations/migration.ts";

const READ: Record<string, Directives> = {
  "-- dunlin: no-transaction": { noTransaction: true },
  "-- dunlin:no-transaction": { noTransaction: true },
  "  --   dunlin:   no-transaction   ": { noTransaction: true },
  "-- dunlin: only production": { only: ["production"] },
  "-- dunlin: only production, staging": { only: ["production", "staging"] },
  "-- dunlin: irreversible because data is gone": { irreversible: "data is gone" },
  "-- dunlin: lock-timeout 2s": { lockTimeoutMs: 2000 },
  "-- dunlin: lock-timeout 0": { lockTimeoutMs: 0 },
  "-- dunlin: statement-timeout 10min": { statementTimeoutMs: 600_000 },
  "-- dunlin: foreign-keys off": { foreignKeys: "off" },
  "-- dunlin: vars": { vars: [] },
  "-- dunlin: vars SCHEMA, APP_PASSWORD": { vars: ["SCHEMA", "APP_PASSWORD"] },
  "-- dunlin: allow PG001 because it is empty": {
    allow: [{ rule: "PG001", reason: "it is empty" }],
  },
  "-- dunlin: allow PG001, PG002 because it is empty": {
    allow: [{ rule: "PG001", reason: "it is empty" }, { rule: "PG002", reason: "it is empty" }],
  },
  "-- about dunlin: it is a bird": {},
  "-- dunlin is a bird": {},
  "/* dunlin is a bird */": {},
};

for (const [line, directives] of Object.entries(READ)) {
  test(`readDirectives() reads ${JSON.stringify(line)}`, () => {
    const reading = readDirectives(`${line}\nSELECT 1;`, "sql");
    assert.deepEqual(reading.problems, []);
    assert.deepEqual(reading.directives, directives);
  });
}

const REFUSED: Record<string, RegExp> = {
  "-- dunlin: no-transactoin": /did you mean no-transaction/,
  "-- dunlin: no_transaction": /did you mean no-transaction/,
  "-- dunlin: frobnicate": /known are no-transaction, only/,
  "-- dunlin:": /says nothing/,
  "-- dunlin: no-transaction please": /takes no value/,
  "-- dunlin: only": /not the name of an environment/,
  "-- dunlin: only a,,b": /not the name of an environment/,
  "-- dunlin: only a,a": /names a twice/,
  "-- dunlin: irreversible": /needs a reason/,
  "-- dunlin: irreversible because": /needs a reason/,
  "-- dunlin: lock-timeout": /not a duration/,
  "-- dunlin: lock-timeout 5": /not a duration/,
  "-- dunlin: lock-timeout -1s": /not a duration/,
  "-- dunlin: foreign-keys no": /on or off/,
  "-- dunlin: vars 1ST": /"1ST" is not the name of a variable/,
  "-- dunlin: vars A, B, A": /vars names A twice/,
  "-- dunlin: allow PG001": /a reason/,
  "-- dunlin: allow because x": /a rule/,
  "--dunlin: no-transaction": /not how a directive is written/,
  "-- Dunlin: no-transaction": /not how a directive is written/,
  "--- dunlin: no-transaction": /not how a directive is written/,
  "# dunlin: no-transaction": /not how a directive is written/,
  "/* dunlin: no-transaction */": /not how a directive is written/,
  "/*\n-- dunlin: no-transaction\n*/": /block comment/,
  "-- dunlin no-transaction": /needs a colon/,
};

for (const [text, words] of Object.entries(REFUSED)) {
  test(`readDirectives() refuses ${JSON.stringify(text)}`, () => {
    const { problems } = readDirectives(`${text}\nSELECT 1;`, "sql");
    assert.equal(problems.length, 1);
    assert.match(`${problems[0]?.message} ${problems[0]?.next}`, words);
  });
}

test("readDirectives() says the line and the column of a problem", () => {
  const { problems } = readDirectives("-- a\r\n\r\n  -- dunlin: x\r\n", "sql");
  assert.deepEqual([problems[0]?.line, problems[0]?.column], [3, 3]);
});

test("readDirectives() refuses a directive that stands twice and names the other line", () => {
  const text = "-- dunlin: lock-timeout 1s\n-- dunlin: lock-timeout 2s\n";
  const { problems } = readDirectives(text, "sql");
  assert.match(problems[0]?.message ?? "", /line 1/);
  assert.equal(problems[0]?.line, 2);
});

test("readDirectives() takes several allow lines, but a rule only once", () => {
  const text = "-- dunlin: allow A1 because x\n-- dunlin: allow B1 because x\n";
  assert.equal(readDirectives(text, "sql").directives.allow?.length, 2);
  assert.equal(readDirectives(`${text}-- dunlin: allow A1 because y`, "sql").problems.length, 1);
});

test("readDirectives() ends the head at the first thing that is no comment", () => {
  const text = "/* a */ -- b\n\nSELECT 1;\n-- dunlin: no-transaction\n";
  const { directives, head } = readDirectives(text, "sql");
  assert.deepEqual(directives, {});
  assert.equal(head.end, text.indexOf("SELECT"));
});

test("readDirectives() takes MySQL's executable comments for statements", () => {
  const text = "/*!40101 SET NAMES utf8 */;\n-- dunlin: no-transaction\n";
  assert.equal(readDirectives(text, "sql").head.end, 0);
});

test("readDirectives() reads // in TypeScript", () => {
  const text = "#!/usr/bin/env x\n/** doc */\n// dunlin: only ci\nexport {};\n";
  assert.deepEqual(readDirectives(text, "code").directives, { only: ["ci"] });
});

test("readDirectives() refuses -- in TypeScript only where it is a comment", () => {
  assert.equal(readDirectives("//dunlin: only ci\n", "code").problems.length, 1);
});

const DURATIONS: Record<string, number | null> = {
  "250ms": 250,
  "2s": 2000,
  "1.5s": 1500,
  "10 min": 600_000,
  "1h": 3_600_000,
  "0": 0,
  "0.5ms": null,
  "5": null,
  "1d": null,
  "1e3s": null,
  "600h": null,
  "596h": 2_145_600_000,
  "": null,
};

for (const [text, durationMs] of Object.entries(DURATIONS)) {
  test(`readDuration() reads ${JSON.stringify(text)} as ${durationMs}`, () => {
    assert.equal(readDuration(text), durationMs);
  });
}

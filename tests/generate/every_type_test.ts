import assert from "node:assert/strict";
import { test } from "node:test";
import type { TypeRule } from "../../src/generate/column_type.ts";
import { grammarOf } from "../../src/generate/grammar_of.ts";
import { databases, type TestDatabase } from "../contract/databases.ts";
import { tryGenerated } from "./try_generated.ts";

/** A field of that type, at its plainest. */
function plain(rule: TypeRule, at: number): string {
  if (rule.words === "labels") return `c${at}:${rule.name}{a,it's}`;
  if (rule.words === "name") return `c${at}:${rule.name}{mood}`;
  const first = rule.takes?.[0];
  const size = (rule.needs ?? 0) > 0 ? `{${first!.least}}` : "";
  return `c${at}:${rule.name}${size}:nullable`;
}

/** The same with everything in its brackets, at its largest where a table has room for that. */
function sized(rule: TypeRule, at: number): string | null {
  const { takes = [] } = rule;
  if (takes.length === 0) return null;
  const numbers = takes.map(({ most }) => Math.min(most, 65));
  if (numbers.length === 2) numbers[1] = Math.min(numbers[1]!, 30);
  return `s${at}:${rule.name}{${numbers.join(",")}}:nullable`;
}

const DEFAULTS: Readonly<Record<string, string>> = {
  text: "it's \\ so",
  integer: "7",
  number: "1.5",
  boolean: "true",
  date: "now",
  time: "now",
  moment: "now",
  datetime: "now",
  uuid: "uuid",
  json: '{"a":"it\'s"}',
  label: "it's",
  year: "now",
  binary: "x",
};

function withDefault(rule: TypeRule, at: number): string | null {
  const value = DEFAULTS[rule.values];
  if (value === undefined || (rule.needs ?? 0) > 0) return null;
  const labels = rule.words === "labels" ? "{a,it's}" : "";
  const size = rule.name === "char" ? "{12}" : "";
  return `d${at}:${rule.name}${size}${labels}:default=${value}`;
}

function present<Value>(value: Value | null): value is Value {
  return value !== null;
}

function types(database: TestDatabase): readonly TypeRule[] {
  return grammarOf(database.name).types;
}

const ENUM = ["CREATE TYPE mood AS ENUM ('good', 'bad')"];

for (const database of databases) {
  const before = database.name === "postgres" ? ENUM : [];
  const cases: readonly (readonly [what: string, fields: readonly string[]])[] = [
    ["every type", types(database).map(plain)],
    ["every type with its numbers", types(database).map(sized).filter(present)],
    ["every type with a default", types(database).map(withDefault).filter(present)],
  ];
  for (const [what, fields] of cases) {
    test(`${database.name}: a table with ${what} goes up, down and up`, {
      skip: database.skip,
    }, async () => {
      assert.ok(fields.length > 3, `only ${fields.length} fields`);
      await tryGenerated(database, { call: ["create_things", ...fields], before });
    });
  }

  test(`${database.name}: a row takes every default`, { skip: database.skip }, async () => {
    const fields = types(database).map(withDefault).filter(present);
    await tryGenerated(database, {
      call: ["create_things", ...fields],
      check: async (fresh) => {
        await fresh.raw.query(
          database.name.startsWith("m")
            ? "INSERT INTO things () VALUES ()"
            : "INSERT INTO things DEFAULT VALUES",
        );
        const [row = {}] = await fresh.raw.query("SELECT * FROM things");
        const at = types(database).findIndex(({ name }) => name === "text");
        assert.equal(row[`d${at}`], "it's \\ so");
        assert.ok(Object.values(row).every((value) => value !== null));
      },
    });
  });

  test(`${database.name}: every type is added to a table and taken away again`, {
    skip: database.skip,
  }, async () => {
    const fields = types(database).map(plain).map((field) =>
      field.endsWith(":nullable") ? field : `${field}:nullable`
    );
    await tryGenerated(database, {
      call: ["add_things_to_boxes", ...fields],
      before: [
        ...before,
        "CREATE TABLE boxes (id INTEGER PRIMARY KEY)",
        "INSERT INTO boxes VALUES (1)",
      ],
    });
  });
}

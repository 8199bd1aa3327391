import assert from "node:assert/strict";
import { test } from "node:test";
import { editJson, readJson } from "../../src/cli/project/edit_json.ts";

const installed = await import("jsonc-parser").then(() => true, () => false);
const options = { skip: installed ? false : "jsonc-parser is not installed here" };
const member = (name: string) => ({ path: ["tasks", name], value: "x" });

const CASES: readonly (readonly [what: string, before: string, after: string])[] = [
  ["an empty object", "{}\n", '{\n  "tasks": {\n    "a": "x",\n    "b": "x"\n  }\n}\n'],
  [
    "no line end at the end",
    '{\n  "tasks": {}\n}',
    '{\n  "tasks": {\n    "a": "x",\n    "b": "x"\n  }\n}',
  ],
  [
    "a comment behind the last member",
    '{\n  "tasks": {\n    "o": "y" // o\n  }\n}\n',
    '{\n  "tasks": {\n    "o": "y", // o\n    "a": "x",\n    "b": "x"\n  }\n}\n',
  ],
  [
    "a comment and a trailing comma",
    '{\r\n\t"tasks": {\r\n\t\t"o": "y", /* o */\r\n\t},\r\n}\r\n',
    '{\r\n\t"tasks": {\r\n\t\t"o": "y", /* o */\r\n\t\t"a": "x",\r\n\t\t"b": "x",\r\n\t},\r\n}\r\n',
  ],
  [
    "comments above and below",
    '{\n  // above\n  "tasks": {\n    // in\n    "o": "y"\n    // end\n  }\n}\n',
    '{\n  // above\n  "tasks": {\n    // in\n    "o": "y",\n    "a": "x",\n    "b": "x"\n    // end\n  }\n}\n',
  ],
  [
    "everything on one line",
    '{"tasks":{"o":"y"}}',
    '{\n  "tasks": {\n    "o": "y",\n    "a": "x",\n    "b": "x"\n  }\n}',
  ],
];

for (const [what, before, after] of CASES) {
  test(`editJson() with ${what} adds, and changes nothing else`, options, async () => {
    const edited = await editJson(before, [member("a"), member("b")]);
    assert.equal(edited, after);
    const { tasks } = await readJson(edited) as { tasks: Record<string, string> };
    assert.deepEqual([tasks["a"], tasks["b"]], ["x", "x"]);
  });
}

test(
  "readJson() reads comments and trailing commas, and nothing that is broken",
  options,
  async () => {
    assert.deepEqual(await readJson('\uFEFF{ /* c */ "a": 1, }'), { a: 1 });
    for (const text of ["", "[]", "{", '{ "a": }', "null"]) {
      assert.equal(
        await readJson(text),
        null,
      );
    }
  },
);

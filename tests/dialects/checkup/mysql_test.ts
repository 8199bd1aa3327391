import assert from "node:assert/strict";
import { test } from "node:test";
import { mysqlCheckup } from "../../../src/dialects/checkup/mysql.ts";
import type { OwnTables } from "../../../src/dialects/own_tables.ts";
import type { SessionFacts } from "../../../src/dialects/own_state.ts";

const facts: SessionFacts = {
  schema: "my_shop",
  database: "my_shop",
  sessionId: null,
  readOnly: false,
  lexing: "",
  messageBytes: null,
  cluster: null,
};
const tables = {} as OwnTables;

function lacks(...lines: readonly string[]): readonly string[] | null {
  const rows = lines.map((line) => ({ "Grants for a@%": line }));
  const rights = mysqlCheckup.readRights(rows, facts, tables);
  return rights?.filter(({ held }) => !held).map((right) => right.for) ?? null;
}

const BASE = "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, REFERENCES, INDEX, ALTER";

test("everything everywhere lacks nothing", () =>
  assert.deepEqual(lacks("GRANT ALL PRIVILEGES ON *.* TO `root`@`%` WITH GRANT OPTION"), []));

test("everything on the database lacks what is for the whole server", () =>
  assert.deepEqual(
    lacks("GRANT USAGE ON *.* TO `a`@`%`", "GRANT ALL PRIVILEGES ON `my_shop`.* TO `a`@`%`"),
    ["proof", "others"],
  ));

test("a list of privileges is read, with wildcards of the database's name", () => {
  for (const name of ["my_shop", "my\\_shop", "my%"]) {
    const grant = `GRANT ${BASE} ON \`${name}\`.* TO \`a\`@\`%\``;
    assert.deepEqual(lacks("GRANT PROCESS ON *.* TO `a`@`%`", grant), ["others"], name);
  }
});

test("grants on another database, on a table or on columns are none", () => {
  assert.deepEqual(lacks(`GRANT ${BASE} ON \`my_shop2\`.* TO \`a\`@\`%\``)?.[0], "run");
  assert.deepEqual(lacks(`GRANT ${BASE} ON \`my_shop\`.\`a\` TO \`a\`@\`%\``)?.[0], "run");
  assert.deepEqual(
    lacks("GRANT SELECT (a, b), INSERT, UPDATE, DELETE, CREATE ON `my_shop`.* TO `a`@`%`")?.[0],
    "run",
  );
});

test("where rights come by roles, nothing is said of what is not seen", () =>
  assert.equal(lacks("GRANT USAGE ON *.* TO `a`@`%`", "GRANT `r`@`%` TO `a`@`%`"), null));

/**
 * What a run makes the server and its own process do, exactly: statements,
 * bytes of SQL, events. A figure may fall (then it is lowered here);
 * where one rises, something costs more.
 *
 * @module
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { countWork, type Work } from "../../bench/count_work.ts";
import { type ScenarioName, SCENARIOS } from "../../bench/scenario.ts";
import { databaseNamed } from "../contract/databases.ts";

type Most = Readonly<Partial<Record<ScenarioName, Work>>>;

const MOST: Readonly<Record<"postgres" | "mysql" | "mariadb", Most>> = {
  postgres: {
    upToDate: { statements: 1, bytes: 1516, events: 3 },
    onePending: { statements: 33, bytes: 6316, events: 5 },
    first: { statements: 43, bytes: 11678, events: 6 },
    manyFar: { statements: 2017, bytes: 78030, events: 203 },
    concurrently: { statements: 64, bytes: 12062, events: 7 },
  },
  mysql: {
    upToDate: { statements: 1, bytes: 2194, events: 3 },
    onePending: { statements: 18, bytes: 7254, events: 5 },
    first: { statements: 27, bytes: 14518, events: 6 },
    manyFar: { statements: 1107, bytes: 224982, events: 203 },
    sessionFar: { statements: 208, bytes: 33475, events: 43 },
    inPieces: { statements: 35, bytes: 15026, events: 7 },
  },
  mariadb: {
    upToDate: { statements: 1, bytes: 1963, events: 3 },
    onePending: { statements: 18, bytes: 6792, events: 5 },
    first: { statements: 27, bytes: 13363, events: 6 },
    manyFar: { statements: 1107, bytes: 224520, events: 203 },
    sessionFar: { statements: 208, bytes: 33013, events: 43 },
    inPieces: { statements: 35, bytes: 14564, events: 7 },
  },
};

for (const name of ["postgres", "mysql", "mariadb"] as const) {
  const database = databaseNamed(name);
  for (const [scenario, most] of Object.entries(MOST[name]) as [ScenarioName, Work][]) {
    test(
      `${name}: ${SCENARIOS[scenario].name}: no more work than it was`,
      { skip: database.skip },
      async () => {
        const work = await countWork(database, SCENARIOS[scenario]);
        for (const key of Object.keys(most) as (keyof Work)[]) {
          assert.ok(work[key] <= most[key], `${key}: ${work[key]} instead of ${most[key]}`);
        }
      },
    );
  }
}

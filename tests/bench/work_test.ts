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

type Most = Readonly<Partial<Record<ScenarioName, Partial<Work>>>>;

const MOST: Readonly<Record<"postgres" | "mysql" | "mariadb", Most>> = {
  postgres: {
    upToDate: { statements: 1, bytes: 3025, events: 3 },
    onePending: { statements: 33, bytes: 7891, events: 5 },
    first: { statements: 43, bytes: 12603, events: 6 },
    manyFar: { statements: 2017, bytes: 80068, events: 203 },
    // no bytes: how long the first takes near by decides whether a separator joins the second to it
    concurrently: { statements: 64, events: 7 },
  },
  mysql: {
    upToDate: { statements: 1, bytes: 3319, events: 3 },
    onePending: { statements: 18, bytes: 8445, events: 5 },
    first: { statements: 27, bytes: 15059, events: 6 },
    manyFar: { statements: 1107, bytes: 226636, events: 203 },
    sessionFar: { statements: 208, bytes: 35077, events: 43 },
    inPieces: { statements: 35, bytes: 16217, events: 7 },
  },
  mariadb: {
    upToDate: { statements: 1, bytes: 3088, events: 3 },
    onePending: { statements: 18, bytes: 7983, events: 5 },
    first: { statements: 27, bytes: 13904, events: 6 },
    manyFar: { statements: 1107, bytes: 226174, events: 203 },
    sessionFar: { statements: 208, bytes: 34615, events: 43 },
    inPieces: { statements: 35, bytes: 15755, events: 7 },
  },
};

for (const name of ["postgres", "mysql", "mariadb"] as const) {
  const database = databaseNamed(name);
  for (const [scenario, most] of Object.entries(MOST[name]) as [ScenarioName, Partial<Work>][]) {
    test(
      `${name}: ${SCENARIOS[scenario].name}: no more work than it was`,
      { skip: database.skip },
      async () => {
        const work = await countWork(database, SCENARIOS[scenario]);
        for (const key of Object.keys(most) as (keyof Work)[]) {
          const ceiling = most[key] as number;
          assert.ok(work[key] <= ceiling, `${key}: ${work[key]} instead of ${ceiling}`);
        }
      },
    );
  }
}

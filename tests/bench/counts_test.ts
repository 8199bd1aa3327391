/**
 * What a run costs on the wire, exactly. A figure may fall (then it is lowered
 * here and in bench/README.md); where one rises, something costs more.
 *
 * @module
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { countRun, type Door } from "../../bench/count_run.ts";
import { type ScenarioName, SCENARIOS } from "../../bench/scenario.ts";
import { databaseNamed } from "../contract/databases.ts";

type Most = Readonly<Partial<Record<ScenarioName, number>>>;

/** Round trips after the login: a message, or several in one, and the server's answer. */
const POSTGRES: Most = {
  upToDate: 1,
  upToDateLong: 1,
  onePending: 5,
  onePendingLong: 5,
  first: 9,
  manyFar: 6,
  manyFirstFar: 10,
  // without a journal it would be 7: the index has to be a message of its own
  concurrently: 8,
};
const MYSQL: Most = {
  upToDate: 1,
  upToDateLong: 1,
  onePending: 5,
  onePendingLong: 5,
  first: 9,
  manyFar: 6,
  manyFirstFar: 10,
  sessionFar: 46,
  // as many as in one piece: the journal travels with the statements
  inPieces: 5,
};

const DATABASES = { postgres: POSTGRES, mysql: MYSQL, mariadb: MYSQL } as const;
const BY_PROCESS: readonly ScenarioName[] = ["upToDate", "onePending"];

for (const name of ["postgres", "mysql", "mariadb"] as const) {
  const database = databaseNamed(name);
  const { skip } = database;
  const check = (scenario: ScenarioName, most: number, door: Door) =>
    test(
      `${name}: ${SCENARIOS[scenario].name}, by the ${door}: round trips are at most ${most}`,
      { skip },
      async () => {
        const counts = await countRun(database, SCENARIOS[scenario], door);
        const seen = `${counts.roundTrips}: ${JSON.stringify(counts.messages)}`;
        assert.ok(counts.roundTrips <= most, seen);
        assert.ok(counts.commands <= most, seen);
        assert.equal(counts.sessions, 1);
      },
    );

  for (const [scenario, most] of Object.entries(DATABASES[name]) as [ScenarioName, number][]) {
    check(scenario, most, "library");
    if (BY_PROCESS.includes(scenario)) check(scenario, most, "command line");
  }
}

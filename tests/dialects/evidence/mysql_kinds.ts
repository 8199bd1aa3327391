/**
 * One test for each statement of a table and each server: what its evidence
 * says before it runs, after things that have nothing to do with it, and after.
 *
 * @module
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { databaseNamed, type RawSession } from "../../contract/databases.ts";
import { witness } from "./mysql_rehearsal.ts";

/** One kind of statement. */
export interface StatementCase {
  readonly setup?: readonly string[];
  readonly statement?: string;
  /** Instead of `statement`: what stands behind `ALTER TABLE t`. */
  readonly alters?: string;
  /**
   * `done`: proved once it ran. `same`: it changes nothing, and may run again.
   * `blind`: a person must say, before and after. `harmless`, `none`: the
   * evidence itself. `refused`: the server refuses it and nothing changes. `grown`:
   * something came of which nobody knows whether it is all of it.
   */
  readonly says: "done" | "same" | "blind" | "grown" | "harmless" | "none" | "refused";
  readonly on?: "mysql" | "mariadb";
  /** Default true. */
  readonly identity?: boolean;
  /** Undone afterwards: what belongs to no database. */
  readonly cleanup?: readonly string[];
}

/** Makes the tests. */
export function kindsTests(cases: readonly StatementCase[]): void {
  for (const flavor of ["mysql", "mariadb"] as const) {
    const database = databaseNamed(flavor);
    for (const each of cases.filter(({ on }) => on === undefined || on === flavor)) {
      const statement = each.statement ?? `ALTER TABLE t ${each.alters}`;
      const without = each.identity === false ? " (ids of tables hidden)" : "";
      test(`${flavor}: ${each.says}: ${statement}${without}`, { skip: database.skip }, async () => {
        const fresh = await database.fresh();
        try {
          await rehearse(flavor, fresh.raw, { ...each, statement });
        } finally {
          for (const text of each.cleanup ?? []) await fresh.raw.query(text);
          await fresh.dispose();
        }
      });
    }
  }
}

async function rehearse(
  flavor: "mysql" | "mariadb",
  session: RawSession,
  each: StatementCase & { readonly statement: string },
): Promise<void> {
  const { setup = [], statement, says, identity = true } = each;
  for (const text of [...setup, ...BESIDE]) await session.query(text);
  const { evidence, verdict } = await witness({ flavor, session, statement, identity });
  if (says === "harmless" || says === "none") {
    assert.equal(evidence.kind, says, JSON.stringify(evidence));
    return;
  }
  assert.equal(evidence.kind, "claims", JSON.stringify(evidence));
  const untouched = says === "blind" ? "unclear" : "run";
  assert.equal(await verdict(), untouched, "at once");
  for (const text of MEANWHILE) await session.query(text);
  if (setup.some((text) => text.startsWith("CREATE TABLE t ("))) {
    for (const text of ON_THE_TABLE) await session.query(text);
  }
  assert.equal(await verdict(), untouched, "after what has nothing to do with it");
  if (says === "refused") await assert.rejects(session.query(statement));
  else await session.query(statement);
  const after =
    { done: "done", same: "run", blind: "unclear", refused: "run", grown: "unclear" }[says];
  assert.equal(await verdict(), after, "after it ran");
}

const BESIDE = ["CREATE TABLE beside (id INT AUTO_INCREMENT PRIMARY KEY, c INT)"];
const MEANWHILE = [
  "INSERT INTO beside (c) VALUES (1), (2)",
  "ALTER TABLE beside ADD COLUMN i INT, ADD INDEX i (i), ADD INDEX (c), COMMENT = 'else'",
  "ANALYZE TABLE beside",
  "CREATE TABLE beside_too (id INT) PARTITION BY HASH (id) PARTITIONS 2",
  "CREATE VIEW beside_view AS SELECT 1 AS one",
];
const ON_THE_TABLE = ["INSERT INTO t (id) VALUES (1), (2)", "ANALYZE TABLE t"];

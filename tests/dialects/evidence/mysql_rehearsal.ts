/**
 * A statement, and what its evidence says before it, beside it and after it, on
 * a real server: as a run that is killed and its successor would see it.
 *
 * @module
 */

import assert from "node:assert/strict";
import {
  type Claim,
  type Evidence,
  judge,
  type Looks,
} from "../../../src/dialects/evidence/evidence.ts";
import { mysqlEvidence } from "../../../src/dialects/evidence/mysql.ts";
import { mariadb } from "../../../src/dialects/mariadb.ts";
import { mysql } from "../../../src/dialects/mysql.ts";
import type { LexicalRules } from "../../../src/sql/statement.ts";
import type { RawSession } from "../../contract/databases.ts";

/** One statement on one server. */
export interface Rehearsal {
  readonly flavor: "mysql" | "mariadb";
  /** The session that looks and runs. */
  readonly session: RawSession;
  readonly statement: string;
  /** Default true. */
  readonly identity?: boolean;
  readonly rules?: Partial<LexicalRules>;
}

/** What is known of a statement: its evidence and how its claims looked before it. */
export interface Witness {
  readonly evidence: Evidence;
  readonly before: Looks;
  /** What `judge` says now. */
  verdict(): Promise<string>;
  /** What differs, where it is unclear. */
  seen(): Promise<readonly string[]>;
}

/** Looks at what a statement will change. */
export async function witness(rehearsal: Rehearsal): Promise<Witness> {
  const { flavor, session, statement, identity = true } = rehearsal;
  const rules: LexicalRules = { flavor, ...rehearsal.rules };
  const evidence = mysqlEvidence(statement, { rules, identity });
  const claims = evidence.kind === "claims" ? evidence.claims : [];
  const before = await look(session, flavor, claims);
  const judged = async () =>
    judge(
      evidence,
      before,
      await look(session, flavor, claims),
      await expected(session, flavor, claims),
    );
  return {
    evidence,
    before,
    verdict: async () => (await judged()).kind,
    seen: async () => {
      const verdict = await judged();
      return verdict.kind === "unclear" ? verdict.seen : [];
    },
  };
}

/** What claims look like now, as the intent's INSERT computes it. */
export async function look(
  session: RawSession,
  flavor: "mysql" | "mariadb",
  claims: readonly Claim[],
): Promise<Looks> {
  if (claims.length === 0) return [];
  const looks = await listed(session, flavor, claims.map((claim) => claim.look));
  assert.ok(looks.every((each) => each === null || typeof each === "string"), "looks are texts");
  return looks as Looks;
}

async function expected(
  session: RawSession,
  flavor: "mysql" | "mariadb",
  claims: readonly Claim[],
): Promise<boolean[]> {
  if (claims.length === 0) return [];
  const values = await listed(
    session,
    flavor,
    claims.map(({ expects }) =>
      expects === undefined ? "'1'" : `CASE WHEN ${expects} THEN '1' ELSE '0' END`
    ),
  );
  return values.map((value) => value === "1");
}

async function listed(
  session: RawSession,
  flavor: "mysql" | "mariadb",
  expressions: readonly string[],
): Promise<unknown[]> {
  const dialect = flavor === "mysql" ? mysql : mariadb;
  const [row] = await session.query(`SELECT ${dialect.jsonArray(expressions)} AS looks`);
  const { looks } = row as { looks: unknown };
  return Array.isArray(looks) ? looks : JSON.parse(String(looks));
}

import type { Dialect } from "../../../src/dialects/dialect.ts";
import { mysqlEvidence } from "../../../src/dialects/evidence/mysql.ts";
import { postgresEvidence } from "../../../src/dialects/evidence/postgres.ts";
import { sqliteEvidence } from "../../../src/dialects/evidence/sqlite.ts";
import {
  type Evidence,
  judge,
  type Looks,
  type Verdict,
} from "../../../src/dialects/evidence/evidence.ts";
import type { RawSession } from "../../contract/databases.ts";

/** What a statement's evidence shows in a database, as a run asks for it. */
export interface Observed {
  readonly evidence: Evidence;
  /** Looks before the statement, from inside the INSERT that a journal is written with. */
  begin(): Promise<Looks>;
  /** Looks again, as the next run does, and judges. */
  judge(before: Looks): Promise<Verdict>;
}

const EVIDENCE = {
  postgres: postgresEvidence,
  mysql: mysqlEvidence,
  mariadb: mysqlEvidence,
  sqlite: sqliteEvidence,
};

/** The evidence of one statement, asked for in a session. */
export function observe(dialect: Dialect, session: RawSession, statement: string): Observed {
  const rules = dialect.lexicalRules(null);
  const evidence = EVIDENCE[dialect.name](statement, { rules, identity: false });
  return {
    evidence,
    begin: () => begin(dialect, session, evidence),
    judge: (before) => judgeNow(dialect, session, evidence, before),
  };
}

async function begin(dialect: Dialect, session: RawSession, evidence: Evidence): Promise<Looks> {
  if (evidence.kind !== "claims") return [];
  const looks = dialect.jsonArray(evidence.claims.map(({ look }) => look));
  await session.query("CREATE TABLE IF NOT EXISTS intents (fingerprint text)");
  await session.query("DELETE FROM intents");
  await session.query(`INSERT INTO intents (fingerprint) VALUES (${looks})`);
  const [row] = await session.query("SELECT fingerprint FROM intents");
  return JSON.parse(String(row?.["fingerprint"])) as Looks;
}

async function judgeNow(
  dialect: Dialect,
  session: RawSession,
  evidence: Evidence,
  before: Looks,
): Promise<Verdict> {
  if (evidence.kind !== "claims") return judge(evidence, [], [], []);
  const { claims, rehearsal = [] } = evidence;
  const looks = dialect.jsonArray(claims.map(({ look }) => look));
  const fits = dialect.jsonArray(
    claims.map(({ expects }) => expects ? `CASE WHEN ${expects} THEN '1' ELSE '0' END` : "'1'"),
  );
  const ask = async (texts: readonly string[]) => {
    await session.query(dialect.begin);
    try {
      for (const text of texts) await session.query(text);
      const [row] = await session.query(`SELECT ${looks} AS seen, ${fits} AS fits`);
      return { seen: JSON.parse(String(row?.["seen"])), fits: JSON.parse(String(row?.["fits"])) };
    } finally {
      await session.query("ROLLBACK");
    }
  };
  // where the rehearsal fails nothing is as planned
  const { seen, fits: fitting } = await ask(rehearsal).catch(() => ask([]));
  return judge(evidence, before, seen, fitting.map((fit: string) => fit === "1"));
}

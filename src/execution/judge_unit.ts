import { type Evidence, judge, type Looks, type Verdict } from "../dialects/evidence/evidence.ts";
import { DunlinError, type Place } from "../errors.ts";
import type { JournalEntry } from "../plan/history.ts";
import { DriverError, type Row } from "../drivers/connection.ts";
import { queryFailure } from "./query_failure.ts";
import { resolveNext } from "./resolve_words.ts";
import type { Session } from "./session.ts";
import type { Item } from "./units.ts";

/**
 * Looks at the database for what a statement in doubt has done.
 *
 * @param entry Its intent, with what was seen before it was sent
 * @throws {DunlinError} If the server cannot be asked
 */
export async function judgeUnit(
  session: Session,
  item: Item,
  entry: JournalEntry,
): Promise<Verdict> {
  const evidence = session.evidenceOf(item);
  if (evidence.kind !== "claims") return judge(evidence, [], [], []);
  if (entry.before === null) return { kind: "unclear", seen: [] };
  const { now, expected } = await look(session, evidence);
  return judge(evidence, entry.before, now, expected);
}

async function look(
  { connection, dialect }: Session,
  evidence: Extract<Evidence, { kind: "claims" }>,
): Promise<{ now: Looks; expected: boolean[] }> {
  const { claims, rehearsal = [] } = evidence;
  const fits = claims.map(({ expects }) =>
    expects === undefined ? "'1'" : `CASE WHEN ${expects} THEN '1' ELSE '0' END`
  );
  const ask = `SELECT ${dialect.jsonArray(claims.map((claim) => claim.look))} AS seen, ` +
    `${dialect.jsonArray(fits)} AS fits`;
  const around = rehearsal.length > 0;
  const texts = around ? [dialect.begin, ...rehearsal, ask, "ROLLBACK"] : [ask];
  const answer: { row?: Row | undefined } = {};
  try {
    await connection.send(texts.join("\n;\n"), {
      keepRows: (index) => index === (around ? texts.length - 2 : 0),
      onResult: ({ rows }) => {
        if (rows) answer.row = rows[0];
      },
    });
  } catch (error) {
    if (around && error instanceof DriverError && error.kind === "sql") {
      await connection.send("ROLLBACK");
      // what cannot even be rehearsed cannot be what is there
      return { now: await seenNow(connection, dialect, claims), expected: claims.map(() => false) };
    }
    throw queryFailure(error, dialect, "looking whether a statement took effect");
  }
  const { row } = answer;
  return {
    now: looksOf(row?.["seen"]),
    expected: looksOf(row?.["fits"]).map((fit) => fit === "1"),
  };
}

// some drivers read JSON by themselves
function looksOf(value: unknown): Looks {
  return (typeof value === "string" ? JSON.parse(value) : value) as Looks;
}

async function seenNow(
  connection: Session["connection"],
  dialect: Session["dialect"],
  claims: Extract<Evidence, { kind: "claims" }>["claims"],
): Promise<Looks> {
  const text = `SELECT ${dialect.jsonArray(claims.map((claim) => claim.look))} AS seen`;
  const [row] = await connection.query({ text });
  return looksOf(row?.["seen"]);
}

/** A statement nothing proves: what is seen, and the two commands that settle it. */
export function unresolved(
  evidence: Evidence,
  verdict: Extract<Verdict, { kind: "unclear" }>,
  of: {
    /** `statement 3`, `step "fill"`. */
    readonly what: string;
    readonly label: string;
    readonly version: string;
    readonly where: Place;
  },
): DunlinError {
  const reason = evidence.kind === "none"
    ? `${evidence.because}${evidence.needs ? ` (${evidence.needs} would tell)` : ""}`
    : verdict.seen.length > 0
    ? verdict.seen.join("; ")
    : "nothing was seen of it before it was sent";
  return new DunlinError(
    "statement-unresolved",
    `${of.what} of ${of.label} was started by a run that ended before it could say how it went, ` +
      `and nothing proves it: ${reason}`,
    {
      where: of.where,
      state: `what stands before it is kept; whether ${of.what} took effect is not known`,
      next: `look at the database, then say it: ${resolveNext(of.version)}`,
    },
  );
}

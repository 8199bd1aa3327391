import type { OwnState } from "../dialects/own_state.ts";
import type { Row } from "../drivers/connection.ts";
import { DunlinError } from "../errors.ts";
import { createOwnTables } from "./create_own_tables.ts";
import { beginTransaction } from "./begin_transaction.ts";
import { livingIntent } from "./living_intent.ts";
import type { Waiting } from "./wait_for.ts";
import { pause } from "./pause.ts";
import { queryFailure } from "./query_failure.ts";
import type { RunLog } from "./run_log.ts";
import type { Session } from "./session.ts";

const INTENT_PAUSE_MS = 100;

/**
 * Under the lock: readies the session, makes the own tables if they are not
 * there, writes a new token, and reads everything in a statement later than
 * the lock, so that no snapshot is older than it.
 */
export async function takeOver(session: Session, waiting: Waiting, log: RunLog): Promise<OwnState> {
  try {
    return session.dialect.transactionIsLock
      ? await inTransaction(session, waiting, log)
      : await inMessages(session, log);
  } catch (error) {
    throw queryFailure(error, session.dialect, "readying the history table");
  }
}

async function inMessages(session: Session, log: RunLog): Promise<OwnState> {
  const { dialect, setup } = session;
  if (await isMissing(session)) await createOwnTables(session, (event) => log.event(event));
  const takeover = dialect.takeover(session.tables, session.holder) ?? "SELECT 1";
  return await sendAndRead(session, [...setup, takeover]);
}

// The unlocked read may be older than another runner's first run.
async function isMissing(session: Session): Promise<boolean> {
  if (session.exists) return false;
  return (await session.read()).fence === null;
}

async function inTransaction(session: Session, waiting: Waiting, log: RunLog): Promise<OwnState> {
  const until = performance.now() + waiting.waitMs;
  for (let told = false;; told = true) {
    const answer = await readInTransaction(session, waiting, log, performance.now() < until);
    if (typeof answer !== "string") return answer;
    const waitMs = waiting.waitMs;
    if (!told) log.event({ type: "lock_waiting", holder: answer, waitedMs: 0, waitMs });
    await pause(INTENT_PAUSE_MS, waiting.signal);
  }
}

/** The state; or, where that is worth waiting for, who is in the middle of something. */
async function readInTransaction(
  session: Session,
  waiting: Waiting,
  log: RunLog,
  mayWait: boolean,
): Promise<OwnState | string> {
  const { connection, dialect } = session;
  await beginTransaction(session, waiting);
  try {
    let state = await session.read();
    const missing = state.fence === null;
    if (missing) {
      await connection.send(dialect.createTables(session.tables, session.facts).join(";\n"));
      state = await session.read();
    }
    const other = mayWait ? await livingIntent(session, state) : null;
    const note = dialect.announce(session.tables, session.note);
    if (note !== null && other === null) await connection.send(note);
    await connection.send("COMMIT");
    if (other !== null) return other;
    if (missing) log.event({ type: "tables_created", table: session.tables.history });
    return state;
  } catch (error) {
    await connection.send("ROLLBACK").catch(() => {}); // the first error is the one to tell
    throw error;
  }
}

async function sendAndRead(session: Session, before: readonly string[]): Promise<OwnState> {
  const { schema, name } = session.tables;
  const texts = [...before, session.dialect.readState({ schema, name })];
  let rows: readonly Row[] | null = null;
  await session.connection.send(texts.join("\n;\n"), {
    keepRows: (index) => index === texts.length - 1,
    onResult: (result) => {
      if (result.rows) rows = result.rows;
    },
  });
  if (rows === null) {
    throw new DunlinError("query-failed", "the server answered without the history's rows");
  }
  return session.adopt(rows);
}

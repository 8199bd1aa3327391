import process from "node:process";
import type { OwnState } from "../dialects/own_state.ts";
import type { Session } from "./session.ts";

/** `uptime` and the clock are not read at the same instant. */
const CLOCK_SLACK_MS = 1000;

/**
 * Whether a statement that has begun and not ended, as the journal has it, is
 * perhaps being run right now by another runner: one that left its note and
 * whose process lives. Where the transaction is the lock, nothing else keeps
 * such a statement from being seen half done.
 */
export async function livingIntent(session: Session, state: OwnState): Promise<string | null> {
  if (!state.history.journal.some((entry) => entry.state === "intent")) return null;
  const text = session.dialect.announced(session.tables);
  if (text === null) return null;
  const [row] = await session.query(text, "asking who is at work");
  const holder = row?.["holder"] ? String(row["holder"]) : null;
  return holder === null || holder.includes(session.note) || !lives(holder) ? null : holder;
}

function lives(holder: string): boolean {
  const pid = Number(/\bpid (\d+)/.exec(holder)?.[1]);
  if (!pid) return false;
  if (pid === process.pid) return isOurs(holder);
  try {
    return process.kill(pid, 0); // asks only
  } catch (error) {
    return (error as { code?: string }).code !== "ESRCH"; // or it may not be asked
  }
}

/**
 * Whether this very process left the note, through another session. A restarted
 * container often has the pid of the one before: what was noted before the
 * process began is not its own.
 */
function isOurs(holder: string): boolean {
  const notedAt = Date.parse(/ since (\S+)$/.exec(holder)?.[1] ?? "");
  const startedAt = Date.now() - process.uptime() * 1000;
  return !(notedAt < startedAt - CLOCK_SLACK_MS);
}

import type { OwnState } from "../dialects/own_state.ts";
import { DriverError } from "../drivers/connection.ts";
import { DunlinError } from "../errors.ts";
import type { Event } from "../events/event.ts";
import { canonicalVersion, isVersion } from "../migrations/version.ts";
import { command, word } from "../plan/command.ts";
import type { JournalEntry } from "../plan/history.ts";
import { beginTransaction } from "./begin_transaction.ts";
import type { LockOptions } from "./held_lock.ts";
import { acquireLock } from "./lock.ts";
import type { Waiting } from "./wait_for.ts";
import { queryFailure } from "./query_failure.ts";
import { RunLog } from "./run_log.ts";
import type { Session } from "./session.ts";
import { takeOverHeld } from "./take_over_held.ts";

/**
 * What a person says of a partial migration. `done`: the statement in doubt
 * took effect. `retry`: it is to be run. `abandon`: all that was done has been
 * undone by hand, and its journal is to be dropped.
 */
export type Decision = "done" | "retry" | "abandon";

/** How often another runner may be faster before this gives up. */
const ATTEMPTS = 10;

/**
 * Carries out what a person decided about a partial migration: under the lock,
 * guarded like every other change of the journal.
 *
 * @param version As written, or an id (`auth/12`, `R__views`); its file may be gone
 * @throws {DunlinError} `nothing-to-resolve`, `lock-timeout`, and what reading the history can raise
 */
export async function resolve(
  session: Session,
  version: string,
  decision: Decision,
  waiting: Waiting,
  options: LockOptions,
): Promise<Extract<Event, { type: "statement_resolved" }>> {
  const before = await session.read();
  target(before, version, decision); // a wrong call is told before anything is locked
  await session.connection.isolate?.();
  const lock = await acquireLock(session, waiting, options);
  try {
    for (let attempt = 1;; attempt++) {
      const log = new RunLog(waiting.onEvent, { kind: "latest" });
      const state = await takeOverHeld(session, waiting, log, lock);
      const entry = target(state, version, decision);
      if (!await write(session, waiting, entry, decision)) {
        if (attempt < ATTEMPTS) continue;
        throw new DunlinError("lock-timeout", "other runners changed the journal again and again", {
          state: "nothing was changed",
          next: "run the same command again once they have finished",
        });
      }
      const { id, direction, verb } = entry;
      const position = decision === "abandon" ? null : entry.position;
      return { type: "statement_resolved", id, direction, decision, position, verb };
    }
  } finally {
    await lock.release();
  }
}

/** The journal's row the decision is about. @throws {DunlinError} `nothing-to-resolve` */
function target(state: OwnState, version: string, decision: Decision): JournalEntry {
  const { journal } = state.history;
  const id = idOf(version);
  const own = journal.filter((entry) => entry.id === id);
  const found = decision === "abandon" ? own.at(-1) : own.find((entry) => entry.state !== "done");
  if (found) return found;
  const others = [...new Set(journal.map((entry) => entry.id))];
  if (own.length > 0) {
    throw new DunlinError(
      "nothing-to-resolve",
      `no statement of migration ${version} is in doubt`,
      {
        state: "nothing was changed",
        next: `${command("migrate")} goes on with it; if you have undone by hand what it did: ${
          command(`migrate:resolve ${word(version)} --abandon`)
        }`,
      },
    );
  }
  throw new DunlinError("nothing-to-resolve", `migration ${version} is not partly done`, {
    state: "nothing was changed",
    next: others.length === 0
      ? "no migration is; see where things stand with `dunlin migrate:status`"
      : `partly done: ${others.join(", ")}`,
  });
}

// as written, `auth/012`, or as the history has it, `auth/12`
function idOf(written: string): string {
  const slash = written.lastIndexOf("/");
  const own = written.slice(slash + 1);
  return written.slice(0, slash + 1) + (isVersion(own) ? canonicalVersion(own) : own);
}

/** @returns false if another runner was faster */
async function write(
  session: Session,
  waiting: Waiting,
  entry: JournalEntry,
  decision: Decision,
): Promise<boolean> {
  const { dialect, tables, connection, fence } = session;
  const { id, direction, position, total, hash, verb, file } = entry;
  const changes = decision === "done"
    ? dialect.journalWrite(
      tables,
      { id, direction, position, total, hash, verb, file, state: "done" },
      fence,
    )
    : dialect.journalClear(tables, id, direction, decision === "retry" ? position : undefined);
  const begin = dialect.transactionIsLock ? [] : [dialect.begin];
  try {
    if (dialect.transactionIsLock) await beginTransaction(session, waiting);
    const texts = [...begin, ...dialect.guard(tables, fence), ...changes, "COMMIT"];
    await connection.send(texts.join("\n;\n"));
    session.committed(fence.revision + 1n);
    return true;
  } catch (error) {
    const guarded = error instanceof DriverError &&
      dialect.meaning(error.code, error.message) === "guard";
    if (error instanceof DriverError && error.kind === "sql") await connection.send("ROLLBACK");
    if (guarded) return false;
    throw queryFailure(error, dialect, "writing the journal");
  }
}

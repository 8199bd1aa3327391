import type { NativeLock } from "../dialects/dialect.ts";
import type { LeaseWords } from "../dialects/lease.ts";
import { DunlinError } from "../errors.ts";
import { chooseLock } from "./choose_lock.ts";
import { createOwnTables } from "./create_own_tables.ts";
import type { HeldLock, LockOptions } from "./held_lock.ts";
import { LeaseLock } from "./lease_lock.ts";
import type { Session } from "./session.ts";
import { SessionLock } from "./session_lock.ts";
import type { Waiting } from "./wait_for.ts";

const NO_LOCK: HeldLock = {
  roundTripMs: 0,
  insisting: null,
  freed: () => {},
  retaken: () => {},
  release: () => Promise.resolve(),
  retake: () => Promise.resolve(true),
  regain: () => Promise.resolve(),
  assertHeld: () => {},
  verify: () => Promise.resolve(),
};

/**
 * Takes the session's lock by asking again and again: a blocking call would
 * hold a snapshot, and deadlock with another's `CREATE INDEX CONCURRENTLY`.
 *
 * @throws {DunlinError} `lock-timeout` naming the holder; `interrupted`
 */
export async function acquireLock(
  session: Session,
  waiting: Waiting,
  { kind, leaseSeconds }: LockOptions,
): Promise<HeldLock> {
  const { dialect, tables, facts } = session;
  const choice = chooseLock(session, kind);
  session.leased = choice.kind === "lease";
  if (choice.kind === "transaction") return NO_LOCK;
  const lock = choice.kind === "lease"
    ? new LeaseLock(session, await leaseOf(session, waiting), waiting, leaseSeconds)
    : new SessionLock(session, dialect.nativeLock(tables, facts) as NativeLock, waiting);
  await lock.regain();
  return lock;
}

// The lease is a row: its table has to be there before anybody has the lock.
async function leaseOf(session: Session, { onEvent }: Waiting): Promise<LeaseWords> {
  if (!session.canReconnect) {
    const because = session.limit("second-session");
    throw new DunlinError(
      "unsupported",
      "a lease needs a second connection, for its renewal, and this session was opened by the caller" +
        (because === null ? "" : `: ${because}`),
      { state: "nothing was changed", next: "let dunlin connect: Migrator.connect(url, …)" },
    );
  }
  if ((await session.read()).fence === null) await createOwnTables(session, onEvent);
  return session.dialect.lease(session.tables) as LeaseWords;
}

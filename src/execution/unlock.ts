import type { Row } from "../drivers/connection.ts";
import { DunlinError } from "../errors.ts";
import { nativeHolder } from "./native_holder.ts";
import { pause } from "./pause.ts";
import { queryFailure } from "./query_failure.ts";
import type { Session } from "./session.ts";

/** Who keeps other runners waiting. */
export interface LockHolder {
  /** The server's own lock, the lease, or the file (SQLite). */
  readonly kind: "native" | "lease" | "file";
  /** In words: process, user, host, since when. */
  readonly holder: string;
}

const END_MS = 10_000;
const PAUSE_MS = 100;

/** Who holds the lock of this history now; empty if nobody does. Nothing is changed. */
export async function lockHolders(session: Session): Promise<LockHolder[]> {
  const { fence } = await session.read();
  const { dialect, tables, facts } = session;
  const found: LockHolder[] = [];
  const ask = async (kind: LockHolder["kind"], text: string | undefined | null) => {
    if (!text) return;
    const [row] = await session.ask(text, "asking who holds the migration lock") ?? [];
    if (row?.["holder"]) found.push({ kind, holder: String(row["holder"]) });
  };
  const native = dialect.nativeLock(tables, facts);
  const holder = native && await nativeHolder(session, native);
  if (holder) found.push({ kind: "native", holder });
  if (fence === null) return found;
  await ask("lease", dialect.lease(tables)?.holder);
  await ask("file", dialect.announced(tables));
  return found;
}

/**
 * Takes the lock from whoever holds it: the session of a native lock is ended,
 * so that the server rolls back; a lease is broken up, and what its holder
 * sends next meets its guard. Safe while the holder lives: nothing is lost or
 * done twice, it has to wait and go on.
 *
 * @returns Who held it; empty if nobody did
 * @throws {DunlinError} `unsupported` where only the holder itself can let go (SQLite);
 * `permission-denied`; `lock-timeout` if the holder's transaction does not end
 */
export async function unlock(session: Session): Promise<LockHolder[]> {
  const holders = await lockHolders(session);
  for (const { kind, holder } of holders) {
    if (kind === "native") await endSession(session, holder);
    else if (kind === "lease") await breakLease(session);
    else throw onlyItself(holder);
  }
  return holders;
}

async function breakLease(session: Session): Promise<void> {
  const { dialect, tables, connection, limits } = session;
  const texts = [
    dialect.begin,
    ...dialect.timeouts(limits, true),
    ...dialect.lease(tables)?.breakUp ?? [],
    "COMMIT",
  ];
  try {
    await connection.send(texts.join("\n;\n"));
  } catch (error) {
    await connection.send("ROLLBACK").catch(() => {}); // the first error is the one to tell
    throw queryFailure(error, dialect, "breaking up the lease");
  }
}

async function endSession(session: Session, holder: string): Promise<void> {
  const { dialect, tables, facts } = session;
  const words = dialect.terminate(tables, facts);
  if (words === null) return;
  const find = async (): Promise<Row | undefined> =>
    (await session.query(words.find, "looking for the session that holds the lock"))[0];
  const row = await find();
  if (!row) return;
  await session.query(words.end(String(row["id"])), "ending the session that holds the lock");
  const until = performance.now() + END_MS;
  while ((await find())?.["id"] === row["id"]) {
    if (performance.now() >= until) {
      throw new DunlinError(
        "lock-timeout",
        `the session was told to end and has not yet: ${holder}`,
        {
          state: "the lock is still held",
          next:
            "wait until the server has rolled back what it did, then run the same command again",
        },
      );
    }
    await pause(PAUSE_MS);
  }
}

function onlyItself(holder: string): DunlinError {
  return new DunlinError(
    "unsupported",
    `only the process that holds the file can let go: ${holder}`,
    {
      state: "nothing was changed",
      next: "stop that process; if it is gone, nothing is locked: run `dunlin migrate`",
    },
  );
}

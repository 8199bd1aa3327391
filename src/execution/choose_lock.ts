import { DunlinError } from "../errors.ts";
import type { LockKind } from "./held_lock.ts";
import type { Session } from "./session.ts";

/** Which lock a run takes, and in words why. */
export interface LockChoice {
  /** `transaction`: the transaction itself is the lock (SQLite). */
  readonly kind: "native" | "lease" | "transaction";
  readonly because: string;
}

/**
 * The server's own lock where it means something: one session that stays ours,
 * on the one server that takes writes. The lease everywhere else.
 *
 * @throws {DunlinError} `unsupported`, where what was asked for would protect nothing
 */
export function chooseLock(session: Session, wanted: LockKind): LockChoice {
  const { dialect, facts } = session;
  if (dialect.transactionIsLock) {
    if (wanted !== "lease") {
      return { kind: "transaction", because: "the file lets one writer in at a time" };
    }
    throw new DunlinError("unsupported", `${dialect.title} needs no lease: its file is the lock`, {
      state: "nothing was changed",
      next: "leave out --lock",
    });
  }
  const shared = session.pooled
    ? "a pooler or proxy stands between here and the server"
    : facts.cluster !== null
    ? "several servers of a cluster take writes"
    : null;
  if (wanted === "lease") return { kind: "lease", because: "it was asked for" };
  if (shared === null) return { kind: "native", because: "the session is the server's own" };
  if (wanted === "auto") return { kind: "lease", because: shared };
  throw new DunlinError(
    "unsupported",
    `the lock of a session protects nothing here: ${shared}`,
    {
      state: "nothing was changed",
      next: "leave out --lock native, or give the address of the server itself",
    },
  );
}

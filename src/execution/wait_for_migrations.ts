import { DunlinError } from "../errors.ts";
import { canonicalVersion, isVersion } from "../migrations/version.ts";
import { command } from "../plan/command.ts";
import type { StatusOutline } from "../plan/state.ts";
import { pause } from "./pause.ts";

/** What is in the way of what is waited for. */
export interface Awaited {
  /** What is not applied yet, as versions are written, or ids. */
  readonly pending: readonly string[];
  /** Begun and not finished: another runner is at work on it, or it failed. */
  readonly partial: readonly string[];
  /** Why nothing could be read; null where it could. */
  readonly unreachable: DunlinError | null;
  /** Since the waiting began, in milliseconds. */
  readonly waitedMs: number;
}

/** How the history is looked at, and for how long. */
export interface WaitOptions {
  /** One look: opens a session, reads and closes it. Throws why there is none. */
  readonly look: () => Promise<{ readonly migrations: readonly StatusOutline[] }>;
  /** What has to be applied: a version or an id; left out: all that the files hold. */
  readonly version?: string;
  /** 0 looks once. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Hears what is in the way, at once and whenever that changes. */
  readonly onWaiting?: (awaited: Awaited) => void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;
/** What a server that starts up, and a database not made yet, look like. */
const PASSING: readonly string[] = [
  "connection-failed",
  "connection-lost",
  "database-missing",
  "lock-timeout", // of SQLite's file, while another writes
];

/**
 * Waits until migrations are applied, by whoever applies them: looks again and
 * again, with growing, jittered pauses; locks and writes nothing. A server that
 * is not there yet, and a database not made yet, are waited for too.
 *
 * @returns How long it waited, in milliseconds
 * @throws {DunlinError} `wait-timeout` naming what is pending; `interrupted`; what time will not mend
 */
export async function waitForMigrations(options: WaitOptions): Promise<number> {
  const { version, timeoutMs, signal, onWaiting } = options;
  const started = performance.now();
  let told = "";
  for (let pauseMs = FIRST_PAUSE_MS;; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    const found = await lookOnce(options);
    const waitedMs = Math.round(performance.now() - started);
    if (found.pending.length === 0 && found.unreachable === null) return waitedMs;
    if (signal?.aborted) throw interrupted();
    if (waitedMs >= timeoutMs) throw timedOut(found, timeoutMs, version);
    const said = JSON.stringify([found.pending, found.partial, found.unreachable?.message]);
    if (said !== told) onWaiting?.({ ...found, waitedMs });
    told = said;
    await pause(Math.min(pauseMs * (0.5 + Math.random()), timeoutMs - waitedMs + 1), signal);
  }
}

type Found = Omit<Awaited, "waitedMs">;

async function lookOnce({ look, version }: WaitOptions): Promise<Found> {
  try {
    const { migrations } = await look();
    return version === undefined ? everything(migrations) : one(migrations, version);
  } catch (error) {
    const passes = error instanceof DunlinError && PASSING.includes(error.code);
    if (!passes) throw error;
    return { pending: [], partial: [], unreachable: error };
  }
}

function everything(migrations: readonly StatusOutline[]): Found {
  const open = migrations.filter(({ state }) =>
    state === "pending" || state === "out-of-order" || state === "partial"
  );
  return found(open, open.map(nameOf));
}

// also one that only a later release has a file of: the history knows it
function one(migrations: readonly StatusOutline[], version: string): Found {
  const same = (status: StatusOutline) =>
    status.id === version ||
    (isVersion(version) && isVersion(status.version) &&
      canonicalVersion(status.version) === canonicalVersion(version));
  const wanted = migrations.filter(same);
  const done = wanted.some(({ entry, state }) =>
    entry !== undefined && state !== "partial" && state !== "pending"
  );
  return found(done ? [] : wanted, done ? [] : [version]);
}

function found(open: readonly StatusOutline[], pending: readonly string[]): Found {
  const partial = open.filter(({ state }) => state === "partial").map(nameOf);
  return { pending, partial, unreachable: null };
}

function nameOf({ id, version, name }: StatusOutline): string {
  return version === "" ? id : `${version}_${name}`;
}

function timedOut(
  { pending, partial, unreachable }: Found,
  timeoutMs: number,
  version: string | undefined,
): DunlinError {
  const seconds = timeoutMs / 1000;
  if (unreachable) {
    return new DunlinError(
      "wait-timeout",
      `waited ${seconds} s, and there is still no answer: ${unreachable.message}`,
      {
        ...(unreachable.server ? { server: unreachable.server } : {}),
        state: "nothing was changed: waiting only reads",
        ...(unreachable.next === undefined ? {} : { next: unreachable.next }),
        cause: unreachable,
      },
    );
  }
  const shown = pending.length > 5 ? `${pending.slice(0, 5).join(", ")} …` : pending.join(", ");
  const what = version === undefined
    ? `${
      pending.length === 1 ? "a migration is" : `${pending.length} migrations are`
    } not applied: ${shown}`
    : `${version} is not applied`;
  const begun = partial.length === 0 ? "" : `; begun and not finished: ${partial.join(", ")}`;
  return new DunlinError("wait-timeout", `waited ${seconds} s, and ${what}${begun}`, {
    state: "nothing was changed: waiting only reads",
    next: partial.length === 0
      ? `see whether something runs ${command("migrate")}, or wait longer with --timeout SECONDS`
      : `see what became of it: ${command("migrate:status")}`,
  });
}

function interrupted(): DunlinError {
  return new DunlinError("interrupted", "stopped while waiting for migrations", {
    state: "nothing was changed: waiting only reads",
    next: "run the same command again",
  });
}

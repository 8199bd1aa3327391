import type { Dialect } from "../dialects/dialect.ts";
import { DriverError } from "../drivers/connection.ts";
import { DunlinError } from "../errors.ts";
import { command } from "../plan/command.ts";
import type { MigrationStatus } from "../plan/state.ts";
import { driverErrorOf } from "./driver_error_of.ts";
import { FREE_SPACE, ownWords, placeOf } from "./migration_failure.ts";
import { serverMessage } from "./query_failure.ts";
import type { PartFailure } from "./sender.ts";
import { thrownWords } from "./thrown_words.ts";
import { statementCount } from "./work.ts";

/** What a file that is run and not recorded is for. */
export type FileRole = "seed" | "before_all" | "after_all";

/** What a failing seed left, and those before it. */
export interface SeedsKept {
  /** Pieces of the failing one that are committed. */
  readonly units: number;
  readonly cancelled: boolean;
  readonly role: FileRole;
  /** Paths of the seeds before it. */
  readonly before: readonly string[];
}

/** A part of a seed that failed → what a person needs to know. */
export function seedFailure(failure: PartFailure, dialect: Dialect, kept: SeedsKept): DunlinError {
  const { part: { work }, item, error } = failure;
  const count = statementCount(work);
  const at = item && count !== null ? ` at statement ${item.number} of ${count}` : "";
  const cause = driverErrorOf(error);
  const what = `the ${kept.role === "seed" ? "seed" : "hook"} ${work.summary.id}`;
  const lost = cause?.kind === "connection";
  const said = error instanceof DriverError ? "" : `: ${thrownWords(error)}`;
  const where = (error instanceof DunlinError ? error.where : undefined) ?? placeOf(failure);
  const parts = {
    ...(where ? { where } : {}),
    ...(cause ? { server: ownWords(serverMessage(cause, dialect), work) } : {}),
    state: stateWords(failure, dialect, kept, lost) + STATE[kept.role],
    next: (error instanceof DunlinError ? error.next : undefined) ??
      (lost ? "" : `${mendWords(cause, dialect)}, then `) + NEXT[kept.role],
    cause: error,
  };
  return new DunlinError(
    kept.cancelled
      ? "interrupted"
      : lost
      ? "connection-lost"
      : kept.role === "seed"
      ? "seed-failed"
      : "hook-failed",
    kept.cancelled ? `stopped while ${what} was running` : `${what} failed${at}${said}`,
    parts,
  );
}

function mendWords(cause: DriverError | null, dialect: Dialect): string {
  const meaning = cause && dialect.meaning(cause.code, cause.message);
  return meaning === "disk-full" ? FREE_SPACE : "mend the file";
}

const NEXT: Readonly<Record<FileRole, string>> = {
  seed: `run ${command("db:seed")} again: every seed is run again`,
  before_all: "run the same command again: it begins with this file again",
  after_all:
    "run by hand what is left of it: it runs by itself only behind a run that applies something",
};

const STATE: Readonly<Record<FileRole, string>> = {
  seed: "",
  before_all: "; no migration was begun",
  after_all: "; the migrations before it are applied",
};

function stateWords(
  { part: { work } }: PartFailure,
  dialect: Dialect,
  { units, before }: SeedsKept,
  lost: boolean,
): string {
  const earlier = before.length === 0
    ? ""
    : `; ${before.length === 1 ? "the seed" : `the ${before.length} seeds`} before it ${
      before.length === 1 ? "is" : "are"
    } kept`;
  const items = work.body.kind === "sql"
    ? work.body.units.slice(0, units).flatMap((unit) => unit.items)
    : [];
  const [first, last] = [items[0]?.number, items.at(-1)?.number];
  if (first !== undefined) {
    const which = first === last ? `statement ${first} is` : `statements ${first} to ${last} are`;
    return `${which} kept: ${dialect.keepsBecause}${earlier}`;
  }
  if (lost) return `whether it took effect is not known${earlier}`;
  return work.body.kind === "code" && !dialect.transactionalDdl
    ? `it was rolled back, except for statements that commit by themselves${earlier}`
    : `nothing of it is kept${earlier}`;
}

/**
 * A seed is written for the schema that all migrations together make.
 *
 * @throws {DunlinError} `plan-refused`, naming what is pending or partial
 */
export function refuseUnready(states: readonly MigrationStatus[]): void {
  const unready = states.filter(({ state }) =>
    state === "pending" || state === "out-of-order" || state === "partial"
  );
  if (unready.length === 0) return;
  const names = unready.map((status) =>
    status.version === "" ? status.id : `${status.version}_${status.name}`
  );
  const shown = names.length > 3 ? `${names.slice(0, 3).join(", ")} …` : names.join(", ");
  throw new DunlinError(
    "plan-refused",
    `${
      names.length === 1 ? "a migration is" : `${names.length} migrations are`
    } pending (${shown}): ` +
      "seeds are written for the schema they make",
    { state: "nothing was changed", next: `run ${command("migrate")} first` },
  );
}

import { differences, type Evidence } from "../dialects/evidence/evidence.ts";
import { DunlinError } from "../errors.ts";
import { command, word } from "../plan/command.ts";
import type { JournalEntry } from "../plan/history.ts";
import { lostUnseen, lostWithSession, type Unseen } from "./lost_session.ts";
import { resolveNext } from "./resolve_words.ts";
import type { Item } from "./units.ts";

/** A unit as the journal sees it; `number` and `last` are its first and last statement, from 1. */
export interface JournaledUnit {
  readonly position: number;
  readonly hash: string;
  readonly number: number;
  readonly last: number;
  /** Of a step of a TypeScript migration. */
  readonly name?: string;
  /** Of a large file: samples of what writes tables, of which its items need not be. */
  readonly writes?: readonly Item[];
}

/** Where a file stands that an earlier run did not finish. */
export type Resume =
  | {
    readonly kind: "from";
    readonly unitsDone: number;
    readonly replay: readonly Item[];
    /** The unit that was begun and of which nobody said how it went. */
    readonly doubt: JournalEntry | null;
  }
  | { readonly kind: "refused"; readonly error: DunlinError };

/** What a dialect knows of the statements of a file. */
export interface Proofs {
  /** What would prove how a statement went. */
  readonly evidenceOf: (item: Item) => Evidence;
  /** See `Dialect.refusesPartly`. */
  readonly refusesPartly: (item: Item) => boolean;
  /** What code of the database may do with a session; null where only texts are looked at. */
  readonly unseen: Unseen | null;
}

/** Whose file it is, for sentences. */
export interface ResumeNames {
  readonly label: string;
  /** As `migrate:resolve` takes it. */
  readonly version: string;
  readonly file: string;
}

/**
 * Compares a file with what the journal says an earlier run did of it. What is
 * done must stand in the file as it was; what is not may have been mended.
 */
export function checkResume(
  units: readonly JournaledUnit[],
  items: readonly (readonly Item[])[],
  journal: readonly JournalEntry[],
  names: ResumeNames,
  proofs: Proofs,
): Resume {
  const done = journal.filter((entry) => entry.state === "done");
  const open = journal.find((entry) => entry.state !== "done");
  const torn = tornJournal(journal);
  if (torn) return refuse(torn);
  for (const entry of done) {
    const unit = units[entry.position - 1];
    if (!unit) return refuse(shorter(done.length, units.length, names));
    if (unit.hash !== entry.hash) return refuse(edited(unit, entry, names));
  }
  const next = units[done.length] ?? takenOut(done.length, units);
  if (open?.state === "intent" && next.hash !== open.hash) {
    return refuse(editedInDoubt(next, names));
  }
  const partly = open?.state === "failed"
    ? refusedPartly(open, next, items[done.length]?.[0], names, proofs)
    : null;
  if (partly) return refuse(partly);
  const finished = items.slice(0, done.length).flat();
  const rest = items.slice(done.length).flat();
  const writes = (some: readonly JournaledUnit[]) => some.flatMap(({ writes = [] }) => writes);
  const computed = lostWithSession(finished, rest) ??
    (proofs.unseen === null ? undefined : lostUnseen(
      { items: finished, writes: writes(units.slice(0, done.length)) },
      { items: rest, writes: writes(units.slice(done.length)) },
      proofs.unseen,
    ));
  if (computed) return refuse(lostSession(computed, names));
  return {
    kind: "from",
    unitsDone: done.length,
    replay: finished.filter((item) => item.traits.session === "constant"),
    doubt: open?.state === "intent" ? open : null,
  };
}

function refuse(error: DunlinError): Resume {
  return { kind: "refused", error };
}

/** What stood behind the last unit; to take it out is one way of mending it. */
function takenOut(done: number, units: readonly JournaledUnit[]): JournaledUnit {
  const number = (units.at(-1)?.last ?? 0) + 1;
  return { position: done + 1, hash: "", number, last: number };
}

/** Says so if the rows are not those of units marked one after another: a hand has written them. */
export function tornJournal(journal: readonly JournalEntry[]): DunlinError | null {
  const done = journal.filter((entry) => entry.state === "done").length;
  const whole = journal.length <= done + 1 &&
    journal.every((entry, index) =>
      entry.position === index + 1 && (index >= done || entry.state === "done")
    );
  if (whole) return null;
  const positions = journal.map((entry) => `${entry.position} ${entry.state}`).join(", ");
  return new DunlinError(
    "history-damaged",
    `the journal of ${journal[0]?.id} is not one that dunlin writes: ${positions}`,
    {
      state: "nothing was changed",
      next: "put back what stood there; only dunlin may write its tables",
    },
  );
}

/** How a unit is called in sentences. */
export function called({ name, number }: Pick<JournaledUnit, "name" | "number">): string {
  return name === undefined ? `statement ${number}` : `step "${name}"`;
}

/** A unit that is another now than the one of which it is not known how it went. */
export function editedInDoubt(unit: JournaledUnit, names: ResumeNames): DunlinError {
  return new DunlinError(
    "resume-refused",
    `${called(unit)} of ${names.label} was edited while it is not known whether it took effect`,
    {
      where: { file: names.file },
      state: "what stands before it is kept; nothing was changed now",
      next: `put it back as it was and run the same command again, which looks; or say it: ${
        resolveNext(names.version)
      }`,
    },
  );
}

/** A statement the server refused may have done a part of its work all the same: says so. */
export function refusedPartly(
  entry: JournalEntry,
  unit: JournaledUnit,
  item: Item | undefined,
  names: ResumeNames,
  proofs: Proofs,
): DunlinError | null {
  const { before, after } = entry;
  if (after && !before) return keptAllTheSame(unit, names);
  if (!before || !after) {
    return item && unit.hash === entry.hash && proofs.refusesPartly(item)
      ? brokenOff(unit, names)
      : null;
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return null;
  const evidence = item && unit.hash === entry.hash ? proofs.evidenceOf(item) : null;
  const seen = evidence?.kind === "claims" && evidence.claims.length === before.length
    ? differences(evidence.claims, before, after)
    : ["what it names is not as it was before"];
  return new DunlinError(
    "statement-unresolved",
    `${
      called(unit)
    } of ${names.label} was refused by the server, and yet it did a part of its work: ` +
      seen.join("; "),
    {
      where: { file: names.file },
      state: "what stands before it is kept, and so is that part",
      next: `mend the statement or the database, then say how to go on: ${
        resolveNext(names.version)
      }`,
    },
  );
}

// Its transaction was rolled back, but not in tables without transactions.
function keptAllTheSame(unit: JournaledUnit, names: ResumeNames): DunlinError {
  return new DunlinError(
    "statement-unresolved",
    `${names.label} failed from statement ${unit.number} on, and what it had written to tables without transactions is still there`,
    {
      where: { file: names.file },
      state: "what stands before it is kept, and so are those rows",
      next: `undo them by hand or edit the file, then say how to go on: ${
        resolveNext(names.version)
      }`,
    },
  );
}

// What a procedure did before it failed, nobody can see.
function brokenOff(unit: JournaledUnit, names: ResumeNames): DunlinError {
  return new DunlinError(
    "statement-unresolved",
    `${called(unit)} of ${names.label} was refused by the server in the middle of its work, ` +
      "and nothing tells what it had done by then",
    {
      where: { file: names.file },
      state: "what stands before it is kept, and so may be a part of what it did",
      next: `look at the database, edit the statement or say how to go on: ${
        resolveNext(names.version)
      }`,
    },
  );
}

function shorter(done: number, now: number, names: ResumeNames): DunlinError {
  return new DunlinError(
    "resume-refused",
    `${names.label} has fewer statements than an earlier run has already finished (${now} of ${done})`,
    {
      where: { file: names.file },
      state: "what was finished is kept; nothing was changed now",
      next:
        "put the finished statements back as they were (also those of an after_each.sql that is gone), " +
        "then run the same command again",
    },
  );
}

function edited(unit: JournaledUnit, entry: JournalEntry, names: ResumeNames): DunlinError {
  const which = unit.number === unit.last
    ? `statement ${unit.number}`
    : `one of the statements ${unit.number} to ${unit.last}`;
  if (entry.file !== null && entry.file !== names.file) return otherFile(which, entry.file, names);
  return new DunlinError(
    "resume-refused",
    `${which} of ${names.label} was edited after it had been run`,
    {
      where: { file: names.file },
      state: "what was finished is kept; nothing was changed now",
      next:
        "put it back as it was (what comes after it may be edited), then run the same command again",
    },
  );
}

// A variant for a dialect wins over the plain file, also over one that was begun.
function otherFile(which: string, before: string, names: ResumeNames): DunlinError {
  return new DunlinError(
    "resume-refused",
    `${names.label} was begun with ${before}, and ${names.file} stands in its place now, in which ${which} differs`,
    {
      where: { file: names.file },
      state: "what was finished is kept; nothing was changed now",
      next:
        `let ${before} finish first (move ${names.file} aside), then run the same command again`,
    },
  );
}

function lostSession(item: Item, names: ResumeNames): DunlinError {
  return new DunlinError(
    "resume-refused",
    `${names.label} cannot go on from where it stopped: statement ${item.number} (${item.traits.verb}) ` +
      "made something that ended with its session",
    {
      where: { file: names.file, line: item.statement.line, column: item.statement.column },
      state: "what was finished is kept; nothing was changed now",
      next:
        `undo the finished statements by hand and say so with ${
          command(`migrate:resolve ${word(names.version)} --abandon`)
        }, ` +
        "then run the same command again",
    },
  );
}

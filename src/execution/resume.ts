import { DunlinError } from "../errors.ts";
import type { JournalEntry } from "../plan/history.ts";
import type { Item } from "./units.ts";

/** A unit as the journal sees it; `number` and `last` are its first and last statement, from 1. */
export interface JournaledUnit {
  readonly position: number;
  readonly hash: string;
  readonly number: number;
  readonly last: number;
}

/** Where a file stands that an earlier run did not finish. */
export type Resume =
  | { readonly kind: "from"; readonly unitsDone: number; readonly replay: readonly Item[] }
  | { readonly kind: "refused"; readonly error: DunlinError };

/**
 * Compares a file with what the journal says an earlier run did of it. What is
 * done must stand in the file as it was; what is not may have been mended.
 */
export function checkResume(
  units: readonly JournaledUnit[],
  items: readonly (readonly Item[])[],
  journal: readonly JournalEntry[],
  names: { readonly label: string; readonly file: string; readonly journal: string },
): Resume {
  const done = journal.filter((entry) => entry.state === "done");
  const open = journal.find((entry) => entry.state === "intent");
  if (open) return refuse(unresolved(open, units, names));
  for (const entry of done) {
    const unit = units[entry.position - 1];
    if (!unit) return refuse(shorter(done.length, units.length, names));
    if (unit.hash !== entry.hash) return refuse(edited(unit, names));
  }
  const finished = items.slice(0, done.length).flat();
  const computed = finished.find((item) => item.traits.session === "computed");
  if (computed && done.length < units.length) return refuse(lostSession(computed, names));
  return {
    kind: "from",
    unitsDone: done.length,
    replay: finished.filter((item) => item.traits.session === "constant"),
  };
}

function refuse(error: DunlinError): Resume {
  return { kind: "refused", error };
}

type Names = Parameters<typeof checkResume>[3];

function unresolved(
  entry: JournalEntry,
  units: readonly JournaledUnit[],
  names: Names,
): DunlinError {
  const unit = units[entry.position - 1];
  const where = unit ? `statement ${unit.number}` : `unit ${entry.position}`;
  const set = (state: string) =>
    `UPDATE ${names.journal} SET state = '${state}' WHERE id = '${
      entry.id.replaceAll("'", "''")
    }' AND direction = '${entry.direction}' AND position = ${entry.position}`;
  return new DunlinError(
    "statement-unresolved",
    `${where} of ${names.label} was started by a run that ended before it could say how it went`,
    {
      where: { file: names.file },
      state: `what stands before it is kept; whether ${where} took effect is not known`,
      next: `look at the database. If it took effect: ${set("done")}; if not: ${set("failed")}. ` +
        "Then run the same command again",
    },
  );
}

function shorter(done: number, now: number, names: Names): DunlinError {
  return new DunlinError(
    "resume-refused",
    `${names.label} has fewer statements than an earlier run has already finished (${now} of ${done})`,
    {
      where: { file: names.file },
      state: "what was finished is kept; nothing was changed now",
      next: "put the finished statements back as they were, then run the same command again",
    },
  );
}

function edited(unit: JournaledUnit, names: Names): DunlinError {
  const which = unit.number === unit.last
    ? `statement ${unit.number}`
    : `one of the statements ${unit.number} to ${unit.last}`;
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

function lostSession(item: Item, names: Names): DunlinError {
  return new DunlinError(
    "resume-refused",
    `${names.label} cannot go on from where it stopped: statement ${item.number} (${item.traits.verb}) ` +
      "made something that ended with its session",
    {
      where: { file: names.file, line: item.statement.line, column: item.statement.column },
      state: "what was finished is kept; nothing was changed now",
      next: "undo the finished statements by hand and delete the migration's rows from " +
        `${names.journal}, then run the same command again`,
    },
  );
}

import { doneWords } from "../plan/done_words.ts";
import { labelOf } from "../plan/label.ts";
import type { MigrationState, StatusOutline } from "../plan/state.ts";
import { formatDuration } from "./duration.ts";
import { escapeText } from "./escape.ts";
import { paintFor, type Style } from "./paint.ts";
import { renderTable } from "./table.ts";

/** How a status is shown. */
export interface StatusOptions {
  /** Where lines are cut; not at all by default. */
  readonly columns?: number;
  /** Never coloured, unless it is true. */
  readonly color?: boolean;
}

const STATES: Record<MigrationState, readonly [words: string, style: Style]> = {
  "applied": ["applied", "green"],
  "pending": ["pending", "yellow"],
  "out-of-order": ["out of order", "red"],
  "partial": ["partial", "red"],
  "changed": ["changed", "red"],
  "missing": ["missing", "red"],
  "skipped": ["skipped", "dim"],
};

const HEAD = ["state", "migration", "applied at", "took", "note"];
const NAME = 1;
const APPLIED_AT = 2;
const TOOK = 3;

/**
 * Every migration with its state, as a table for a terminal; times are UTC.
 * Empty if there are none, else it ends with a line end.
 */
export function renderStatus(
  states: readonly StatusOutline[],
  { columns = Infinity, color = false }: StatusOptions = {},
): string {
  if (states.length === 0) return "";
  const paint = paintFor(color);
  const lines = renderTable([HEAD, ...states.map(cells)], {
    columns,
    flexible: NAME,
    spare: [TOOK, APPLIED_AT],
    style: (text, row, column) => {
      const status = states[row - 1];
      if (status === undefined) return paint("dim", text);
      return column === 0 ? paint(STATES[status.state][1], text) : text;
    },
  });
  return lines.join("\n") + "\n";
}

function cells(status: StatusOutline): readonly string[] {
  const { state, entry } = status;
  return [
    STATES[state][0],
    escapeText(labelOf(status)),
    entry === undefined ? "" : escapeText(formatTime(entry.appliedAt)),
    entry === undefined || entry.origin === "baseline" ? "" : formatDuration(entry.durationMs),
    escapeText(noteOf(status)),
  ];
}

/** `2026-03-01T12:00:00.123Z` → `2026-03-01 12:00:00`; anything else stays as it is. */
function formatTime(time: string): string {
  return time.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, "$1 $2");
}

function noteOf(status: StatusOutline): string {
  const { state, entry, migration, partial } = status;
  const notes: string[] = [];
  if (partial !== undefined) {
    const verb = partial.direction === "up" ? "applied" : "reverted";
    const open = partial.journal.find(({ state }) => state === "intent");
    const doubt = open === undefined ? "" : `; ${open.verb} was begun`;
    notes.push(`${doneWords(partial)} ${verb}${doubt}`);
    if (migration === undefined) notes.push("its file is gone");
  }
  if (state === "changed") notes.push("edited since it was applied");
  if (state === "missing") notes.push(status.newer ? "of a later release" : "its file is gone");
  if (state === "skipped") notes.push(`only ${migration?.up.directives?.only?.join(", ") ?? ""}`);
  if (status.rerun && state === "pending") notes.push("edited: it runs again");
  if (entry?.origin === "baseline") notes.push("baseline");
  return notes.join("; ");
}

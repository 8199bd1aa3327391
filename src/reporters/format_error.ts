import type { DunlinError, Place, ServerMessage } from "../errors.ts";
import { escapeLines, escapeText } from "./escape.ts";
import { type Paint, paintFor } from "./paint.ts";
import { wrapText } from "./wrap.ts";

/** How an error is shown. */
export interface FormatOptions {
  /** Never, unless it is true. */
  readonly color?: boolean;
  /** Where long text wraps; 100 by default. Excerpts and commands are never broken. */
  readonly columns?: number;
}

interface Page {
  readonly paint: Paint;
  readonly columns: number;
}

const LEAST_COLUMNS = 40;

/**
 * An error as people read it: what happened, where, what the server said, what
 * is true now, what to do next; then, numbered, every problem it stands for.
 * Control characters are escaped. No stack, no final line end.
 *
 * ```text
 * error: migration 20260301_add_email failed at statement 2 of 3
 *   at     migrations/20260301_add_email.up.sql:7:1
 *   said   Duplicate column name 'email' (MySQL 1060)
 *   state  statement 1 is kept: MySQL commits DDL at once
 *   next   fix the file, run `dunlin migrate` again: it resumes at statement 2
 * ```
 */
export function formatError(error: DunlinError, options: FormatOptions = {}): string {
  const { color = false, columns = 100 } = options;
  const page: Page = { paint: paintFor(color), columns: Math.max(columns, LEAST_COLUMNS) };
  return errorLines(error, "error: ", 0, page, error.next).join("\n");
}

/** `migrations/1_a.up.sql:7:1`, as far as it is known. */
export function formatPlace({ file, line, column }: Place): string {
  return escapeText(file) +
    (line === undefined ? "" : `:${line}` + (column === undefined ? "" : `:${column}`));
}

function errorLines(
  error: DunlinError,
  head: string,
  indent: number,
  page: Page,
  next: string | undefined,
): readonly string[] {
  return [
    ...headLines(error.message, head, indent, page),
    ...placeLines(error.where, indent, page),
    ...saidLines(error.server, indent, page),
    ...problemLines(error.problems, indent, page),
    ...fieldLines("state", error.state, indent, page),
    ...fieldLines("next", next ?? sharedNext(error.problems), indent, page),
  ];
}

function headLines(message: string, head: string, indent: number, page: Page): readonly string[] {
  const hang = " ".repeat(indent);
  const width = page.columns - indent - head.length;
  const [first = "", ...rest] = wrapText(escapeLines(message), width);
  return [
    hang + page.paint(indent === 0 ? "red" : "dim", head) + page.paint("bold", first),
    ...rest.map((line) => hang + " ".repeat(head.length) + page.paint("bold", line)),
  ];
}

function placeLines(where: Place | undefined, indent: number, page: Page): readonly string[] {
  if (where === undefined) return [];
  const hang = " ".repeat(indent + FIELD);
  const [source, ...carets] = where.excerpt === undefined
    ? []
    : escapeLines(where.excerpt).split("\n");
  return [
    field("at", formatPlace(where), indent, page),
    ...(source === undefined ? [] : [hang + source]),
    ...carets.map((line) => hang + page.paint("red", line)),
  ];
}

function saidLines(
  server: ServerMessage | undefined,
  indent: number,
  page: Page,
): readonly string[] {
  if (server === undefined) return [];
  const code = server.label ?? server.code;
  const words = server.message.trimEnd() + (code === null ? "" : ` (${code})`);
  const more = [
    server.detail === undefined ? [] : [`detail: ${server.detail}`],
    server.hint === undefined ? [] : [`hint: ${server.hint}`],
  ];
  return fieldLines("said", [words, ...more.flat()].join("\n"), indent, page);
}

function problemLines(
  problems: readonly DunlinError[],
  indent: number,
  page: Page,
): readonly string[] {
  const shared = sharedNext(problems) !== undefined;
  const width = `${problems.length}) `.length;
  return problems.flatMap((problem, index) => {
    const number = `${index + 1}) `.padEnd(width);
    return errorLines(problem, number, indent + 2, page, shared ? undefined : problem.next);
  });
}

/** What is said once for all, where every problem has the same next step. */
function sharedNext(problems: readonly DunlinError[]): string | undefined {
  const [first, ...others] = problems;
  if (others.length === 0) return undefined;
  return others.every(({ next }) => next === first?.next) ? first?.next : undefined;
}

// "  state  " and its kind
const FIELD = 9;

function fieldLines(
  name: string,
  text: string | undefined,
  indent: number,
  page: Page,
): readonly string[] {
  if (text === undefined) return [];
  const [first = "", ...rest] = wrapText(escapeLines(text), page.columns - indent - FIELD);
  const hang = " ".repeat(indent + FIELD);
  return [field(name, first, indent, page), ...rest.map((line) => hang + line)];
}

function field(name: string, text: string, indent: number, { paint }: Page): string {
  const label = paint("dim", name) + " ".repeat(FIELD - 2 - name.length);
  return " ".repeat(indent + 2) + label + text;
}

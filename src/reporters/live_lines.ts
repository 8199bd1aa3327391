import { formatDuration } from "./duration.ts";
import { largeProgress } from "./large_progress.ts";
import { escapeText } from "./escape.ts";
import type { Hindrance, LiveMigration, LiveState } from "./live_view.ts";
import { type Paint, paintFor } from "./paint.ts";
import { stepLabel } from "./step_label.ts";
import { cutText, textWidth } from "./text_width.ts";

/** Where a view is drawn. */
export interface LivePage {
  /** How wide the terminal is; no line reaches its last column. */
  readonly columns: number;
  /** The time, by the clock the view was advanced with. */
  readonly nowMs: number;
  /** Never coloured, unless it is true. */
  readonly color?: boolean;
}

const WIDEST_BAR = 30;
const LEAST_BAR = 8;

/**
 * What is under way, as at most three lines: the migration at work, what
 * stands in its way, and how far the run has come. None where nothing is.
 *
 * ```text
 * ▸ applying 20260301_add_email: statement 2 of 3, 14 rows, 8 s
 *   blocked for 6 s by 4711 (app, psql): UPDATE users SET …
 *   [#########---------------------] 3 of 10 migrations, 41 s
 * ```
 */
export function liveLines(state: LiveState, page: LivePage): readonly string[] {
  if (state.ended || state.sinceMs === null) return [];
  const paint = paintFor(page.color === true);
  const lines = [
    ...currentLines(state.current, page, paint),
    ...hindranceLines(state.hindrance, page, paint),
    ...totalLines(state, page, paint),
  ];
  // a reader of the last line should know that Ctrl-C was heard
  return state.stopping && lines.length > 0
    ? [...lines, fitted("  ", "stopping after the current migration", page, paint)]
    : lines;
}

function currentLines(current: LiveMigration | null, page: LivePage, paint: Paint): string[] {
  if (current === null) return [];
  const { step, direction, sinceMs } = current;
  const verb = direction === "up" ? "applying" : "reverting";
  const { bytes } = current;
  const parts = bytes === null
    ? [
      ...pieces(current),
      ...(current.rows > 0 ? [rows(current.rows)] : []),
      age(sinceMs, page),
    ]
    : [
      largeProgress({ bytes: bytes.done, totalBytes: bytes.total, rows: current.rows }),
      age(sinceMs, page),
    ];
  const tail = `: ${parts.join(", ")}`;
  const head = `${verb} `;
  const room = page.columns - 3 - textWidth(head) - textWidth(tail);
  const label = cutText(stepLabel(step), Math.max(room, LEAST_BAR));
  return [fitted(paint("cyan", "▸ "), `${head}${label}${tail}`, page, paint, "bold", 2)];
}

function pieces({ statements, ended }: LiveMigration): string[] {
  if (statements === null) return ended === null ? [] : [`step ${ended + 1}`];
  if (ended !== null) return [`statement ${Math.min(ended + 1, statements)} of ${statements}`];
  return statements === 0 ? [] : [statements === 1 ? "1 statement" : `${statements} statements`];
}

function rows(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "row" : "rows"}`;
}

function hindranceLines(hindrance: Hindrance | null, page: LivePage, paint: Paint): string[] {
  if (hindrance === null) return [];
  return [fitted("  ", escapeText(wordsOf(hindrance, page)), page, paint, "yellow")];
}

function wordsOf(hindrance: Hindrance, page: LivePage): string {
  switch (hindrance.kind) {
    case "lock": {
      const holder = hindrance.holder === null ? "" : `, held by ${hindrance.holder}`;
      const left = inWords(hindrance.untilMs - page.nowMs);
      return `waiting for the migration lock for ${age(hindrance.sinceMs, page)}` +
        `, ${left} left${holder}`;
    }
    case "pause": {
      const { attempt, attempts, said, untilMs } = hindrance;
      const left = inWords(untilMs - page.nowMs);
      return `attempt ${attempt + 1} of ${attempts} in ${left}: ${said}`;
    }
    case "blocked": {
      const [first] = hindrance.by;
      const others = hindrance.by.length > 1 ? ` and ${hindrance.by.length - 1} more` : "";
      const who = `${first?.session} (${first?.who})${others}`;
      const statement = first?.statement.replaceAll(/\s+/g, " ").trim();
      return `blocked for ${age(hindrance.sinceMs, page)} by ${who}` +
        (statement ? `: ${statement}` : "");
    }
  }
}

function totalLines(state: LiveState, page: LivePage, paint: Paint): string[] {
  if (state.total === 0) return [];
  const { done, total, sinceMs } = state;
  const words = ` ${done} of ${total} ${total === 1 ? "migration" : "migrations"}, ` +
    age(sinceMs ?? page.nowMs, page);
  const room = Math.min(WIDEST_BAR, page.columns - 1 - 2 - 2 - textWidth(words));
  const bar = room < LEAST_BAR ? "" : barOf(done / total, room);
  return [fitted("  ", (bar + words).trimStart(), page, paint, "dim")];
}

// signs, not shades: it reads the same in any colour and any font
function barOf(share: number, width: number): string {
  const full = Math.floor(Math.min(1, Math.max(0, share)) * width);
  return `[${"#".repeat(full)}${"-".repeat(width - full)}]`;
}

function fitted(
  lead: string,
  text: string,
  page: LivePage,
  paint: Paint,
  style: Parameters<Paint>[0] = "dim",
  leadWidth: number = lead.length,
): string {
  // the last column stays free: some terminals wrap as soon as it is written
  return lead + paint(style, cutText(text, Math.max(page.columns - 1 - leadWidth, 0)));
}

function age(sinceMs: number, { nowMs }: LivePage): string {
  return inWords(nowMs - sinceMs);
}

/** Whole seconds: what changes more often than that is not read. */
function inWords(ms: number): string {
  return formatDuration(Math.max(0, Math.floor(ms / 1000)) * 1000).replace("0 ms", "0 s");
}

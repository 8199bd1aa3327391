import type { Event, EventListener } from "../events/event.ts";
import { largeProgress } from "./large_progress.ts";
import { formatDuration } from "./duration.ts";
import { escapeLines, escapeText } from "./escape.ts";
import { formatError, formatPlace } from "./format_error.ts";
import { type Paint, paintFor } from "./paint.ts";
import { planLines } from "./plan.ts";
import { plural } from "./plural.ts";
import { stepLabel } from "./step_label.ts";

/** How much is told: quiet keeps to warnings and errors, verbose adds every step on the way. */
export type Verbosity = "quiet" | "normal" | "verbose";

/** Where and how text is written. */
export interface TextOptions {
  /** Receives lines, each with its line end. */
  readonly write: (text: string) => void;
  /** The same for warnings and errors; `write` if left out. */
  readonly writeError?: (text: string) => void;
  /** Never, unless it is true. */
  readonly color?: boolean;
  /** The same for `writeError`; as `color` if left out. */
  readonly colorError?: boolean;
  /** Where errors wrap. */
  readonly columns?: number;
  readonly verbosity?: Verbosity;
}

/** Lines of an event, and how loud they are: from which verbosity on they are told. */
interface Told {
  readonly from: Verbosity;
  readonly lines: readonly string[];
  readonly error?: true;
}

const LOUDNESS: Record<Verbosity, number> = { quiet: 0, normal: 1, verbose: 2 };
const SILENCE: Told = { from: "verbose", lines: [] };

/**
 * Tells events as lines for a terminal. Nothing is "applied" before its event
 * says so; what others wrote (names, notices) is escaped.
 */
export function textReporter(options: TextOptions): EventListener {
  const { write, writeError = write, color = false, columns = 100 } = options;
  const { colorError = color } = options;
  const loudness = LOUDNESS[options.verbosity ?? "normal"];
  const told = (event: Event, color: boolean) => tell(event, paintFor(color), { color, columns });
  return (event) => {
    const { from, lines, error } = told(event, color);
    if (LOUDNESS[from] > loudness || lines.length === 0) return;
    if (!error) return write(lines.join("\n") + "\n");
    writeError(told(event, colorError).lines.join("\n") + "\n");
  };
}

type Page = { readonly color: boolean; readonly columns: number };

function tell(event: Event, paint: Paint, page: Page): Told {
  switch (event.type) {
    case "run_started":
    case "plan_made":
    case "statement_kept":
    case "migration_progress":
      return { from: "verbose", lines: background(event, page) };
    case "warning":
      return { from: "quiet", lines: warning(event, paint), error: true };
    case "notice":
      return notice(event, paint);
    case "migration_started":
    case "migration_applied":
    case "migration_reverted":
    case "migration_recorded":
    case "migration_forgotten":
      return { from: "normal", lines: [migration(event, paint)] };
    case "seed_applied":
    case "hook_applied":
    case "seed_skipped":
      return { from: "normal", lines: [seed(event, paint)] };
    case "retrying":
      return { from: "normal", lines: [retrying(event)] };
    case "statement_resolved":
      return { from: "normal", lines: [resolved(event)] };
    case "statement_proved":
      return {
        from: "normal",
        lines: [
          `  ${event.number === null ? `step ${event.position}` : `statement ${event.number}`} (${
            escapeText(event.verb)
          }) had taken effect before an earlier run ended: not run again`,
        ],
      };
    case "migration_failed":
      // run_finished tells the whole of it
      return SILENCE;
    case "run_finished":
      return finished(event, page);
    default:
      return { from: "normal", lines: [progress(event)] };
  }
}

type Of<Type extends Event["type"]> = Extract<Event, { readonly type: Type }>;

function background(
  event: Of<"run_started" | "plan_made" | "statement_kept" | "migration_progress">,
  { columns }: Page,
): readonly string[] {
  switch (event.type) {
    case "run_started":
      return [escapeText(`${event.server} at ${event.database}, history in ${event.table}`)];
    case "plan_made":
      return ["Plan:", ...planLines(event.steps, columns)];
    case "migration_progress":
      return [`  ${largeProgress(event)}`];
    case "statement_kept":
      return [
        `  ${
          event.total === null ? `step ${event.position}` : `${event.position} of ${event.total}`
        } kept` +
        (event.verb ? `: ${escapeText(event.verb)}` : ""),
      ];
  }
}

function retrying({ error, attempt, attempts, pauseMs }: Of<"retrying">): string {
  const said = error.server === undefined ? error.message : error.server.message;
  return escapeText(
    `${said}; again in ${formatDuration(pauseMs)} (attempt ${attempt + 1} of ${attempts})`,
  );
}

const RESOLVED = {
  done: "counts as done",
  retry: "will be run again",
  abandon: "is forgotten as far as it came",
} as const;

function resolved({ id, position, verb, decision }: Of<"statement_resolved">): string {
  const what = position === null ? "" : `unit ${position} (${verb}) of `;
  return escapeText(`${what}migration ${id} ${RESOLVED[decision]}`);
}

function progress(
  event: Of<
    "up_to_date" | "tables_created" | "lock_waiting" | "lock_acquired" | "replanned" | "interrupted"
  >,
): string {
  switch (event.type) {
    case "up_to_date":
      return `Nothing to do (${plural(event.applied, "migration")} applied)`;
    case "tables_created":
      return escapeText(`Created the history table ${event.table}`);
    case "lock_waiting": {
      const holder = event.holder === null ? "" : ` held by ${escapeText(event.holder)}`;
      return `Waiting for the migration lock${holder} (${formatDuration(event.waitedMs)} of ${
        formatDuration(event.waitMs)
      })`;
    }
    case "lock_acquired":
      return `Got the migration lock after ${formatDuration(event.waitedMs)}`;
    case "replanned":
      return `Planning again: ${escapeText(event.reason)}`;
    case "interrupted":
      return event.during === null
        ? "Interrupted"
        : `Interrupted during ${escapeText(event.during)}`;
  }
}

function migration(
  event: Of<
    | "migration_started"
    | "migration_applied"
    | "migration_reverted"
    | "migration_recorded"
    | "migration_forgotten"
  >,
  paint: Paint,
): string {
  const label = stepLabel(event.step);
  switch (event.type) {
    case "migration_started": {
      const verb = event.direction === "up" ? "Applying" : "Reverting";
      const resumed = event.resumedAt === undefined
        ? ""
        : event.statements === null
        ? ` from step ${event.resumedAt}`
        : ` from statement ${event.resumedAt} of ${event.statements}`;
      return `${verb} ${label}${resumed}`;
    }
    case "migration_applied":
      return `${paint("green", "Applied")} ${label} (${formatDuration(event.durationMs)})`;
    case "migration_reverted":
      return `${paint("yellow", "Reverted")} ${label} (${formatDuration(event.durationMs)})`;
    case "migration_recorded":
      return `${paint("green", "Recorded")} ${label} without running it`;
    case "migration_forgotten":
      return `${paint("yellow", "Forgot")} ${label}: it will run again`;
  }
}

function seed(event: Of<"seed_applied" | "hook_applied" | "seed_skipped">, paint: Paint): string {
  const file = escapeText(event.file);
  if (event.type === "seed_applied") {
    return `${paint("green", "Seeded")} ${file} (${formatDuration(event.durationMs)})`;
  }
  if (event.type === "hook_applied") {
    return `${paint("green", "Ran")} ${file} (${formatDuration(event.durationMs)})`;
  }
  return `${paint("yellow", "Skipped")} ${file}: only for ${escapeText(event.only.join(", "))}`;
}

function warning({ message, where, next }: Of<"warning">, paint: Paint): readonly string[] {
  return [
    paint("yellow", "warning:") + " " + escapeText(message),
    ...(where === undefined ? [] : [`  at     ${formatPlace(where)}`]),
    ...(next === undefined ? [] : [`  next   ${escapeText(next)}`]),
  ];
}

/** A server's warning may be a truncation: it is told to the quiet, too. */
function notice(event: Of<"notice">, paint: Paint): Told {
  const { id, severity, code, message, detail, hint, where, repeated } = event;
  const grave = /^warning|^error/i.test(severity);
  const head = escapeText(severity.toLowerCase()) + (id === null ? "" : ` in ${escapeText(id)}`);
  const words = escapeLines(message.trimEnd()).split("\n");
  if (repeated !== undefined) {
    const times = `and ${repeated.toLocaleString("en")} ${
      repeated === 1 ? "time" : "times"
    } the same`;
    const line = `  ${paint(grave ? "yellow" : "dim", head + ":")} ${times}: ${words[0]}`;
    return { from: grave ? "quiet" : "normal", lines: [line], ...(grave ? { error: true } : {}) };
  }
  const coded = code === null || !grave ? "" : ` (${escapeText(code)})`;
  const lines = [
    `  ${paint(grave ? "yellow" : "dim", head + ":")} ${words.join("\n    ")}${coded}`,
    ...(where === undefined ? [] : [`    at ${formatPlace(where)}`]),
    ...(detail === undefined ? [] : [`    detail: ${escapeText(detail)}`]),
    ...(hint === undefined ? [] : [`    hint: ${escapeText(hint)}`]),
  ];
  return { from: grave ? "quiet" : "normal", lines, ...(grave ? { error: true as const } : {}) };
}

function finished(event: Of<"run_finished">, page: Page): Told {
  const { applied, reverted, failed, remaining, durationMs } = event;
  const done = [
    ...(reverted.length === 0 ? [] : [`${plural(reverted.length, "migration")} reverted`]),
    ...(applied.length === 0 ? [] : [`${plural(applied.length, "migration")} applied`]),
  ];
  if (failed === null) {
    if (done.length === 0) return SILENCE;
    return { from: "normal", lines: [`${done.join(", ")} in ${formatDuration(durationMs)}`] };
  }
  const left = remaining.map(escapeText);
  return {
    from: "quiet",
    error: true,
    lines: [
      formatError(failed, page),
      ...(done.length === 0 ? [] : [`  before ${done.join(", ")}`]),
      ...(left.length === 0 ? [] : [`  left   ${left.join(", ")}`]),
    ],
  };
}

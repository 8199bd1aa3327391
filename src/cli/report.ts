import type { DunlinError } from "../errors.ts";
import type { EventListener } from "../events/event.ts";
import { findingsIn, findingsOf } from "../reporters/finding.ts";
import { formatError } from "../reporters/format_error.ts";
import { errorToJson, jsonReporter } from "../reporters/json.ts";
import { textReporter, type Verbosity } from "../reporters/text.ts";
import { calledBy } from "./called_by.ts";
import type { CommandContext } from "./command.ts";
import type { Streams } from "./streams.ts";

/** What telling something needs of a call. */
type Told = Pick<CommandContext, "options" | "env" | "streams" | "program">;

/**
 * Whether a call may colour what it writes. A flag goes over NO_COLOR, that
 * over FORCE_COLOR and CLICOLOR_FORCE, those over what standard output is.
 * Sources: no-color.org, force-color.org, bixense.com/clicolors.
 */
export function hasColor(told: Told): boolean {
  return mayColor(told, told.streams.isTerminal);
}

/** The same for standard error, which may go elsewhere. */
export function hasErrorColor(told: Told): boolean {
  return mayColor(told, told.streams.errorIsTerminal ?? told.streams.isTerminal);
}

function mayColor({ options, env }: Told, isTerminal: boolean): boolean {
  if (options["no-color"] || options["json"] || env["NO_COLOR"]) return false;
  const forced = [env["FORCE_COLOR"], env["CLICOLOR_FORCE"]].some((value) =>
    value && value !== "0"
  );
  return forced || (isTerminal && env["TERM"] !== "dumb");
}

/** How much a call wants to be told. */
export function verbosityOf({ options, env }: Pick<Told, "options" | "env">): Verbosity {
  if (options["quiet"]) return "quiet";
  return options["verbose"] || env["VERBOSE"] ? "verbose" : "normal";
}

// what goes into a file or another program wraps where a person could still read it
function pageColumns({ columns }: Streams): number {
  return Number.isFinite(columns) ? columns : 100;
}

/** Where the events of a call go: text for people, or one JSON object a line. */
export function reporterOf(context: Told): EventListener {
  const { options, streams, program } = context;
  const called = calledBy(program);
  const tell = listenerOf(context);
  const { finding } = streams;
  return (event) => {
    const told = called.event(event);
    tell(told);
    if (finding !== undefined && !options["json"]) findingsIn(told).forEach(finding);
  };
}

function listenerOf(context: Told): EventListener {
  const { options, streams } = context;
  if (options["json"]) return jsonReporter({ write: streams.out });
  return textReporter({
    write: streams.out,
    writeError: streams.err,
    color: hasColor(context),
    columns: pageColumns(streams),
    colorError: hasErrorColor(context),
    verbosity: verbosityOf(context),
  });
}

/** An error that ends a call, or one of several problems. */
export function reportProblem(context: Told, problem: DunlinError): void {
  const { options, streams, program } = context;
  const error = calledBy(program).error(problem);
  if (options["json"]) return streams.out(JSON.stringify(errorToJson(error)) + "\n");
  streams.err(
    formatError(error, { color: hasErrorColor(context), columns: pageColumns(streams) }) + "\n",
  );
  if (streams.finding) findingsOf(error).forEach(streams.finding);
}

/** One line for people, or one object for programs. */
export function say(
  { options, streams }: Told,
  text: string,
  object: Readonly<Record<string, unknown>>,
): void {
  if (options["json"]) streams.out(JSON.stringify(object) + "\n");
  else if (!options["quiet"]) streams.out(text + "\n");
}

import type { DunlinError } from "../errors.ts";
import type { EventListener } from "../events/event.ts";
import { findingsIn, findingsOf } from "../reporters/finding.ts";
import { formatError } from "../reporters/format_error.ts";
import { errorToJson, jsonReporter } from "../reporters/json.ts";
import { textReporter } from "../reporters/text.ts";
import type { CommandContext } from "./command.ts";
import type { Streams } from "./streams.ts";

/** What telling something needs of a call. */
type Told = Pick<CommandContext, "options" | "env" | "streams">;

/** Whether a call may colour what it writes. Source: no-color.org. */
export function hasColor({ options, env, streams }: Told): boolean {
  return streams.isTerminal && !options["no-color"] && !options["json"] && !env["NO_COLOR"];
}

// what goes into a file or another program wraps where a person could still read it
function pageColumns({ columns }: Streams): number {
  return Number.isFinite(columns) ? columns : 100;
}

/** Where the events of a call go: text for people, or one JSON object a line. */
export function reporterOf(context: Told): EventListener {
  const { options, streams } = context;
  if (options["json"]) return jsonReporter({ write: streams.out });
  const tell = textReporter({
    write: streams.out,
    writeError: streams.err,
    color: hasColor(context),
    columns: pageColumns(streams),
    verbosity: options["quiet"]
      ? "quiet"
      : options["verbose"] || context.env["VERBOSE"]
      ? "verbose"
      : "normal",
  });
  const { finding } = streams;
  if (finding === undefined) return tell;
  return (event) => {
    tell(event);
    findingsIn(event).forEach(finding);
  };
}

/** An error that ends a call, or one of several problems. */
export function reportProblem(context: Told, error: DunlinError): void {
  const { options, streams } = context;
  if (options["json"]) return streams.out(JSON.stringify(errorToJson(error)) + "\n");
  streams.err(
    formatError(error, { color: hasColor(context), columns: pageColumns(streams) }) + "\n",
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

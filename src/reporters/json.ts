import { DunlinError, type Place, type ServerMessage } from "../errors.ts";
import type { Event, EventListener } from "../events/event.ts";

/** An error as JSON tells it: these keys, in this order; null for what is not known. */
export interface ErrorObject {
  readonly type: "error";
  readonly code: string;
  readonly message: string;
  readonly where: {
    readonly file: string;
    readonly line: number | null;
    readonly column: number | null;
    readonly excerpt: string | null;
  } | null;
  readonly server: {
    readonly code: string | null;
    readonly label: string | null;
    readonly message: string;
    readonly detail: string | null;
    readonly hint: string | null;
  } | null;
  readonly state: string | null;
  readonly next: string | null;
  /** Only where one error stands for several. */
  readonly problems?: readonly ErrorObject[];
}

/** Parts of an event that may be absent; JSON has null for them. */
const OPTIONAL: { readonly [type in Event["type"]]?: Readonly<Record<string, null>> } = {
  warning: { where: null, next: null },
  migration_started: { resumedAt: null },
  notice: { detail: null, hint: null, where: null, repeated: null },
};

/**
 * Tells every event as one JSON object on a line of its own, for programs. A
 * run's last line is `run_finished`, which says all that came of it.
 *
 * @param options.write Receives each line with its line end.
 */
export function jsonReporter(
  { write }: { readonly write: (text: string) => void },
): EventListener {
  return (event) => write(JSON.stringify(eventToJson(event)) + "\n");
}

/** An event as a plain object: keys are stable, errors are {@linkcode ErrorObject}s. */
export function eventToJson(event: Event): Readonly<Record<string, unknown>> {
  const object: Record<string, unknown> = {};
  for (const [key, value] of Object.entries({ ...event, ...absent(event) })) {
    object[key] = value instanceof DunlinError
      ? errorToJson(value)
      : key === "where"
      ? placeToJson(value as Place | undefined)
      : value;
  }
  return object;
}

function absent(event: Event): Record<string, unknown> {
  const given: Readonly<Record<string, unknown>> = { ...event };
  return Object.fromEntries(
    Object.keys(OPTIONAL[event.type] ?? {}).map((key) => [key, given[key] ?? null]),
  );
}

/** An error as a plain object, with all the problems it stands for. */
export function errorToJson(error: DunlinError): ErrorObject {
  return {
    type: "error",
    code: error.code,
    message: error.message,
    where: placeToJson(error.where),
    server: serverToJson(error.server),
    state: error.state ?? null,
    next: error.next ?? null,
    ...(error.problems.length === 0 ? {} : { problems: error.problems.map(errorToJson) }),
  };
}

function placeToJson(place: Place | undefined | null): ErrorObject["where"] {
  if (place === undefined || place === null) return null;
  const { file, line = null, column = null, excerpt = null } = place;
  return { file, line, column, excerpt };
}

function serverToJson(server: ServerMessage | undefined): ErrorObject["server"] {
  if (server === undefined) return null;
  const { code, label = null, message, detail = null, hint = null } = server;
  return { code, label, message, detail, hint };
}

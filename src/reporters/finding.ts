import type { DunlinError, Place } from "../errors.ts";
import type { Event } from "../events/event.ts";

/** Something a person should look at, as annotations and reports of CI services hold it. */
export interface Finding {
  readonly severity: "error" | "warning";
  /** Stable; see `ERROR_CODES`, and the codes of warnings. */
  readonly code: string;
  /** One sentence without a final period. */
  readonly message: string;
  /** What the server said, what is true now, what to do next; a line each. */
  readonly more: readonly string[];
  readonly where?: Place;
}

/** An error as findings: one for each problem it stands for. */
export function findingsOf(error: DunlinError): readonly Finding[] {
  if (error.problems.length > 0) return error.problems.flatMap(findingsOf);
  const { code, message, server, state, next, where } = error;
  const label = server?.label ?? server?.code ?? null;
  const more = [
    ...(server === undefined ? [] : [`said: ${server.message}${label ? ` (${label})` : ""}`]),
    ...(server?.detail === undefined ? [] : [`detail: ${server.detail}`]),
    ...(server?.hint === undefined ? [] : [`hint: ${server.hint}`]),
    ...(state === undefined ? [] : [`state: ${state}`]),
    ...(next === undefined ? [] : [`next: ${next}`]),
  ];
  return [{ severity: "error", code, message, more, ...(where ? { where } : {}) }];
}

/** What an event has to be looked at for: warnings, and what a run failed of. */
export function findingsIn(event: Event): readonly Finding[] {
  if (event.type === "run_finished") return event.failed ? findingsOf(event.failed) : [];
  if (event.type !== "warning") return [];
  const { code, message, where, next } = event;
  const more = next === undefined ? [] : [`next: ${next}`];
  return [{ severity: "warning", code, message, more, ...(where ? { where } : {}) }];
}

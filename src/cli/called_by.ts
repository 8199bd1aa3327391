import { DunlinError } from "../errors.ts";
import type { Event } from "../events/event.ts";
import { PROGRAM } from "../plan/command.ts";

/** What is told, with its commands under the name the program is called by. */
export interface CalledBy {
  readonly event: (event: Event) => Event;
  readonly error: (error: DunlinError) => DunlinError;
}

/**
 * Every command in a sentence says `dunlin`; a program that is called otherwise
 * (`main({ program: "shop" })`) says its own name, so that it can be typed as it stands.
 */
export function calledBy(program: string): CalledBy {
  if (program === PROGRAM) return { event: (event) => event, error: (error) => error };
  const renamed = (text: string) => text.replaceAll(`\`${PROGRAM} `, `\`${program} `);
  const error = (told: DunlinError): DunlinError => {
    const { state, next, problems } = told;
    const parts = {
      ...(state === undefined ? {} : { state: renamed(state) }),
      ...(next === undefined ? {} : { next: renamed(next) }),
      problems: problems.map(error),
    };
    const { code, where, server, progress, cause } = told;
    return new DunlinError(code, renamed(told.message), {
      ...(where === undefined ? {} : { where }),
      ...(server === undefined ? {} : { server }),
      ...(progress === undefined ? {} : { progress }),
      ...(cause === undefined ? {} : { cause }),
      ...parts,
    });
  };
  const event = (told: Event): Event => {
    const parts = Object.entries(told).map(([name, value]) => {
      if (value instanceof DunlinError) return [name, error(value)];
      const isSentence = name === "message" || name === "next" || name === "state";
      return [name, isSentence && typeof value === "string" ? renamed(value) : value];
    });
    return Object.fromEntries(parts) as Event;
  };
  return { event, error };
}

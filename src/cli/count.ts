import type { CommandContext } from "./command.ts";
import { usageError } from "./usage_error.ts";

/** An option that is a number of migrations; undefined if it was not given. @throws {DunlinError} `usage` */
export function countOf({ options }: CommandContext, name: string): number | undefined {
  const given = options[name];
  return typeof given === "string" ? countFrom(given, `--${name}`) : undefined;
}

/** Text → a whole number from 1. @throws {DunlinError} `usage` */
export function countFrom(text: string, what: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value > 0) return value;
  throw usageError(
    `${what} cannot be ${JSON.stringify(text)}`,
    "it is a number of migrations: 1, 2, 3 …",
  );
}

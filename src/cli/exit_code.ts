import { DunlinError, ERROR_CODES, type ErrorClass } from "../errors.ts";

const EXIT: Readonly<Record<ErrorClass, number>> = { work: 1, usage: 2, check: 3, lock: 4 };

/** 1 the work failed, 2 the call or the configuration was wrong, 3 a check found something, 4 no lock in time. */
export function exitCodeOf(error: unknown): number {
  return error instanceof DunlinError ? EXIT[ERROR_CODES[error.code].class] : 1;
}

/** A check (`--check`, `migrate:validate`) found something. */
export const FOUND = 3;

import type { Dialect } from "../dialects/dialect.ts";
import { DriverError } from "../drivers/connection.ts";
import { DunlinError, type ErrorCode, type ServerMessage } from "../errors.ts";

/** The server's own words, as an error carries them. */
export function serverMessage(error: DriverError, dialect: Dialect): ServerMessage {
  return {
    code: error.code,
    message: error.message,
    ...(error.code !== null && error.kind === "sql" ? { label: dialect.codeName(error.code) } : {}),
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
}

/** A failure of one of dunlin's own queries, explained. Other errors pass as they are. */
export function queryFailure(error: unknown, dialect: Dialect, doing: string): unknown {
  if (!(error instanceof DriverError)) return error;
  const { code, next } = explain(error, dialect);
  return new DunlinError(code, `${doing} failed`, {
    server: serverMessage(error, dialect),
    state: "nothing was changed by this",
    next,
    cause: error,
  });
}

function explain(error: DriverError, dialect: Dialect): { code: ErrorCode; next: string } {
  if (error.kind === "connection") {
    return { code: "connection-lost", next: "run the same command again" };
  }
  if (error.kind === "busy") {
    return {
      code: "lock-timeout",
      next: "wait for the other process, then run the same command again",
    };
  }
  switch (dialect.meaning(error.code, error.message)) {
    case "permission":
      return {
        code: "permission-denied",
        next: "grant the role what it lacks, or use another role",
      };
    case "read-only":
      return {
        code: "read-only",
        next: dialect.toWrite,
      };
    case "lock-timeout":
      return {
        code: "lock-timeout",
        next: "wait for the other session, then run the same command again",
      };
    case "disk-full":
      return {
        code: "query-failed",
        next: "free disk space where the database is kept, then run the same command again",
      };
    default:
      return {
        code: "query-failed",
        next: "see what the server said; nothing was applied by this query",
      };
  }
}

import { DriverError, type FailureKind } from "./connection.ts";
import { redact } from "./mask.ts";
import type { MysqlServerError } from "./mysql_client.ts";

/** Shutdown, killed, idle for too long, network errors the server still reports. */
const SESSION_ENDS = new Set([
  1053,
  1077,
  1078,
  1079,
  1080,
  1152,
  1158,
  1159,
  1160,
  1161,
  1927,
  3169,
  4031,
]);
const CREDENTIALS = new Set([1045, 1251, 1524, 1698, 3118, 3955, 4151]);

/** What failed, and when. */
export interface MysqlFailure {
  /** Before there was a session, or within one. */
  readonly during: "connect" | "session";
  /** How many results of the message had arrived; absent where no message was sent. */
  readonly completed?: number;
}

/** An error of `mysql2`, the server or the socket as a {@linkcode DriverError} without secrets. */
export function mysqlFailure(
  error: unknown,
  secrets: readonly string[],
  failure: MysqlFailure,
): DriverError {
  if (error instanceof DriverError) return error;
  const said = error as MysqlServerError;
  const number = serverNumber(said);
  const kind = failure.during === "connect" ? connectKind(said, number) : sessionKind(number);
  const message = redact(messageOf(said), secrets);
  const { near, line } = pointedAt(message);
  const code = number === null ? said.code ?? null : String(number);
  return new DriverError(kind, code, message, {
    point: failure.completed === undefined
      ? undefined
      : { completed: failure.completed, offset: null, line, near },
  });
}

/** The server's own number; errors of the socket carry the system's, which is negative. */
function serverNumber({ errno }: MysqlServerError): number | null {
  return typeof errno === "number" && errno >= 1000 ? errno : null;
}

function connectKind(said: MysqlServerError, number: number | null): FailureKind {
  if (said.name === "NotCapable" || said.code === "EACCES" || said.code === "EPERM") {
    return "permission";
  }
  if (number !== null && CREDENTIALS.has(number)) return "authentication";
  if (said.code === "AUTH_SWITCH_PLUGIN_ERROR") return "authentication";
  if (number === 1044) return "permission";
  return number === 1049 ? "database-missing" : "refused";
}

function sessionKind(number: number | null): FailureKind {
  return number === null || SESSION_ENDS.has(number) ? "connection" : "sql";
}

/** node's AggregateError (`localhost` has two addresses) has no words of its own. */
function messageOf(said: MysqlServerError): string {
  if (said.message) return said.message;
  const { errors } = said as { errors?: readonly Error[] };
  return errors?.map(({ message }) => message).join("; ") || said.code || "unknown failure";
}

function pointedAt(message: string): { near: string | null; line: number | null } {
  const match = /near '([\s\S]*)' at line (\d+)\s*$/.exec(message);
  return match === null ? { near: null, line: null } : { near: match[1]!, line: Number(match[2]) };
}

import { DriverError, type FailureKind, type FailurePoint } from "./connection.ts";
import { redact } from "./mask.ts";
import type { PgServerMessage } from "./postgres_client.ts";

/** The session ends with these, whatever the severity is called in the server's language. */
const SESSION_ENDS = /^(08...|57P0[1-5]|25P0[34])$/;

/** What failed, and when. */
export interface PostgresFailure {
  /** Before there was a session, or within one. */
  readonly during: "connect" | "session";
  /** The text that was sent, for its offsets. */
  readonly text?: string;
  readonly completed?: number;
}

/** An error of `pg`, the server or the socket as a {@linkcode DriverError} without secrets. */
export function postgresFailure(
  error: unknown,
  secrets: readonly string[],
  failure: PostgresFailure,
): DriverError {
  if (error instanceof DriverError) return error;
  const said = error as PgServerMessage & { readonly name?: string };
  const clean = (text: string | undefined) =>
    text === undefined ? undefined : redact(text, secrets);
  const kind = failure.during === "connect" ? connectKind(said) : sessionKind(said);
  return new DriverError(kind, said.code ?? null, clean(messageOf(said)) ?? "", {
    detail: clean(said.detail),
    hint: clean(said.hint),
    context: clean(contextOf(said)),
    point: failure.text === undefined ? undefined : pointOf(said, failure),
  });
}

function connectKind(said: PgServerMessage & { readonly name?: string }): FailureKind {
  if (said.name === "NotCapable" || said.code === "EACCES" || said.code === "EPERM") {
    return "permission";
  }
  if (said.code?.startsWith("28")) return "authentication";
  if (/client password must be a (non-empty )?string/.test(said.message)) return "authentication";
  return said.code === "3D000" ? "database-missing" : "refused";
}

function sessionKind(said: PgServerMessage): FailureKind {
  const ofServer = said.severity !== undefined && said.code !== undefined;
  if (!ofServer) return "connection";
  const ends = SESSION_ENDS.test(said.code) || /^(FATAL|PANIC)$/.test(said.severity);
  return ends ? "connection" : "sql";
}

/** node's AggregateError (`localhost` has two addresses) has no words of its own. */
function messageOf(said: PgServerMessage): string {
  if (said.message !== "") return said.message;
  const { errors } = said as { errors?: readonly Error[] };
  return errors?.map(({ message }) => message).join("; ") || said.code || "unknown failure";
}

function contextOf(said: PgServerMessage): string | undefined {
  const lines = said.where === undefined ? [] : [said.where];
  if (said.internalQuery !== undefined) {
    const at = said.internalPosition === undefined
      ? ""
      : ` (at character ${said.internalPosition})`;
    lines.push(`query: ${said.internalQuery}${at}`);
  }
  return lines.length === 0 ? undefined : lines.join("\n");
}

function pointOf(said: PgServerMessage, failure: PostgresFailure): FailurePoint {
  const position = Number(said.position);
  return {
    completed: failure.completed ?? 0,
    offset: position >= 1 ? utf16Offset(failure.text ?? "", position - 1) : null,
    line: null,
    near: null,
  };
}

/** The server counts code points, JavaScript UTF-16 units. */
function utf16Offset(text: string, codePoints: number): number {
  let offset = 0;
  for (let count = 0; count < codePoints && offset < text.length; count++) {
    offset += text.codePointAt(offset)! > 0xffff ? 2 : 1;
  }
  return offset;
}

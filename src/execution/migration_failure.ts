import type { Dialect } from "../dialects/dialect.ts";
import { DriverError } from "../drivers/connection.ts";
import { DunlinError, type Place, type ServerMessage } from "../errors.ts";
import type { SqlScript } from "../migrations/migration.ts";
import { locate } from "../sql/locate.ts";
import { command, word } from "../plan/command.ts";
import type { CodeRun } from "./code_run.ts";
import { lostWithSession } from "./lost_session.ts";
import { placeIn } from "./place_in.ts";
import { placeInItem } from "./place_in_item.ts";
import { serverMessage } from "./query_failure.ts";
import { thrownWords } from "./thrown_words.ts";
import type { PartFailure } from "./sender.ts";
import { countOf, firstNumber, type Item, lastNumber as lastOfUnit, type Unit } from "./units.ts";
import { resolveNext } from "./resolve_words.ts";
import { driverErrorOf } from "./driver_error_of.ts";
import { withoutValues } from "./without_values.ts";
import { labelOf, nameOf, statementCount, type Work } from "./work.ts";

/** What was committed of the failing migration before it failed. */
export interface Kept {
  /** Units committed, by this run and the ones before it. */
  readonly units: number;
  /** It was stopped by the user; the server's refusal says no more than that. */
  readonly cancelled: boolean;
  /** Whether the server undid all that was not committed. */
  readonly rolledBack: boolean;
  /** How many migrations one transaction holds. */
  readonly together: number;
  /** The code of a TypeScript migration that the journal follows. */
  readonly code: CodeRun | null;
}

/** A part that failed → what a tired person needs to know. */
export function migrationFailure(failure: PartFailure, dialect: Dialect, kept: Kept): DunlinError {
  const { work } = failure.part;
  const error = failure.error;
  const what = `migration ${labelOf(work.summary)} failed` +
    (work.direction === "down" ? " while it was reverted" : "") + statementWords(failure);
  const where = placeOf(failure);
  const parts = {
    ...(where ? { where } : {}),
    state: stateWords(work, dialect, kept, failure) + (kept.rolledBack ? "" : KEPT_ALL_THE_SAME),
    next: nextWords(work, dialect, kept, error),
    cause: error,
  };
  if (error instanceof DunlinError) {
    const lost = driverErrorOf(error)?.kind === "connection";
    return new DunlinError(
      error.code === "io" ? "io" : lost ? "connection-lost" : "migration-failed",
      `${what}: ${error.message}`,
      {
        ...parts,
        ...(error.where ? { where: error.where } : {}),
        next: error.next ?? parts.next,
      },
    );
  }
  if (!(error instanceof DriverError)) {
    return new DunlinError("migration-failed", `${what}: ${thrownWords(error)}`, parts);
  }
  return new DunlinError(codeOf(error, dialect), what, {
    ...parts,
    server: ownWords(serverMessage(error, dialect), work),
  });
}

/** What the server said of a file: MySQL quotes what it could not read, and goes on into our own text behind it. */
export function ownWords(said: ServerMessage, work: Work): ServerMessage {
  const message = said.message.replace(
    /( near '(?:(?!\n;\n)[\s\S])*)\n;\n[\s\S]*(' at line \d+)$/,
    "$1$2",
  );
  return withoutValues({ ...said, message }, work);
}

function codeOf(
  error: DriverError,
  dialect: Dialect,
):
  | "migration-failed"
  | "connection-lost"
  | "own-tables-touched"
  | "permission-denied"
  | "read-only" {
  if (error.kind === "connection") return "connection-lost";
  const meaning = dialect.meaning(error.code, error.message);
  if (meaning === "escaped") return "own-tables-touched";
  if (meaning === "read-only") return "read-only";
  return meaning === "permission" ? "permission-denied" : "migration-failed";
}

function statementWords(failure: PartFailure): string {
  if (failure.step !== null) return ` in step "${failure.step}"`;
  const count = statementCount(failure.part.work);
  if (count === null) return "";
  const last = Math.max(count, lastNumber(failure.part.work));
  if (failure.among !== null) return amongWords(failure.among, last);
  return failure.item === null ? "" : ` at statement ${failure.item.number} of ${last}`;
}

// the lines where the first and the last of them begin
function amongWords([from, to]: readonly [Item, Item], last: number): string {
  return ` in one of the statements ${from.number} to ${to.number} of ${last} ` +
    `(lines ${from.statement.line} to ${to.statement.line})`;
}

function lastNumber(work: Work): number {
  return work.body.kind === "sql" ? lastOf(work.body.units) : 0;
}

/** Where in its file a part failed, as nearly as the server says. */
export function placeOf({ part, item, fileOffset, error }: PartFailure): Place | undefined {
  const { body } = part.work;
  const dataLine = error instanceof DriverError && part.dataPlace ? copyLine(error) : null;
  if (dataLine !== null) return part.dataPlace?.(dataLine);
  if (body.kind === "code") {
    return item && body.after
      ? placeIn(body.after.script, fileOffset ?? item.statement.start)
      : { file: body.script.file };
  }
  if (body.kind !== "sql") return undefined;
  const script: SqlScript = body.script;
  if (!item) return { file: script.file };
  const offset = fileOffset ?? item.statement.start + offsetWithin(item.statement.text, error);
  if (part.placeAt) return part.placeAt(offset);
  // of a large file nothing but the statement itself is at hand
  if (body.large && !isBehind(script, offset)) return placeInItem(script.file, item, offset);
  return placeIn(script, body.large ? offset : Math.min(offset, script.text.length));
}

// in a hook that runs behind the file
function isBehind({ source }: SqlScript, offset: number): boolean {
  return source?.tail !== undefined && offset >= source.tail.start;
}

/** The line of a COPY's data, from 1, that PostgreSQL names beside its error; null if none. */
function copyLine({ context }: DriverError): number | null {
  const line = /^COPY [^\n]*?, line (\d+)/m.exec(context ?? "")?.[1];
  return line === undefined ? null : Number(line);
}

function offsetWithin(statement: string, error: unknown): number {
  if (!(error instanceof DriverError)) return 0;
  const { near = null, line = null } = error.point ?? {};
  return locate(statement, { near, line, message: error.message }) ?? 0;
}

function stateWords(work: Work, dialect: Dialect, kept: Kept, failure: PartFailure): string {
  const { body } = work;
  const lost = driverErrorOf(failure.error)?.kind === "connection";
  if (body.kind === "sql" && body.journaled) {
    const units = body.units;
    const done = units.slice(0, kept.units);
    const rest = units[kept.units];
    const said = done.length === 0
      ? "nothing of it is kept"
      : `${statements(done)} ${count(done) === 1 ? "is" : "are"} kept: ${dialect.keepsBecause}`;
    if (!rest) return `${said}; only its history row is missing`;
    if (lost) {
      return `${said}; whether ${
        statements([rest])
      } took effect is not known yet: the next run looks`;
    }
    const after = units.slice(kept.units + 1);
    const verb = count([rest]) === 1 ? "was" : "were";
    const end = rest.kind !== "solo" ? "rolled back" : kept.cancelled ? "stopped" : "refused";
    const partly = rest.kind === "solo" && !kept.cancelled && rest.items.some((item) =>
        dialect.refusesPartly(item.statement.text, item.traits)
      )
      ? ", but what it did before the error may be kept: look at what it names"
      : "";
    return `${said}; ${statements([rest])} ${verb} ${end}${partly}` +
      (after.length > 0
        ? `; ${statements(after)} ${count(after) === 1 ? "was" : "were"} not sent`
        : "");
  }
  if (body.kind === "code" && body.journaled) {
    const { code } = kept;
    if (code?.mode === "steps") return stepsWords(body.steps?.done ?? [], code, failure, dialect);
    if (code?.mode !== "whole") return "nothing of it is kept: it had written nothing yet";
    return `what it did before it failed is kept: every statement of ${dialect.title} commits by itself here`;
  }
  if (escaped(failure, dialect)) {
    return "what it did before its own COMMIT or ROLLBACK is kept or undone as that command says; " +
      "the history does not have it";
  }
  if (lost) {
    const what = kept.together > 1 ? `all ${kept.together} migrations of this run were` : "it was";
    return `${what} one transaction: all of it is kept, or nothing; the next run finds out which`;
  }
  return kept.together > 1
    ? `all ${kept.together} migrations of this run were one transaction and were rolled back: nothing of them is kept`
    : "it was rolled back: nothing of it is kept";
}

// what the journal says of its steps, and what is true of the one that failed
function stepsWords(
  before: readonly string[],
  code: CodeRun,
  failure: PartFailure,
  dialect: Dialect,
): string {
  const done = [...new Set([...before, ...code.finished])].map((name) => `"${name}"`);
  const said = done.length === 0
    ? "nothing of it is kept"
    : `${done.length === 1 ? "step" : "steps"} ${done.join(", ")} ${
      done.length === 1 ? "is" : "are"
    } kept: ${dialect.keepsBecause}`;
  const { step } = code;
  if (step === null) return said;
  const called = `step "${step.name}"`;
  if (driverErrorOf(failure.error)?.kind === "connection") {
    return step.open || step.alone
      ? `${said}; whether ${called} took effect is not known yet: the next run looks`
      : said;
  }
  if (step.made) {
    return `${said}; the statement of ${called} took effect, and the step is not marked as finished: ` +
      "the next run looks, and runs the rest of it again";
  }
  if (!step.alone) return `${said}; ${called} was rolled back`;
  if (failure.item === null) return `${said}; ${called} was stopped`;
  const partly = dialect.refusesPartly(step.alone.statement.text, step.alone.traits)
    ? ", but what it did before the error may be kept: look at what it names"
    : "";
  return `${said}; the statement of ${called} was refused${partly}`;
}

function escaped({ error }: PartFailure, dialect: Dialect): boolean {
  return error instanceof DriverError && dialect.meaning(error.code, error.message) === "escaped";
}

const KEPT_ALL_THE_SAME =
  ", except in tables whose engine knows no transactions: what was changed there is kept";

/** What helps where no space was left. */
export const FREE_SPACE =
  "free disk space where the database is kept (or raise the limit that was met)";

function nextWords(work: Work, dialect: Dialect, kept: Kept, error: unknown): string {
  if (!kept.rolledBack) {
    return "undo by hand what is kept in tables without transactions, mend the file, then say so: " +
      resolveNext(nameOf(work.summary));
  }
  if (error instanceof DriverError && error.kind === "connection") {
    return "run the same command again";
  }
  const meaning = error instanceof DriverError
    ? dialect.meaning(error.code, error.message)
    : "other";
  if (meaning === "permission") {
    return "grant the role what it lacks, then run the same command again";
  }
  if (meaning === "read-only") return "connect to a server and with a role that may write";
  if (meaning === "escaped") {
    return "take the transaction command out of the file: it ended dunlin's own transaction";
  }
  if (meaning === "lock-timeout") {
    return "another session holds a lock on what it needs: run the same command again, " +
      "or wait longer with `-- dunlin: lock-timeout 30s` at the head of the file";
  }
  const isFull = meaning === "disk-full";
  const mend = isFull ? FREE_SPACE : "mend the file";
  if (work.body.kind === "sql" && work.body.journaled && kept.units > 0) {
    const { units } = work.body;
    const next = units[kept.units];
    const resumed = next && firstNumber(next);
    const finished = units.slice(0, kept.units).flatMap(({ items }) => items);
    const lost = lostWithSession(finished, units.slice(kept.units).flatMap(({ items }) => items));
    if (lost) {
      return `statement ${lost.number} (${lost.traits.verb}) made something that ended with the session, ` +
        "so it cannot go on from here: undo what is kept by hand, say so with " +
        `${command(`migrate:resolve ${word(nameOf(work.summary))} --abandon`)}, ` +
        `${mend}, then run the same command again`;
    }
    const from = isFull ? mend : `${mend} from statement ${resumed} on`;
    // which is looked at when it goes on
    const ran = finished.find(({ traits }) => traits.setsUnseen);
    const unless = ran
      ? `, unless what statement ${ran.number} (${ran.traits.verb}) ran has left something in its session`
      : "";
    return `${from}, then run the same command again: it goes on from ${
      isFull ? `statement ${resumed}` : "there"
    }${unless}`;
  }
  if (kept.code?.mode === "steps") {
    const name = kept.code.step?.name;
    return `${mend}${
      name === undefined || isFull ? "" : ` from step "${name}" on`
    }, then run the same command again: steps that are finished are not run again`;
  }
  if (kept.code?.mode === "whole" && work.body.kind === "code" && work.body.journaled) {
    return `undo by hand what it did, ${mend}, then say so: ${resolveNext(nameOf(work.summary))}`;
  }
  return `${mend}, then run the same command again`;
}

function lastOf(units: readonly Unit[]): number {
  const unit = units.at(-1);
  return unit === undefined ? 0 : lastOfUnit(unit);
}

function count(units: readonly Unit[]): number {
  return units.reduce((sum, unit) => sum + countOf(unit), 0);
}

// the plural of "statement", with the numbers: "statement 2", "statements 3 to 5"
function statements(units: readonly Unit[]): string {
  const [first, last] = [units[0] && firstNumber(units[0]), lastOf(units)];
  return first === last ? `statement ${first}` : `statements ${first} to ${last}`;
}

import type { Row } from "../drivers/connection.ts";
import type { StatementListener } from "../events/statement_done.ts";
import type { Progress } from "./build_acts.ts";
import type { Sent } from "./large/stretch_acts.ts";
import type { RunLog } from "./run_log.ts";
import { firstNumber, type Item, type Unit, verbOf } from "./units.ts";
import { withoutValues } from "./without_values.ts";
import { type Body, nameOf, statementCount, type Work } from "./work.ts";

const TELL_EVERY_MS = 1000;
const MOST_UNREAD = 20;

/** How far a run has come, work by work, and the events that tell of it. */
export class RunProgress implements Progress {
  readonly #log: RunLog;
  readonly #startedAt = new Map<Work, number>();
  readonly #finished = new Set<Work>();
  readonly #unitsKept = new Map<Work, number>();
  readonly #rows = new Map<Work, number>();
  readonly #onStatement: StatementListener | undefined;
  #toldAt = performance.now();
  #unread = 0;

  constructor(log: RunLog, onStatement?: StatementListener) {
    this.#log = log;
    this.#onStatement = onStatement;
  }

  /** Whether the server has said that all of it is committed. */
  isFinished(work: Work): boolean {
    return this.#finished.has(work);
  }

  /** How many of its units are committed, by this run and the ones before it. */
  unitsKept(work: Work): number {
    return this.#unitsKept.get(work) ?? 0;
  }

  started(work: Work): void {
    this.#startedAt.set(work, performance.now());
    const { body, summary: step, direction } = work;
    if (step.kind === "record" || step.kind === "forget") return;
    const done = unitsDone(body);
    this.#unitsKept.set(work, done);
    const resumedAt = done > 0 ? numberAt(body, done) : undefined;
    this.#log.event({
      type: "migration_started",
      direction,
      step,
      statements: statementCount(work),
      ...(resumedAt === undefined ? {} : { resumedAt }),
    });
  }

  ended(work: Work, { number }: Item, rows: number | null): void {
    const { id } = work.summary;
    this.#onStatement?.({ id, number, total: statementCount(work) ?? number, rows });
  }

  kept(work: Work, unit: Unit): void {
    this.#unitsKept.set(work, unit.position);
    this.#log.event({
      type: "statement_kept",
      id: nameOf(work.summary),
      position: unit.position,
      total: work.body.kind === "sql" ? work.body.units.length : null,
      verb: verbOf(unit),
    });
  }

  proved(work: Work, unit: Unit): void {
    this.#log.event({
      type: "statement_proved",
      id: nameOf(work.summary),
      position: unit.position,
      number: unit.name === undefined ? firstNumber(unit) : null,
      verb: verbOf(unit),
    });
  }

  finished(work: Work): void {
    this.#finished.add(work);
    this.#log.done(work, Math.round(performance.now() - (this.#startedAt.get(work) ?? 0)));
  }

  removed(work: Work, item: Item, statement: string): void {
    this.#log.event({
      type: "warning",
      code: "leftover",
      message: `an earlier attempt left something invalid behind, which was removed: ${statement}`,
      ...whereOf(work, item),
    });
  }

  sent(work: Work, { number, rows, bytes }: Sent): void {
    const { body, summary } = work;
    if (body.kind !== "sql" || !body.large) return;
    const done = (this.#rows.get(work) ?? 0) + rows;
    this.#rows.set(work, done);
    const [total, totalBytes] = [body.large.statements, body.large.text.bytes];
    this.#onStatement?.({ id: summary.id, number, total, rows, bytes, totalBytes });
    const now = performance.now();
    if (now - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = now;
    this.#log.event({
      type: "migration_progress",
      id: nameOf(summary),
      statements: number,
      totalStatements: total,
      rows: done,
      bytes,
      totalBytes,
    });
  }

  warnedUnread(work: Work, number: number, warnings: number): void {
    this.#unread++;
    if (this.#unread > MOST_UNREAD) return;
    const many = warnings === 1 ? "a warning" : `${warnings} warnings`;
    this.#log.event({
      type: "notice",
      id: nameOf(work.summary),
      severity: "Warning",
      code: null,
      message: `statement ${number} left ${many}` +
        (this.#unread === MOST_UNREAD ? "; of statements behind it this is not told any more" : ""),
    });
  }

  warned(work: Work, item: Item, rows: readonly Row[]): void {
    for (const row of rows) {
      this.#log.event({
        type: "notice",
        id: nameOf(work.summary),
        severity: String(row["Level"] ?? "Warning"),
        code: row["Code"] === undefined ? null : String(row["Code"]),
        ...withoutValues({ message: String(row["Message"] ?? "") }, work),
        ...whereOf(work, item),
      });
    }
  }
}

function whereOf({ summary }: Work, { statement }: Item) {
  const { line, column } = statement;
  return summary.file === null ? {} : { where: { file: summary.file, line, column } };
}

function numberOf(unit: Unit | undefined): number | undefined {
  return unit && firstNumber(unit);
}

/** How many units, or steps, earlier runs have finished. */
function unitsDone(body: Body): number {
  if (body.kind === "sql") return body.unitsDone;
  return body.kind === "code" ? body.steps?.done.length ?? 0 : 0;
}

/** The number, for people, of the first statement or step behind so many units. */
function numberAt(body: Body, units: number): number | undefined {
  return body.kind === "sql" ? numberOf(body.units[units]) : units + 1;
}

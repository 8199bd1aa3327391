import type { Dialect, Timeouts } from "../dialects/dialect.ts";
import type { Evidence } from "../dialects/evidence/evidence.ts";
import { ownNames } from "../dialects/own_tables.ts";
import { DunlinError, type Place } from "../errors.ts";
import type { StepSummary } from "../events/event.ts";
import type { CodeScript, Script, SqlScript } from "../migrations/migration.ts";
import type { JournalEntry } from "../plan/history.ts";
import type { Step } from "../plan/step.ts";
import { classify } from "../sql/classify.ts";
import { mentionsTable } from "../sql/mentions_table.ts";
import { codeBrokenOff, codeInDoubt } from "./code_doubt.ts";
import { hookProblems } from "./hook_problems.ts";
import { placeIn } from "./place_in.ts";
import { type Behind, scriptBehind } from "./script_behind.ts";
import { splitStatements } from "../sql/split_statements.ts";
import type { LexicalRules } from "../sql/statement.ts";
import { analyseTransactions, type TransactionUse } from "../sql/transaction_block.ts";
import { foreignKeyFrame } from "./foreign_keys.ts";
import { lastAnswers } from "./lost_session.ts";
import { checkResume, type Proofs, type Resume, type ResumeNames, tornJournal } from "./resume.ts";
import { StepJournal, UNKNOWN_TOTAL } from "./step_journal.ts";
import { substitute, type Variables } from "./substitute.ts";
import { type Cutting, cutUnits, type Item, type Unit } from "./units.ts";
import { type Body, labelOf, nameOf, type SqlBody } from "./work.ts";

/** What reading the files of a plan needs to know. */
export interface Preparation {
  readonly dialect: Dialect;
  readonly rules: LexicalRules;
  /** The history table's name, unquoted. */
  readonly table: string;
  /** What would prove how a statement went. */
  readonly evidenceOf: (item: Item) => Evidence;
  /** See `Cutting.apart`. */
  readonly apart: (item: Item) => boolean;
  readonly limits: Timeouts;
  /** What `${NAME}` stands for; null: nothing is known of values. */
  readonly variables: Variables | null;
  /** What runs behind every migration that is applied, as a part of it. */
  readonly afterEach: SqlScript | null;
  /** Down scripts that come from the history table, by id. */
  readonly stored: ReadonlyMap<string, SqlScript>;
}

/** Something in a file that is let through, but should be known. */
export interface FileWarning {
  readonly code: string;
  readonly message: string;
  readonly where: Place;
}

/** Reads one file; problems and warnings are collected, not thrown. */
export class FileReader {
  readonly #script: Script;
  readonly #label: string;
  /** As `migrate:resolve` takes it. */
  readonly #version: string;
  readonly #resume: readonly JournalEntry[];
  readonly #preparation: Preparation;
  readonly #applies: boolean;
  readonly #problems: DunlinError[];
  readonly #warnings: FileWarning[];

  constructor(
    script: Script,
    summary: StepSummary,
    step: Step,
    preparation: Preparation,
    problems: DunlinError[],
    warnings: FileWarning[],
  ) {
    this.#script = script;
    this.#label = labelOf(summary);
    this.#version = nameOf(summary);
    this.#resume = ("resume" in step ? step.resume : undefined) ?? [];
    this.#preparation = preparation;
    this.#applies = step.kind === "apply";
    this.#problems = problems;
    this.#warnings = warnings;
  }

  read(): Body {
    const script = this.#script;
    if (script.kind === "code") return this.#readCode(script);
    const own = this.#substituted(script);
    return this.#readSql(own, this.#hookBehind(own));
  }

  // the journal of a migration in code knows its steps, and nothing behind them
  #hookBehindCode(script: CodeScript, journaled: boolean): SqlBody | null {
    const { afterEach, dialect } = this.#preparation;
    if (!this.#applies || afterEach === null) return null;
    const own: SqlScript = { ...script, kind: "sql", text: "" };
    const body = this.#readSql(own, this.#hookBehind(own));
    if (body.kind !== "sql") return null;
    if (journaled || body.journaled) {
      this.#problems.push(
        new DunlinError(
          "invalid-migrations",
          `${afterEach.file} cannot run behind a TypeScript migration here: ${dialect.keepsBecause}`,
          {
            where: { file: script.file },
            state: "nothing was changed",
            next: "write it as SQL, or do without the hook",
          },
        ),
      );
    }
    return body;
  }

  #substituted(script: SqlScript): SqlScript {
    const substitution = substitute(script, this.#preparation);
    this.#problems.push(...substitution.problems);
    return substitution.script;
  }

  // What after_each.sql says becomes the last of the migration itself: it is
  // kept with it, and as often as it.
  #hookBehind(script: SqlScript): Behind | null {
    const { afterEach, rules } = this.#preparation;
    if (!this.#applies || afterEach === null) return null;
    const behind = scriptBehind(script, this.#substituted(afterEach), rules);
    for (const { offset, message, next } of behind.problems) {
      this.#problem(behind.script, offset, message, next);
    }
    return behind;
  }

  #readCode(script: CodeScript): Body {
    const { transactionalDdl } = this.#preparation.dialect;
    const stepped = this.#resume.some(({ total }) => total === UNKNOWN_TOTAL);
    const torn = stepped ? tornJournal(this.#resume) : null;
    if (torn) this.#problems.push(torn);
    const unit = [{ position: 1, hash: script.checksum, number: 1, last: 1 }];
    const { doubt, unitsDone } = stepped
      ? { doubt: null, unitsDone: 0 }
      : this.#checkResume(unit, []);
    if (doubt) this.#problems.push(codeInDoubt(this.#label, this.#version, script.file));
    if (!stepped && this.#resume.some(({ state }) => state === "failed")) {
      this.#problems.push(codeBrokenOff(this.#label, this.#version, script.file));
    }
    const done = unitsDone > 0;
    const journaled = !transactionalDdl || done || stepped;
    const entries = stepped ? this.#resume : [];
    const steps = journaled ? new StepJournal(entries, this.#names(), this.#proofs()) : null;
    const after = this.#hookBehindCode(script, journaled);
    return { kind: "code", script, journaled, done, steps, after };
  }

  #readSql(own: SqlScript, behind: Behind | null): Body {
    const { dialect, rules, table } = this.#preparation;
    const script = behind?.script ?? own;
    const split = splitStatements(own.text, rules);
    for (const problem of split.problems) {
      this.#problem(script, problem.offset, problem.message, problem.next);
    }
    const classes = split.statements.map((statement) => classify(statement, rules));
    const all: Item[] = split.statements.map((statement, index) => ({
      number: index + 1,
      statement,
      traits: classes[index] as Item["traits"],
    }));
    const names = Object.values(ownNames(table));
    // a look at the whole text first: nearly no file names them
    const mayMention = script.text.toLowerCase().includes(table.toLowerCase());
    const hooked = (behind?.statements ?? []).map((statement, index): Item => ({
      number: all.length + index + 1,
      statement,
      traits: classify(statement, rules),
    }));
    for (const { offset, message, next } of hookProblems(all, hooked, dialect)) {
      this.#problem(script, offset, message, next);
    }
    for (const { statement, traits } of [...all, ...hooked]) {
      if (traits.refused !== null) this.#problem(script, statement.start, traits.refused);
      if (mayMention && mentionsTable(statement, rules, names)) {
        this.#refuseOwnTables(script, statement.start);
      }
    }
    const frame = foreignKeyFrame(all, dialect, script.directives);
    const block = analyseTransactions(split.statements, classes);
    const { sent, cutting } = this.#cut(script, all, frame.items, block);
    sent.push(...hooked);
    if (sent.length === 0) {
      this.#checkResume([], []);
      return { kind: "nothing" };
    }
    const { apart } = this.#preparation;
    const units = cutUnits(sent, dialect, { ...cutting, apart, begun: this.#begunHashes() });
    for (const unit of units) this.#nameApart(script, unit);
    this.#refuseLastAnswers(script, units);
    const only = units.length === 1 ? units[0] : undefined;
    const journaled = this.#resume.length > 0 || only === undefined || only.kind === "solo";
    const { unitsDone, replay, doubt } = this.#checkResume(
      units.map((unit) => ({
        position: unit.position,
        hash: unit.hash,
        number: unit.items[0]?.number ?? 1,
        last: unit.items.at(-1)?.number ?? 1,
      })),
      units.map((unit) => unit.items),
    );
    return {
      kind: "sql",
      script,
      units,
      journaled,
      unitsDone,
      replay,
      doubt,
      gaps: [...split.skipped, ...behind?.skipped ?? []],
      foreignKeysRest: frame.rest,
      leavesSession: [...all, ...hooked].some(({ traits }) => traits.mayLeaveSession === true),
      freesLocks: [...all, ...hooked].some(({ traits }) => traits.freesLocks),
    };
  }

  #nameApart(script: SqlScript, unit: Unit): void {
    for (const item of unit.items.filter(this.#preparation.apart)) {
      if (unit.kind === "solo") {
        this.#warn(
          script,
          item,
          "no-rollback",
          `statement ${item.number} writes a table whose engine knows no transactions: it is kept by itself, ` +
            "and a run that is killed in it needs a person to say how it went",
        );
      } else {
        this.#problem(
          script,
          item.statement.start,
          `statement ${item.number} writes a table whose engine knows no transactions, within a transaction of the file's own`,
          "take it out of the transaction, which could not undo it",
        );
      }
    }
  }

  // Between two pieces dunlin writes rows of its own: the last key of a SQLite
  // session is theirs then.
  #refuseLastAnswers(script: SqlScript, units: readonly Unit[]): void {
    if (!this.#preparation.dialect.transactionIsLock) return;
    if (!/last_insert_rowid|changes\s*\(/i.test(script.text)) return; // nearly no file does
    for (let at = 1; at < units.length; at++) {
      const [before, after] = [units.slice(0, at), units.slice(at)]
        .map((some) => some.flatMap(({ items }) => items)) as [Item[], Item[]];
      const asked = lastAnswers(before, after);
      if (!asked) continue;
      this.#problem(
        script,
        after[0]?.statement.start ?? 0,
        `what is asked for here of statement ${asked.number} (${asked.traits.verb}), its key or its count, ` +
          "is lost between two pieces of a file that is no transaction",
        "put both into one piece (nothing that must stand alone between them), or ask for the row itself",
      );
      return;
    }
  }

  // What is sent of a file, and how it is cut: its own transaction commands give
  // way to dunlin's.
  #cut(
    script: SqlScript,
    all: readonly Item[],
    items: readonly Item[],
    block: TransactionUse,
  ): { sent: Item[]; cutting: Omit<Cutting, "begun" | "apart"> } {
    if (block.kind === "unbalanced") {
      for (const problem of block.problems) {
        const at = all[problem.index]?.statement.start ?? 0;
        this.#problem(script, at, problem.message, problem.next);
      }
    }
    const sent: Item[] = [];
    const transactions: { first: number; last: number }[] = [];
    let opened: number | null = null;
    for (const item of items) {
      const command = item.traits.transaction;
      if (command === "begin") {
        opened = sent.length;
        this.#refuseBeginOptions(script, item);
      } else if (command === "commit") {
        const inside = opened === null ? [] : sent.slice(opened);
        const [first, last] = [inside[0], inside.at(-1)];
        if (first && last) transactions.push({ first: first.number, last: last.number });
        opened = item.traits.chain ? sent.length : null;
      } else if (item.traits.locksTables && !this.#preparation.dialect.transactionalDdl) {
        this.#warn(
          script,
          item,
          "lock-tables",
          `${item.traits.verb} is not sent: it would end dunlin's own transactions`,
        );
      } else sent.push(item);
    }
    const inside = block.kind === "inside";
    if (inside) {
      const at = items.find((item) => item.traits.transaction !== null) ?? items[0];
      if (at) {
        this.#warn(
          script,
          at,
          "transaction-commands",
          `${this.#label} has transaction commands of its own: it is kept piece by piece, not as one transaction`,
        );
      }
    }
    const each = inside || script.directives.noTransaction === true;
    return { sent, cutting: { each, transactions: each ? transactions : [] } };
  }

  // dunlin's transaction takes the place of the file's; what that asked for must not be lost in silence
  #refuseBeginOptions(script: SqlScript, { statement }: Item): void {
    const asked =
      /\b(ISOLATION\s+LEVEL\s+(?!READ\s+COMMITTED)\w+(?:\s+\w+)?|READ\s+ONLY|(?<!NOT\s+)DEFERRABLE|WITH\s+CONSISTENT\s+SNAPSHOT)/i
        .exec(statement.text)?.[1];
    if (asked === undefined) return;
    this.#problem(
      script,
      statement.start,
      `a transaction ${asked.replaceAll(/\s+/g, " ").toUpperCase()} is not what dunlin makes of it`,
      "remove the option; where the work needs it, write it as a TypeScript migration",
    );
  }

  #begunHashes(): string[] {
    return this.#resume.map((entry) => entry.hash);
  }

  #checkResume(
    units: Parameters<typeof checkResume>[0],
    items: Parameters<typeof checkResume>[1],
  ): Omit<Extract<Resume, { kind: "from" }>, "kind"> {
    const outcome = checkResume(
      units,
      items,
      this.#resume,
      this.#names(),
      this.#proofs(),
    );
    if (outcome.kind === "refused") {
      this.#problems.push(this.#withOrigins(outcome.error));
      return { unitsDone: 0, replay: [], doubt: null };
    }
    return outcome;
  }

  // The file may be just as it was: what is sent comes from elsewhere, too.
  #withOrigins(error: DunlinError): DunlinError {
    if (error.code !== "resume-refused") return error;
    const afterEach = this.#applies ? this.#preparation.afterEach : null;
    const varied = [this.#script, afterEach].some((script) => script?.directives.vars);
    const next = [
      error.next,
      ...afterEach === null ? [] : [`the statements of ${afterEach.file} count among them`],
      ...varied ? ["a variable with another value (--var, DUNLIN_VAR_…) is an edit, too"] : [],
    ].join("; ");
    return error.with({ next });
  }

  #names(): ResumeNames {
    return { label: this.#label, version: this.#version, file: this.#script.file };
  }

  #proofs(): Proofs {
    const { dialect, evidenceOf, apart } = this.#preparation;
    return {
      evidenceOf,
      refusesPartly: (item) =>
        apart(item) || dialect.refusesPartly(item.statement.text, item.traits),
    };
  }

  #refuseOwnTables(script: SqlScript, offset: number): void {
    this.#problems.push(
      new DunlinError("own-tables-touched", `${this.#label} touches dunlin's own tables`, {
        where: placeIn(script, offset),
        state: "nothing was changed",
        next: "take the statement out of the file; nothing but dunlin may write there",
      }),
    );
  }

  #problem(script: SqlScript, offset: number, message: string, next?: string): void {
    this.#problems.push(
      new DunlinError("invalid-migrations", message, {
        where: placeIn(script, offset),
        state: "nothing was changed",
        next: next ?? "mend the file, then run the same command again",
      }),
    );
  }

  #warn(script: SqlScript, item: Item, code: string, message: string): void {
    this.#warnings.push({ code, message, where: placeIn(script, item.statement.start) });
  }
}

import type { Dialect, Timeouts } from "../dialects/dialect.ts";
import type { Evidence } from "../dialects/evidence/evidence.ts";
import { ownNames } from "../dialects/own_tables.ts";
import { DunlinError } from "../errors.ts";
import type { StepSummary } from "../events/event.ts";
import type { LargeText } from "../migrations/large_text.ts";
import type { CodeScript, Script, SqlScript } from "../migrations/migration.ts";
import { splitOf } from "../migrations/split_of.ts";
import type { Step } from "../plan/step.ts";
import { classify } from "../sql/classify.ts";
import { mentionsTable } from "../sql/mentions_table.ts";
import { codeBrokenOff, codeInDoubt } from "./code_doubt.ts";
import { hookProblems } from "./hook_problems.ts";
import { FileFindings, type FileWarning } from "./file_findings.ts";
import { FileResume } from "./file_resume.ts";
import { type LargeCuts, readLarge } from "./large/read_large.ts";
import { sentItems } from "./sent_items.ts";
import { type Behind, scriptBehind } from "./script_behind.ts";
import type { LexicalRules } from "../sql/statement.ts";
import { analyseTransactions } from "../sql/transaction_block.ts";
import { foreignKeyFrame } from "./foreign_keys.ts";
import { lastAnswers, type Unseen } from "./lost_session.ts";
import { tornJournal } from "./resume.ts";
import { StepJournal, UNKNOWN_TOTAL } from "./step_journal.ts";
import { substitute, type Variables } from "./substitute.ts";
import { cutUnits, type Item, type Unit } from "./units.ts";
import type { Body, SqlBody } from "./work.ts";

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
  /** See `StatementProofs.untransactional`. */
  readonly untransactional: (item: Pick<Item, "statement">) => string | null;
  /** What code of the database may do with a session; left out, only texts are looked at. */
  readonly unseen?: Unseen | null;
  readonly limits: Timeouts;
  /** The longest message the server takes; null where there is no such limit, or no server. */
  readonly messageBytes: number | null;
  /** How large files are cut; left out, as is best. */
  readonly cuts?: LargeCuts;
  /** What `${NAME}` stands for; null: nothing is known of values. */
  readonly variables: Variables | null;
  /** What runs behind every migration that is applied, as a part of it. */
  readonly afterEach: SqlScript | null;
  /** Down scripts that come from the history table, by id. */
  readonly stored: ReadonlyMap<string, SqlScript>;
}

/** Reads one file; problems and warnings are collected, not thrown. */
export class FileReader {
  readonly #script: Script;
  readonly #resume: FileResume;
  readonly #preparation: Preparation;
  /** What is a part of the migration beside its file. */
  readonly #afterEach: SqlScript | null;
  readonly #findings: FileFindings;

  constructor(
    script: Script,
    summary: StepSummary,
    step: Step,
    preparation: Preparation,
    problems: DunlinError[],
    warnings: FileWarning[],
  ) {
    this.#script = script;
    this.#preparation = preparation;
    this.#afterEach = step.kind === "apply" ? preparation.afterEach : null;
    this.#findings = new FileFindings(summary, preparation, problems, warnings);
    const journal = ("resume" in step ? step.resume : undefined) ?? [];
    this.#resume = new FileResume(
      script,
      journal,
      this.#findings,
      preparation,
      this.#afterEach,
    );
  }

  async read(): Promise<Body> {
    const script = this.#script;
    if (script.kind === "code") return this.#readCode(script);
    if (script.large) return await this.#readLarge(script, script.large);
    const own = this.#substituted(script);
    return this.#readSql(own, this.#hookBehind(own));
  }

  async #readLarge(script: SqlScript, text: LargeText): Promise<Body> {
    const { rules } = this.#preparation;
    return await readLarge(script, text, {
      preparation: this.#preparation,
      findings: this.#findings,
      resume: this.#resume,
      hookBehind: (length) =>
        this.#afterEach === null
          ? null
          : scriptBehind(script, this.#substituted(this.#afterEach), rules, length),
    });
  }

  // the journal of a migration in code knows its steps, and nothing behind them
  #hookBehindCode(script: CodeScript, journaled: boolean): SqlBody | null {
    const { dialect } = this.#preparation;
    const afterEach = this.#afterEach;
    if (afterEach === null) return null;
    const own: SqlScript = { ...script, kind: "sql", text: "" };
    const body = this.#readSql(own, this.#hookBehind(own));
    if (body.kind !== "sql") return null;
    if (journaled || body.journaled) {
      this.#findings.problems.push(
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
    this.#findings.problems.push(...substitution.problems);
    return substitution.script;
  }

  // What after_each.sql says becomes the last of the migration itself: it is
  // kept with it, and as often as it.
  #hookBehind(script: SqlScript): Behind | null {
    if (this.#afterEach === null) return null;
    const { rules } = this.#preparation;
    const behind = scriptBehind(script, this.#substituted(this.#afterEach), rules);
    for (const { offset, message, next } of behind.problems) {
      this.#findings.problem(behind.script, offset, message, next);
    }
    return behind;
  }

  #readCode(script: CodeScript): Body {
    const { transactionalDdl } = this.#preparation.dialect;
    const { journal } = this.#resume;
    const { problems, label, version } = this.#findings;
    const stepped = journal.some(({ total }) => total === UNKNOWN_TOTAL);
    const torn = stepped ? tornJournal(journal) : null;
    if (torn) problems.push(torn);
    const unit = [{ position: 1, hash: script.checksum, number: 1, last: 1 }];
    const { doubt, unitsDone } = stepped
      ? { doubt: null, unitsDone: 0 }
      : this.#resume.check(unit, []);
    if (doubt) problems.push(codeInDoubt(label, version, script.file));
    if (!stepped && journal.some(({ state }) => state === "failed")) {
      problems.push(codeBrokenOff(label, version, script.file));
    }
    const done = unitsDone > 0;
    const journaled = !transactionalDdl || done || stepped;
    const entries = stepped ? journal : [];
    const steps = journaled
      ? new StepJournal(entries, this.#resume.names, this.#resume.proofs)
      : null;
    const after = this.#hookBehindCode(script, journaled);
    return { kind: "code", script, journaled, done, steps, after };
  }

  #readSql(own: SqlScript, behind: Behind | null): Body {
    const { dialect, rules, table } = this.#preparation;
    const script = behind?.script ?? own;
    const split = splitOf(own, rules);
    for (const problem of split.problems) {
      this.#findings.problem(script, problem.offset, problem.message, problem.next);
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
      this.#findings.problem(script, offset, message, next);
    }
    for (const item of [...all, ...hooked]) {
      const { statement, traits } = item;
      if (traits.refused !== null) this.#findings.problem(script, statement.start, traits.refused);
      if (mayMention && mentionsTable(statement, rules, names)) {
        this.#findings.refuseOwnTables(script, statement.start);
      }
      this.#findings.checkLength(script, item);
    }
    const frame = foreignKeyFrame(all, dialect, script.directives);
    const block = analyseTransactions(split.statements, classes);
    const { items, cutting } = sentItems(script, all, frame.items, block, dialect, this.#findings);
    const sent = [...items, ...hooked];
    if (sent.length === 0) {
      this.#resume.check([], []);
      return { kind: "nothing" };
    }
    const { apart } = this.#preparation;
    const { begun } = this.#resume;
    const units = cutUnits(sent, dialect, { ...cutting, apart, begun }, script.text);
    for (const unit of units) this.#nameApart(script, unit);
    this.#refuseLastAnswers(script, units);
    const only = units.length === 1 ? units[0] : undefined;
    const journaled = this.#resume.journal.length > 0 || only === undefined || only.kind === "solo";
    const { unitsDone, replay, doubt } = this.#resume.checkUnits(units);
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
        this.#findings.warn(
          script,
          item,
          "no-rollback",
          `statement ${item.number} writes a table whose engine knows no transactions: it is kept by itself, ` +
            "and a run that is killed in it needs a person to say how it went",
        );
      } else {
        this.#findings.problem(
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
      this.#findings.problem(
        script,
        after[0]?.statement.start ?? 0,
        `what is asked for here of statement ${asked.number} (${asked.traits.verb}), its key or its count, ` +
          "is lost between two pieces of a file that is no transaction",
        "put both into one piece (nothing that must stand alone between them), or ask for the row itself",
      );
      return;
    }
  }
}

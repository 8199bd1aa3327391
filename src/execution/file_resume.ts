import type { DunlinError } from "../errors.ts";
import type { Script, SqlScript } from "../migrations/migration.ts";
import type { JournalEntry } from "../plan/history.ts";
import type { FileFindings } from "./file_findings.ts";
import type { Preparation } from "./file_reader.ts";
import { checkResume, type JournaledUnit, type Proofs, type Resume } from "./resume.ts";
import type { ResumeNames } from "./resume.ts";
import { firstNumber, type Item, lastNumber, type Unit } from "./units.ts";

/** Where a file goes on; see `Resume`. */
export type GoesOn = Omit<Extract<Resume, { kind: "from" }>, "kind">;

/** What the journal says of one file, and how the file is held against it. */
export class FileResume {
  readonly journal: readonly JournalEntry[];
  readonly #script: Script;
  readonly #findings: FileFindings;
  readonly #preparation: Preparation;
  readonly #afterEach: SqlScript | null;

  /** @param afterEach What is a part of the migration beside its file */
  constructor(
    script: Script,
    journal: readonly JournalEntry[],
    findings: FileFindings,
    preparation: Preparation,
    afterEach: SqlScript | null,
  ) {
    this.#script = script;
    this.journal = journal;
    this.#findings = findings;
    this.#preparation = preparation;
    this.#afterEach = afterEach;
  }

  /** Hashes of the units that were begun, in order. */
  get begun(): string[] {
    return this.journal.map((entry) => entry.hash);
  }

  /** As `checkResume`; what is refused becomes a problem of the file. */
  check(units: readonly JournaledUnit[], items: readonly (readonly Item[])[]): GoesOn {
    const outcome = checkResume(units, items, this.journal, this.names, this.proofs);
    if (outcome.kind === "refused") {
      this.#findings.problems.push(this.#withOrigins(outcome.error));
      return { unitsDone: 0, replay: [], doubt: null };
    }
    return outcome;
  }

  /** {@linkcode check} of what is sent of a file of SQL. */
  checkUnits(units: readonly Unit[]): GoesOn {
    const journaled = units.map((unit) => ({
      position: unit.position,
      hash: unit.hash,
      number: firstNumber(unit),
      last: lastNumber(unit),
      ...(unit.stretch === undefined ? {} : { writes: unit.stretch.asks }),
    }));
    return this.check(journaled, units.map((unit) => unit.items));
  }

  // The file may be just as it was: what is sent comes from elsewhere, too.
  #withOrigins(error: DunlinError): DunlinError {
    if (error.code !== "resume-refused") return error;
    const afterEach = this.#afterEach;
    const varied = [this.#script, afterEach].some((script) => script?.directives.vars);
    const next = [
      error.next,
      ...afterEach === null ? [] : [`the statements of ${afterEach.file} count among them`],
      ...varied ? ["a variable with another value (--var, DUNLIN_VAR_…) is an edit, too"] : [],
    ].join("; ");
    return error.with({ next });
  }

  get names(): ResumeNames {
    const { label, version } = this.#findings;
    return { label, version, file: this.#script.file };
  }

  get proofs(): Proofs {
    const { dialect, evidenceOf, apart, unseen = null } = this.#preparation;
    return {
      evidenceOf,
      unseen,
      refusesPartly: (item) =>
        apart(item) || dialect.refusesPartly(item.statement.text, item.traits),
    };
  }
}

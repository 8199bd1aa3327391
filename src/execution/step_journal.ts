import { createHash } from "node:crypto";
import { DunlinError } from "../errors.ts";
import type { JournalEntry } from "../plan/history.ts";
import type { CodeStep } from "./code_step.ts";
import { resolveNext } from "./resolve_words.ts";
import { editedInDoubt, type Proofs, refusedPartly, type ResumeNames } from "./resume.ts";
import { type Item, type Unit, unitHash } from "./units.ts";

/** How many steps there are is known when they have run: the journal's total until then. */
export const UNKNOWN_TOTAL = 0;

const HALF = 32;

/** Steps that earlier runs have finished or begun, and what they say of the code now. */
export class StepJournal {
  readonly #done: readonly JournalEntry[];
  readonly #open: JournalEntry | null;
  readonly #names: ResumeNames;
  readonly #proofs: Proofs;

  /** @param entries In order, and whole; see `tornJournal` */
  constructor(entries: readonly JournalEntry[], names: ResumeNames, proofs: Proofs) {
    this.#done = entries.filter((entry) => entry.state === "done");
    this.#open = entries.find((entry) => entry.state !== "done") ?? null;
    this.#names = names;
    this.#proofs = proofs;
  }

  /** Whether an earlier run has left anything. */
  get begun(): boolean {
    return this.#done.length > 0 || this.#open !== null;
  }

  /** The names of the finished ones, in order. */
  get done(): readonly string[] {
    return this.#done.map(({ verb }) => verb);
  }

  /** Whether a step was finished by an earlier run. @throws {DunlinError} `resume-refused` if another was */
  isDone({ name, position }: CodeStep): boolean {
    const entry = this.#done[position - 1];
    if (entry === undefined) return false;
    if (entry.hash.slice(0, HALF) === stepHash(name).slice(0, HALF)) return true;
    throw this.#refuse(
      `step ${position} of ${this.#names.label} is called "${name}" now, and an earlier run has finished it as "${entry.verb}"`,
      `give it its name back: finished steps keep their names and their order; what comes after them may be edited`,
    );
  }

  /**
   * Compares a statement with what an earlier run began and did not end.
   *
   * @returns Its intent, if it is not known how it went
   * @throws {DunlinError} `resume-refused`, `statement-unresolved`
   */
  doubtOf(step: CodeStep, unit: Unit): JournalEntry | null {
    const entry = this.#at(step);
    const called = { ...unit, number: 1, last: 1 };
    if (entry?.state === "intent") {
      if (entry.hash !== unit.hash) throw editedInDoubt(called, this.#names);
      return entry;
    }
    const [item] = unit.items;
    const partly = entry && refusedPartly(entry, called, item, this.#names, this.#proofs);
    if (partly) throw partly;
    return null;
  }

  /** A step that has something else to do than what an earlier run began in it. @throws {DunlinError} */
  refuseOther(step: CodeStep): void {
    if (this.#at(step)?.state !== "intent") return void this.doubtOf(step, stepUnit(step, null));
    throw this.#refuse(
      `step "${step.name}" of ${this.#names.label} does not send the statement that an earlier run began in it, ` +
        "and it is not known whether that took effect",
      "put it back as it was",
    );
  }

  /** Why the code may not end with so few steps; null where it may. */
  fewer(count: number): DunlinError | null {
    const doubtful = this.#open?.state === "intent" ? 1 : 0;
    const begun = this.#done.length + doubtful;
    if (count >= begun) return null;
    const missing = [...this.done, ...(this.#open && doubtful ? [this.#open.verb] : [])]
      .slice(count).map((name) => `"${name}"`).join(", ");
    return this.#refuse(
      `${this.#names.label} has ended after ${count} ${count === 1 ? "step" : "steps"}, ` +
        `and an earlier run has begun or finished ${begun}: ${missing} ${
          begun - count === 1 ? "is" : "are"
        } missing`,
      "put back what is missing, under its name and in its place",
    );
  }

  #at({ position }: CodeStep): JournalEntry | null {
    return this.#open?.position === position ? this.#open : null;
  }

  #refuse(message: string, next: string): DunlinError {
    const { file, version } = this.#names;
    return new DunlinError("resume-refused", message, {
      where: { file },
      state: "what was finished is kept; nothing was changed now",
      next: `${next}, then run the same command again` +
        (this.#open?.state === "intent" ? `; or say how it went: ${resolveNext(version)}` : ""),
    });
  }
}

/** A step as the journal's unit. @param item Its statement that commits by itself, if it has one */
export function stepUnit({ name, position }: CodeStep, item: Item | null): Unit {
  const items = item ? [item] : [];
  const kind = item ? "solo" : "transaction";
  return { position, kind, items, name, hash: stepHash(name, items) };
}

// The half of it that is the name's alone is all that can be asked of a finished
// step: its statement is not made again.
function stepHash(name: string, items: readonly Item[] = []): string {
  const named = createHash("sha256").update(name).digest("hex");
  return named.slice(0, HALF) + unitHash(items).slice(0, HALF);
}

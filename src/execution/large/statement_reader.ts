import { Buffer } from "node:buffer";
import type { Dialect } from "../../dialects/dialect.ts";
import { classify } from "../../sql/classify.ts";
import type { LexicalRules, Statement, StatementClass } from "../../sql/statement.ts";
import { withoutLiterals } from "../../sql/without_literals.ts";
import type { Preparation } from "../file_reader.ts";
import type { Item } from "../units.ts";

/** What is known of a statement of a large file. */
export interface Known {
  readonly traits: StatementClass;
  /** It says the same to everything but the rows; see `withoutLiterals`. */
  readonly text: string;
  /** See `StatementProofs.untransactional`. */
  readonly untransactional: string | null;
  /** It must be looked at by itself, and is kept. */
  readonly notable: boolean;
}

const MOST_HEADS = 200;
const SHOWN = 200;

/** Reads what a statement is; the many that only bring rows are read once. */
export class StatementReader {
  readonly #dialect: Dialect;
  readonly #rules: LexicalRules;
  readonly #untransactional: Preparation["untransactional"];
  #heads = new Map<string, Known>();

  constructor(
    { dialect, rules, untransactional }: Pick<
      Preparation,
      "dialect" | "rules" | "untransactional"
    >,
  ) {
    this.#dialect = dialect;
    this.#rules = rules;
    this.#untransactional = untransactional;
  }

  read(statement: Statement, copies: boolean): Known {
    const rules = statement.rules ?? this.#rules;
    const text = copies ? statement.text : withoutLiterals(statement.text, rules);
    if (text.length === statement.text.length) return this.#look(statement, text);
    const known = this.#heads.get(text);
    if (known !== undefined) return known;
    const flat = flatCopy(text);
    const found = this.#look({ ...statement, text: flat }, flat);
    if (this.#heads.size >= MOST_HEADS) this.#heads = new Map();
    this.#heads.set(flat, found);
    return found;
  }

  #look(statement: Statement, text: string): Known {
    const traits = classify(statement, this.#rules);
    return {
      traits,
      text,
      untransactional: this.#untransactional({ statement: { ...statement, text } }),
      notable: this.#isNotable(statement, traits),
    };
  }

  #isNotable(statement: Statement, traits: StatementClass): boolean {
    return traits.transaction !== null || traits.outsideTransaction || traits.session !== "none" ||
      traits.setsServer === true || traits.changesLexing || traits.manyResults ||
      traits.rebuildsTable || traits.locksTables || traits.commitsImplicitly ||
      this.#dialect.standsAlone(statement.text, traits);
  }
}

/** The same statement without the large text it was cut from, which a part of it would keep alive. */
export function keptItem(number: number, statement: Statement, traits: StatementClass): Item {
  return { number, statement: { ...statement, text: flatCopy(statement.text) }, traits };
}

/** A statement that stands for many of its kind: only its begin is kept. */
export function sampleItem(number: number, statement: Statement, known: Known): Item {
  const { text, traits } = known;
  return keptItem(number, { ...statement, text: text.slice(0, SHOWN) }, traits);
}

function flatCopy(text: string): string {
  return Buffer.from(text).toString();
}

import type { LiveTable } from "../dialects/live_table.ts";
import type { FieldProblem } from "./field.ts";
import type { Grammar, KeyKind } from "./grammar.ts";
import type { Nouns } from "./table_name.ts";

/** What is to be generated, and with what. */
export interface GenerateRequest {
  /** As `slug` writes it: `create_products`. */
  readonly name: string;
  /** What stood behind the name, as typed. */
  readonly words: readonly string[];
  readonly grammar: Grammar;
  readonly nouns: Nouns;
  /** The key of new tables, and of what is pointed at where nobody knows better. */
  readonly key: KeyKind;
  /** Whether new tables get `created_at` and `updated_at`. */
  readonly timestamps: boolean;
  /** Tables are named as written, not made plural. */
  readonly exactTables: boolean;
  /** The comment of a new table. */
  readonly comment: string | null;
  /** Asks the live database for a table; null answers that there is none. Absent without a database. */
  readonly look: ((table: string) => Promise<LiveTable | null>) | null;
}

/** One migration to be written; several come in the order they are run. */
export type GeneratedFile =
  | { readonly name: string; readonly up: string; readonly down: string }
  | { readonly name: string; readonly code: string };

/** What came of a request. */
export interface Generated {
  readonly files: readonly GeneratedFile[];
  /** What the person should know, a sentence each. */
  readonly notes: readonly string[];
}

/** A request that cannot be met; the message counts the problems. */
export class GenerateRefusal extends Error {
  readonly problems: readonly FieldProblem[];

  constructor(problems: readonly FieldProblem[]) {
    super(problems.map(({ message }) => message).join("; "));
    this.problems = problems;
  }
}

/** A refusal for one reason. */
export function refusal(word: string, message: string, next: string): GenerateRefusal {
  return new GenerateRefusal([{ word, message, next }]);
}

import type { Dialect } from "../dialects/dialect.ts";
import { classify } from "../sql/classify.ts";
import { SettingsFollower } from "../sql/follow_settings.ts";
import { callsUnknownFunction } from "../sql/mysql_calls.ts";
import { setAssignments } from "../sql/set_assignments.ts";
import { splitStatements } from "../sql/split_statements.ts";
import type { LexicalRules } from "../sql/statement.ts";
import { statementWords } from "../sql/statement_words.ts";
import type { Item } from "./units.ts";

/** Reads what a TypeScript migration sends, text by text, as the server will. */
export class CodeStatements {
  readonly #settings: SettingsFollower;
  readonly #initial: LexicalRules;
  #rules: LexicalRules;
  #last: { readonly text: string; readonly items: readonly Item[] } | null = null;

  constructor(rules: LexicalRules) {
    this.#settings = new SettingsFollower(rules);
    this.#initial = rules;
    this.#rules = rules;
  }

  /** How the next text is read. */
  get rules(): LexicalRules {
    return this.#rules;
  }

  /** The statements of one text; what stands in the way of reading it, the server says. */
  read(text: string): readonly Item[] {
    if (this.#last?.text === text) return this.#last.items;
    const { statements } = splitStatements(text, this.#rules);
    const changed = this.#rules !== this.#initial;
    const items = statements.map((found, index) => {
      const rules = found.rules ?? this.#rules;
      const statement = changed ? { ...found, rules } : found;
      return { number: index + 1, statement, traits: classify(statement, rules) };
    });
    this.#last = { text, items };
    return items;
  }

  /** The server took them: what they set holds for what follows. */
  sent(items: readonly Item[]): void {
    for (const { statement } of items) {
      const rules = this.#settings.after(statement.text);
      if (rules !== this.#rules) this.#last = null;
      this.#rules = rules;
    }
  }
}

/** Whether a statement commits by itself, or may: it can only be run by itself. */
export function standsAlone({ traits }: Item, dialect: Dialect): boolean {
  return traits.outsideTransaction ||
    (!dialect.transactionalDdl && (traits.commitsImplicitly || traits.manyResults));
}

const READS =
  /^(SELECT|WITH|TABLE|VALUES|SHOW|EXPLAIN|DESCRIBE|DESC|HELP|SET|USE|DO|CHECKSUM TABLES?)\b/;
const WRITES = /(?<!\bFOR )\b(INSERT|UPDATE|DELETE|REPLACE)\b(?! \()/;
const WRITES_ALL_THE_SAME = /\bINTO (OUTFILE|DUMPFILE)\b|\bNEXT VALUE FOR\b|\b(NEXTVAL|SETVAL) \(/;

/** Whether a statement of MySQL or MariaDB leaves nothing that a new session would still find. */
export function onlyReads(item: Item, rules: LexicalRules): boolean {
  const { statement, traits } = item;
  if (traits.commitsImplicitly || traits.manyResults || traits.transaction !== null) return false;
  const { flat, outer, calls } = statementWords(statement, statement.rules ?? rules);
  if (!READS.test(flat) || !READS.test(traits.verb) || WRITES_ALL_THE_SAME.test(flat)) return false;
  if (/^WITH\b/.test(outer) && WRITES.test(outer)) return false;
  return !callsUnknownFunction(calls);
}

/** Whether a statement sets more of the session than variables of the user's own. */
export function setsSession({ statement, traits }: Item, rules: LexicalRules): boolean {
  if (/^USE\b/.test(traits.verb)) return true;
  if (!/^SET\b/.test(traits.verb) || traits.session === "none") return false;
  const assignments = setAssignments(statement.text, statement.rules ?? rules);
  return !assignments.length || assignments.some(({ target }) => !/^@[^@]/.test(target));
}

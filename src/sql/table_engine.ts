import type { LexicalRules } from "./statement.ts";
import { tokenize } from "./tokenize.ts";

/** What a statement of MySQL or MariaDB says of the engine of a table. */
export interface TableEngine {
  /** In lower case, with its database if that is written before it. */
  readonly table: string;
  /** In upper case; null where the table is gone, or has the server's own default. */
  readonly engine: string | null;
}

const DEFINES = /^(?:CREATE|ALTER|DROP) (?:OR REPLACE )?(?:ONLINE |IGNORE )?TABLE\b/;

/** Engines that a ROLLBACK does not undo, or that write elsewhere. Sources: MySQL manual 18, MariaDB "Storage Engines". */
const WITHOUT_TRANSACTIONS = new Set(
  "MYISAM ARIA MEMORY HEAP ARCHIVE CSV MERGE MRG_MYISAM BLACKHOLE FEDERATED CONNECT SPIDER S3"
    .split(" "),
);

/** Whether rows written to a table of an engine stay when a transaction is rolled back. */
export function keepsEverything(engine: string | null): boolean {
  return engine !== null && WITHOUT_TRANSACTIONS.has(engine);
}

/** What CREATE, ALTER and DROP of one table say of its engine; null for every other statement, for temporary tables, and where the table may be there already. */
export function tableEngine(text: string, rules: LexicalRules): TableEngine | null {
  if (!/^\W*(?:\d+\s+)?(?:CREATE|ALTER|DROP)\b/i.test(text.slice(0, 40))) return null;
  const words = tokenize(text, rules)
    .filter(({ kind }) => kind !== "comment" && !kind.startsWith("executable"))
    .map(({ start, end }) => text.slice(start, end));
  const flat = words.slice(0, 5).join(" ").toUpperCase();
  if (!DEFINES.test(flat)) return null;
  let at = words.findIndex((word) => /^TABLE$/i.test(word)) + 1;
  // what is there already keeps its engine; which that is, the server knows
  if (/^CREATE\b/.test(flat) && /^IF$/i.test(words[at] ?? "")) return null;
  while (/^(?:IF|EXISTS)$/i.test(words[at] ?? "")) at++;
  const table = words[at + 1] === "."
    ? `${plain(words[at])}.${plain(words[at + 2])}`
    : plain(words[at]);
  const engine = engineOf(words.slice(at));
  if (engine === null && /^ALTER\b/.test(flat)) return null;
  return { table, engine };
}

// the option stands outside of all parentheses
function engineOf(words: readonly string[]): string | null {
  let depth = 0;
  for (const [at, word] of words.entries()) {
    if (word === "(") depth++;
    if (word === ")") depth--;
    if (depth > 0 || !/^(?:STORAGE_)?ENGINE$/i.test(word)) continue;
    const value = words[at + 1] === "=" ? words[at + 2] : words[at + 1];
    return plain(value).toUpperCase();
  }
  return null;
}

const NAME = '(`[^`]+`|"[^"]+"|[\\w$]+)';
const WRITES = new RegExp(
  "^(?:(?:INSERT|REPLACE)\\s+(?:LOW_PRIORITY\\s+|DELAYED\\s+|HIGH_PRIORITY\\s+|IGNORE\\s+)*(?:INTO\\s+)?|" +
    "UPDATE\\s+(?:LOW_PRIORITY\\s+|IGNORE\\s+)*|DELETE\\s+(?:LOW_PRIORITY\\s+|QUICK\\s+|IGNORE\\s+)*FROM\\s+|" +
    `LOAD\\s+(?:DATA|XML)\\b[^()]*?\\bINTO\\s+TABLE\\s+)${NAME}(?:\\s*\\.\\s*${NAME})?`,
  "i",
);

/** The table a statement writes first, as {@linkcode TableEngine} names it; null where that is not plain. */
export function writtenTable(text: string): string | null {
  const [, name, inner] = WRITES.exec(text) ?? [];
  if (name === undefined) return null;
  return inner === undefined ? plain(name) : `${plain(name)}.${plain(inner)}`;
}

function plain(name = ""): string {
  return name.replaceAll(/^[`"']|[`"']$/g, "").toLowerCase();
}

/** What a server says of the place, where it gives no offset. */
export interface Clue {
  /** The words after `near`: the text of the statement from the place on. */
  readonly near: string | null;
  /** The line within the statement, from 1. */
  readonly line: number | null;
  readonly message: string;
}

const NAMED = [
  /^no such (?:table|column|index|view|trigger|collation sequence|function|module): "?(?:\w+\.)?([^"]+?)"?$/,
  /^(?:table|view|index|trigger|there is already (?:a|an) \w+ named) "?([^"\s]+)"? already (?:exists|another)/,
  /^duplicate column name: (.+)$/,
  /^table .+ has no column named (.+)$/,
  /(?:Table|Unknown table|Unknown column|Duplicate column name|Duplicate key name|View|PROCEDURE|FUNCTION|TRIGGER|Can't DROP(?: COLUMN| INDEX)?|Key column|Unknown database) '(?:[^'.]+\.)*([^'.]+)'/,
  // PostgreSQL points at most places itself, but not where a name is looked up or made later
  /^(?:relation|table|view|materialized view|index|sequence|type|schema|constraint|trigger|function|procedure|role|extension|column|policy|rule|domain|collation|database) "?([^"()]+?)"?(?:\(.*\))? (?:does not exist|already exists|of relation|for relation|for table)/,
];

/**
 * Looks for the place a server means inside the statement that failed.
 *
 * @returns A UTF-16 offset into the statement; null if nothing tells.
 */
export function locate(statement: string, clue: Clue): number | null {
  const from = clue.line === null ? 0 : lineStart(statement, clue.line);
  if (clue.near !== null && clue.near !== "") {
    const at = indexOfNear(statement, clue.near, from);
    if (at >= 0) return at;
  }
  for (const pattern of NAMED) {
    const name = pattern.exec(clue.message)?.[1];
    const at = name === undefined ? -1 : indexOfWord(statement, name, from);
    if (at >= 0) return at;
  }
  return from > 0 ? from : null;
}

// what the server quotes may go on behind the statement, into the next of the message
function indexOfNear(statement: string, near: string, from: number): number {
  const at = statement.indexOf(near, from);
  if (at >= 0) return at;
  for (
    let start = Math.max(from, statement.length - near.length);
    start < statement.length;
    start++
  ) {
    if (near.startsWith(statement.slice(start))) return start;
  }
  return -1;
}

function lineStart(text: string, line: number): number {
  let at = 0;
  for (let current = 1; current < line; current++) {
    const next = text.indexOf("\n", at);
    if (next < 0) return at;
    at = next + 1;
  }
  return at;
}

function indexOfWord(text: string, word: string, from: number): number {
  const escaped = word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const found = new RegExp(`(?<![\\w$])${escaped}(?![\\w$])`, "i").exec(text.slice(from));
  return found ? from + found.index : -1;
}

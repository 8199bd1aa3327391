import { misspelledDialect, readDialect } from "./file_dialect.ts";
import { nearestWord } from "../nearest_word.ts";

/** What stands in a suggestion for the version only the user can choose. */
const PLACEHOLDER = "VERSION";

/**
 * The name that a malformed one was probably meant to be, or null if there is
 * no telling. Never the name it was given; whether it is good is the caller's to see.
 */
export function suggestFileName(fileName: string): string | null {
  const suggestion = flyway(fileName) ?? repeatable(fileName) ?? versioned(fileName);
  return suggestion === fileName ? null : suggestion;
}

/** `V12__name.sql` and `U12__name.sql`; versions with several parts have no digits-only form. */
function flyway(fileName: string): string | null {
  const match = /^([VU])(\d+)__(.+)\.sql$/i.exec(fileName);
  if (match === null) return null;
  const [, letter = "", version = "", name = ""] = match;
  return `${version}_${clean(name)}.${letter.toUpperCase() === "V" ? "up" : "down"}.sql`;
}

function repeatable(fileName: string): string | null {
  const match = /^r_{1,2}(.+)$/i.exec(fileName);
  if (match === null || /^r_\d/i.test(fileName)) return null;
  const { parts, direction, code } = readTail(match[1] ?? "");
  const name = clean(parts.join("."));
  return name === "" || code ? null : `R__${name}${direction === "down" ? ".down" : ""}.sql`;
}

function versioned(fileName: string): string | null {
  const match = /^(\d+)?(.*)$/s.exec(fileName);
  const version = match?.[1] ?? PLACEHOLDER;
  const { parts, direction, code } = readTail(match?.[2] ?? "");
  if ((direction === null && !code) || /^R__/i.test(fileName)) return null;
  const name = clean(parts.join("."));
  if (name === "") return `${version}_NAME${code ? ".ts" : `.${direction}.sql`}`;
  return `${version}_${name}${code ? ".ts" : `.${direction}.sql`}`;
}

interface Tail {
  /** What stands before the ending, a misspelled dialect put right. */
  readonly parts: readonly string[];
  /** Null if nothing says that the file is SQL. */
  readonly direction: "up" | "down" | null;
  readonly code: boolean;
}

/** Takes the ending off, however it was written: `.UP.SQL`, `.up..sql`, `.upp.sql`, `.sql.txt`. */
function readTail(rest: string): Tail {
  const parts = rest.split(".");
  let direction: "up" | "down" | null = null;
  let sql = false;
  let code = false;
  const dialects: string[] = [];
  while (parts.length > 1) {
    const last = (parts.at(-1) ?? "").trim();
    const said = directionOf(last);
    const dialect = readDialect(last) ?? null;
    if (last === "" || (sql && /^sql$/i.test(last))) {
      // an empty or doubled part says nothing
    } else if (/^(sql|sqll|sq|slq)$/i.test(last)) sql = true;
    else if (/^(txt|bak|orig)$/i.test(last) && parts.some((part) => /^sql$/i.test(part))) {
      sql = true;
    } else if (/^[mc]?[tj]s$/i.test(last) && !sql) code = true;
    else if (code && /^(d|test|up|down)$/i.test(last)) direction = null;
    else if (said !== null && !code) direction ??= said;
    else if (dialect !== null || misspelledDialect(last) !== null) {
      dialects.unshift(dialect === null ? misspelledDialect(last) ?? last : last);
    } else break;
    parts.pop();
  }
  return {
    parts: [...parts, ...dialects.slice(0, 1)],
    direction: direction ?? (sql ? "up" : null),
    code,
  };
}

function directionOf(word: string): "up" | "down" | null {
  if (/^(up|down)$/i.test(word)) return word.toLowerCase() as "up" | "down";
  if (/^(undo|revert|rollback)$/i.test(word)) return "down";
  const near = word.length > 1 ? nearestWord(word, ["up", "down"]) : null;
  return near as "up" | "down" | null;
}

/** Without what may not stand at either end, nor anywhere. */
function clean(name: string): string {
  return name.normalize("NFC")
    .replace(/[\p{Cc}\u2028\u2029]+/gu, "")
    .replace(/[\\/]+/g, "_")
    .replace(/^[\s._-]+|[\s._-]+$/g, "");
}

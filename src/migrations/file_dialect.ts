import type { SqlFlavor } from "../sql/statement.ts";
import { nearestWord } from "../nearest_word.ts";

/**
 * A database a file name can be meant for. `other` stands for those dunlin does
 * not speak (Oracle, SQL Server …): such files are never run.
 */
export type FileDialect =
  | SqlFlavor
  | "cockroach"
  | "yugabyte"
  | "tidb"
  | "other";

interface DialectName {
  /** How it is written in file names; the first is the one dunlin writes. */
  readonly spellings: readonly string[];
  /** Whose files it takes where it has none of its own. */
  readonly fallback: FileDialect | null;
  /** How its text turns into tokens; null where dunlin cannot say. */
  readonly flavor: SqlFlavor | null;
}

const DIALECTS: Readonly<Record<FileDialect, DialectName>> = {
  postgres: {
    spellings: ["postgres", "postgresql", "pg", "pgsql", "psql"],
    fallback: null,
    flavor: "postgres",
  },
  cockroach: {
    spellings: ["cockroach", "cockroachdb", "crdb"],
    fallback: "postgres",
    flavor: "postgres",
  },
  yugabyte: {
    spellings: ["yugabyte", "yugabytedb", "ysql"],
    fallback: "postgres",
    flavor: "postgres",
  },
  mysql: { spellings: ["mysql", "mysql2"], fallback: null, flavor: "mysql" },
  mariadb: { spellings: ["mariadb", "maria"], fallback: "mysql", flavor: "mariadb" },
  tidb: { spellings: ["tidb"], fallback: "mysql", flavor: "mysql" },
  sqlite: { spellings: ["sqlite", "sqlite3"], fallback: null, flavor: "sqlite" },
  other: {
    spellings: [
      "mssql",
      "sqlserver",
      "oracle",
      "db2",
      "h2",
      "hsqldb",
      "duckdb",
      "clickhouse",
      "snowflake",
    ],
    fallback: null,
    flavor: null,
  },
};

const BY_SPELLING: ReadonlyMap<string, FileDialect> = new Map(
  (Object.keys(DIALECTS) as FileDialect[]).flatMap((dialect) =>
    DIALECTS[dialect].spellings.map((spelling) => [spelling, dialect] as const)
  ),
);

/** The dialect a part of a file name says, in lower case; null if it says none. */
export function readDialect(spelling: string): FileDialect | null {
  return BY_SPELLING.get(spelling) ?? null;
}

/** How a dialect is written in file names; null for `other`. */
export function dialectSpelling(dialect: FileDialect): string | null {
  return dialect === "other" ? null : DIALECTS[dialect].spellings[0] ?? null;
}

/**
 * The known spelling a part of a file name was probably meant to be: other
 * letter case (`Postgres`), a version behind it (`mysql8`), or one slip in a word
 * of five letters and more (`postgress`). Null for everything else, and for
 * exact spellings.
 */
export function misspelledDialect(part: string): string | null {
  if (BY_SPELLING.has(part)) return null;
  if (BY_SPELLING.has(part.toLowerCase())) return part.toLowerCase();
  const bare = part.toLowerCase().replace(/[0-9]+$/, "");
  if (BY_SPELLING.has(bare)) return bare;
  if (part.length < 5) return null;
  return nearestWord(part, [...BY_SPELLING.keys()].filter((known) => known.length >= 5), 1);
}

/**
 * Whose files a database takes, the best first: `mariadb` gives `mariadb`,
 * `mysql`, and null for files that name no dialect.
 */
export function dialectChain(dialect: FileDialect): readonly (FileDialect | null)[] {
  const { fallback } = DIALECTS[dialect];
  return fallback === null ? [dialect, null] : [dialect, ...dialectChain(fallback)];
}

/** The SQL a dialect's files are written in; null where dunlin cannot say. */
export function dialectFlavor(dialect: FileDialect): SqlFlavor | null {
  return DIALECTS[dialect].flavor;
}

import { MysqlBody } from "./mysql_body.ts";
import { PostgresBody } from "./postgres_body.ts";
import { SqliteBody } from "./sqlite_body.ts";
import type { SqlFlavor } from "./statement.ts";
import type { Token } from "./token.ts";

/** Follows one statement and knows whether a `;` in it ends it. */
export interface BodyTracker {
  /**
   * Takes the next token; comments, and the brackets of executable ones, are
   * not given.
   *
   * @param word A word in upper case, a symbol as it is, `;`, else the empty string.
   */
  read(token: Token, word: string): void;
  /** What keeps the statement open, and where it opened; null where a `;` ends it. */
  readonly open: OpenBody | null;
  /** Whether nothing that follows can change that: the rest need not be given. */
  readonly settled: boolean;
}

/** A body that is not closed yet. */
export interface OpenBody {
  /** As people know it: `BEGIN`, `(`, `LOOP`. */
  readonly what: string;
  /** Where its first character stands, in UTF-16 units. */
  readonly offset: number;
  /** Only a DELIMITER can say where it ends. */
  readonly needsDelimiter?: true;
}

/** A tracker for the next statement. */
export function trackBody(flavor: SqlFlavor): BodyTracker {
  switch (flavor) {
    case "postgres":
      return new PostgresBody();
    case "sqlite":
      return new SqliteBody();
    default:
      return new MysqlBody(flavor);
  }
}

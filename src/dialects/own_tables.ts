import { DunlinError } from "../errors.ts";

/** A history table's name as the user gave it; `schema` is null where the connection's default is meant. */
export interface TableName {
  readonly schema: string | null;
  readonly name: string;
}

/** dunlin's own tables, each qualified and quoted, ready to stand in SQL. */
export interface OwnTables {
  readonly schema: string;
  readonly name: string;
  readonly history: string;
  readonly journal: string;
  readonly lock: string;
}

/** What the journal and lock tables add to the history table's name. */
export const JOURNAL_SUFFIX = "_journal";
/** See {@linkcode JOURNAL_SUFFIX}. */
export const LOCK_SUFFIX = "_lock";

/** The shape of the own tables that this dunlin writes and understands. */
export const FORMAT = 1;

/** The history table's name where nobody chose one. */
export const DEFAULT_TABLE = "dunlin_migrations";

/**
 * Reads `--table`: `name`, `schema.name`, or either part in double quotes
 * (`"odd.name"`, a doubled quote for a quote), whatever it holds.
 *
 * @throws {DunlinError} `config`, if it cannot be read
 */
export function parseTableName(text: string): TableName {
  const part = '"(?:[^"]|"")+"|[^".]+';
  const found = new RegExp(`^(?:(${part})\\.)?(${part})$`, "u").exec(text);
  if (!found || text.includes("\0")) {
    throw new DunlinError("config", `the table name ${JSON.stringify(text)} cannot be read`, {
      next: 'write it as name, schema.name or "odd name"',
    });
  }
  const plain = (quoted: string) =>
    quoted.startsWith('"') ? quoted.slice(1, -1).replaceAll('""', '"') : quoted;
  return {
    schema: found[1] === undefined ? null : plain(found[1]),
    name: plain(found[2] as string),
  };
}

/** The three names of the own tables, unquoted. */
export function ownNames(name: string): { history: string; journal: string; lock: string } {
  return { history: name, journal: name + JOURNAL_SUFFIX, lock: name + LOCK_SUFFIX };
}

/**
 * The own tables under a dialect's quoting.
 *
 * @throws {DunlinError} `config`, if a name is longer than the database keeps
 */
export function qualify(
  table: { readonly schema: string; readonly name: string },
  quote: (identifier: string) => string,
  longest: {
    readonly limit: number;
    readonly length: (text: string) => number;
    readonly unit: string;
  },
): OwnTables {
  const names = ownNames(table.name);
  for (const name of [table.schema, ...Object.values(names)]) {
    if (longest.length(name) > longest.limit) {
      throw new DunlinError(
        "config",
        `the table name ${JSON.stringify(table.name)} is too long: ${JSON.stringify(name)} has ` +
          `${longest.length(name)} ${longest.unit}, the database keeps ${longest.limit}`,
        { next: "choose a shorter name with --table" },
      );
    }
  }
  const full = (name: string) => `${quote(table.schema)}.${quote(name)}`;
  return {
    ...table,
    history: full(names.history),
    journal: full(names.journal),
    lock: full(names.lock),
  };
}

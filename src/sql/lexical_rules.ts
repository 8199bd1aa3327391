import type { LexicalRules } from "./statement.ts";

/** What the tokenizer must know of a flavour, with the server's settings worked in. */
export interface LexicalTable {
  /** `\` escapes in `'…'`, and in `"…"` where that is a string. */
  readonly backslashEscapes: boolean;
  /** `E'…'` always knows backslash escapes, also in the parts a line break joins to it. */
  readonly escapeStrings: boolean;
  /** Whether `"…"` quotes a name or a string. */
  readonly doubleQuotes: "name" | "string";
  /** `` `…` `` quotes a name. */
  readonly backticks: boolean;
  /** `[name]` */
  readonly brackets: boolean;
  /** `$tag$…$tag$`: everywhere, only as the body behind AS, or not at all. */
  readonly dollarQuotes: "anywhere" | "after-as" | "none";
  /** `$1`, and `$` only inside words; else `$` may start a word. */
  readonly dollarParameters: boolean;
  /** `$a`, `@a`, `:a` and `#a` with any `::` and one `(…)` behind them are one token. */
  readonly tclVariables: boolean;
  /** U+FEFF before a token is white space; else it belongs to words. */
  readonly byteOrderMarkIsSpace: boolean;
  /** `#` starts a comment. */
  readonly hashComments: boolean;
  /** `--` starts a comment only before white space, a control character or the end. */
  readonly dashesNeedSpace: boolean;
  /** A lone `\r` ends a line comment. */
  readonly carriageReturnEndsComment: boolean;
  /** Block comments may stand inside block comments. */
  readonly nestedComments: boolean;
  /** A block comment may be left open at the end of the text. */
  readonly endClosesComment: boolean;
  /** Whose rules say which `/*!` comments hold SQL. */
  readonly executableComments: "mysql" | "mariadb" | "none";
  /** What the versions of such comments are compared with; null where it is not known. */
  readonly serverVersion: number | null;
  /** `\` outside quotes belongs to the command-line client; `\N` may still be NULL. */
  readonly backslashCommands: "all" | "all-but-N" | "none";
}

const POSTGRES: LexicalTable = {
  backslashEscapes: false,
  escapeStrings: true,
  doubleQuotes: "name",
  backticks: false,
  brackets: false,
  dollarQuotes: "anywhere",
  dollarParameters: true,
  tclVariables: false,
  byteOrderMarkIsSpace: false,
  hashComments: false,
  dashesNeedSpace: false,
  carriageReturnEndsComment: true,
  nestedComments: true,
  endClosesComment: false,
  executableComments: "none",
  serverVersion: null,
  backslashCommands: "all",
};

const MYSQL: LexicalTable = {
  backslashEscapes: true,
  escapeStrings: false,
  doubleQuotes: "string",
  backticks: true,
  brackets: false,
  dollarQuotes: "after-as", // JavaScript routines of MySQL 9
  dollarParameters: false,
  tclVariables: false,
  byteOrderMarkIsSpace: false,
  hashComments: true,
  dashesNeedSpace: true,
  carriageReturnEndsComment: false,
  nestedComments: false,
  endClosesComment: false,
  executableComments: "mysql",
  serverVersion: null,
  backslashCommands: "all-but-N",
};

const SQLITE: LexicalTable = {
  ...POSTGRES,
  escapeStrings: false,
  backticks: true,
  brackets: true,
  dollarQuotes: "none",
  dollarParameters: false,
  tclVariables: true,
  byteOrderMarkIsSpace: true,
  carriageReturnEndsComment: false,
  nestedComments: false,
  endClosesComment: true,
};

const FLAVORS: Record<LexicalRules["flavor"], LexicalTable> = {
  postgres: POSTGRES,
  mysql: MYSQL,
  mariadb: { ...MYSQL, dollarQuotes: "none", executableComments: "mariadb" },
  sqlite: SQLITE,
};

/**
 * The table of a flavour under its settings. Settings of other flavours are
 * not looked at. Sources: PostgreSQL manual 4.1, MySQL manual 11.1 and 11.7,
 * MariaDB's "Comment Syntax", SQLite's `tokenize.c`.
 */
export function lexicalTable(rules: LexicalRules): LexicalTable {
  const table = FLAVORS[rules.flavor];
  switch (rules.flavor) {
    case "postgres":
      return { ...table, backslashEscapes: rules.standardConformingStrings === false };
    case "sqlite":
      return table;
    default:
      return {
        ...table,
        serverVersion: rules.serverVersion ?? null,
        backslashEscapes: rules.noBackslashEscapes !== true,
        doubleQuotes: rules.ansiQuotes === true ? "name" : "string",
      };
  }
}

import type { SqlProblemCode } from "./sql_problem.ts";
import type { SqlFlavor } from "./statement.ts";

/** What a line means that is not SQL but a command of a command-line client. */
export type ClientCommand =
  | { readonly kind: "delimiter"; readonly delimiter: string }
  /** Written by dump programs and without a meaning here. */
  | { readonly kind: "skip" }
  | {
    readonly kind: "problem";
    readonly code: SqlProblemCode;
    readonly message: string;
    readonly next: string;
  };

const CALLED: Record<SqlFlavor, string> = {
  postgres: "PostgreSQL",
  mysql: "MySQL",
  mariadb: "MariaDB",
  sqlite: "SQLite",
};

/** Words the mysql client takes for itself at the start of a statement; none begins SQL. */
const MYSQL_WORDS = new Set(
  ("SOURCE SYSTEM TEE NOTEE PAGER NOPAGER STATUS QUIT EXIT CONNECT PROMPT CHARSET WARNINGS " +
    "NOWARNING REHASH EDIT EGO GO PRINT CLEAR RESETCONNECTION").split(" "),
);

const ONE_DATABASE =
  "a migration runs on the one database of the URL: remove the line, or move what follows to a " +
  "migrations folder of that database";
const INCLUDE = "put the text of that file here, or make it a migration of its own";
const REMOVE = "remove the line";
const SEMICOLON = "end the statement with ;";

const PSQL_ADVICE: Record<string, string> = {
  c: ONE_DATABASE,
  connect: ONE_DATABASE,
  i: INCLUDE,
  ir: INCLUDE,
  include: INCLUDE,
  include_relative: INCLUDE,
  copy: "write COPY … FROM stdin; with the data below it and a line with \\. behind it",
  set: "remove the line, and write the value where the variable is used",
  if: "remove the condition: a migration is the same everywhere, or use `-- dunlin: only …`",
  elif: "remove the condition: a migration is the same everywhere, or use `-- dunlin: only …`",
  else: "remove the condition: a migration is the same everywhere, or use `-- dunlin: only …`",
  endif: "remove the condition: a migration is the same everywhere, or use `-- dunlin: only …`",
  gexec: "write the statements out, or run them from a DO block with EXECUTE",
  g: SEMICOLON,
  gx: SEMICOLON,
  gset: SEMICOLON,
};

/**
 * The command a statement's first word makes, if it is one.
 *
 * @param word In upper case.
 * @param rest Gives the line behind the word.
 */
export function wordCommand(
  flavor: SqlFlavor,
  word: string,
  rest: () => string,
): ClientCommand | null {
  const isMysql = flavor === "mysql" || flavor === "mariadb";
  if (word === "DELIMITER") return isMysql ? delimiter(rest()) : strangeDelimiter(flavor);
  if (!isMysql || !MYSQL_WORDS.has(word)) return null;
  const next = word === "SOURCE" ? INCLUDE : word === "CONNECT" ? ONE_DATABASE : REMOVE;
  return problem(`${word.toLowerCase()} is a command of the mysql client, not SQL`, next);
}

/**
 * What a backslash outside of quotes means.
 *
 * @param line The line from the backslash on.
 * @param begins Whether it stands where a statement would begin.
 */
export function backslashCommand(flavor: SqlFlavor, line: string, begins: boolean): ClientCommand {
  const name = /^\\([A-Za-z_]+|.?)/u.exec(line)?.[1] ?? "";
  if (name === "." && flavor === "postgres") {
    return {
      kind: "problem",
      code: "copy-end",
      message: "\\. ends the data of a COPY … FROM stdin, and there is none before it",
      next: "write the COPY … FROM stdin; above its data, or remove the line",
    };
  }
  if (name === ".") return strangeCopyEnd(flavor);
  if (flavor === "postgres") return psql(name, begins);
  if (flavor === "sqlite") {
    return problem("a \\ stands outside of quotes, which is not SQL", REMOVE);
  }
  const ends = name === "g" || name === "G";
  const next = ends ? SEMICOLON : name === "r" || name === "u" ? ONE_DATABASE : REMOVE;
  return problem(`\\${name} is a command of the mysql client, not SQL`, next);
}

/** `.read x` and the like, where a statement would begin in an SQLite file. */
export function dotCommand(line: string): ClientCommand {
  const name = /^\.\w*/.exec(line)?.[0] ?? ".";
  const next = name === ".read" ? INCLUDE : name === ".open" ? ONE_DATABASE : REMOVE;
  return problem(`${name} is a command of the sqlite3 shell, not SQL`, next);
}

/**
 * `--x` where a statement would begin in MySQL: the mysql client drops such a
 * line, the server does not know it as a comment.
 */
export function dashesCommand(): ClientCommand {
  return {
    kind: "problem",
    code: "no-comment",
    message: "-- begins a comment only before a space, and no statement begins with it",
    next: "put a space behind the --",
  };
}

function psql(name: string, begins: boolean): ClientCommand {
  if (begins && (name === "restrict" || name === "unrestrict")) return { kind: "skip" };
  return problem(`\\${name} is a command of psql, not SQL`, PSQL_ADVICE[name] ?? REMOVE);
}

function strangeCopyEnd(flavor: SqlFlavor): ClientCommand {
  const client = flavor === "sqlite"
    ? ""
    : ", or the mysql client's command to read a file; neither is SQL";
  return {
    kind: "problem",
    code: "copy-end",
    message: `\\. ends COPY data of PostgreSQL${client}`,
    next: `write the data as INSERT statements: this file is for ${CALLED[flavor]}`,
  };
}

function delimiter(rest: string): ClientCommand {
  const quoted = /^\s+(['"`])(.*?)\1/.exec(rest)?.[2];
  const plain = /^\s+(\S+)/.exec(rest)?.[1];
  const found = quoted ?? plain ?? "";
  if (found === "") {
    return {
      kind: "problem",
      code: "empty-delimiter",
      message: "DELIMITER is followed by nothing",
      next: "name a delimiter: DELIMITER //",
    };
  }
  if (!found.includes("\\")) return { kind: "delimiter", delimiter: found };
  return problem("a delimiter cannot hold a backslash", "choose another: DELIMITER //");
}

function strangeDelimiter(flavor: SqlFlavor): ClientCommand {
  const next = flavor === "postgres"
    ? "remove the line: a body in $$ … $$ needs no delimiter"
    : "remove the line: the body of a trigger needs no delimiter";
  return problem(`DELIMITER is a command of the mysql client, not of ${CALLED[flavor]}`, next);
}

function problem(message: string, next: string): ClientCommand {
  return { kind: "problem", code: "client-command", message, next };
}

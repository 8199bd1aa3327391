import { mysql } from "./mysql.ts";
import { MYSQL_SESSIONS } from "./mysql_sessions.ts";
import { postgres } from "./postgres.ts";

/** What a server says about whole databases, from beside them. Every text is one statement. */
export interface DatabaseWords {
  /** Databases to be in meanwhile, best first; null: in none. */
  readonly beside: readonly (string | null)[];
  /** Whether the server, or whoever runs it, lives in a database of that name. */
  isReserved(name: string): boolean;
  /** One row of what a database made anew in its place should be like; none if it is not there. */
  traits(name: string): string;
  /** Makes it; `like` is a row of {@linkcode traits}. */
  create(name: string, like: Readonly<Record<string, unknown>> | null): string;
  /** One row with a column `may`: whether this account may make databases at all; null: only trying tells. */
  readonly mayCreate: string | null;
  /** What is said to the session before {@linkcode drop}, so that it does not wait for ever. */
  readonly beforeDrop: readonly string[];
  /** Removes it; `force` also ends its sessions, where one statement does both. */
  drop(name: string, force: boolean): string;
  /** Rows with the columns `id` and `session`: who else is in it, for people. */
  sessions(name: string): string;
  /** Ends one of them; null where {@linkcode drop} does that. */
  end(id: string): string | null;
  /** The server's codes that say it is there already. */
  readonly thereCodes: readonly string[];
  /** The server's codes that say it is not there. */
  readonly absentCodes: readonly string[];
  /** The server's codes that say sessions are in the way. */
  readonly busyCodes: readonly string[];
  /** What an account lacks that may not make one, as a statement to run. */
  grant(name: string, user: string): string;
}

/** The words of a kind of server; MariaDB's are those of MySQL. */
export function databaseWords(kind: "postgres" | "mysql"): DatabaseWords {
  return kind === "postgres" ? POSTGRES : MYSQL;
}

// the server's own, and those in which its hosts keep house
const POSTGRES_RESERVED =
  /^(postgres|template\d+|rdsadmin|cloudsqladmin|alloydbadmin|azure_(maintenance|sys))$/;
const MYSQL_RESERVED = /^(mysql|sys|information_schema|performance_schema|ndbinfo|innodb)$/i;

// before 15 there is libc alone, and the locale's column was renamed in 17
const provider = (row: string) => columns(row, "datlocprovider");
const locale = (row: string) => columns(row, "datlocale", "daticulocale");

function columns(row: string, ...names: readonly string[]): string {
  const values = names.map((name) =>
    `pg_catalog.jsonb_extract_path_text(pg_catalog.to_jsonb(${row}), '${name}')`
  );
  return `COALESCE(${values.join(", ")}, '')`;
}

function localeOf(kind: string, name: string): string {
  if (kind === "i") return ` LOCALE_PROVIDER icu ICU_LOCALE ${postgres.literal(name)}`;
  if (kind === "b") return ` LOCALE_PROVIDER builtin BUILTIN_LOCALE ${postgres.literal(name)}`;
  return kind === "" ? "" : " LOCALE_PROVIDER libc";
}

const POSTGRES: DatabaseWords = {
  beside: ["postgres", "template1"],
  isReserved: (name) => POSTGRES_RESERVED.test(name),
  // what template1 gives anyway is not repeated: a copy of template0 lacks what was added to it
  traits: (name) =>
    "SELECT pg_catalog.pg_get_userbyid(d.datdba) AS owner, " +
    "pg_catalog.pg_encoding_to_char(d.encoding) AS encoding, " +
    "d.datcollate::pg_catalog.text AS collate, d.datctype::pg_catalog.text AS ctype, " +
    `${provider("d")} AS provider, ${locale("d")} AS locale, ` +
    "(d.encoding OPERATOR(pg_catalog.=) t.encoding AND d.datcollate OPERATOR(pg_catalog.=) t.datcollate " +
    "AND d.datctype OPERATOR(pg_catalog.=) t.datctype " +
    `AND ${provider("d")} OPERATOR(pg_catalog.=) ${provider("t")} ` +
    `AND ${locale("d")} OPERATOR(pg_catalog.=) ${locale("t")}) AS usual ` +
    "FROM pg_catalog.pg_database d, pg_catalog.pg_database t " +
    `WHERE t.datname OPERATOR(pg_catalog.=) 'template1' AND d.datname OPERATOR(pg_catalog.=) ${
      postgres.literal(name)
    }`,
  create: (name, like) => {
    const head = `CREATE DATABASE ${postgres.quote(name)}`;
    if (like === null) return head;
    const owner = ` OWNER ${postgres.quote(String(like["owner"]))}`;
    if (like["usual"] === true) return head + owner;
    const [encoding, collate, ctype] = [like["encoding"], like["collate"], like["ctype"]]
      .map((value) => postgres.literal(String(value)));
    return `${head}${owner} TEMPLATE template0 ENCODING ${encoding} LC_COLLATE ${collate} LC_CTYPE ${ctype}` +
      localeOf(String(like["provider"]), String(like["locale"]));
  },
  mayCreate: "SELECT rolcreatedb OR rolsuper AS may FROM pg_catalog.pg_roles " +
    "WHERE rolname OPERATOR(pg_catalog.=) CURRENT_USER",
  beforeDrop: [],
  drop: (name, force) => `DROP DATABASE ${postgres.quote(name)}${force ? " WITH (FORCE)" : ""}`,
  sessions: (name) =>
    "SELECT pid::pg_catalog.text AS id, pg_catalog.concat('process ', pid, ', user ', usename, " +
    "CASE WHEN application_name OPERATOR(pg_catalog.<>) '' " +
    "THEN pg_catalog.concat(', application ', application_name) END, " +
    "CASE WHEN client_addr IS NOT NULL " +
    "THEN pg_catalog.concat(', from ', pg_catalog.host(client_addr)) END) AS session " +
    "FROM pg_catalog.pg_stat_activity " +
    `WHERE datname OPERATOR(pg_catalog.=) ${postgres.literal(name)} ` +
    "AND pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid() ORDER BY pid",
  end: () => null,
  thereCodes: ["42P04", "23505"], // the second: another has just made it
  absentCodes: ["3D000"],
  busyCodes: ["55006"],
  grant: (_name, user) => `ALTER ROLE ${postgres.quote(user)} CREATEDB`,
};

const MYSQL: DatabaseWords = {
  beside: [null],
  isReserved: (name) => MYSQL_RESERVED.test(name),
  traits: (name) =>
    "SELECT DEFAULT_CHARACTER_SET_NAME AS charset, DEFAULT_COLLATION_NAME AS collation_name " +
    `FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ${mysql.literal(name)}`,
  create: (name, like) =>
    `CREATE DATABASE ${mysql.quote(name)} CHARACTER SET ` +
    (like === null
      ? "utf8mb4"
      : `${mysql.quote(String(like["charset"]))} COLLATE ${
        mysql.quote(String(like["collation_name"]))
      }`),
  mayCreate: null,
  beforeDrop: ["SET SESSION lock_wait_timeout = 10"],
  drop: (name) => `DROP DATABASE ${mysql.quote(name)}`,
  sessions: (name) =>
    "SELECT CAST(ID AS CHAR) AS id, CONCAT('connection ', ID, ', ', USER, '@', HOST) AS session " +
    `FROM ${MYSQL_SESSIONS} p WHERE DB = ${mysql.literal(name)} ` +
    "AND ID <> CONNECTION_ID() ORDER BY ID",
  end: (id) => `KILL ${BigInt(id)}`,
  thereCodes: ["1007"],
  absentCodes: ["1008"],
  busyCodes: ["1205"],
  grant: (name, user) => `GRANT ALL ON ${mysql.quote(name)}.* TO ${mysql.literal(user)}`,
};

import type { Claim, Evidence, EvidenceContext } from "./evidence.ts";
import { claims, harmless, none, UNREADABLE } from "./mysql_answers.ts";
import {
  asText,
  BLIND_SQL,
  isNamed,
  joined,
  literal,
  lookAt,
  optionally,
  quoted,
  schemaOf,
} from "./mysql_catalog.ts";
import { IDENTITY_NEEDS } from "./mysql_identity.ts";
import type { Named, Reader } from "./mysql_reader.ts";

const AGAIN = harmless("it says how it shall be, and does so again");
type Verb = "CREATE" | "ALTER" | "DROP";

/** CREATE, ALTER and DROP DATABASE, read from behind DATABASE. */
export function database(reader: Reader, verb: Verb, replaces: boolean): Evidence {
  if (verb === "ALTER") {
    return reader.outerWords().includes(" UPGRADE ") ? none("it renames a folder") : AGAIN;
  }
  const optional = reader.take(verb === "CREATE" ? "IF NOT EXISTS" : "IF EXISTS");
  const name = reader.name();
  if (name === null) return UNREADABLE;
  const where = `x.SCHEMA_NAME = ${literal(name)}`;
  const what = `database ${quoted({ schema: null, name })}`;
  if (verb === "DROP") {
    const look = `IF(${lookAt("SCHEMATA", where)} IS NULL, NULL, ${contents(name)})`;
    return claims({ what, becomes: "gone", look: asText(look), ...optionally(optional) });
  }
  return claims({
    what,
    becomes: replaces ? "put" : "there",
    look: lookAt("SCHEMATA", where, replaces ? BLIND_SQL : "_utf8mb4'1'"),
    ...optionally(optional),
  });
}

// MariaDB drops table after table; one that is made anew holds others
function contents(name: string): string {
  return `(SELECT ${joined("COUNT(*)", "SUM(UNIX_TIMESTAMP(x.CREATE_TIME))")} ` +
    `FROM information_schema.TABLES x WHERE x.TABLE_SCHEMA = ${literal(name)} ` +
    `AND x.TABLE_TYPE NOT LIKE 'TEMPORARY%')`;
}

/** Tablespaces of InnoDB, read from behind TABLESPACE; the list of them takes the PROCESS privilege. */
export function tablespace(reader: Reader, verb: Verb, context: EvidenceContext): Evidence {
  const name = reader.name();
  if (name === null) return UNREADABLE;
  const ndb = / (ADD|DROP) DATAFILE | USE LOGFILE /.test(reader.outerWords()) && verb !== "CREATE";
  if (ndb) return none("the catalog of this engine is not looked at");
  const to = verb === "ALTER" && reader.take("RENAME TO") ? reader.name() : null;
  if (verb === "ALTER" && to === null) return AGAIN;
  if (!context.identity) return none("the list of tablespaces cannot be read", IDENTITY_NEEDS);
  const look = (space: string) =>
    lookAt("INNODB_TABLESPACES_BRIEF", `x.NAME = ${literal(space)}`, "x.SPACE");
  const claim = (space: string, becomes: "there" | "gone"): Claim => ({
    what: `tablespace ${quoted({ schema: null, name: space })}`,
    becomes,
    look: look(space),
  });
  if (to !== null) return claims(claim(name, "gone"), claim(to, "there"));
  return claims(claim(name, verb === "CREATE" ? "there" : "gone"));
}

/** Things of the whole server that a list shows everybody, read from behind what they are called. */
export function listed(reader: Reader, verb: Verb, replaces: boolean, noun: string): Evidence {
  if (verb === "ALTER" || replaces) return AGAIN;
  const optional = reader.take(verb === "CREATE" ? "IF NOT EXISTS" : "IF EXISTS");
  const name = reader.name();
  if (name === null) return UNREADABLE;
  const [catalog, where] = noun === "resource group"
    ? ["RESOURCE_GROUPS", isNamed("x.RESOURCE_GROUP_NAME", name)]
    : ["ST_SPATIAL_REFERENCE_SYSTEMS", `x.SRS_ID = ${literal(name)}`];
  return claims({
    what: `${noun} ${name}`,
    becomes: verb === "CREATE" ? "there" : "gone",
    look: lookAt(catalog, where),
    ...optionally(optional),
  });
}

/** Servers of FEDERATED tables, read from behind SERVER: only a table that few may read lists them. */
export function foreignServer(verb: Verb, replaces: boolean): Evidence {
  return verb === "ALTER" || replaces
    ? AGAIN
    : none("only a table of the server's own lists them, which few may read");
}

/** Libraries of MySQL 9.2 and later, read from behind LIBRARY. */
export function library(reader: Reader, verb: Verb, context: EvidenceContext): Evidence {
  if (verb === "ALTER") return AGAIN;
  if ((context.rules.serverVersion ?? 0) < 90_200) return none("the server's catalog is not known");
  const optional = reader.take(verb === "CREATE" ? "IF NOT EXISTS" : "IF EXISTS");
  const name: Named | null = reader.named();
  if (name === null) return UNREADABLE;
  const where = `x.LIBRARY_SCHEMA = ${schemaOf(name)} AND ${isNamed("x.LIBRARY_NAME", name.name)}`;
  return claims({
    what: `library ${quoted(name)}`,
    becomes: verb === "CREATE" ? "there" : "gone",
    look: lookAt("LIBRARIES", where),
    ...optionally(optional),
  });
}

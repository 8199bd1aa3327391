import type { Evidence } from "./evidence.ts";
import { claims, harmless, none, UNREADABLE } from "./mysql_answers.ts";
import { literal, lookAt, optionally } from "./mysql_catalog.ts";
import type { Reader } from "./mysql_reader.ts";

const UPKEEP = harmless("it looks after tables and caches, and does so again");
const REPLICATION = harmless("it starts or stops what may run or rest already");
const SESSION = harmless("it holds only as long as its session");

/** Statements that change no definition, read from the first word; null for all others. */
export function maintenance(reader: Reader): Evidence | null {
  if (
    /^ (ANALYZE|OPTIMIZE|REPAIR|CHECK) ((LOCAL|NO_WRITE_TO_BINLOG) )?(TABLES?|VIEWS?) /.test(
      reader.outerWords(),
    )
  ) {
    return UPKEEP;
  }
  if (reader.is("FLUSH") || reader.is("CACHE INDEX") || reader.is("LOAD INDEX")) return UPKEEP;
  if (reader.is("RESET QUERY CACHE") || reader.is("RESET PERSIST")) return UPKEEP;
  if (reader.is("LOCK") || reader.is("UNLOCK")) return SESSION;
  if (reader.is("DROP PREPARE") || reader.is("DEALLOCATE")) return SESSION;
  if (/^ (START|STOP) (ALL )?(SLAVES?|REPLICA) /.test(reader.outerWords())) return REPLICATION;
  return unprovable(reader);
}

const UNPROVABLE: readonly (readonly [words: string, because: string])[] = [
  ["RESET", "logs and positions written since would be lost"],
  ["START GROUP_REPLICATION", "only the group knows its members"],
  ["STOP GROUP_REPLICATION", "only the group knows its members"],
  ["CHANGE", "replication may have gone on since"],
  ["IMPORT TABLE", "the files it reads make tables of any name"],
  ["CLONE", "it copies a whole server"],
  ["BACKUP", "the stages of a backup follow each other in one session"],
  ["CALL", "a procedure does what it likes"],
  ["EXECUTE", "what it runs is not in its text"],
];

function unprovable(reader: Reader): Evidence | null {
  const known = UNPROVABLE.find(([words]) => reader.is(words));
  if (known !== undefined) return none(known[1]);
  const compound = "BEGIN IF CASE LOOP REPEAT WHILE FOR DECLARE".split(" ");
  return compound.some((word) => reader.is(word)) ? none("a block does what it likes") : null;
}

/** INSTALL and UNINSTALL, read from the first word: plugins are listed for everybody. */
export function installation(reader: Reader): Evidence {
  const becomes = reader.take("INSTALL") ? "there" : "gone";
  if (becomes === "gone") reader.next();
  if (!reader.take("PLUGIN")) return none("the list of what is installed shows no such names");
  const optional = reader.take("IF NOT EXISTS") || reader.take("IF EXISTS");
  const name = reader.name();
  if (name === null) return UNREADABLE;
  return claims({
    what: `plugin ${name}`,
    becomes,
    look: lookAt("PLUGINS", `x.PLUGIN_NAME = ${literal(name)}`),
    ...optionally(optional),
  });
}

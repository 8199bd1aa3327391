import type { Claim, Evidence } from "./evidence.ts";
import { claims, harmless, none, UNREADABLE } from "./mysql_answers.ts";
import {
  counts,
  isNamed,
  lasting,
  literal,
  lookAt,
  moment,
  optionally,
  quoted,
  schemaOf,
  triggeredBy,
} from "./mysql_catalog.ts";
import type { Named, Reader } from "./mysql_reader.ts";

const AGAIN = harmless("it defines it as a whole, and does so again");

/** CREATE VIEW, read from behind VIEW. */
export function createView(reader: Reader, replaces: boolean): Evidence {
  const optional = reader.take("IF NOT EXISTS");
  const view = reader.named();
  if (view === null) return UNREADABLE;
  if (replaces) return AGAIN;
  const look = lookAt("TABLES", lasting(view));
  const expects = counts("TABLES", `${lasting(view)} AND x.TABLE_TYPE = 'VIEW'`, 1);
  const what = `view ${quoted(view)}`;
  return claims({ what, becomes: "there", look, expects, ...optionally(optional) });
}

/** A kind of stored program: what the catalog calls it, and by which columns. */
interface Program {
  readonly noun: string;
  readonly catalog: string;
  /** `ROUTINE` where the columns are ROUTINE_SCHEMA and ROUTINE_NAME. */
  readonly columns: string;
  readonly also: string;
}

const routine = (type: string): Program => ({
  noun: type.toLowerCase(),
  catalog: "ROUTINES",
  columns: "ROUTINE",
  also: ` AND x.ROUTINE_TYPE = '${type}'`,
});

const PROGRAMS = {
  PROCEDURE: routine("PROCEDURE"),
  FUNCTION: routine("FUNCTION"),
  PACKAGE: routine("PACKAGE"),
  "PACKAGE BODY": routine("PACKAGE BODY"),
  EVENT: { noun: "event", catalog: "EVENTS", columns: "EVENT", also: "" },
  TRIGGER: { noun: "trigger", catalog: "TRIGGERS", columns: "TRIGGER", also: "" },
} as const satisfies Record<string, Program>;

/** What a stored program is called in a statement. */
export type ProgramWord = keyof typeof PROGRAMS;

/** CREATE of a routine, package, trigger or event, read from behind that word. */
export function createProgram(reader: Reader, word: ProgramWord, replaces: boolean): Evidence {
  const optional = reader.take("IF NOT EXISTS");
  const name = reader.named();
  if (name === null) return UNREADABLE;
  if (word === "EVENT" && vanishes(reader)) return GONE_BY_ITSELF;
  if (word === "FUNCTION" && isLoadable(reader)) return LOADABLE;
  if (replaces) return AGAIN;
  if (word === "TRIGGER") return trigger(reader, name, optional);
  return claims({
    what: `${PROGRAMS[word].noun} ${quoted(name)}`,
    becomes: "there",
    look: lookAt(PROGRAMS[word].catalog, ofProgram(name, PROGRAMS[word])),
    ...optionally(optional),
  });
}

/** ALTER of one of these, read from behind that word. */
export function alterProgram(reader: Reader, word: ProgramWord): Evidence {
  const name = reader.named();
  if (name === null) return UNREADABLE;
  if (word === "EVENT" && schedulesOnce(reader)) return GONE_BY_ITSELF;
  const to = word === "EVENT" ? renamedTo(reader) : null;
  if (to === null) return AGAIN;
  if (quoted(to) === quoted(name)) return AGAIN;
  return claims(goes(name, word, false), {
    what: `event ${quoted(to)}`,
    becomes: "there",
    look: lookAt("EVENTS", ofProgram(to, PROGRAMS.EVENT)),
  });
}

/** DROP of one of these, read from behind that word; one made again since is another. */
export function dropProgram(reader: Reader, word: ProgramWord): Evidence {
  const optional = reader.take("IF EXISTS");
  const name = reader.named();
  return name === null ? UNREADABLE : claims(goes(name, word, optional));
}

function goes(name: Named, word: ProgramWord, optional: boolean): Claim {
  const { noun, catalog } = PROGRAMS[word];
  const look = lookAt(catalog, ofProgram(name, PROGRAMS[word]), moment("CREATED"));
  return { what: `${noun} ${quoted(name)}`, becomes: "gone", look, ...optionally(optional) };
}

const GONE_BY_ITSELF = none("an event that has run its last time is gone, as if it had never been");
const LOADABLE = none("only the server's own tables list the functions it has loaded");

// routines and events know no upper and lower case
function ofProgram(name: Named, { columns, also }: Program): string {
  const named = columns === "TRIGGER"
    ? `x.TRIGGER_NAME = ${literal(name.name)}`
    : isNamed(`x.${columns}_NAME`, name.name);
  return `x.${columns}_SCHEMA = ${schemaOf(name)} AND ${named}${also}`;
}

/** Read from behind the trigger's name: `BEFORE INSERT ON t`. */
function trigger(reader: Reader, name: Named, optional: boolean): Evidence {
  const timing = reader.takeOne(["BEFORE", "AFTER"]);
  const event = reader.takeOne(["INSERT", "UPDATE", "DELETE"]);
  const table = event !== null && reader.take("ON") ? reader.named() : null;
  if (timing === null || event === null || table === null) return UNREADABLE;
  const on = triggeredBy({ schema: table.schema ?? name.schema, name: table.name });
  const where = `${ofProgram(name, PROGRAMS.TRIGGER)} AND ${on}`;
  const kind = `x.ACTION_TIMING = '${timing}' AND x.EVENT_MANIPULATION = '${event}'`;
  return claims({
    what: `trigger ${quoted(name)}`,
    becomes: "there",
    look: lookAt("TRIGGERS", where),
    expects: counts("TRIGGERS", `${where} AND ${kind}`, 1),
    ...optionally(optional),
  });
}

function isLoadable(reader: Reader): boolean {
  return reader.outerWords().includes(" SONAME ");
}

/** An event that runs once, or up to a moment, and is dropped then. */
function vanishes(reader: Reader): boolean {
  const head = beforeDo(reader);
  const ends = schedulesOnce(reader) || head.includes(" ENDS ");
  return ends && !head.includes(" ON COMPLETION PRESERVE ");
}

function schedulesOnce(reader: Reader): boolean {
  return beforeDo(reader).includes(" ON SCHEDULE AT ");
}

function beforeDo(reader: Reader): string {
  return `${reader.outerWords().split(" DO ")[0] ?? ""} `;
}

function renamedTo(reader: Reader): Named | null {
  const left = reader.rest();
  while (!left.ended && !left.is("DO")) {
    if (left.take("RENAME TO")) return left.named();
    left.next();
  }
  return null;
}

import type { Claim, Evidence, EvidenceContext } from "./evidence.ts";
import { none, UNREADABLE } from "./mysql_answers.ts";
import { optionally, quoted, tableIsThere, tableLook } from "./mysql_catalog.ts";
import { IDENTITY_NEEDS, identityOf } from "./mysql_identity.ts";
import type { Named, Reader } from "./mysql_reader.ts";

/** DROP TABLE, VIEW and SEQUENCE, read from behind that word: MariaDB drops one after the other. */
export function dropTables(reader: Reader, noun: "table" | "view" | "sequence"): Evidence {
  const optional = reader.take("IF EXISTS");
  const tables = reader.items().map((item) => item.named());
  if (tables.includes(null)) return UNREADABLE;
  const claims = (tables as Named[]).map((table): Claim => ({
    what: `${noun} ${quoted(table)}`,
    becomes: "gone",
    look: tableLook(table),
    ...optionally(optional),
  }));
  return { kind: "claims", claims };
}

/** TRUNCATE, read from behind it: only the engine's own id shows that a table was emptied. */
export function truncateTable(reader: Reader, context: EvidenceContext): Evidence {
  reader.take("TABLE");
  const table = reader.named();
  if (table === null) return UNREADABLE;
  if (!context.identity) {
    return none("an emptied table looks as before", IDENTITY_NEEDS);
  }
  const look = identityOf(table, context.rules.flavor);
  return {
    kind: "claims",
    claims: [{ what: `table ${quoted(table)}`, becomes: "other", look }],
  };
}

/** RENAME TABLE, read from behind TABLE: names that come or go show it, swapped ones by their own ids. */
export function renameTables(reader: Reader, context: EvidenceContext): Evidence {
  const optional = reader.take("IF EXISTS");
  const moves = reader.items().map(readMove);
  if (moves.includes(null)) return UNREADABLE;
  const { gone, come, swapped } = outcome(moves as Move[]);
  if (swapped.length > 0 && gone.length + come.length === 0 && !context.identity) {
    return none("the same names are there before and after", IDENTITY_NEEDS);
  }
  const claims: Claim[] = [
    ...gone.map((table) => ({ table, becomes: "gone" as const, look: tableIsThere(table) })),
    ...come.map((table) => ({ table, becomes: "there" as const, look: tableIsThere(table) })),
    ...(gone.length + come.length > 0 ? [] : swapped).map((table) => ({
      table,
      becomes: "other" as const,
      look: identityOf(table, context.rules.flavor),
    })),
  ].map(({ table, becomes, look }) => ({
    what: `table ${quoted(table)}`,
    becomes,
    look,
    ...optionally(optional && becomes !== "other"),
  }));
  return claims.length > 0
    ? { kind: "claims", claims }
    : none("the renames bring every table back to its own name");
}

interface Move {
  readonly from: Named;
  readonly to: Named;
}

function readMove(item: Reader): Move | null {
  const from = item.named();
  if (item.take("WAIT")) item.next();
  else item.take("NOWAIT");
  const to = item.take("TO") ? item.named() : null;
  return from === null || to === null ? null : { from, to };
}

/** Names that are free at the end and were taken, are taken and were free, hold another than before. */
function outcome(moves: readonly Move[]): { gone: Named[]; come: Named[]; swapped: Named[] } {
  const names = new Map<string, Named>();
  const holds = new Map<string, string | null>();
  const key = (table: Named) => quoted(table);
  const held = (name: string) => holds.has(name) ? holds.get(name) ?? null : name;
  const isFreeFirst = new Set<string>();
  for (const { from, to } of moves) {
    if (!holds.has(key(to)) && !names.has(key(to))) isFreeFirst.add(key(to));
    names.set(key(from), from).set(key(to), to);
    holds.set(key(to), held(key(from)));
    holds.set(key(from), null);
  }
  const all = [...names];
  const wasThere = (name: string) => !isFreeFirst.has(name);
  const isThere = (name: string) => holds.get(name) !== null;
  const pick = (wanted: (name: string) => boolean) =>
    all.filter(([name]) => wanted(name)).map(([, table]) => table);
  return {
    gone: pick((name) => wasThere(name) && !isThere(name)),
    come: pick((name) => !wasThere(name) && isThere(name)),
    swapped: pick((name) => wasThere(name) && isThere(name) && holds.get(name) !== name),
  };
}

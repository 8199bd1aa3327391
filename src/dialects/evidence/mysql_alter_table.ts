import type { Evidence, EvidenceContext } from "./evidence.ts";
import { type Effect, opaque, REPEATABLE } from "./mysql_alter_effect.ts";
import { atomicEvidence } from "./mysql_alter_evidence.ts";
import { addDefinition } from "./mysql_add_definition.ts";
import { dropColumn, redefineColumn, renameColumn } from "./mysql_columns.ts";
import { dropConstraint } from "./mysql_constraints.ts";
import { dropKey, keyEffect, readParts } from "./mysql_keys.ts";
import { partitionEffects, partitioningGone } from "./mysql_partitions.ts";
import { type Named, Reader } from "./mysql_reader.ts";
import { movedTable, systemVersioning } from "./mysql_table_effects.ts";

/**
 * ALTER TABLE, read from behind TABLE: every action of both manuals. It is done
 * as a whole or not at all. Sources: MySQL manual 15.1.9, MariaDB "ALTER TABLE".
 */
export function alterTable(reader: Reader, context: EvidenceContext): Evidence {
  reader.take("IF EXISTS");
  const table = reader.named();
  if (table === null) return { kind: "none", because: "the name of the table cannot be read" };
  if (reader.take("WAIT")) reader.next();
  else reader.take("NOWAIT");
  const effects = actionsOf(reader).flatMap((action) => effectsOf(table, action, context));
  const moves = effects.filter((effect) =>
    effect.kind === "named" && effect.of === "table" && effect.renames === true
  );
  // under another name nothing else of it is found where it was
  return atomicEvidence(moves.length > 0 ? moves : effects);
}

/** CREATE INDEX, read from behind INDEX. */
export function createIndex(
  reader: Reader,
  kind: { unique: boolean; type: "FULLTEXT" | "SPATIAL" | "VECTOR" | null; replaces: boolean },
  context: EvidenceContext,
): Evidence {
  const optional = reader.take("IF NOT EXISTS");
  const name = reader.name();
  if (reader.take("USING") || reader.take("TYPE")) reader.next();
  const table = reader.take("ON") ? reader.named() : null;
  const parts = readParts(reader);
  if (name === null || table === null || parts === null) {
    return { kind: "none", because: "the index cannot be read" };
  }
  const effect = keyEffect(table, { ...kind, name, parts, optional }, context.rules.flavor);
  return atomicEvidence(kind.replaces ? [REPEATABLE] : [effect]);
}

/** DROP INDEX, read from behind INDEX. */
export function dropIndex(reader: Reader): Evidence {
  const optional = reader.take("IF EXISTS");
  const name = reader.name();
  const table = reader.take("ON") ? reader.named() : null;
  if (name === null || table === null) return { kind: "none", because: "the index cannot be read" };
  return atomicEvidence([dropKey(table, name, optional)]);
}

// the commas of ORDER BY and of partition lists separate no actions
function actionsOf(reader: Reader): Reader[] {
  const actions: Reader[] = [];
  const items = reader.items();
  for (const [index, item] of items.entries()) {
    if (!TO_THE_END.some((words) => item.is(words))) actions.push(item);
    else {
      const left = items.slice(index).map((each) => each.rest());
      return [...actions, Reader.joined(left)];
    }
  }
  return actions;
}

const TO_THE_END = [
  "ORDER BY",
  ...("ADD DROP TRUNCATE COALESCE REORGANIZE EXCHANGE CONVERT DISCARD IMPORT ANALYZE CHECK OPTIMIZE " +
    "REBUILD REPAIR").split(" ").map((verb) => `${verb} PARTITION`),
  "CONVERT TABLE",
];

function effectsOf(
  table: Named,
  action: Reader,
  context: EvidenceContext,
): readonly Effect[] {
  const partitions = partitionEffects(table, action, context);
  if (partitions !== null) return partitions;
  const unparted = action.outerWords().endsWith(" REMOVE PARTITIONING ");
  return [...actionEffects(table, action, context), ...(unparted ? [partitioningGone(table)] : [])];
}

function actionEffects(
  table: Named,
  action: Reader,
  context: EvidenceContext,
): readonly Effect[] {
  if (action.take("ADD")) return addDefinition(table, action, context.rules.flavor);
  if (action.take("DROP")) return dropped(table, action);
  if (action.take("MODIFY")) return modified(table, action, context);
  if (action.take("CHANGE")) return changed(table, action, context);
  if (action.take("RENAME")) return renamed(table, action);
  if (action.take("DISCARD TABLESPACE") || action.take("IMPORT TABLESPACE")) {
    return [opaque("the catalog does not say whether the table's file is attached")];
  }
  return isRepeatable(action) ? [REPEATABLE] : [opaque("what it does to the table is not known")];
}

function dropped(table: Named, action: Reader): readonly Effect[] {
  const named = (then: (name: string, optional: boolean) => Effect): Effect[] => {
    const optional = action.take("IF EXISTS");
    const name = action.name();
    return [name === null ? opaque("the name cannot be read") : then(name, optional)];
  };
  if (action.take("PRIMARY KEY")) return [dropKey(table, "PRIMARY", action.take("IF EXISTS"))];
  if (action.takeOne(["INDEX", "KEY"])) {
    return named((name, optional) => dropKey(table, name, optional));
  }
  const type = action.takeOne(["FOREIGN KEY", "CHECK", "CONSTRAINT"]) as ConstraintWord | null;
  if (type !== null) {
    const of = type === "CONSTRAINT" ? null : type;
    return named((name, optional) => dropConstraint(table, name, of, optional));
  }
  if (action.take("SYSTEM VERSIONING")) return [systemVersioning(table, "gone")];
  if (action.take("PERIOD FOR")) return [opaque("the catalog does not show periods")];
  action.take("COLUMN");
  return named((name, optional) => dropColumn(table, name, optional));
}

type ConstraintWord = "FOREIGN KEY" | "CHECK" | "CONSTRAINT";

function modified(table: Named, action: Reader, context: EvidenceContext): readonly Effect[] {
  action.take("COLUMN");
  action.take("IF EXISTS");
  const name = action.name();
  if (name === null) return [opaque("the column cannot be read")];
  return redefineColumn(table, name, action, context.rules.flavor);
}

function changed(table: Named, action: Reader, context: EvidenceContext): readonly Effect[] {
  action.take("COLUMN");
  const optional = action.take("IF EXISTS");
  const from = action.name();
  const to = action.name();
  if (from === null || to === null) return [opaque("the column cannot be read")];
  if (from.toLowerCase() === to.toLowerCase()) {
    return redefineColumn(table, to, action, context.rules.flavor);
  }
  return renameColumn(table, from, to, action, optional);
}

function renamed(table: Named, action: Reader): readonly Effect[] {
  const kind = action.takeOne(["COLUMN", "INDEX", "KEY"]);
  const optional = action.take("IF EXISTS");
  if (kind === null) {
    action.takeOne(["TO", "AS", "="]);
    const to = action.named();
    return to === null ? [opaque("the new name cannot be read")] : movedTable(table, to);
  }
  const from = action.name();
  const to = action.take("TO") ? action.name() : null;
  if (from === null || to === null) return [opaque("the new name cannot be read")];
  if (from.toLowerCase() === to.toLowerCase()) return [REPEATABLE];
  if (kind === "COLUMN") return renameColumn(table, from, to, null, optional);
  const gone = dropKey(table, from, optional);
  const there = dropKey(table, to, optional);
  return [gone, there].map((effect, index) =>
    effect.kind !== "named" ? effect : {
      ...effect,
      renames: true as const,
      claim: { ...effect.claim, becomes: index === 0 ? "gone" as const : "there" as const },
    }
  );
}

/** Options, defaults, character sets and the like: how the table shall be. */
function isRepeatable(action: Reader): boolean {
  if (action.ended) return true; // ALTER TABLE t
  if (REPEATABLE_WORDS.some((words) => action.is(words))) return true;
  return action.peek(1)?.word === "="; // an option, also of MariaDB's engines
}

const REPEATABLE_WORDS =
  ("ALTER|ORDER BY|CONVERT TO|ENABLE KEYS|DISABLE KEYS|FORCE|ALGORITHM|LOCK|" +
    "WITH VALIDATION|WITHOUT VALIDATION|SECONDARY_LOAD|SECONDARY_UNLOAD|UPGRADE PARTITIONING|" +
    "DEFAULT CHARACTER|DEFAULT CHARSET|DEFAULT COLLATE|CHARACTER SET|CHARSET|COLLATE|ENGINE|TYPE|" +
    "AUTO_INCREMENT|AUTOEXTEND_SIZE|AVG_ROW_LENGTH|CHECKSUM|TABLE_CHECKSUM|COMMENT|COMPRESSION|" +
    "CONNECTION|DATA DIRECTORY|INDEX DIRECTORY|DELAY_KEY_WRITE|ENCRYPTION|ENGINE_ATTRIBUTE|" +
    "INSERT_METHOD|KEY_BLOCK_SIZE|MAX_ROWS|MIN_ROWS|PACK_KEYS|PASSWORD|ROW_FORMAT|" +
    "SECONDARY_ENGINE|SECONDARY_ENGINE_ATTRIBUTE|STATS_AUTO_RECALC|STATS_PERSISTENT|" +
    "STATS_SAMPLE_PAGES|STORAGE|TABLESPACE|TRANSACTIONAL|UNION|PAGE_CHECKSUM|PAGE_COMPRESSED|" +
    "PAGE_COMPRESSION_LEVEL|ENCRYPTED|ENCRYPTION_KEY_ID|IETF_QUOTES|SEQUENCE").split("|");

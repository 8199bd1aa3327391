import type { Place } from "../errors.ts";
import type { SqlScript } from "../migrations/migration.ts";
import { excerpt } from "../sql/excerpt.ts";
import { positionAt } from "../sql/position.ts";

/** A place in a migration's file, with its excerpt. */
export function placeIn(script: SqlScript, offset: number): Place {
  const { source } = script;
  const tail = source?.tail;
  if (tail && offset >= tail.start) return placeIn(tail.script, offset - tail.start);
  if (script.placeAt) return script.placeAt(offset);
  const [text, at] = source ? [source.text, source.offsetOf(offset)] : [script.text, offset];
  return { file: script.file, ...positionAt(text, at), excerpt: excerpt(text, at) };
}

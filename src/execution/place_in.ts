import type { Place } from "../errors.ts";
import type { SqlScript } from "../migrations/migration.ts";
import { excerpt } from "../sql/excerpt.ts";
import { positionAt } from "../sql/position.ts";

/** A place in a migration's file, with its excerpt. */
export function placeIn(script: SqlScript, offset: number): Place {
  return {
    file: script.file,
    ...positionAt(script.text, offset),
    excerpt: excerpt(script.text, offset),
  };
}

import { createHash } from "node:crypto";
import type { OwnTables } from "./own_tables.ts";

/**
 * What a statement begins with so that the server's list of what it does tells
 * whose it is: this history's, and under which token.
 */
export function markOf(tables: Pick<OwnTables, "schema" | "name">, token: bigint): string {
  return `/* ${markKey(tables)}:${token}`;
}

/** The part of {@linkcode markOf} that every runner of a history has. */
export function markKey({ schema, name }: Pick<OwnTables, "schema" | "name">): string {
  const hash = createHash("sha256").update(`${schema}\0${name}`).digest("hex");
  return `dunlin:${hash.slice(0, 12)}`;
}

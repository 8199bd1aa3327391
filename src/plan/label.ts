import type { Place } from "../errors.ts";
import type { StatusOutline } from "./state.ts";

/**
 * What a migration is called in a sentence: `20260301_add_email`, `R__views`,
 * `auth/12_tokens`. A partial one whose file is gone has only its id.
 */
export function labelOf(
  named: Pick<StatusOutline, "id" | "kind" | "namespace" | "version" | "name">,
): string {
  if (named.kind === "repeatable" || named.name === "") return named.id;
  const prefix = named.namespace === "" ? "" : `${named.namespace}/`;
  return `${prefix}${named.version}_${named.name}`;
}

/** The `where` of what is said about a migration: its up file, if that is there. */
export function placeOf(status: StatusOutline): { readonly where?: Place } {
  return status.migration === undefined ? {} : { where: { file: status.migration.up.file } };
}

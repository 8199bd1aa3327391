import { canonicalVersion, isVersion } from "../migrations/version.ts";
import type { StatusOutline } from "./state.ts";

/**
 * How many statuses, from the first, stand at or below a version: 0 for `0`,
 * which is before the first unless a migration has that very number. Leading
 * zeros do not count; an id with its namespace, `auth/12`, names one migration
 * of several with the same version.
 *
 * @returns null if no file and no history row has that version.
 */
export function pointOf(version: string, states: readonly StatusOutline[]): number | null {
  const id = isVersion(version) ? canonicalVersion(version) : version;
  const last = states.findLastIndex((status) =>
    status.kind === "versioned" &&
    (status.id === id || canonicalVersion(status.version) === id)
  );
  if (last >= 0) return last + 1;
  return id === "0" ? 0 : null;
}

import type { ExpectedHistory } from "../dialects/expected_history.ts";
import type { Migration } from "../migrations/migration.ts";
import type { HistoryEntry } from "../plan/history.ts";
import type { RunRequest } from "./run.ts";

/** How many of the newest migrations may be pending for the history still to be recognised. */
const MOST_PENDING = 16;

/**
 * The histories that need no reading: those in which everything is applied as
 * the files have it, or everything but the newest versioned ones. Nothing is said
 * of them but that they are there, so only what applies is planned from them.
 *
 * @returns Nothing for a target that looks back at the history, or without migrations
 */
export function expectedHistoryOf(
  { migrations, late, env, target }: Pick<RunRequest, "migrations" | "late" | "env" | "target">,
): ExpectedHistory | undefined {
  if (target.kind !== "latest" && target.kind !== "up") return undefined;
  const here = migrations.filter(({ id, up }) => {
    // where nobody knows whom it is for, it is taken to be for everybody
    if (late.get(id)?.headIsKnown === false) return true;
    const { only } = up.directives;
    return only === undefined || (env !== undefined && only.includes(env));
  });
  if (here.length === 0) return undefined;
  const versioned = here.filter(({ kind }) => kind === "versioned");
  const repeatables = here.filter(({ kind }) => kind === "repeatable");
  const entries = [...repeatables, ...versioned].map(entryOf);
  const least = Math.max(repeatables.length, 1, entries.length - MOST_PENDING);
  return { entries, least };
}

/** The row of a migration that is applied as its file is; of when and how, nothing is known. */
export function entryOf({ id, kind, namespace, version, name, up }: Migration): HistoryEntry {
  return {
    id,
    kind,
    namespace,
    version,
    name,
    origin: "applied",
    checksum: up.checksum,
    sequence: 0,
    appliedAt: "",
    durationMs: 0,
    hasStoredDown: false,
  };
}

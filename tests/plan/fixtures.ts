import type { Directives, Migration, SqlScript } from "../../src/migrations/migration.ts";
import type { History, HistoryEntry, JournalEntry } from "../../src/plan/history.ts";
import type { Step } from "../../src/plan/step.ts";

/** What a fixture differs in from a plain, reversible migration. */
export interface FileOptions {
  readonly namespace?: string;
  readonly checksum?: string;
  readonly down?: boolean;
  readonly directives?: Directives;
}

/** A migration from its file's stem: `001_a`, or `R__views`. */
export function file(stem: string, options: FileOptions = {}): Migration {
  const { namespace = "", directives = {}, down = true } = options;
  const [version, name] = split(stem);
  const kind = version === "" ? "repeatable" : "versioned";
  const own = kind === "repeatable" ? stem : version.replace(/^0+(?=\d)/, "");
  const path = `migrations/${namespace === "" ? "" : namespace + "/"}${stem}`;
  const suffix = (direction: string) => kind === "repeatable" ? ".sql" : `.${direction}.sql`;
  const script = (direction: string): SqlScript => ({
    kind: "sql",
    file: path + suffix(direction),
    text: "SELECT 1",
    checksum: options.checksum ?? `sum of ${stem}`,
    directives,
  });
  return {
    id: namespace === "" ? own : `${namespace}/${own}`,
    kind,
    namespace,
    version,
    name,
    up: script("up"),
    ...(down ? { down: script("down") } : {}),
  };
}

export function files(...stems: string[]): Migration[] {
  return stems.map((stem) => file(stem));
}

/** A history row of a migration as it stood when it was applied. */
export function entry(
  migration: Migration,
  sequence: number,
  parts: { origin?: "applied" | "baseline"; hasStoredDown?: boolean; checksum?: string } = {},
): HistoryEntry {
  const { id, kind, namespace, version, name, up } = migration;
  return {
    id,
    kind,
    origin: "applied",
    namespace,
    version,
    name,
    checksum: up.checksum,
    sequence,
    appliedAt: "2026-03-01T12:00:00.000Z",
    durationMs: 12,
    hasStoredDown: false,
    ...parts,
  };
}

/** These migrations, applied in this order, none partial. */
export function history(...stems: string[]): History {
  return { entries: stems.map((stem, index) => entry(file(stem), index + 1)), journal: [] };
}

/** A journal that stopped after `done` of `total` statements. */
export function journal(
  id: string,
  direction: "up" | "down",
  done: number,
  total: number,
): JournalEntry[] {
  return Array.from({ length: Math.min(done + 1, total) }, (_, index) => ({
    id,
    direction,
    position: index + 1,
    total,
    state: index < done ? "done" : "failed",
    hash: `hash ${index + 1}`,
    startedAt: "2026-03-01T12:00:00.000Z",
    verb: "CREATE TABLE",
    file: null,
    before: null,
    after: null,
  }));
}

/** What the steps make of a history, as a run would. */
export function simulate(steps: readonly Step[], before: History): History {
  let { entries, journal } = before;
  for (const step of steps) {
    const id = step.kind === "apply" || step.kind === "record" ? step.migration.id : step.id;
    const rest = entries.filter((row) => row.id !== id);
    journal = journal.filter((row) => row.id !== id);
    if (step.kind === "apply" || step.kind === "record") {
      const sequence = Math.max(0, ...entries.map((row) => row.sequence)) + 1;
      const origin = step.kind === "record" ? "baseline" : "applied";
      const hasStoredDown = step.migration.down !== undefined;
      entries = [...rest, entry(step.migration, sequence, { origin, hasStoredDown })];
    } else {
      if (rest.length === entries.length) throw new Error(`${step.kind} of ${id}: no such row`);
      entries = rest;
    }
  }
  return { entries, journal };
}

/** Steps as short words: `apply 1_a`, `revert 2_b`, `forget R__v`. */
export function words(steps: readonly Step[]): string[] {
  return steps.map((step) => {
    const named = step.kind === "apply" || step.kind === "record" ? step.migration : step.entry;
    const prefix = named.namespace === "" ? "" : named.namespace + "/";
    const stem = named.kind === "repeatable"
      ? `R__${named.name}`
      : `${named.version}_${named.name}`;
    const resumed = "resume" in step ? " (resume)" : "";
    return `${step.kind} ${prefix}${stem}${"stored" in step ? " (stored)" : ""}${resumed}`;
  });
}

function split(stem: string): [version: string, name: string] {
  if (stem.startsWith("R__")) return ["", stem.slice(3)];
  const cut = stem.indexOf("_");
  return [stem.slice(0, cut), stem.slice(cut + 1)];
}

import type { MigrationOutline } from "../migrations/migration_outline.ts";
import { compareText, compareVersions, type VersionOrder } from "../migrations/version.ts";
import type { History, HistoryEntry, JournalEntry } from "./history.ts";
import type { StatusOutline } from "./state.ts";

/** What {@linkcode compare} must know beside files and history. */
export interface CompareOptions {
  /** The environment `-- dunlin: only …` is held against; without one, such a migration is skipped. */
  readonly env?: string;
  /** How versions compare; `number` unless the configuration says otherwise. */
  readonly order?: VersionOrder;
}

/** One id with what each side knows of it. */
interface Pair<Own extends MigrationOutline = MigrationOutline> {
  readonly id: string;
  readonly migration?: Own;
  readonly entry?: HistoryEntry;
  readonly journal: readonly JournalEntry[];
}

type Identity = Pick<StatusOutline, "id" | "kind" | "namespace" | "version" | "name">;
type Partial = NonNullable<StatusOutline["partial"]>;

/**
 * Holds files against history, by set and never by a high-water mark: every id
 * of either side has exactly one status.
 *
 * - *Out of order* and *newer* look at the migration's own namespace only: a
 *   library's versions say nothing about the order of the application's. Where
 *   a namespace has no file at all, `newer` compares with all files.
 * - *Partial* is a journal with no end: of an up without a history row, of a
 *   down with one. A repeatable has a row from its earlier run, so any up
 *   journal of it counts; a finished run leaves none.
 * - `only` holds back what would run, never what has run.
 *
 * @returns Versioned migrations by version, then namespace, missing ones in
 * their place; then repeatables by name. The order is total.
 */
export function compare<Own extends MigrationOutline>(
  migrations: readonly Own[],
  history: History,
  options: CompareOptions = {},
): readonly StatusOutline<Own>[] {
  const order = byVersion(options.order);
  const files = newestOf(migrations, order);
  const newest = newestOf(history.entries, order);
  const statuses = pairs(migrations, history).map((pair): StatusOutline<Own> => {
    const known = identity(pair);
    const sides = {
      ...(pair.migration === undefined ? {} : { migration: pair.migration }),
      ...(pair.entry === undefined ? {} : { entry: pair.entry }),
    };
    const partial = unfinished(pair);
    if (partial !== null) return { ...known, ...sides, state: "partial", partial };
    if (pair.migration === undefined) {
      const newer = known.kind === "versioned" && isNewer(known, files, order);
      return { ...known, ...sides, state: "missing", ...(newer ? { newer } : {}) };
    }
    return {
      ...known,
      ...sides,
      ...standing(pair.migration, pair.entry, options.env, newest, order),
    };
  });
  return statuses.sort(order);
}

function standing(
  migration: MigrationOutline,
  entry: HistoryEntry | undefined,
  env: string | undefined,
  newest: ReadonlyMap<string, Identity>,
  order: (a: Identity, b: Identity) => number,
): Pick<StatusOutline, "state" | "rerun"> {
  const edited = entry !== undefined && entry.checksum !== migration.up.checksum;
  if (entry !== undefined && !edited) return { state: "applied" };
  if (edited && migration.kind === "versioned") return { state: "changed" };
  const rerun = edited ? { rerun: true as const } : {};
  if (!isFor(migration, env)) return { state: "skipped", ...rerun };
  const last = newest.get(migration.namespace);
  const late = migration.kind === "versioned" && last !== undefined && order(migration, last) < 0;
  return { state: late ? "out-of-order" : "pending", ...rerun };
}

function isFor({ up }: MigrationOutline, env: string | undefined): boolean {
  const only = up.directives?.only;
  return only === undefined || (env !== undefined && only.includes(env));
}

function pairs<Own extends MigrationOutline>(
  migrations: readonly Own[],
  history: History,
): Pair<Own>[] {
  const files = new Map(migrations.map((migration) => [migration.id, migration]));
  const entries = new Map(history.entries.map((entry) => [entry.id, entry]));
  const journals = Map.groupBy(history.journal, (row) => row.id);
  const started = history.journal.filter((row) => row.direction === "up").map((row) => row.id);
  return [...new Set([...files.keys(), ...entries.keys(), ...started])].map((id) => {
    const migration = files.get(id);
    const entry = entries.get(id);
    return {
      id,
      ...(migration === undefined ? {} : { migration }),
      ...(entry === undefined ? {} : { entry }),
      journal: journals.get(id) ?? [],
    };
  });
}

/** The file's words where there is one; a journal alone knows no more than the id. */
function identity({ id, migration, entry }: Pair): Identity {
  const known = migration ?? entry;
  if (known !== undefined) {
    const { kind, namespace, version, name } = known;
    return { id, kind, namespace, version, name };
  }
  const slash = id.lastIndexOf("/");
  const [namespace, own] = [id.slice(0, Math.max(slash, 0)), id.slice(slash + 1)];
  return own.startsWith("R__")
    ? { id, kind: "repeatable", namespace, version: "", name: own.slice(3) }
    : { id, kind: "versioned", namespace, version: own, name: "" };
}

function unfinished(pair: Pair): Partial | null {
  const kind = identity(pair).kind;
  const down = pair.journal.filter((row) => row.direction === "down");
  if (pair.entry !== undefined && down.length > 0) return progress("down", down);
  const up = pair.journal.filter((row) => row.direction === "up");
  const open = pair.entry === undefined || kind === "repeatable";
  return open && up.length > 0 ? progress("up", up) : null;
}

function progress(direction: "up" | "down", rows: readonly JournalEntry[]): Partial {
  const journal = rows.toSorted((a, b) => a.position - b.position);
  return {
    direction,
    done: journal.filter((row) => row.state === "done").length,
    total: journal.at(-1)?.total ?? 0,
    journal,
  };
}

/** The newest versioned one of each namespace. */
function newestOf(
  known: readonly Identity[],
  order: (a: Identity, b: Identity) => number,
): ReadonlyMap<string, Identity> {
  const newest = new Map<string, Identity>();
  for (const one of known) {
    if (one.kind !== "versioned") continue;
    const best = newest.get(one.namespace);
    if (best === undefined || order(best, one) < 0) newest.set(one.namespace, one);
  }
  return newest;
}

function isNewer(
  known: Identity,
  files: ReadonlyMap<string, Identity>,
  order: (a: Identity, b: Identity) => number,
): boolean {
  const own = files.get(known.namespace);
  const among = own === undefined ? [...files.values()] : [own];
  return among.length > 0 && among.every((file) => order(file, known) < 0);
}

function byVersion(order: VersionOrder | undefined): (a: Identity, b: Identity) => number {
  return (a, b) => {
    if (a.kind !== b.kind) return a.kind === "versioned" ? -1 : 1;
    if (a.kind === "repeatable") return compareText(a.name, b.name) || compareText(a.id, b.id);
    return compareVersions(a.version, b.version, order) ||
      compareText(a.namespace, b.namespace) || compareText(a.id, b.id);
  };
}

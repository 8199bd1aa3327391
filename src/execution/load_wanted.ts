import type { OwnState } from "../dialects/own_state.ts";
import { compare } from "../plan/compare.ts";
import { pointOf } from "../plan/point.ts";
import type { Target } from "../plan/step.ts";
import { migrationOutlines } from "./outlines.ts";
import type { RunRequest } from "./run.ts";

/** What of a request tells which texts it needs. */
type Request = Pick<RunRequest, "late" | "migrations" | "order">;

/**
 * Brings the texts a plan may ask for, where a source has not brought them. Of
 * what goes forward those of migrations that are not applied as they are; of what
 * goes back those of the migrations that are taken back; of what goes to a version
 * those on the way. A pending file that is not fit to run, and is not to be run,
 * keeps nothing from being reverted, nor what is older from being applied.
 *
 * @param target `heads`: what a status shows, and whatever the next run would apply
 * @throws {DunlinError} `manifest-damaged`, `invalid-migrations`
 */
export async function loadWanted(
  request: Request,
  { history }: Pick<OwnState, "history">,
  target: Target | "heads",
): Promise<void> {
  const { late, migrations } = request;
  if (late.size === 0) return;
  const known = new Set(settled(migrations, history));
  const wanted = wantedOf(request, target, history, known);
  // whom a migration is for says whether it is pending: its text need not be fit
  const asked = (id: string) => late.get(id)?.headIsKnown === false && !known.has(id);
  const shown = target === "heads" ? (id: string) => late.get(id)?.headIsKnown === false : wanted;
  const needed = (id: string) => wanted(id) || shown(id);
  if (![...late.keys()].some((id) => needed(id) || asked(id))) return;
  const { loadTexts, problemsOfTexts } = await import("../migrations/load_texts.ts");
  await problemsOfTexts({ late }, (id) => asked(id) && !needed(id));
  await loadTexts({ late }, needed);
}

type History = OwnState["history"];

/** Ids of those that are applied as their files are. */
function settled(migrations: RunRequest["migrations"], { entries, journal }: History): string[] {
  const applied = new Map(entries.map(({ id, checksum }) => [id, checksum]));
  const begun = new Set(journal.map(({ id }) => id));
  return migrations.filter(({ id, up }) => applied.get(id) === up.checksum && !begun.has(id))
    .map(({ id }) => id);
}

function wantedOf(
  request: Request,
  target: Target | "heads",
  history: History,
  known: ReadonlySet<string>,
): (id: string) => boolean {
  if (target === "heads" || target.kind === "latest" || target.kind === "up") {
    return (id) => !known.has(id);
  }
  if (target.kind === "version") return onTheWay(request, target.version, history, known);
  const counted = (target.kind === "down" || target.kind === "redo") && !("rest" in target);
  if (!counted || (target.kind === "redo" && target.steps === "all")) return () => true;
  const { entries, journal } = history;
  const last = entries.filter(({ kind }) => kind === "versioned")
    .sort((a, b) => b.sequence - a.sequence)
    .slice(0, target.steps === "all" ? undefined : target.steps);
  const repeatable = entries.filter(({ kind }) => kind === "repeatable");
  const back = new Set([...last, ...repeatable, ...journal].map(({ id }) => id));
  return (id) => back.has(id);
}

/** What is applied above a version, and what is pending up to it, with the repeatables. */
function onTheWay(
  { migrations, order }: Request,
  version: string,
  history: History,
  known: ReadonlySet<string>,
): (id: string) => boolean {
  const states = compare(migrationOutlines(migrations), history, order && { order });
  const end = pointOf(version, states);
  if (end === null) return () => false; // the plan says that it is not known
  const way = states.filter((status, index) => {
    const isTaken = status.entry !== undefined || status.partial !== undefined;
    if (status.kind === "repeatable") return end === 0 ? isTaken : !known.has(status.id);
    return index < end ? !known.has(status.id) : isTaken;
  });
  const ids = new Set(way.map(({ id }) => id));
  return (id) => ids.has(id);
}

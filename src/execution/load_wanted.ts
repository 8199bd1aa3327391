import type { OwnState } from "../dialects/own_state.ts";
import type { Target } from "../plan/step.ts";
import type { RunRequest } from "./run.ts";

/**
 * Brings the texts a plan may ask for, where a source has not brought them. Of
 * what goes forward those of migrations that are not applied as they are; of what
 * goes back those of the migrations that are taken back. A pending file that is
 * not fit to run keeps nothing from being reverted.
 *
 * @param target `heads`: what a status shows, and whatever the next run would apply
 * @throws {DunlinError} `manifest-damaged`, `invalid-migrations`
 */
export async function loadWanted(
  { late, migrations }: Pick<RunRequest, "late" | "migrations">,
  { history }: Pick<OwnState, "history">,
  target: Target | "heads",
): Promise<void> {
  if (late.size === 0) return;
  const known = new Set(settled(migrations, history));
  const wanted = wantedOf(target, history, known);
  const headless = (id: string) => late.get(id)?.headIsKnown === false;
  const asked = (id: string) =>
    wanted(id) || (headless(id) && (target === "heads" || !known.has(id)));
  if (![...late.keys()].some(asked)) return;
  const { loadTexts } = await import("../migrations/load_texts.ts");
  await loadTexts({ late }, asked);
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
  target: Target | "heads",
  { entries, journal }: History,
  known: ReadonlySet<string>,
): (id: string) => boolean {
  if (target === "heads" || target.kind === "latest" || target.kind === "up") {
    return (id) => !known.has(id);
  }
  const counted = (target.kind === "down" || target.kind === "redo") && target.steps !== "all" &&
    !("rest" in target);
  if (!counted) return () => true;
  const last = entries.filter(({ kind }) => kind === "versioned")
    .sort((a, b) => b.sequence - a.sequence).slice(0, target.steps as number);
  const repeatable = entries.filter(({ kind }) => kind === "repeatable");
  const back = new Set([...last, ...repeatable, ...journal].map(({ id }) => id));
  return (id) => back.has(id);
}

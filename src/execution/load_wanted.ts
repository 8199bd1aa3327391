import type { OwnState } from "../dialects/own_state.ts";
import type { Target } from "../plan/step.ts";
import type { RunRequest } from "./run.ts";

/**
 * Brings the texts a plan may ask for, where a source has not brought them: of
 * what goes forward, those of migrations that are not applied as they are.
 *
 * @throws {DunlinError} `manifest-damaged`, `invalid-migrations`
 */
export async function loadWanted(
  { late, migrations }: Pick<RunRequest, "late" | "migrations">,
  { history }: Pick<OwnState, "history">,
  target: Target,
): Promise<void> {
  if (late.size === 0) return;
  const isForward = target.kind === "latest" || target.kind === "up";
  const applied = new Map(history.entries.map(({ id, checksum }) => [id, checksum]));
  const begun = new Set(history.journal.map(({ id }) => id));
  const settled = migrations.filter(({ id, up }) => applied.get(id) === up.checksum)
    .map(({ id }) => id).filter((id) => !begun.has(id));
  const known = new Set(isForward ? settled : []);
  if ([...late.keys()].every((id) => known.has(id))) return;
  const { loadTexts } = await import("../migrations/load_texts.ts");
  await loadTexts({ late }, (id) => !known.has(id));
}

import type { Results } from "../race/results.ts";

/**
 * What was kept, with everything that was run anew in the place of the old;
 * what was not run stays.
 */
export function mergeResults(kept: Results | null, anew: Results): Results {
  if (kept === null) return anew;
  const left = [...anew.races];
  const races = kept.races.map((old) => {
    const at = left.findIndex(({ name, engine }) => name === old.name && engine === old.engine);
    return at < 0 ? old : left.splice(at, 1)[0]!;
  });
  return { ...anew, versions: { ...kept.versions, ...anew.versions }, races: [...races, ...left] };
}

import type { UnitRecord } from "./own_acts.ts";
import type { PartFailure } from "./sender.ts";
import type { Unit } from "./units.ts";
import type { Work } from "./work.ts";

/** What the journal is told of a unit the server refused; null where it need not be told. */
export function failedUnit(
  work: Work,
  unit: Unit | undefined,
  failure: PartFailure,
): UnitRecord | null {
  const { body } = work;
  if (body.kind === "code" && body.journaled) {
    // only its own code can be said to have failed: what was begun before it, and is past it, was not
    if (failure.part.results > 0 || !failure.part.inseparable) return null;
    return { position: 1, total: 1, hash: body.script.checksum, verb: "TypeScript" };
  }
  if (body.kind !== "sql" || !body.journaled || unit?.kind !== "solo" || failure.item === null) {
    return null;
  }
  return {
    position: unit.position,
    total: body.units.length,
    hash: unit.hash,
    verb: unit.items[0]?.traits.verb ?? "",
  };
}

import { DriverError } from "../drivers/connection.ts";
import { WHOLE } from "./code_acts.ts";
import type { UnitRecord } from "./own_acts.ts";
import type { PartFailure } from "./sender.ts";
import { UNKNOWN_TOTAL } from "./step_journal.ts";
import { type Unit, verbOf } from "./units.ts";
import type { Work } from "./work.ts";

/** What stands in the journal where a ROLLBACK could not undo all: whatever comes next must not run it again. */
const KEPT = JSON.stringify(["kept in tables without transactions"]);

/**
 * What the journal is told of a unit the server refused; null where it need not be told.
 *
 * @param whole Whether the server undid all that was not committed
 * @param literal Of the dialect
 */
export function failedUnit(
  work: Work,
  unit: Unit | undefined,
  failure: PartFailure,
  whole: boolean,
  literal: (text: string) => string,
): UnitRecord | null {
  const { body } = work;
  if (!whole && body.kind === "sql" && unit) {
    const verb = failure.item?.traits.verb ?? verbOf(unit);
    const { position, hash } = unit;
    return { position, total: body.units.length, hash, verb, looks: literal(KEPT) };
  }
  if (body.kind === "code" && body.journaled) return failedCode(unit, failure);
  if (body.kind !== "sql" || !body.journaled || unit?.kind !== "solo" || failure.item === null) {
    return null;
  }
  return {
    position: unit.position,
    total: body.units.length,
    hash: unit.hash,
    verb: verbOf(unit),
  };
}

// Only what its own code was about can have failed, and of a step only what the
// server refused: what was rolled back has left nothing to tell.
function failedCode(unit: Unit | undefined, { part, item, error }: PartFailure): UnitRecord | null {
  if (!unit || part.own) return null;
  const { position, hash, name } = unit;
  if (name === undefined) return { ...WHOLE, hash };
  const refused = error instanceof DriverError && error.kind === "sql";
  if (item === null || !refused) return null;
  return { position, total: UNKNOWN_TOTAL, hash, verb: name };
}

import type { UnitRecord } from "./own_acts.ts";
import type { Session } from "./session.ts";
import type { Item } from "./units.ts";

/** How the server says what a statement's claims look like now; nothing where it has none. */
export function looksOf(session: Session, item: Item): Pick<UnitRecord, "looks"> {
  const evidence = session.evidenceOf(item);
  if (evidence.kind !== "claims") return {};
  return { looks: session.dialect.jsonArray(evidence.claims.map((claim) => claim.look)) };
}

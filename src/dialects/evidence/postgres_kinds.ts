import type { Claim, Evidence } from "./evidence.ts";

/** Why there is no evidence of what nobody thought of. */
export const NOTHING = "nothing that can be seen tells what it did";

/** Why a setting may be set again. */
export const SETS = "what it sets is the same the second time";

/** Of a statement that may be run again. */
export function harmless(because: string): Evidence {
  return { kind: "harmless", because };
}

/** Of a statement only a person can tell of. */
export function none(because: string): Evidence {
  return { kind: "none", because };
}

/** Of a statement by which one thing goes. */
export function gone(
  what: string,
  look: string,
  optional: boolean,
): Extract<Evidence, { kind: "claims" }> {
  const claim: Claim = { what, look, becomes: "gone", ...(optional ? { optional } : {}) };
  return { kind: "claims", claims: [claim] };
}

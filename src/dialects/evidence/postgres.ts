import type { Evidence, EvidenceContext } from "./evidence.ts";

/** What proves how a statement went. */
export function postgresEvidence(_statement: string, _context: EvidenceContext): Evidence {
  return { kind: "none", because: "nothing that can be seen tells" };
}

import type { StatementProofs } from "../dialect.ts";
import { postgresEvidence } from "./postgres.ts";
import { postgresLeftovers } from "./postgres_leftovers.ts";

/** PostgreSQL's; every table of it knows transactions. */
export const postgresProofs: StatementProofs = {
  leftovers: postgresLeftovers,
  evidence: postgresEvidence,
  identityProbe: null,
  untransactional: () => null,
  sessionCode: null,
};

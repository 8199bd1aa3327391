import type { StatementProofs } from "../dialect.ts";
import { sqliteEvidence } from "./sqlite.ts";

/** SQLite's; every table of it knows transactions. */
export const sqliteProofs: StatementProofs = {
  leftovers: () => null,
  evidence: sqliteEvidence,
  identityProbe: null,
  untransactional: () => null,
  sessionCode: null,
};

import type { HistoryRecord } from "../dialects/dialect.ts";
import type { Step } from "../plan/step.ts";
import { VERSION } from "../version.ts";
import type { Session } from "./session.ts";

/** The history row of a migration that is applied or recorded now. */
export function historyRecord(
  step: Extract<Step, { kind: "apply" | "record" }>,
  session: Session,
  sequence: number,
): HistoryRecord {
  const { migration } = step;
  const { down } = migration;
  return {
    id: migration.id,
    kind: migration.kind,
    origin: step.kind === "record" ? "baseline" : "applied",
    namespace: migration.namespace,
    version: migration.version,
    name: migration.name,
    checksum: migration.up.checksum,
    sequence,
    file: migration.up.file,
    // a large one is not put into a table; it is reverted with its file at hand
    down: down?.kind === "sql" && !down.large ? { text: down.text, checksum: down.checksum } : null,
    appliedBy: session.note,
    toolVersion: VERSION,
    durationMs: step.kind === "record" ? 0 : null,
  };
}

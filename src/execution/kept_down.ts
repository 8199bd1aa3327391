import { Buffer } from "node:buffer";
import type { SqlScript } from "../migrations/migration.ts";
import type { Step } from "../plan/step.ts";
import type { FileWarning } from "./file_findings.ts";
import type { Session } from "./session.ts";

/** What a history row holds beside the down, and the message around it. */
const AROUND_BYTES = 16 * 1024;

/** The down script that the history keeps beside its up; null where there is none, or no message could carry it. */
export function keptDown({ migration: { down } }: Recording, session: Session): SqlScript | null {
  // a large one is not put into a table; it is reverted with its file at hand
  return down?.kind === "sql" && !down.large && fits(down.text, session) ? down : null;
}

/** Names the downs that are not kept although they are there. */
export function unkeptDowns(steps: readonly Step[], session: Session): readonly FileWarning[] {
  return steps.flatMap((step): FileWarning[] => {
    if (step.kind !== "apply" && step.kind !== "record") return [];
    const { down } = step.migration;
    if (down?.kind !== "sql" || down.large || fits(down.text, session)) return [];
    return [{
      code: "large-down",
      message:
        `the down is too large for a message of this server (${session.facts.messageBytes} ` +
        "bytes): it is not kept in the history table, so that only a release with this file can revert the migration",
      where: { file: down.file },
    }];
  });
}

type Recording = Extract<Step, { kind: "apply" | "record" }>;

function fits(text: string, { facts, dialect }: Session): boolean {
  const most = facts.messageBytes;
  // a UTF-16 unit is three bytes at most, and two hexadecimal digits each
  if (most === null || text.length * 6 + AROUND_BYTES <= most) return true;
  return Buffer.byteLength(dialect.literal(text)) + AROUND_BYTES <= most;
}

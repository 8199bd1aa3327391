import type { Timeouts } from "../dialects/dialect.ts";
import { DunlinError } from "../errors.ts";
import type { Directives, Script, SqlScript } from "../migrations/migration.ts";
import type { Step } from "../plan/step.ts";
import type { FileWarning } from "./file_findings.ts";
import { FileReader, type Preparation } from "./file_reader.ts";
import { summarize, type Work } from "./work.ts";

/** What came of reading the files of a plan. */
export interface Prepared {
  readonly works: readonly Work[];
  readonly warnings: readonly FileWarning[];
}

/**
 * Reads the file of every step: statements, units, what cannot be sent.
 *
 * @throws {DunlinError} `invalid-migrations` or `resume-refused`, with all problems of all files
 */
export async function prepareWorks(
  steps: readonly Step[],
  preparation: Preparation,
): Promise<Prepared> {
  const problems: DunlinError[] = [];
  const warnings: FileWarning[] = [];
  const works: Work[] = [];
  for (const step of steps) {
    const summary = summarize(step);
    const script = scriptOf(step, preparation.stored);
    const direction = step.kind === "revert" ? "down" : "up";
    const body = script === null
      ? { kind: "nothing" } as const
      : await new FileReader(script, summary, step, preparation, problems, warnings).read();
    const timeouts = ownLimits(script?.directives, preparation.limits);
    works.push({ step, summary, direction, body, timeouts });
  }
  if (problems.length === 1) throw problems[0];
  if (problems.length > 1) {
    throw new DunlinError("invalid-migrations", `${problems.length} problems in migration files`, {
      problems,
      state: "nothing was changed",
    });
  }
  return { works, warnings };
}

function scriptOf(step: Step, stored: ReadonlyMap<string, SqlScript>): Script | null {
  if (step.kind === "apply") return step.migration.up;
  if (step.kind !== "revert") return null;
  return (step.stored ? stored.get(step.id) : step.migration?.down) ?? null;
}

function ownLimits(directives: Directives | undefined, limits: Timeouts): Timeouts | null {
  if (directives?.lockTimeoutMs === undefined && directives?.statementTimeoutMs === undefined) {
    return null;
  }
  return {
    lockMs: directives.lockTimeoutMs ?? limits.lockMs,
    statementMs: directives.statementTimeoutMs ?? limits.statementMs,
  };
}

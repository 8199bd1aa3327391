import { sizeWords } from "../size_words.ts";
import type { FileOutline } from "../migrations/migration_outline.ts";
import type { StepOutline, Target } from "../plan/step.ts";
import { summarize } from "../execution/work.ts";
import type { CommandContext } from "./command.ts";
import { openMigrator } from "./open_migrator.ts";
import { reporterOf, say } from "./report.ts";
import { collectionWarnings, staleWarnings } from "./warnings.ts";
import { planLines } from "../reporters/plan.ts";
import { plural } from "../reporters/plural.ts";

/** The plan, printed: read in a session that refuses writes, and nothing is done. */
export async function dryRun(context: CommandContext, target: Target): Promise<number> {
  const report = reporterOf(context);
  for (const warning of await staleWarnings(context)) report(warning);
  const migrator = await openMigrator(context, { readOnly: true });
  try {
    const plan = await migrator.plan(target);
    for (const warning of collectionWarnings(context, migrator.collection)) report(warning);
    for (const warning of plan.warnings) report({ type: "warning", ...warning });
    const withSql = context.options["dry-run"] === "sql";
    const steps = plan.steps.map((step) => ({
      ...summarize(step),
      ...(withSql ? { sql: sqlOf(step) } : {}),
    }));
    const lines = withSql
      ? [...steps.map((step) => sqlLines(step)), `-- ${plural(steps.length, "step")}`]
      : planLines(steps, context.streams.columns);
    say(context, [...lines, `${withSql ? "-- " : ""}dry run: nothing was changed`].join("\n"), {
      type: "plan",
      steps,
    });
    return 0;
  } finally {
    await migrator.close();
  }
}

function scriptOf(step: StepOutline): FileOutline | undefined {
  if (step.kind === "apply") return step.migration.up;
  return step.kind === "revert" ? step.migration?.down : undefined;
}

/** null where no SQL of a file is sent: TypeScript, a baseline, a repeatable forgotten. */
function sqlOf(step: StepOutline): string | null {
  const script = scriptOf(step);
  if (script?.kind !== "sql") return null;
  const { bytes, file, text = null } = script;
  return bytes === undefined ? text : `-- ${file} has ${sizeWords(bytes)}: not shown here`;
}

function sqlLines(
  step: { kind: string; id: string; file: string | null; sql?: string | null },
): string {
  const head = `-- ${step.kind} ${step.file ?? step.id}`;
  return step.sql === null || step.sql === undefined
    ? `${head}\n`
    : `${head}\n${step.sql.trimEnd()}\n`;
}

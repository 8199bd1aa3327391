import { plural } from "../../reporters/plural.ts";
import { renderStatus } from "../../reporters/status.ts";
import { countStates, statusRows } from "../../plan/summary.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { FOUND } from "../exit_code.ts";
import { openMigrator } from "../open_migrator.ts";
import { hasColor, reporterOf } from "../report.ts";
import { warnOfStaleManifest } from "../stale_warning.ts";

/** `dunlin migrate:status`: every migration with its state. */
export const migrateStatus = defineCommand({
  name: "migrate:status",
  aliases: ["status"],
  summary: "Show every migration with its state",
  args: { least: 0, most: 0 },
  options: {
    "check": {
      type: "boolean",
      help: "exit 3 if anything is pending, changed, missing or partial",
    },
  },
  details: "Reads only: nothing is locked, written or made.",
  examples: ["migrate:status", "migrate:status --check", "migrate:status --json"],
  async run(context) {
    const report = reporterOf(context);
    await warnOfStaleManifest(context, report);
    const migrator = await openMigrator(context, { readOnly: true });
    try {
      const status = await migrator.status();
      const counts = countStates(status.migrations);
      if (context.options["json"]) {
        const migrations = statusRows(status.migrations);
        const { dialect, table } = status;
        context.streams.out(JSON.stringify({ dialect, table, migrations, counts }) + "\n");
      } else {
        for (const warning of migrator.collection.warnings) report({ type: "warning", ...warning });
        tell(context, status, counts);
      }
      const settled = counts.applied + counts.skipped;
      const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
      return context.options["check"] && settled < all ? FOUND : 0;
    } finally {
      await migrator.close();
    }
  },
});

function tell(
  context: CommandContext,
  status: Awaited<ReturnType<Awaited<ReturnType<typeof openMigrator>>["status"]>>,
  counts: ReturnType<typeof countStates>,
): void {
  const { streams, options } = context;
  const words = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) =>
      `${count} ${state.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`
    );
  if (!options["quiet"]) {
    streams.out(
      renderStatus(status.migrations, { columns: streams.columns, color: hasColor(context) }),
    );
    if (!status.exists) {
      streams.out(
        `the history table ${status.table} is not there yet: the first migrate makes it\n`,
      );
    }
  }
  streams.out(
    `${plural(status.migrations.length, "migration")}${
      words.length > 0 ? `: ${words.join(", ")}` : ""
    }\n`,
  );
}

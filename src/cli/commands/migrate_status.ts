import { plural } from "../../reporters/plural.ts";
import { eventToJson } from "../../reporters/json.ts";
import { renderStatus } from "../../reporters/status.ts";
import { countStates, statusRows } from "../../plan/summary.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { FOUND } from "../exit_code.ts";
import { openMigrator } from "../open_migrator.ts";
import { hasColor, reporterOf } from "../report.ts";
import { collectionWarnings, staleWarnings } from "../warnings.ts";

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
    const stale = await staleWarnings(context);
    const migrator = await openMigrator(context, { readOnly: true });
    try {
      const status = await migrator.status();
      const counts = countStates(status.migrations);
      const warnings = [...stale, ...collectionWarnings(context, migrator.collection)];
      if (context.options["json"]) {
        const migrations = statusRows(status.migrations);
        const { dialect, table } = status;
        const told = warnings.map(eventToJson);
        const object = { type: "status", dialect, table, migrations, counts, warnings: told };
        context.streams.out(JSON.stringify(object) + "\n");
      } else {
        const report = reporterOf(context);
        for (const warning of warnings) report(warning);
        if (!context.options["quiet"]) tell(context, status, counts);
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
  const { streams } = context;
  const words = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) =>
      `${count} ${state.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`
    );
  streams.out(
    renderStatus(status.migrations, { columns: streams.columns, color: hasColor(context) }),
  );
  if (!status.exists) {
    streams.out(`the history table ${status.table} is not there yet: the first migrate makes it\n`);
  }
  streams.out(
    `${plural(status.migrations.length, "migration")}${
      words.length > 0 ? `: ${words.join(", ")}` : ""
    }\n`,
  );
}

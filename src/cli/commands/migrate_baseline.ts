import { defineCommand } from "../command.ts";
import { DRY_RUN_OPTION, RUN_OPTIONS } from "../common_options.ts";
import { dryRun } from "../dry_run.ts";
import { runCommand } from "../run_command.ts";

/** `dunlin migrate:baseline`: take over a database that was made without dunlin. */
export const migrateBaseline = defineCommand({
  name: "migrate:baseline",
  aliases: ["baseline"],
  summary: "Record everything up to VERSION as applied, without running it",
  usage: "VERSION",
  args: { least: 1, most: 1 },
  options: { ...DRY_RUN_OPTION, ...RUN_OPTIONS },
  details: "For a database that already has what these migrations make.",
  examples: ["migrate:baseline 20260301120000"],
  async run(context) {
    const { options, args } = context;
    const target = { kind: "baseline", version: args[0] as string } as const;
    if (options["dry-run"]) return await dryRun(context, target);
    return await runCommand(context, (migrator, run) => migrator.run(target, run));
  },
});

import { defineCommand } from "../command.ts";
import { DRY_RUN_OPTION, POLICY_OPTIONS, REVERT_OPTIONS, RUN_OPTIONS } from "../common_options.ts";
import { confirmRevert } from "../confirm_revert.ts";
import { dryRun } from "../dry_run.ts";
import { runCommand } from "../run_command.ts";

/** `dunlin migrate:reset`: everything down, everything up. */
export const migrateReset = defineCommand({
  name: "migrate:reset",
  aliases: ["reset"],
  summary: "Revert every migration and apply every migration",
  args: { least: 0, most: 0 },
  options: { ...DRY_RUN_OPTION, ...RUN_OPTIONS, ...POLICY_OPTIONS, ...REVERT_OPTIONS },
  details: "Everything the migrations made is lost, so it asks first; --yes answers.",
  examples: ["migrate:reset --yes"],
  async run(context) {
    const { options } = context;
    const target = { kind: "redo", steps: "all" } as const;
    if (options["dry-run"]) return await dryRun(context, target);
    await confirmRevert(context, target, "apply all of them again");
    return await runCommand(context, (migrator, run) => migrator.run(target, run));
  },
});

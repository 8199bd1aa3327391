import { defineCommand } from "../command.ts";
import { DRY_RUN_OPTION, POLICY_OPTIONS, REVERT_OPTIONS, RUN_OPTIONS } from "../common_options.ts";
import { countFrom } from "../count.ts";
import { dryRun } from "../dry_run.ts";
import { runCommand } from "../run_command.ts";

/** `dunlin migrate:redo`: revert the last migrations and apply them again. */
export const migrateRedo = defineCommand({
  name: "migrate:redo",
  aliases: ["redo"],
  summary: "Revert the last migration, or the last N, and apply it again",
  usage: "[N]",
  args: { least: 0, most: 1 },
  options: { ...DRY_RUN_OPTION, ...RUN_OPTIONS, ...POLICY_OPTIONS, ...REVERT_OPTIONS },
  details: "For the migration being written: an edited file is accepted as it is now.",
  examples: ["migrate:redo", "migrate:redo 2"],
  async run(context) {
    const { options, args } = context;
    const steps = args[0] === undefined ? 1 : countFrom(args[0], "N");
    const target = { kind: "redo", steps } as const;
    if (options["dry-run"]) return await dryRun(context, target);
    return await runCommand(context, (migrator, run) => migrator.run(target, run));
  },
});

import { downTarget } from "../../execution/run_target.ts";
import { defineCommand } from "../command.ts";
import { DRY_RUN_OPTION, POLICY_OPTIONS, REVERT_OPTIONS, RUN_OPTIONS } from "../common_options.ts";
import { confirmRevert } from "../confirm_revert.ts";
import { countFrom } from "../count.ts";
import { dryRun } from "../dry_run.ts";
import { runCommand } from "../run_command.ts";
import { usageError } from "../usage_error.ts";

/** `dunlin migrate:down`: revert the last migrations, backwards along the order of application. */
export const migrateDown = defineCommand({
  name: "migrate:down",
  aliases: ["down"],
  summary: "Revert the last migration, or the last N",
  usage: "[N]",
  args: { least: 0, most: 1 },
  options: {
    "to": { type: "string", value: "VERSION", help: "revert everything newer than this version" },
    "all": { type: "boolean", help: "revert everything, after asking" },
    ...DRY_RUN_OPTION,
    ...RUN_OPTIONS,
    ...POLICY_OPTIONS,
    ...REVERT_OPTIONS,
  },
  details:
    "The last applied goes first. A migration without a down file cannot be reverted and stays applied; nothing is reverted then.",
  examples: ["migrate:down", "migrate:down 3", "migrate:down --to 20260301120000"],
  async run(context) {
    const { options, args } = context;
    const to = options["to"] as string | undefined;
    const all = options["all"] === true;
    const [given] = args;
    if ([to !== undefined, all, given !== undefined].filter(Boolean).length > 1) {
      throw usageError("N, --to and --all exclude each other", "give one of them");
    }
    const target = downTarget({
      ...(to === undefined ? {} : { to }),
      ...(given === undefined ? {} : { steps: countFrom(given, "N") }),
      all,
    });
    if (options["dry-run"]) return await dryRun(context, target);
    if (all || /^0+$/.test(to ?? "")) await confirmRevert(context, target);
    return await runCommand(context, (migrator, run) => migrator.run(target, run));
  },
});

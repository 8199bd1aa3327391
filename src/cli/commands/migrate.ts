import { upTarget } from "../../execution/run_target.ts";
import { defineCommand } from "../command.ts";
import { DRY_RUN_OPTION, POLICY_OPTIONS, REVERT_OPTIONS, RUN_OPTIONS } from "../common_options.ts";
import { runCommand } from "../run_command.ts";
import { countOf } from "../count.ts";
import { usageError } from "../usage_error.ts";

/** `dunlin migrate`: bring the database to the newest, or a named, version. */
export const migrate = defineCommand({
  name: "migrate",
  aliases: ["up"],
  summary: "Apply pending migrations",
  args: { least: 0, most: 0 },
  options: {
    "to": {
      type: "string",
      value: "VERSION",
      help: "stop after this version; revert what is newer; 0 reverts all",
    },
    "steps": { type: "string", value: "N", help: "apply the next N only" },
    ...DRY_RUN_OPTION,
    ...RUN_OPTIONS,
    ...POLICY_OPTIONS,
    ...REVERT_OPTIONS,
  },
  details:
    "Whatever happened before, running it again finishes the work exactly once, or says what stands in the way.",
  examples: ["migrate", "migrate --to 20260301120000", "migrate --dry-run=sql"],
  async run(context) {
    const { options } = context;
    const to = options["to"] as string | undefined;
    const steps = countOf(context, "steps");
    if (to !== undefined && steps !== undefined) {
      throw usageError("--to and --steps exclude each other", "give one of them");
    }
    const target = upTarget({
      ...(to === undefined ? {} : { to }),
      ...(steps === undefined ? {} : { steps }),
    });
    if (options["dry-run"]) {
      const { dryRun } = await import("../dry_run.ts");
      return await dryRun(context, target);
    }
    if (to !== undefined && /^0+$/.test(to)) {
      const { confirmRevert } = await import("../confirm_revert.ts");
      await confirmRevert(context, target);
    }
    return await runCommand(context, (migrator, run) => migrator.run(target, run));
  },
});

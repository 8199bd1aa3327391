import type { Decision } from "../../execution/resolve.ts";
import { defineCommand } from "../command.ts";
import { LOCK_OPTIONS } from "../common_options.ts";
import { openMigrator } from "../open_migrator.ts";
import { reporterOf } from "../report.ts";
import { usageError } from "../usage_error.ts";

const DECISIONS: readonly Decision[] = ["done", "retry", "abandon"];

/** `dunlin migrate:resolve`: what a person knows of a statement that nothing proves. */
export const migrateResolve = defineCommand({
  name: "migrate:resolve",
  aliases: ["resolve"],
  summary: "Say how a statement in doubt went: --done, --retry or --abandon",
  usage: "VERSION",
  args: { least: 1, most: 1 },
  options: {
    "done": { type: "boolean", help: "it took effect: go on behind it" },
    "retry": { type: "boolean", help: "it took no effect, or may be run again: run it" },
    "abandon": {
      type: "boolean",
      help: "all the migration did was undone by hand: forget how far it came",
    },
    ...LOCK_OPTIONS,
  },
  details:
    "Only for what nothing can prove: a run that was killed is otherwise simply run again. " +
    "The message that asks for this command says which statement it is about. " +
    "Nothing is run; `migrate` goes on from there.",
  examples: [
    "migrate:resolve 20260301120000 --done",
    "migrate:resolve 20260301120000 --retry",
    "migrate:resolve R__views --abandon",
  ],
  async run(context) {
    const { options, args, signal } = context;
    const chosen = DECISIONS.filter((decision) => options[decision]);
    const [decision] = chosen;
    if (decision === undefined || chosen.length > 1) {
      throw usageError(
        "migrate:resolve wants one of --done, --retry and --abandon",
        "look at the database, then say what is true",
      );
    }
    const onEvent = reporterOf(context);
    const migrator = await openMigrator(context, { readOnly: false, onEvent, withoutFiles: true });
    try {
      await migrator.resolve(args[0] as string, decision, { signal });
      return 0;
    } finally {
      context.setWork("nothing");
      await migrator.close();
    }
  },
});

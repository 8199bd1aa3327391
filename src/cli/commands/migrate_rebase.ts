import { BASE_OPTION } from "../common_options.ts";
import { defineCommand } from "../command.ts";

/** `dunlin migrate:rebase`: new versions for migrations that others have passed by. */
export const migrateRebase = defineCommand({
  name: "migrate:rebase",
  aliases: ["rebase"],
  summary: "Give late migrations of a branch new versions",
  usage: "[VERSION…]",
  args: { least: 0, most: Infinity },
  options: {
    "base": BASE_OPTION,
    "dry-run": { type: "boolean", help: "say what would be renamed; nothing is changed" },
  },
  details:
    "Late is a migration that is not newer than the newest merged one (--base, by git), or " +
    "than the newest applied one (by the database), or that shares its version with another. " +
    "All of its files are renamed, and the manifest is written anew. One that a database has " +
    "applied is refused. Cut off in between, the next call finishes it.",
  examples: [
    "migrate:rebase --base origin/main",
    "migrate:rebase --dry-run",
    "migrate:rebase 20260301120000",
  ],
  run: async (context) => {
    const { rebaseLate } = await import("../rebase/rebase_late.ts");
    return await rebaseLate(context);
  },
});

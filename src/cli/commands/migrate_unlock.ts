import { defineCommand } from "../command.ts";
import { confirm } from "../confirm.ts";
import { openMigrator } from "../open_migrator.ts";
import { say } from "../report.ts";

/** `dunlin migrate:unlock`: for a lock whose holder is gone, or must go. */
export const migrateUnlock = defineCommand({
  name: "migrate:unlock",
  aliases: ["unlock"],
  summary: "Say who holds the migration lock, and take it away",
  args: { least: 0, most: 0 },
  options: {},
  details:
    "Seldom needed: a lock ends with its session, a lease runs out by itself. Ends the session that " +
    "holds the server's own lock, or breaks up the lease; whoever held it cannot write any more. " +
    "A migration that was running is rolled back or found half done, and the next `migrate` goes on.",
  examples: ["migrate:unlock", "migrate:unlock --yes"],
  async run(context) {
    const migrator = await openMigrator(context, { readOnly: false, withoutFiles: true });
    try {
      const holders = await migrator.lockHolders();
      if (holders.length === 0) {
        say(context, "Nobody holds the migration lock", { type: "unlocked", holders });
        return 0;
      }
      const named = holders.map(({ holder }) => holder).join("; ");
      await confirm(context, `take the migration lock from ${named}`);
      const ended = await migrator.unlock();
      say(context, `Took the migration lock from ${named}`, { type: "unlocked", holders: ended });
      return 0;
    } finally {
      context.setWork("nothing");
      await migrator.close();
    }
  },
});

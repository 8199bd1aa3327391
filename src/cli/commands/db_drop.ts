import { dropDatabase, refuseReserved } from "../../execution/databases.ts";
import { escapeText } from "../../reporters/escape.ts";
import { defineCommand } from "../command.ts";
import { FORCE_OPTION } from "../common_options.ts";
import { confirm } from "../confirm.ts";
import { namedDatabase } from "../named_database.ts";
import { requireYesInProduction } from "../production.ts";
import { say } from "../report.ts";

/** `dunlin db:drop`: remove the database the URL names. */
export const dbDrop = defineCommand({
  name: "db:drop",
  aliases: [],
  summary: "Drop the database the URL names, after asking",
  args: { least: 0, most: 0 },
  options: { ...FORCE_OPTION },
  details:
    "Everything in it is lost, so it asks first, naming database and server; --yes answers, and in production " +
    "only --yes does. Sessions that are in it are named, and it stays, unless --force ends them. The server's " +
    "own databases are never dropped. One that is not there is no error.",
  examples: ["db:drop", "db:drop --yes --force"],
  async run(context) {
    const { target, name, description } = namedDatabase(context);
    refuseReserved(target);
    requireYesInProduction(context, `drop the database ${name} (${description})`);
    await confirm(context, `drop the database ${name}`, `(${description})`);
    const force = context.options["force"] === true;
    const dropped = await dropDatabase(target, { force, signal: context.signal });
    say(
      context,
      escapeText(
        dropped
          ? `dropped the database ${name} (${description})`
          : `there is no database ${name} (${description})`,
      ),
      { type: "database_dropped", database: name, url: description, dropped },
    );
    return 0;
  },
});

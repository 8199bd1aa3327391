import { createDatabase } from "../../execution/databases.ts";
import { escapeText } from "../../reporters/escape.ts";
import { defineCommand } from "../command.ts";
import { namedDatabase } from "../named_database.ts";
import { say } from "../report.ts";

/** `dunlin db:create`: make the database the URL names. */
export const dbCreate = defineCommand({
  name: "db:create",
  aliases: [],
  summary: "Create the database the URL names",
  args: { least: 0, most: 0 },
  options: {},
  details:
    "PostgreSQL: by way of the database postgres or template1 of the same server; MySQL and MariaDB: with " +
    "the character set utf8mb4; SQLite: an empty file. One that is there is left as it is, which is no error.",
  examples: ["db:create", "db:create --database postgres://app@localhost/shop"],
  async run(context) {
    const { target, name, description } = namedDatabase(context);
    const made = await createDatabase(target, { signal: context.signal });
    say(
      context,
      escapeText(
        made
          ? `created the database ${name} (${description})`
          : `the database ${name} is there already (${description})`,
      ),
      { type: "database_created", database: name, url: description, created: made, dropped: false },
    );
    return 0;
  },
});

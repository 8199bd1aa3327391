import { refuseReserved, renewDatabase } from "../../execution/databases.ts";
import { validate } from "../../execution/validate.ts";
import { invalidMigrations } from "../../migrations/sound_migrations.ts";
import { escapeText } from "../../reporters/escape.ts";
import { seedFiles } from "../../sources/seed_files.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { FORCE_OPTION, RUN_OPTIONS, SEEDS_OPTION } from "../common_options.ts";
import { confirm } from "../confirm.ts";
import { type NamedDatabase, namedDatabase } from "../named_database.ts";
import { requireYesInProduction } from "../production.ts";
import { say } from "../report.ts";
import { runCommand } from "../run_command.ts";
import { seed } from "../seed.ts";

/** `dunlin db:fresh`: the database as the files alone make it. */
export const dbFresh = defineCommand({
  name: "db:fresh",
  aliases: [],
  summary: "Drop the database, create it, apply every migration, after asking",
  args: { least: 0, most: 0 },
  options: {
    "seed": { type: "boolean", help: "run the seeds, too" },
    ...FORCE_OPTION,
    ...SEEDS_OPTION,
    ...RUN_OPTIONS,
  },
  details:
    "Everything in it is lost, so it asks first, naming database and server; --yes answers, and in production " +
    "only --yes does. Owner, encoding and collation stay as they were; grants on the database do not. The " +
    "account must be allowed to drop and to make the database: that is asked before anything is dropped. " +
    "Where it may not, migrate:reset needs no such right.",
  examples: ["db:fresh", "db:fresh --yes --seed --force"],
  async run(context) {
    const database = namedDatabase(context);
    refuseReserved(database.target);
    const what = `drop the database ${database.name} and make it anew`;
    requireYesInProduction(context, `${what} (${database.description})`);
    await confirm(context, what, `(${database.description})`);
    await assertSound(context, database);
    if (context.options["seed"]) await seedFiles(context.settings.seeds.value);
    await renew(context, database);
    const { signal, cancel, options } = context;
    const code = await runCommand(context, (migrator) => migrator.up({ signal, cancel }));
    if (code !== 0 || !options["seed"]) return code;
    await seed(context);
    return 0;
  },
});

// what is wrong with the files is told while there still is a database
async function assertSound(context: CommandContext, { target }: NamedDatabase): Promise<void> {
  const { manifest, settings } = context;
  const order = settings.file["order"];
  const { problems } = await validate({
    migrations: manifest ?? settings.dir.value,
    dialect: target.dialect === "mysql" ? target.scheme : target.dialect,
    table: settings.table.value,
    ...(order === undefined ? {} : { order: order as "number" | "text" }),
  });
  if (problems.length > 0) throw invalidMigrations(problems).with({ state: "nothing was changed" });
}

async function renew(
  context: CommandContext,
  { target, name, description }: NamedDatabase,
): Promise<void> {
  const force = context.options["force"] === true;
  const dropped = await renewDatabase(target, { force, signal: context.signal });
  say(
    context,
    escapeText(`${dropped ? "dropped and " : ""}created the database ${name} (${description})`),
    { type: "database_created", database: name, url: description, created: true, dropped },
  );
}

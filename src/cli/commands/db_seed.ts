import { type CommandContext, defineCommand } from "../command.ts";
import { FILE_OPTIONS, LOCK_OPTIONS, SEEDS_OPTION } from "../common_options.ts";
import { confirm } from "../confirm.ts";
import { productionOf } from "../production.ts";
import { seed } from "../seed.ts";

/** `dunlin db:seed`: fill the database from `seeds/`. */
export const dbSeed = defineCommand({
  name: "db:seed",
  aliases: [],
  summary: "Run the seeds: seeds/*.sql and *.ts, in name order",
  args: { least: 0, most: 0 },
  options: { ...SEEDS_OPTION, ...FILE_OPTIONS, ...LOCK_OPTIONS },
  details:
    "Every seed is run each time, in a transaction of its own where the database can: write it so that it may " +
    "be run again. Nothing is recorded. While migrations are pending it refuses, and in production it wants to " +
    "be told --yes, or a person to say yes.",
  examples: ["db:seed", "db:seed --seeds db/demo", "db:seed --env production --yes"],
  givesWay: true,
  async run(context) {
    await confirmInProduction(context);
    await seed(context);
    return 0;
  },
});

async function confirmInProduction(context: CommandContext): Promise<void> {
  const production = productionOf(context);
  if (production === null) return;
  await confirm(context, `run the seeds in ${production.value} (${production.origin}),`);
}

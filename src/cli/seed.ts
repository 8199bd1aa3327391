import { plural } from "../reporters/plural.ts";
import { type SeedFile, seedFiles } from "../sources/seed_files.ts";
import type { CommandContext } from "./command.ts";
import { openMigrator } from "./open_migrator.ts";
import { reporterOf, say } from "./report.ts";

/** Runs the seeds of a call and says what came of it. @throws {DunlinError} */
export async function seed(context: CommandContext): Promise<void> {
  const files = await seedsOf(context);
  const { signal, cancel } = context;
  const onEvent = reporterOf(context);
  const migrator = await openMigrator(context, { readOnly: false, onEvent });
  try {
    const { seeded, skipped, durationMs } = await migrator.seed(files, { signal, cancel });
    const object = { type: "seeded", seeded, skipped, durationMs };
    say(context, `${plural(seeded.length, "seed")} run`, object);
  } finally {
    context.setWork("nothing");
    await migrator.close();
  }
}

/** The seeds a call names; that there are none is said. @throws {DunlinError} `missing-folder` and its kind */
export async function seedsOf(context: CommandContext): Promise<readonly SeedFile[]> {
  const { value: folder } = context.settings.seeds;
  const files = await seedFiles(folder);
  if (files.length === 0) {
    reporterOf(context)({
      type: "warning",
      code: "no-seeds",
      message: `the folder ${folder} holds no seeds`,
      next: "put .sql or .ts files into it, or name another folder with --seeds",
    });
  }
  return files;
}

import { createMigration } from "../../sources/create_migration.ts";
import { writeManifest } from "../../sources/write_manifest.ts";
import { defineCommand } from "../command.ts";
import { say } from "../report.ts";
import { usageError } from "../usage_error.ts";

// file systems allow 255 bytes; the version and the ending take some of them
const MOST_BYTES = 200;

/** `dunlin migrate:create`: an empty pair, and the manifest. */
export const migrateCreate = defineCommand({
  name: "migrate:create",
  aliases: ["create", "new"],
  summary: "Create an empty pair of files, and write the manifest",
  usage: "NAME",
  args: { least: 1, most: Infinity },
  options: {},
  details:
    "The version is the time in UTC. Until its down file is written, the migration refuses to be reverted.",
  examples: ["migrate:create add_email_to_users", 'migrate:create "Add email to users"'],
  async run(context) {
    const folder = context.settings.dir.value;
    const title = context.args.join(" ");
    if (new TextEncoder().encode(title).length > MOST_BYTES) {
      throw usageError(
        "the name is too long for a file's name",
        `use at most ${MOST_BYTES} bytes; what it is for can stand in the file`,
      );
    }
    const order = context.settings.file["order"];
    const created = await named(folder, title, {
      now: context.now(),
      ...(order === undefined ? {} : { order: order as "number" | "text" }),
    });
    const manifest = await writeManifest(folder);
    say(context, [...created.files, manifest.path].map((file) => `wrote ${file}`).join("\n"), {
      type: "created",
      version: created.version,
      name: created.name,
      files: created.files,
      manifest: manifest.path,
    });
    return 0;
  },
});

async function named(
  folder: string,
  title: string,
  options: Parameters<typeof createMigration>[2],
): ReturnType<typeof createMigration> {
  try {
    return await createMigration(folder, title, options);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw usageError(
      `${JSON.stringify(title)} is no name for a migration`,
      "use letters or digits: add_email_to_users",
    );
  }
}

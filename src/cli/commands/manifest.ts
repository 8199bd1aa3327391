import { checkManifest } from "../../sources/stale.ts";
import { writeManifest } from "../../sources/write_manifest.ts";
import { plural } from "../../reporters/plural.ts";
import { defineCommand } from "../command.ts";
import { say } from "../report.ts";
import { usageError } from "../usage_error.ts";

/** `dunlin manifest`: write, or verify, `migrations/mod.ts`. */
export const manifest = defineCommand({
  name: "manifest",
  aliases: [],
  summary: "Write migrations/mod.ts, which carries the SQL into a binary",
  args: { least: 0, most: 0 },
  options: {
    "check": { type: "boolean", help: "write nothing; exit 3 if it is stale" },
    "inline": {
      type: "boolean",
      help: "the SQL as strings, for Node, which cannot import .sql files",
    },
  },
  examples: ["manifest", "manifest --check", "manifest --inline"],
  async run(context) {
    const { options, settings } = context;
    if (options["check"] && options["inline"]) {
      throw usageError("--check and --inline exclude each other", "give one of them");
    }
    if (options["check"]) {
      await checkManifest(settings.dir.value);
      say(context, "the manifest is what the folder holds", { type: "manifest", stale: false });
      return 0;
    }
    const written = await writeManifest(
      settings.dir.value,
      options["inline"] ? { inline: true } : {},
    );
    const held = plural(written.count, "file");
    say(
      context,
      written.changed
        ? `wrote ${written.path} (${held})`
        : `${written.path} is up to date (${held})`,
      {
        type: "manifest",
        ...written,
      },
    );
    return 0;
  },
});

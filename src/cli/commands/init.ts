import { writeManifest } from "../../sources/write_manifest.ts";
import { defineCommand } from "../command.ts";
import { addTasks } from "../project/add_tasks.ts";
import { configText, programText } from "../project/texts.ts";
import { fileIsThere, makeFolder, writeNew } from "../project/write_new.ts";
import { say } from "../report.ts";

/** `dunlin init`: what a new project needs. */
export const init = defineCommand({
  name: "init",
  aliases: [],
  summary: "Start a project: folder, manifest, migrate.ts, dunlin.json, deno.json tasks",
  args: { least: 0, most: 0 },
  options: {},
  details:
    "Nothing that is there is overwritten; what was left alone is said. Beside a package.json " +
    "no deno.json is made, and the manifest holds the SQL as strings, which Node can import too.",
  examples: ["init", "init --database postgres://localhost/shop --dir db/migrations"],
  async run(context) {
    const folder = tidy(context.settings.dir.value);
    const forNode = await fileIsThere("package.json") && !await fileIsThere("deno.json") &&
      !await fileIsThere("deno.jsonc");
    const done: string[] = [];
    if (await makeFolder(folder)) done.push(`made ${folder}`);
    const manifest = await writeManifest(folder, forNode ? { inline: true } : {});
    done.push(manifest.changed ? `wrote ${manifest.path}` : `left ${manifest.path} as it is`);
    done.push(await writeNew("migrate.ts", programText(folder)));
    const config = configText(context.settings.database?.value, folder);
    done.push(await writeNew("dunlin.json", config.text));
    if (!forNode) done.push(...await addTasks());
    const next = [
      ...(config.secret
        ? ["the URL holds a password, so dunlin.json is without it: set DATABASE_URL"]
        : []),
      ...(forNode ? ["add the package: `bunx jsr add @dunlin/dunlin` or `npx jsr add …`"] : []),
      forNode
        ? "`bun migrate.ts migrate:create NAME` (or `node …`), write its SQL, then " +
          "`bun migrate.ts manifest` and `bun migrate.ts migrate`"
        : "`deno task migrate:create NAME`, write its SQL, then `deno task migrate`",
    ];
    const text = [...done, "", ...next.map((line) => `next: ${line}`)].join("\n");
    say(context, text, { type: "initialized", done, next });
    return 0;
  },
});

function tidy(folder: string): string {
  return folder.replaceAll("\\", "/").replace(/^(\.\/+)+(?=.)/, "").replace(/(?<=.)\/+$/, "");
}

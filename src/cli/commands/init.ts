import { writeManifest } from "../../sources/write_manifest.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import type { Runtime } from "../project/add_tasks.ts";
import type { Surroundings } from "../project/look_around.ts";
import { say } from "../report.ts";

/** `dunlin init`: what a new project needs. */
export const init = defineCommand({
  name: "init",
  aliases: [],
  summary: "Start a project: folder, manifest, migrate.ts, dunlin.json, tasks",
  args: { least: 0, most: 0 },
  options: {
    "runtime": {
      type: "string",
      value: "deno|node|bun",
      choices: ["deno", "node", "bun"],
      help: "what runs the project (default: what is there)",
    },
  },
  details:
    "Nothing that is there is overwritten; what was left alone is said. At a terminal it asks for database, " +
    "folder and runtime where the call does not name them; --yes, --json and CI are not asked. The tasks go into " +
    "deno.json or deno.jsonc, whose comments stay, and the same scripts into package.json; where both are " +
    "there, into both. Beside a package.json the manifest holds the SQL as strings, which Node can import too.",
  examples: ["init", "init --yes", "init --database postgres://localhost/shop --dir db/migrations"],
  async run(context) {
    const { addScripts, addTasks } = await import("../project/add_tasks.ts");
    const { askForProject } = await import("../project/ask_for_project.ts");
    const { lookAround } = await import("../project/look_around.ts");
    const { configText, programText } = await import("../project/texts.ts");
    const { makeFolder, writeNew } = await import("../project/write_new.ts");
    const around = await lookAround();
    const wishes = await askForProject(context, around);
    const { runtime } = wishes;
    const folder = tidy(wishes.folder);
    const scripts = around.node || runtime !== "deno";
    const done: string[] = [];
    if (await makeFolder(folder)) done.push(`made ${folder}`);
    const manifest = await writeManifest(folder, scripts ? { inline: true } : {});
    done.push(manifest.changed ? `wrote ${manifest.path}` : `left ${manifest.path} as it is`);
    done.push(await writeNew("migrate.ts", programText(folder)));
    const config = configText(wishes.database, folder);
    done.push(await writeNew("dunlin.json", config.text));
    if (around.deno || runtime === "deno") done.push(...await addTasks());
    if (scripts) done.push(...await addScripts(runtimeOfScripts(runtime, around)));
    const found = remarks(context, around, folder);
    const next = nextSteps(runtime, config.secret, scripts);
    const lines = [...found.map((line) => `found ${line}`), ...done, ""];
    const text = [...lines, ...next.map((line) => `next: ${line}`)].join("\n");
    say(context, text, { type: "initialized", done, found, next });
    return 0;
  },
});

// a Deno project may have a package.json beside it: its scripts are Node's, or Bun's
function runtimeOfScripts(runtime: Runtime, { bun }: Surroundings): "node" | "bun" {
  return runtime === "bun" || (runtime === "deno" && bun) ? "bun" : "node";
}

/** What stands in the folder already, and is left to its owner. */
function remarks(
  { settings, commands }: CommandContext,
  { folder: there, others }: Surroundings,
  folder: string,
): string[] {
  const adopt = commands.some(({ name }) => name === "adopt")
    ? "; `dunlin adopt` takes its migrations over"
    : "";
  return [
    ...(settings.configFile === null ? [] : [`${settings.configFile}: this is a project already`]),
    ...(there === null || there === folder
      ? []
      : [`migrations in ${there}: \`dunlin init --dir ${there}\` uses that folder`]),
    ...others.map((words) => `${words}: another tool's, left as it is${adopt}`),
  ];
}

function nextSteps(runtime: Runtime, secret: boolean, scripts: boolean): string[] {
  const run = runtime === "deno" ? "deno task" : runtime === "bun" ? "bun run" : "npm run";
  const name = runtime === "node" ? "-- NAME" : "NAME";
  return [
    ...(secret ? ["the URL holds a password, so dunlin.json is without it: set DATABASE_URL"] : []),
    ...(scripts && runtime !== "deno"
      ? [
        `add the package: \`${runtime === "bun" ? "bunx jsr add" : "npx jsr add"} @dunlin/dunlin\``,
      ]
      : []),
    `\`${run} migrate:create ${name}\`, write its SQL, then \`${run} migrate\``,
  ];
}

function tidy(folder: string): string {
  return folder.replaceAll("\\", "/").replace(/^(\.\/+)+(?=.)/, "").replace(/(?<=.)\/+$/, "");
}

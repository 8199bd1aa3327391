import { mkdir, readFile, writeFile } from "node:fs/promises";
import { DunlinError } from "../../errors.ts";
import { writeManifest } from "../../sources/write_manifest.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { say } from "../report.ts";
import { VERSION } from "../../version.ts";

/** `dunlin init`: what a new project needs. */
export const init = defineCommand({
  name: "init",
  aliases: [],
  summary: "Start a project: folder, manifest, migrate.ts, dunlin.json, deno.json tasks",
  args: { least: 0, most: 0 },
  options: {},
  details: "Nothing that is there is overwritten; what was left alone is said.",
  examples: ["init", "init --database postgres://localhost/shop --dir db/migrations"],
  async run(context) {
    const lines: string[] = [];
    const folder = context.settings.dir.value;
    if (await mkdir(folder, { recursive: true }) !== undefined) lines.push(`made ${folder}`);
    const manifest = await writeManifest(folder);
    lines.push(manifest.changed ? `wrote ${manifest.path}` : `left ${manifest.path} as it is`);
    lines.push(await writeNew("migrate.ts", programText(folder)));
    lines.push(await writeNew("dunlin.json", configText(context, folder)));
    lines.push(await addTasks("deno.json", TASKS));
    lines.push(
      "",
      "next: `deno task migrate:create NAME`, write its SQL, then `deno task migrate`",
    );
    say(context, lines.join("\n"), { type: "initialized", done: lines.slice(0, -2) });
    return 0;
  },
});

const PERMISSIONS = "--allow-read --allow-write --allow-env --allow-net";
const TASKS: Readonly<Record<string, string>> = {
  "migrate": `deno run ${PERMISSIONS} migrate.ts migrate`,
  "migrate:status": `deno run ${PERMISSIONS} migrate.ts migrate:status`,
  "migrate:down": `deno run ${PERMISSIONS} migrate.ts migrate:down`,
  "migrate:create": `deno run ${PERMISSIONS} migrate.ts migrate:create`,
  "migrate:build": `deno compile --exclude-unused-npm ${PERMISSIONS} -o migrate migrate.ts`,
};

function programText(folder: string): string {
  const manifest = `./${
    folder.replaceAll("\\", "/").replace(/^\.\//, "").replace(/\/$/, "")
  }/mod.ts`;
  return `import { main } from "@dunlin/dunlin/cli";
import migrations from ${JSON.stringify(manifest)};

await main({ migrations });
`;
}

function configText({ settings }: CommandContext, folder: string): string {
  const database = settings.database?.value ?? "sqlite:app.db";
  // a password does not belong into a file that is committed
  const secret = /^[a-z0-9+]+:\/\/[^/@]*:[^/@]*@/i.test(database) && !/^sqlite/i.test(database);
  return JSON.stringify({ ...(secret ? {} : { database }), dir: folder }, null, 2) + "\n";
}

async function writeNew(path: string, text: string): Promise<string> {
  try {
    await writeFile(path, text, { flag: "wx" });
    return `wrote ${path}`;
  } catch (error) {
    if ((error as { code?: string }).code === "EEXIST") return `left ${path} as it is`;
    throw new DunlinError("io", `${path} could not be written: ${wordsOf(error)}`, {
      where: { file: path },
      cause: error,
    });
  }
}

async function addTasks(path: string, tasks: Readonly<Record<string, string>>): Promise<string> {
  const text = await readFile(path, "utf8").catch((error) => {
    if ((error as { code?: string }).code === "ENOENT") return null;
    throw new DunlinError("io", `${path} could not be read: ${wordsOf(error)}`, {
      where: { file: path },
      cause: error,
    });
  });
  const config = text === null ? {} : parse(path, text);
  if (config === null) return `left ${path} as it is: it is not plain JSON; add its tasks by hand`;
  const present = (config["tasks"] ?? {}) as Record<string, unknown>;
  const imports = (config["imports"] ?? {}) as Record<string, unknown>;
  const added = Object.keys(tasks).filter((name) => !(name in present));
  const importsMissing = !("@dunlin/dunlin" in imports);
  if (added.length === 0 && !importsMissing) return `left ${path} as it is`;
  const whole = {
    ...config,
    tasks: { ...present, ...Object.fromEntries(added.map((name) => [name, tasks[name]])) },
    ...(importsMissing
      ? { imports: { ...imports, "@dunlin/dunlin": `jsr:@dunlin/dunlin@^${VERSION}` } }
      : {}),
  };
  await writeFile(path, JSON.stringify(whole, null, 2) + "\n");
  return `${text === null ? "wrote" : "added to"} ${path}: ${
    [...added, ...(importsMissing ? ["@dunlin/dunlin"] : [])].join(", ")
  }`;
}

function parse(_path: string, text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? value as Record<string, unknown>
      : null;
  } catch {
    return null; // comments: rewriting would lose them
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

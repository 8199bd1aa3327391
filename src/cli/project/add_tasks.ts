import { readFile, writeFile } from "node:fs/promises";
import { DunlinError } from "../../errors.ts";
import { writeFailure } from "../../sources/write_failure.ts";
import { VERSION } from "../../version.ts";
import { fileIsThere } from "./write_new.ts";

const PERMISSIONS = "--allow-read --allow-write --allow-env --allow-net";
const PACKAGE = "@dunlin/dunlin";
// These read the folder, so that what was just written counts. The program
// that brings its migrations with it is for servers, and is built from a fresh manifest.
const RUN = `deno run ${PERMISSIONS} ${PACKAGE}/cli`;
const TASKS: Readonly<Record<string, string>> = {
  "dunlin": RUN,
  "migrate": `${RUN} migrate`,
  "migrate:status": `${RUN} migrate:status`,
  "migrate:down": `${RUN} migrate:down`,
  "migrate:create": `${RUN} migrate:create`,
  "migrate:build":
    `${RUN} manifest && deno compile --exclude-unused-npm ${PERMISSIONS} -o migrate migrate.ts`,
};
const SPECIFIER = `jsr:${PACKAGE}@^${VERSION}`;

/**
 * Adds the tasks and the import to `deno.json`, and makes it if there is none.
 * A file with comments is left to its owner, with the lines to add.
 *
 * @returns What was done, a line each. @throws {DunlinError}
 */
export async function addTasks(): Promise<readonly string[]> {
  const path = await fileIsThere("deno.jsonc") ? "deno.jsonc" : "deno.json";
  const text = await present(path);
  const config = text === null ? {} : parse(text);
  if (config === null) return byHand(path);
  const tasks = recordOf(config["tasks"]);
  const imports = recordOf(config["imports"]);
  if (tasks === null || imports === null) return byHand(path);
  const added = Object.keys(TASKS).filter((name) => !(name in tasks));
  const kept = Object.keys(TASKS).filter((name) => name in tasks && tasks[name] !== TASKS[name]);
  const own = kept.map((name) => `kept the task ${name} of ${path}, which is its own`);
  const lacksImport = !(PACKAGE in imports);
  if (added.length === 0 && !lacksImport) return [`left ${path} as it is`, ...own];
  const whole = {
    ...config,
    tasks: { ...tasks, ...Object.fromEntries(added.map((name) => [name, TASKS[name]])) },
    ...(lacksImport ? { imports: { ...imports, [PACKAGE]: SPECIFIER } } : {}),
  };
  await writeFile(path, JSON.stringify(whole, null, 2) + "\n").catch((error) => {
    throw writeFailure(path, error);
  });
  const words = [...added, ...(lacksImport ? [PACKAGE] : [])].join(", ");
  return [`${text === null ? "wrote" : "added to"} ${path}: ${words}`, ...own];
}

async function present(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    if (code === "ENOENT") return null;
    throw new DunlinError("io", `${path} cannot be read: ${message ?? error}`, {
      where: { file: path },
      next: "see that it is a file this user may read",
      cause: error,
    });
  }
}

function byHand(path: string): readonly string[] {
  const lines = [
    `"imports": { ${JSON.stringify(PACKAGE)}: ${JSON.stringify(SPECIFIER)} }`,
    '"tasks": {',
    ...Object.entries(TASKS).map(([name, task]) => `  "${name}": ${JSON.stringify(task)},`),
    "}",
  ];
  return [
    `left ${path} as it is: it is not plain JSON, and rewriting would lose its comments; add`,
    ...lines.map((line) => `    ${line}`),
  ];
}

function parse(text: string): Record<string, unknown> | null {
  try {
    return recordOf(JSON.parse(text.replace(/^\uFEFF/, "")));
  } catch {
    return null;
  }
}

function recordOf(value: unknown): Record<string, unknown> | null {
  if (value === undefined) return {};
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Record<string, unknown>
    : null;
}

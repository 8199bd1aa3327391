import { readFile, writeFile } from "node:fs/promises";
import { DunlinError } from "../../errors.ts";
import { writeFailure } from "../../sources/write_failure.ts";
import { VERSION } from "../../version.ts";
import { editJson, type JsonMember, readJson } from "./edit_json.ts";
import { fileIsThere } from "./write_new.ts";

/** What runs a project's program. */
export type Runtime = "deno" | "node" | "bun";

const PERMISSIONS = "--allow-read --allow-write --allow-env --allow-net";
const PACKAGE = "@dunlin/dunlin";
const SPECIFIER = `jsr:${PACKAGE}@^${VERSION}`;
// These read the folder, so that what was just written counts. The program
// that brings its migrations with it is for servers, and is built from a fresh manifest.
const RUN = `deno run ${PERMISSIONS} ${PACKAGE}/cli`;
const TASKS: Readonly<Record<string, string>> = {
  "dunlin": RUN,
  "migrate": `${RUN} migrate`,
  "migrate:status": `${RUN} migrate:status`,
  "migrate:down": `${RUN} migrate:down`,
  "migrate:create": `${RUN} migrate:create`,
  "g:migration": `${RUN} generate:migration`,
  "migrate:build":
    `${RUN} manifest && deno compile --exclude-unused-npm ${PERMISSIONS} -o migrate migrate.ts`,
};

/**
 * Adds the tasks and the import to `deno.json` or `deno.jsonc`, and makes it if
 * there is none. What stands there stays as it is, comments too.
 *
 * @returns What was done, a line each. @throws {DunlinError}
 */
export async function addTasks(): Promise<readonly string[]> {
  const path = await fileIsThere("deno.jsonc") ? "deno.jsonc" : "deno.json";
  return await addMembers(path, {
    what: "task",
    key: "tasks",
    members: TASKS,
    more: [{ path: ["imports", PACKAGE], value: SPECIFIER }],
    empty: "{}\n",
  });
}

/**
 * The same as scripts of `package.json`, which is made if there is none.
 *
 * @returns What was done, a line each. @throws {DunlinError}
 */
export async function addScripts(runtime: "node" | "bun"): Promise<readonly string[]> {
  return await addMembers("package.json", {
    what: "script",
    key: "scripts",
    members: scriptsFor(runtime),
    more: [],
    empty: '{\n  "private": true,\n  "type": "module"\n}\n',
  });
}

// The program brings its migrations with it, so the manifest is made fresh first.
function scriptsFor(runtime: "node" | "bun"): Readonly<Record<string, string>> {
  const run = `${runtime} migrate.ts`;
  const manifest = `${run} manifest`;
  return {
    "dunlin": run,
    "migrate": `${manifest} && ${run} migrate`,
    "migrate:status": `${manifest} && ${run} migrate:status`,
    "migrate:down": `${run} migrate:down`,
    "migrate:create": `${run} migrate:create`,
    "g:migration": `${run} generate:migration`,
    "migrate:build": runtime === "bun"
      ? `${manifest} && bun build --compile --bytecode --format=esm --outfile=migrate migrate.ts`
      : manifest,
  };
}

interface Addition {
  /** What one of the members is called. */
  readonly what: string;
  readonly key: string;
  readonly members: Readonly<Record<string, string>>;
  /** Added where it is missing; what stands there already is right. */
  readonly more: readonly JsonMember[];
  /** What a file that is not there begins with. */
  readonly empty: string;
}

async function addMembers(path: string, addition: Addition): Promise<readonly string[]> {
  const { what, key, members } = addition;
  const text = await present(path);
  const config = await readJson(text ?? addition.empty);
  const there = config === null ? null : recordOf(config[key]);
  if (config === null || there === null) return byHand(path, addition);
  const added = Object.keys(members).filter((name) => !Object.hasOwn(there, name));
  const kept = Object.keys(members).filter((name) =>
    Object.hasOwn(there, name) && there[name] !== members[name]
  );
  const own = kept.map((name) => `kept the ${what} ${name} of ${path}, which is its own`);
  const more = addition.more.filter((member) => isMissing(config, member.path));
  if (added.length === 0 && more.length === 0) return [`left ${path} as it is`, ...own];
  const edited = await editJson(text ?? addition.empty, [
    ...added.map((name) => ({ path: [key, name], value: members[name] as string })),
    ...more,
  ]);
  await writeFile(path, edited).catch((error) => {
    throw writeFailure(path, error);
  });
  const words = [...added, ...more.map((member) => member.path.at(-1))].join(", ");
  return [`${text === null ? "wrote" : "added to"} ${path}: ${words}`, ...own];
}

function isMissing(config: Readonly<Record<string, unknown>>, path: readonly string[]): boolean {
  const [key = "", name = ""] = path;
  const there = recordOf(config[key]);
  return there !== null && !Object.hasOwn(there, name);
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

function byHand(path: string, { key, members, more }: Addition): readonly string[] {
  const lines = [
    ...more.map(({ path: [group, name], value }) =>
      `"${group}": { ${JSON.stringify(name)}: ${JSON.stringify(value)} }`
    ),
    `"${key}": {`,
    ...Object.entries(members).map(([name, text]) => `  "${name}": ${JSON.stringify(text)},`),
    "}",
  ];
  return [
    `left ${path} as it is: it is not an object of JSON; add`,
    ...lines.map((line) => `    ${line}`),
  ];
}

function recordOf(value: unknown): Record<string, unknown> | null {
  if (value === undefined) return {};
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Record<string, unknown>
    : null;
}

import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { DunlinError } from "../../errors.ts";
import { isDenial } from "../environment.ts";
import { beside, readConfig } from "../settings.ts";

/** The names a project's tasks are found under, the first that is there. */
const NAMES = ["tasks.ts", "tasks.js", "tasks.mjs"] as const;

/** For `--tasks` and the key in `dunlin.json`: no tasks but dunlin's own. */
export const NO_TASKS = "none";

/** What the configuration file says of tasks. What is wrong with that file, whoever needs it will say. */
export async function configuredTasks(config: string | undefined): Promise<string | null> {
  const path = config ?? "dunlin.json";
  try {
    const tasks = (await readConfig(path, config !== undefined))?.["tasks"];
    if (tasks === undefined) return null;
    return tasks === NO_TASKS ? NO_TASKS : beside(dirname(path), String(tasks));
  } catch (error) {
    if (error instanceof DunlinError) return null;
    throw error;
  }
}

/** The tasks file beside the configuration file; null if there is none. */
export async function foundTasks(config: string | undefined): Promise<string | null> {
  const home = dirname(config ?? "dunlin.json");
  for (const name of NAMES) {
    const path = home === "." ? name : join(home, name);
    if (await isFile(path)) return path;
  }
  return null;
}

/** The default export of a tasks file; `namedBy` is who said there is one. @throws {DunlinError} `config` if it is not there, `invalid-tasks` */
export async function importTasks(file: string, namedBy: string): Promise<unknown> {
  if (!await isFile(file)) {
    throw new DunlinError("config", `the tasks file ${file} is not there`, {
      where: { file },
      next: `name another, or go without: --tasks none (this one is that of ${namedBy})`,
    });
  }
  const { pathToFileURL } = await import("node:url");
  try {
    const module = await import(pathToFileURL(resolve(file)).href) as { default?: unknown };
    return module.default;
  } catch (error) {
    throw await failureOf(error, file);
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    const { code } = error as { code?: string };
    // without permission to look, it is not there
    if (isDenial(error) || code === "ENOENT" || code === "ENOTDIR" || code === "EPERM") {
      return false;
    }
    throw await failureOf(error, path);
  }
}

async function failureOf(error: unknown, file: string): Promise<DunlinError> {
  const { loadFailure } = await import("./own_tasks.ts");
  return loadFailure(error, { file });
}

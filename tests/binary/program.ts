import { spawn } from "node:child_process";
import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type OwnFolder, ownFolder } from "./own_folder.ts";

/** What a program's run left behind. */
export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An empty folder, and runs of a program in it with nothing of this environment. */
export interface Place {
  run(program: string, args: readonly string[], env?: Record<string, string>): Promise<Outcome>;
  write(name: string, text: string): Promise<void>;
  /** The names of the files that are in it now, sorted. */
  files(): Promise<string[]>;
  /** How much those files hold together. */
  bytes(): Promise<number>;
  remove(): Promise<void>;
}

/** A {@linkcode Place} of one test's own. */
export async function emptyPlace(): Promise<Place> {
  const folder: OwnFolder = await ownFolder();
  return {
    run: (program, args, env = {}) => runIn(folder.path, program, args, env),
    write: (name, text) => writeFile(join(folder.path, name), text),
    files: async () => (await readdir(folder.path)).sort(),
    bytes: async () => {
      const names = await readdir(folder.path);
      const found = await Promise.all(names.map((name) => stat(join(folder.path, name))));
      return found.reduce((sum, { size }) => sum + size, 0);
    },
    remove: folder.remove,
  };
}

function runIn(
  cwd: string,
  program: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => said[name] += text);
    }
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, ...said }));
  });
}

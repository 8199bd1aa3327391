import { chmod, cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import process from "node:process";
import { findProgram, run, succeeds } from "./command.ts";

/** Who a server runs as: database servers refuse root. */
export interface Account {
  /** What stands before a command line to run it as that account. */
  readonly prefix: readonly string[];
  /** Hands a file or folder over to it. */
  own(path: string): Promise<void>;
  /** The folder where the account can read it: itself, or a copy in the temporary folder. */
  readable(folder: string, copyInto: string): Promise<string>;
}

/** The current account; for root, one of these or `nobody`. */
export async function serverAccount(...preferred: readonly string[]): Promise<Account> {
  if (process.platform === "win32" || process.getuid?.() !== 0) {
    return { prefix: [], own: async () => {}, readable: (folder) => Promise.resolve(folder) };
  }
  const setpriv = findProgram("setpriv");
  if (setpriv === undefined) throw new Error("as root, `setpriv` (util-linux) is needed");
  const user = [...preferred, "nobody"].find((name) => succeeds("id", [name]));
  if (user === undefined) throw new Error("as root, an account `nobody` is needed");
  const group = (await run("id", ["-g", user])).trim();
  const prefix = [setpriv, `--reuid=${user}`, `--regid=${group}`, "--clear-groups"];
  return {
    prefix,
    own: async (path) => void await run("chown", ["-R", `${user}:${group}`, path]),
    readable: async (folder, copyInto) => {
      if (succeeds(setpriv, [...prefix.slice(1), "ls", folder])) return folder;
      const copy = join(copyInto, basename(folder));
      await cp(folder, copy, { recursive: true, verbatimSymlinks: true });
      return copy;
    },
  };
}

/** Makes a server in a new folder that every account may enter; without a server, without the folder. */
export async function inServerFolder<T>(
  name: string,
  make: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), `dunlin-${name}-`));
  try {
    await chmod(folder, 0o755);
    return await make(folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

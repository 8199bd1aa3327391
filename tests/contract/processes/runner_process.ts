import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A run in a process of its own. */
export interface RunnerProcess {
  readonly child: ChildProcess;
  /** Everything it said so far. */
  readonly said: unknown[];
  /** Lets it begin. */
  start(): void;
  /** Resolves with the first thing it says that fits. */
  heard(fits: (word: unknown) => boolean): Promise<unknown>;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
}

/** Starts a process of the same runtime; it waits for `start()`. */
export async function startRunner(url: string, folder: string): Promise<RunnerProcess> {
  const script = fileURLToPath(new URL("./runner.ts", import.meta.url));
  const isDeno = "deno" in process.versions;
  const args = [...(isDeno ? ["run", "--allow-all", "--quiet"] : []), script, url, folder];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const said: unknown[] = [];
  const listeners = new Set<() => void>();
  const lines = createInterface({ input: child.stdout! });
  lines.on("line", (line) => {
    said.push(JSON.parse(line));
    for (const listener of listeners) listener();
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const runner: RunnerProcess = {
    child,
    said,
    ended,
    start: () => void child.stdin?.write("go\n"),
    heard: (fits) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const word = said.find(fits);
          if (word !== undefined) resolve(word);
        };
        listeners.add(look);
        look();
        ended.then(() => reject(new Error(`the runner ended: ${JSON.stringify(said)}`)));
      }),
  };
  await runner.heard((word) => word === "ready");
  return runner;
}

/** A folder with these files, for as long as `act` runs. */
export async function withFolder(
  files: Readonly<Record<string, string>>,
  act: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "dunlin-migrations-"));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

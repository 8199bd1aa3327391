import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import { DunlinError } from "../../errors.ts";
import { isDenial } from "../environment.ts";

/** What came of a call of git. */
export interface GitAnswer {
  readonly code: number;
  readonly out: Uint8Array;
  /** What it said, for people; the words differ from language to language. */
  readonly said: string;
}

/**
 * Runs git in a folder, without a shell.
 *
 * @param input For its standard input.
 * @returns Whatever its exit code was.
 * @throws {DunlinError} `git` if there is none, `permission-denied` if the runtime refuses
 */
export async function runGit(
  folder: string,
  args: readonly string[],
  input = "",
): Promise<GitAnswer> {
  try {
    const child = spawn("git", [...args], { cwd: folder, env: ownEnvironment(), stdio: "pipe" });
    return await answerOf(child, input);
  } catch (error) {
    throw startFailure(error);
  }
}

/**
 * In a hook git tells where its repository is, and would take the folder for
 * the root of it: the folder is to be looked for from itself.
 */
function ownEnvironment(): NodeJS.ProcessEnv {
  const { GIT_DIR: _, GIT_WORK_TREE: _1, GIT_INDEX_FILE: _2, GIT_PREFIX: _3, ...rest } =
    process.env;
  return rest;
}

function answerOf(child: ChildProcess, input: string): Promise<GitAnswer> {
  const out: Uint8Array[] = [];
  let said = "";
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.stdout?.on("data", (chunk: Uint8Array) => out.push(chunk));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => said += text);
    child.stdin?.on("error", () => {}); // git that ended early says why by its exit code
    child.stdin?.end(input);
    child.on("close", (code) => resolve({ code: code ?? -1, out: joined(out), said }));
  });
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function startFailure(error: unknown): unknown {
  if (isDenial(error)) {
    // a child's environment is ours, all of it
    const environment = error instanceof Error && error.message.includes("env access");
    return new DunlinError("permission-denied", "the runtime does not let git be run", {
      next: `run Deno with --allow-run=git${environment ? " --allow-env" : ""}`,
      cause: error,
    });
  }
  const { code, message } = error as { code?: string; message?: string };
  if (code === "EACCES") {
    return new DunlinError("git", `git cannot be run: ${message}`, {
      next: "see that the git of the PATH may be run by this user",
      cause: error,
    });
  }
  if (code !== "ENOENT") return error;
  return new DunlinError("git", "git is not installed, or not in the PATH", {
    next: "install git; without --base nothing is asked of it",
    cause: error,
  });
}

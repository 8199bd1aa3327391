import { spawn } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { SqlFlavor } from "../../src/sql/statement.ts";

/** What a process said that streamed a folder's one file; see `read_script.ts`. */
export interface Streaming {
  readonly statements: number;
  /** Characters of COPY data. */
  readonly data: number;
  /** Codes of problems; behind the first nothing more was read. */
  readonly problems: readonly string[];
  /** Whether the second reading had the checksum of the first. */
  readonly same: boolean;
  /** MB a second, to list (read, check, hash) and to split (read, check, hash, decode, lex). */
  readonly listedMBs: number;
  readonly streamedMBs: number;
  /** What the processor worked for each, all threads together: it says more on a busy machine. */
  readonly listedCpuMs: number;
  readonly streamedCpuMs: number;
  /** The most memory the process held. */
  readonly peakMB: number;
}

/**
 * Streams the one file of a folder in a process of its own.
 *
 * @param command The runtime; that of this process if left out.
 */
export async function streamFolder(
  folder: string,
  flavor: SqlFlavor,
  command: readonly string[] = thisRuntime(),
): Promise<Streaming> {
  const program = fileURLToPath(new URL("./read_script.ts", import.meta.url));
  const [file = "", ...flags] = command;
  const child = spawn(file, [...flags, program, folder, flavor], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  const complained: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => said.push(text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => complained.push(text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) throw new Error(`${file} ended with ${code}: ${complained.join("")}`);
  return JSON.parse(said.join("")) as Streaming;
}

function thisRuntime(): readonly string[] {
  const isDeno = process.versions["deno"] !== undefined;
  const flags = isDeno ? ["run", "--quiet", "--no-check", "--allow-all"] : [];
  return [process.execPath, ...flags];
}

import { execFile, spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";

/** Runs a program to its end; its standard output. Fails with the last lines it wrote. */
export function run(
  file: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly input?: string } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const limits = {
      maxBuffer: 64 << 20,
      ...options.cwd === undefined ? {} : { cwd: options.cwd },
    };
    const child = execFile(file, [...args], limits, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const said = (stderr || stdout).trim().split("\n").slice(-5).join("\n");
      reject(new Error(`${file} failed: ${said || error.message}`));
    });
    child.stdin?.on("error", () => {}); // it ended early: its exit code tells
    child.stdin?.end(options.input ?? "");
  });
}

/** The path of the first of these programs that stands on the PATH (or in the system folders). */
export function findProgram(...names: readonly string[]): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  if (process.platform !== "win32") folders.push("/usr/local/sbin", "/usr/sbin", "/sbin");
  const suffix = process.platform === "win32" ? ".exe" : "";
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name + suffix);
      if (runs(path)) return path;
    }
  }
  return undefined;
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether a program ends with code 0. */
export function succeeds(file: string, args: readonly string[]): boolean {
  return spawnSync(file, [...args], { stdio: "ignore" }).status === 0;
}

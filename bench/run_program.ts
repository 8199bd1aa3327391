import { spawn } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../cli.ts", import.meta.url));

/** Runs a program to its end; what it wrote. @throws {Error} If its exit code is not 0. */
export function runProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { ...process.env, NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => said += text);
    }
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(said);
      else reject(new Error(`${program} ended with ${code}: ${said}`));
    });
  });
}

/** Runs the command line as a process of the runtime this one is. */
export function runCli(args: readonly string[], url: string): Promise<string> {
  const flags = process.versions["deno"] === undefined ? [] : ["run", "--allow-all"];
  return runProgram(process.execPath, [...flags, cli, ...args], { DATABASE_URL: url });
}

import { readdirSync, readFileSync } from "node:fs";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";

/**
 * SIGKILL for a process and, on Linux, everything that descends from it: a
 * database server's sessions, which would otherwise go on for a while without
 * it. Returns once all but the process itself, which its parent waits for, are gone.
 */
export async function killTree(pid: number): Promise<void> {
  const family = [pid, ...descendants(pid)];
  // the server first: it must not see its sessions end and act on it
  for (const member of family) kill(member);
  while (family.slice(1).some((member) => lives(member))) await pause(10);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as { code?: string }).code !== "ESRCH") throw error; // it ended by itself
  }
}

function descendants(pid: number): number[] {
  const found = children(pid);
  return found.flatMap((child) => [child, ...descendants(child)]);
}

function children(pid: number): number[] {
  return tasks(pid).flatMap((task) =>
    read(`/proc/${pid}/task/${task}/children`).split(" ").filter(Boolean).map(Number)
  );
}

function tasks(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return []; // gone, or a system without such a folder
  }
}

/** A zombie, whom only its parent can remove, holds nothing any more. */
function lives(pid: number): boolean {
  const status = read(`/proc/${pid}/stat`);
  return status !== "" && !/\) [ZX] /.test(status);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

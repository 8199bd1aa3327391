import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readdirSync } from "node:fs";
import { rm, statfs, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import type { ChaosDatabase } from "../engines/engine.ts";
import type { Random } from "../random.ts";
import type { Disturbance } from "./disturbance.ts";

const DISK_BYTES = 24 << 20;

/** The file lies on a small disk of its own, which runs full while the runner writes. */
export const fullDisk: Disturbance = {
  name: "disk full",
  weight: 10,
  gated: false,
  passive: true,
  unfit: ({ flavor }) =>
    flavor !== "sqlite"
      ? "the disk is the server's"
      : canMount()
      ? null
      : "mounting a small disk takes root on Linux",
  around: (database, random) => fill(database, random),
  // the disk is full from the start: what is left decides the instant
  strike: async ({ runner }) => {
    await runner.ended;
    return [];
  },
};

function canMount(): boolean {
  return process.platform === "linux" && process.getuid?.() === 0 && existsSync("/bin/mount") &&
    mayMount();
}

let allowed: boolean | undefined;

/** Root in a container may still not be allowed to. */
function mayMount(): boolean {
  if (allowed !== undefined) return allowed;
  try {
    execFileSync("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], { stdio: "ignore" });
    return allowed = true;
  } catch {
    return allowed = false;
  }
}

/** Mounts the disk over the file's folder and leaves a few pages free on it. */
async function fill({ name }: ChaosDatabase, random: Random): Promise<() => Promise<void>> {
  const folder = dirname(name);
  const before = `${folder}-before`;
  move(folder, before);
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_BYTES}`, "tmpfs", folder]);
  move(before, folder);
  const { bavail, bsize } = await statfs(folder);
  const free = random.int(0, 60) * 4096;
  const ballast = join(folder, "ballast");
  await writeFile(ballast, new Uint8Array(Math.max(0, bavail * bsize - free)));
  return async () => {
    await rm(ballast);
    // what lay there before is old, too
    await rm(before, { recursive: true });
    move(folder, before);
    execFileSync("umount", [folder]);
    // what lay here before the disk is old: a stale -wal would be replayed over the file
    for (const file of readdirSync(folder)) await rm(join(folder, file));
    move(before, folder);
    await rm(before, { recursive: true, force: true });
  };
}

function move(from: string, to: string): void {
  execFileSync("mkdir", ["-p", to]);
  for (const file of readdirSync(from)) {
    copyFileSync(join(from, file), join(to, basename(file)));
  }
}

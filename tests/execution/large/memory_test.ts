import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { bareEnvironment, commandLine, onDeno } from "../../cli/program.ts";
import { databases } from "../../contract/databases.ts";

const MEGABYTES = 64;
const MOST_MEGABYTES = 150;
const SAMPLE_MS = 20;
const seen = onDeno && existsSync("/proc/self/status");
const UNSEEN = "how much memory a process had at most is told by /proc, and promised on Deno";

const row = (n: number) => `(${n}, '${"x".repeat(900)}')`;
const KINDS: Readonly<Record<string, (n: number) => string>> = {
  "an INSERT for each row": (n) => `INSERT INTO birds VALUES ${row(n)};\n`,
  "INSERTs of a megabyte": (n) =>
    `INSERT INTO birds VALUES ${
      Array.from({ length: 1100 }, (_, at) => row(n * 1100 + at)).join(",\n")
    };\n`,
};

async function write(folder: string, textOf: (n: number) => string): Promise<void> {
  const file = await open(join(folder, "1_birds.up.sql"), "w");
  await file.write("CREATE TABLE birds (n INT, pad VARCHAR(1000));\n");
  for (let n = 0, bytes = 0; bytes < MEGABYTES * 1e6; n++) {
    bytes += (await file.write(textOf(n))).bytesWritten;
  }
  await file.close();
}

/** Runs the command line. @returns The most memory it had at any time, in MB */
function peakOf(url: string, folder: string): Promise<number> {
  const [file = "", ...args] = commandLine(["migrate", "--database", url, "--dir", folder], {
    permissions: ["--allow-all"],
  });
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      env: bareEnvironment(),
      stdio: ["ignore", "ignore", "pipe"],
    });
    let [peak, wrong] = [0, ""];
    const sampling = setInterval(() => {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
        peak = Math.max(peak, Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024);
      } catch {
        // it has just ended
      }
    }, SAMPLE_MS);
    child.stderr.on("data", (data) => wrong += data);
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(sampling);
      if (code === 0) resolve(peak);
      else reject(new Error(wrong));
    });
  });
}

for (const database of databases) {
  for (const [kind, textOf] of Object.entries(KINDS)) {
    test(
      `${database.name}: a file of ${MEGABYTES} MB, ${kind}, is applied with less than ${MOST_MEGABYTES} MB`,
      { skip: seen ? database.skip : UNSEEN, timeout: 180_000 },
      async () => {
        const fresh = await database.fresh();
        const folder = await mkdtemp(join(tmpdir(), "dunlin-large-"));
        try {
          await write(folder, textOf);
          const peak = await peakOf(fresh.url, folder);
          assert.ok(peak > 0 && peak < MOST_MEGABYTES, `${Math.round(peak)} MB`);
        } finally {
          await rm(folder, { recursive: true });
          await fresh.dispose();
        }
      },
    );
  }
}

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { setTimeout as pause } from "node:timers/promises";
import { startServer } from "./server_process.ts";

const skip = process.platform === "win32" && "the stand-in for a server is a POSIX shell";
const newFolder = () => mkdtemp(join(tmpdir(), "dunlin-server-test-"));

/** A stand-in for a server: it writes its process id, and from then on it is up. */
function standIn(folder: string) {
  return {
    command: [
      "sh",
      "-c",
      `echo $$ > "$0/pid.new" && mv "$0/pid.new" "$0/pid"; exec sleep 600`,
      folder,
    ],
    folder,
    signal: "SIGTERM" as const,
    answers: () => readFile(join(folder, "pid")),
  };
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!holds()) {
    assert.ok(Date.now() < deadline, "it did not come to pass within 20 s");
    await pause(20);
  }
}

test("stop() ends the server and removes its folder", { skip }, async () => {
  const folder = await newFolder();
  const { stop } = await startServer(standIn(folder));
  const pid = Number(await readFile(join(folder, "pid"), "utf8"));
  assert.ok(lives(pid));
  await stop();
  assert.ok(!lives(pid));
  assert.ok(!existsSync(folder));
});

test("kill() ends the server with all it started, and its folder stays", { skip }, async () => {
  const folder = await newFolder();
  const family = `sleep 600 & echo $! > "$0/child"; echo $$ > "$0/pid"; wait`;
  const command = ["sh", "-c", family, folder];
  const { kill, stop } = await startServer({ ...standIn(folder), command });
  const pids = await Promise.all(
    ["pid", "child"].map(async (file) => Number(await readFile(join(folder, file), "utf8"))),
  );
  await kill();
  await kill();
  await until(() => !pids.some(lives)); // whoever inherits a child removes it when it likes
  assert.ok(existsSync(folder));
  await stop();
  assert.ok(!existsSync(folder));
});

test(
  "restart() starts a killed server again in its folder, and only a killed one",
  { skip },
  async () => {
    const folder = await newFolder();
    const { kill, restart, stop } = await startServer(standIn(folder));
    const pid = async () => Number(await readFile(join(folder, "pid"), "utf8"));
    const first = await pid();
    await assert.rejects(restart(), /only a killed server/);
    await kill();
    await rm(join(folder, "pid"));
    await restart();
    assert.notEqual(await pid(), first);
    assert.ok(lives(await pid()));
    await stop();
    assert.ok(!existsSync(folder));
  },
);

test("a server that ends at once is told with the end of its log", { skip }, async () => {
  const folder = await newFolder();
  const command = ["sh", "-c", "echo no such option; exit 7"];
  const broken = { ...standIn(folder), command, answers: () => Promise.reject(new Error("down")) };
  await assert.rejects(startServer(broken), /ended at once.*\nno such option/s);
  assert.ok(!existsSync(folder));
});

test("a killed suite leaves no server behind", { skip }, async () => {
  const folder = await newFolder();
  const script = join(folder, "suite.mjs");
  const module = pathToFileURL(join(import.meta.dirname!, "server_process.ts")).href;
  const server = `{ ...${JSON.stringify(standIn(folder))}, answers: () => fs.readFile(${
    JSON.stringify(join(folder, "pid"))
  }) }`;
  await writeFile(
    script,
    `import * as fs from "node:fs/promises"; import process from "node:process";
     const { startServer } = await import(${JSON.stringify(module)});
     await startServer(${server}); process.kill(process.pid, "SIGKILL");`,
  );
  const run = "Deno" in globalThis ? ["run", "--allow-all", "--quiet"] : [];
  const suite = spawn(process.execPath, [...run, script], { stdio: "inherit" });
  const ended = once(suite, "exit");
  await until(() => existsSync(join(folder, "pid")));
  const pid = Number(await readFile(join(folder, "pid"), "utf8"));
  await ended;
  await until(() => !lives(pid) && !existsSync(folder));
});

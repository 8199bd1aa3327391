import { type ChildProcess, spawn } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { requiredServers } from "../contract/required_servers.ts";
import { type Servers, startServers } from "./servers/servers.ts";
import { addCounts, countsLine, judgeRun, noTests, type TestCounts } from "./test_counts.ts";

/** A test runner as a process that writes a JUnit report. */
export interface TestCommand {
  readonly command: readonly string[];
  readonly cwd?: string;
}

/** Runs one test runner; it may be called again and again, one after another. */
export type RunTests = (make: (report: string) => TestCommand) => Promise<TestCounts>;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Starts the servers, lets the runners run, stops the servers whatever
 * happens, and prints the counts as the last line. The exit code is set.
 */
export async function runSuite(body: (runTests: RunTests) => Promise<TestCounts>): Promise<void> {
  let child: ChildProcess | undefined;
  let interrupted = false;
  // the runner is told and ends first; the servers are stopped after it, below
  const interrupt = (signal: NodeJS.Signals) => {
    interrupted = true;
    child?.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  const servers = await startServers();
  let counts = noTests;
  try {
    for (const line of servers.lines) say(line);
    counts = missing(servers);
    const running = body(async (make) => {
      if (interrupted) return noTests;
      return await runOne(make, servers, (started) => child = started);
    });
    counts = addCounts(counts, await running);
  } finally {
    await servers.stop();
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
  say(countsLine(counts));
  process.exitCode = interrupted ? 130 : counts.failed > 0 ? 1 : 0;
}

/** Every required server that is not there is a failure of its own. */
function missing(servers: Servers): TestCounts {
  const required = requiredServers(process.env);
  const failed = servers.missing.filter((name) => required.includes(name));
  for (const name of failed) say(`${name}: required, and not there`);
  return { ...noTests, failed: failed.length };
}

async function runOne(
  make: (report: string) => TestCommand,
  servers: Servers,
  onStart: (child: ChildProcess) => void,
): Promise<TestCounts> {
  const report = join(tmpdir(), `dunlin-report-${process.pid}-${Date.now()}.xml`);
  const { command: [file, ...args], cwd } = make(report);
  const child = spawn(file!, args, {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...servers.environment, DUNLIN_TEST_RUN: String(process.pid) },
    ...cwd === undefined ? {} : { cwd },
  });
  onStart(child);
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
  const junit = await readFile(report, "utf8").catch(() => undefined);
  await rm(report, { force: true });
  return judgeRun(junit, code);
}

/** Prints a line of the suite's own. */
export function say(line: string): void {
  process.stdout.write(line + "\n");
}

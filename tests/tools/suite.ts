import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import type { Readable, Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { requiredServers } from "../contract/required_servers.ts";
import { type Servers, startServers } from "./servers/servers.ts";
import {
  addCounts,
  countsLine,
  judgeRun,
  noTests,
  type ReadSummary,
  type TestCounts,
} from "./test_counts.ts";

/** A test runner as a process, and how its own summary is read. */
export interface TestCommand {
  readonly command: readonly string[];
  readonly summary: ReadSummary;
  readonly cwd?: string;
}

/** Runs one test runner; it may be called again and again, one after another. */
export type RunTests = (command: TestCommand) => Promise<TestCounts>;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** More than any runner's summary, and what it says of failures before it is shown anyway. */
const KEPT_CHARACTERS = 20_000;

/**
 * Starts the servers these test files need, lets the runners run, stops the
 * servers whatever happens, and prints the counts as the last line. The exit
 * code is set.
 */
export async function runSuite(
  files: readonly string[],
  body: (runTests: RunTests) => Promise<TestCounts>,
): Promise<void> {
  let child: ChildProcess | undefined;
  let interrupted = false;
  // the runner is told and ends first; the servers are stopped after it, below
  const interrupt = (signal: NodeJS.Signals) => {
    interrupted = true;
    child?.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  const servers = await startServers(files);
  let counts = noTests;
  try {
    for (const line of servers.lines) say(line);
    counts = missing(servers);
    const ran = await body(async (command) => {
      if (interrupted) return noTests;
      child = startRunner(command, servers);
      return await outcome(child, command.summary);
    });
    counts = addCounts(counts, ran);
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

function startRunner(
  { command: [file, ...args], cwd }: TestCommand,
  servers: Servers,
): ChildProcess {
  const colours = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
  return spawn(file!, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      ...servers.environment,
      ...colours ? { FORCE_COLOR: "1" } : {},
      DUNLIN_TEST_RUN: String(process.pid),
    },
    ...cwd === undefined ? {} : { cwd },
  });
}

/** Passes on what the runner prints and reads its summary there. */
async function outcome(child: ChildProcess, summary: ReadSummary): Promise<TestCounts> {
  let printed = "";
  const keep = (text: string) => {
    printed = (printed + text).slice(-KEPT_CHARACTERS);
  };
  const pass = (from: Readable | null, to: Writable) => {
    from?.setEncoding("utf8").on("data", (text: string) => {
      keep(text);
      to.write(text);
    });
  };
  pass(child.stdout, process.stdout);
  pass(child.stderr, process.stderr);
  // "close" comes after the last of the output, "exit" may come before
  const [code] = await once(child, "close") as [number | null];
  return judgeRun(summary(stripVTControlCharacters(printed)), code ?? 1);
}

/** Prints a line of the suite's own. */
export function say(line: string): void {
  process.stdout.write(line + "\n");
}

import { readFileSync } from "node:fs";
import process from "node:process";
import { directoryWithLimit } from "../../src/sources/directory.ts";
import type { SqlFlavor } from "../../src/sql/statement.ts";
import { StatementStream } from "../../src/sql/statement_stream.ts";

/**
 * Lists a folder with one large file, streams that through the splitter and
 * prints as JSON what it took: a process of its own, because its peak of memory
 * is what is asked.
 *
 * Arguments: folder, flavour, the limit in bytes from which on a file is large.
 */
const [folder = "", flavor = "postgres", limit = "1000"] = process.argv.slice(2);
const started = performance.now();
const busy = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const busyBefore = busy();
const [file] = await directoryWithLimit(folder, {}, Number(limit)).list();
const listed = performance.now();
const busyListed = busy();
const large = file?.large;
if (large === undefined) throw new Error("the folder holds no large file");
const stream = new StatementStream({ flavor: flavor as SqlFlavor });
const reading = large.read();
let statements = 0;
let data = 0;
const problems: string[] = [];
const take = (found: ReturnType<StatementStream["push"]>): void => {
  for (const one of found) {
    if (one.kind === "statement") statements++;
    else if (one.kind === "data") data += one.text.length;
    else if (one.kind === "problem") problems.push(one.problem.code);
  }
};
for await (const text of reading) {
  take(stream.push(text));
  if (problems.length > 0) break;
}
take(stream.end());
const ended = performance.now();
const busyEnded = busy();
const megabytes = large.bytes / 1024 ** 2;
process.stdout.write(
  JSON.stringify({
    statements,
    data,
    problems,
    same: problems.length > 0 || reading.checksum() === large.checksum,
    listedMBs: Math.round(megabytes / (listed - started) * 1000),
    streamedMBs: Math.round(megabytes / (ended - listed) * 1000),
    listedCpuMs: Math.round(busyListed - busyBefore),
    streamedCpuMs: Math.round(busyEnded - busyListed),
    peakMB: peak(),
  }) + "\n",
);

/** The most this process has held, in MB. */
function peak(): number {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8")) ??
      [];
    return Math.round(Number(kilobytes) / 1024);
  } catch {
    return Math.round(process.resourceUsage().maxRSS / 1024);
  }
}

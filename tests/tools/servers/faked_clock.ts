import { existsSync } from "node:fs";
import { copyFile, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inServerFolder } from "./account.ts";
import { unpackDebian } from "./debian_package.ts";
import { startMysqlIn } from "./mysql_server.ts";
import { startPostgresIn } from "./postgres_server.ts";
import type { RunningServer } from "./server_process.ts";

/** A server whose clock can be set; no other program sees it. */
export interface ServerOnFakedClock extends RunningServer {
  /** Sets its clock so many hours before (negative) or after this machine's. */
  jump(hours: number): Promise<void>;
}

/**
 * Starts a server under libfaketime (Debian's, unpacked into the cache), which
 * answers in the system's place what time it is. Timers and the monotonic clock
 * are real: what a jump of the machine's clock leaves alone is left alone.
 *
 * @throws {Error} If there is no such library here, or the server does not start with it
 */
export function startOnFakedClock(
  name: "postgres" | "mysql" | "mariadb",
): Promise<ServerOnFakedClock> {
  return inServerFolder(name, async (folder) => {
    const library = join(folder, "libfaketime.so");
    await copyFile(await findLibrary(), library);
    const offset = join(folder, "offset");
    const jump = async (hours: number) => {
      await writeFile(`${offset}.new`, `${hours < 0 ? "-" : "+"}${Math.abs(hours)}h\n`);
      await rename(`${offset}.new`, offset);
    };
    await jump(0);
    // deno-fmt-ignore
    const launcher = ["env", `LD_PRELOAD=${library}`, `FAKETIME_TIMESTAMP_FILE=${offset}`,
      "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1", "DONT_FAKE_MONOTONIC=1"];
    const server = name === "postgres"
      ? (await startPostgresIn(folder, launcher))[0]
      : await startMysqlIn(folder, name, launcher);
    return { ...server, jump };
  });
}

/** The library for programs with threads. */
async function findLibrary(): Promise<string> {
  const root = await unpackDebian("libfaketime", "system");
  const lib = join(root, "usr/lib");
  for (const triplet of await readdir(lib)) {
    const library = join(lib, triplet, "faketime", "libfaketimeMT.so.1");
    if (existsSync(library)) return library;
  }
  throw new Error(`${root} does not hold libfaketime`);
}

import process from "node:process";
import { wantedDatabases } from "../../contract/required_servers.ts";
import { startMariadb, startMysql } from "./mysql_server.ts";
import { startPostgres } from "./postgres_server.ts";
import type { RunningServer } from "./server_process.ts";

const STARTS: Readonly<Record<string, () => Promise<RunningServer>>> = {
  postgres: startPostgres,
  mysql: startMysql,
  mariadb: startMariadb,
};

/** What a suite run has to work with. */
export interface Servers {
  /** `TEST_POSTGRES_URL` and its like, for the tests' processes. */
  readonly environment: Readonly<Record<string, string>>;
  /** One line for each server, with the reason where there is none. */
  readonly lines: readonly string[];
  /** The names of those that could not be had. */
  readonly missing: readonly string[];
  /** Stops those started here; again does nothing. */
  stop(): Promise<void>;
}

/**
 * Takes the servers the environment names and starts the others, all at once.
 * `DUNLIN_DATABASES` (a list of names, may be empty) says which are wanted at all.
 */
export async function startServers(): Promise<Servers> {
  const wanted = wantedDatabases(process.env);
  const entries = await Promise.all(
    Object.keys(STARTS).map((name) => have(name, wanted?.includes(name) ?? true)),
  );
  let stopping: Promise<unknown> | undefined;
  return {
    environment: Object.assign({}, ...entries.map((entry) => entry.environment)),
    lines: entries.map((entry) => entry.line),
    missing: entries.filter((entry) => entry.missing).map((entry) => entry.name),
    stop: async () => {
      await (stopping ??= Promise.all(entries.map((entry) => entry.stop?.())));
    },
  };
}

interface Entry {
  readonly name: string;
  readonly line: string;
  readonly missing: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly stop?: () => Promise<void>;
}

async function have(name: string, wanted: boolean): Promise<Entry> {
  const variable = `TEST_${name.toUpperCase()}_URL`;
  const given = { name, environment: {} };
  if (process.env[variable]) return { ...given, line: `${name}: ${variable}`, missing: false };
  if (!wanted) return { ...given, line: `${name}: not wanted`, missing: true };
  const began = Date.now();
  try {
    const server = await STARTS[name]!();
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    return {
      name,
      line: `${name}: ${server.description}, started in ${seconds} s`,
      missing: false,
      environment: { [variable]: server.url, ...server.environment },
      stop: server.stop,
    };
  } catch (error) {
    const reason = (error as Error).message;
    const next = `set ${variable} to a server with full rights to run its tests`;
    return { ...given, line: `${name}: none: ${reason}\n  ${next}`, missing: true };
  }
}

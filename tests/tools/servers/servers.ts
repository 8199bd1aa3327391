import process from "node:process";
import { fileURLToPath } from "node:url";
import { wantedDatabases } from "../../contract/required_servers.ts";
import { importedFiles } from "../imported_files.ts";
import { startGalera } from "./galera_cluster.ts";
import { startMariadb, startMysql } from "./mysql_server.ts";
import { startPgbouncer } from "./pgbouncer_server.ts";
import { startPostgres } from "./postgres_server.ts";
import type { RunningServer } from "./server_process.ts";

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

/** A server the suite can start. */
interface Offer {
  readonly name: string;
  /** The variable that names it; one that is set is used and nothing is started. */
  readonly variable: string;
  readonly start: () => Promise<Started>;
}

interface Started {
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

interface Entry {
  readonly name: string;
  readonly line: string;
  readonly missing: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly stop?: () => Promise<void>;
}

/**
 * Takes the servers the environment names and starts the others, all at once:
 * the databases, and of pooler and cluster what these test files import
 * (tests/contract/pooled.ts, clusters.ts). `DUNLIN_DATABASES` (a list of
 * names, may be empty) says which are wanted at all.
 */
export async function startServers(files: readonly string[]): Promise<Servers> {
  const imported = await importedFiles(files);
  const imports = (file: string) =>
    imported.has(fileURLToPath(new URL(`../../contract/${file}`, import.meta.url)));
  const postgres = have(onServer("postgres", startPostgres));
  const entries = await Promise.all([
    postgres,
    have(onServer("mysql", startMysql)),
    have(onServer("mariadb", startMariadb)),
    ...imports("pooled.ts") ? [have(pgbouncer(postgres))] : [],
    ...imports("clusters.ts") ? [have(galera)] : [],
  ]);
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

function onServer(name: string, start: () => Promise<RunningServer>): Offer {
  const variable = `TEST_${name.toUpperCase()}_URL`;
  return { name, variable, start: async () => started(variable, await start()) };
}

/** The pooler waits for the server it stands before. */
function pgbouncer(postgres: Promise<Entry>): Offer {
  const variable = "TEST_PGBOUNCER_URL";
  return {
    name: "pgbouncer",
    variable,
    start: async () => {
      const { environment } = await postgres;
      const url = environment["TEST_POSTGRES_URL"] ?? process.env["TEST_POSTGRES_URL"];
      if (!url) throw new Error("there is no PostgreSQL to stand before");
      return started(variable, await startPgbouncer(url));
    },
  };
}

const galera: Offer = {
  name: "galera",
  variable: "TEST_GALERA_URLS",
  start: async () => {
    const { urls, description, stop } = await startGalera();
    return { description, environment: { TEST_GALERA_URLS: urls.join(",") }, stop };
  },
};

function started(variable: string, server: RunningServer): Started {
  const { url, description, environment, stop } = server;
  return { description, environment: { [variable]: url, ...environment }, stop };
}

async function have({ name, variable, start }: Offer): Promise<Entry> {
  const given = { name, environment: {} };
  if (process.env[variable]) return { ...given, line: `${name}: ${variable}`, missing: false };
  if (!(wantedDatabases(process.env)?.includes(name) ?? true)) {
    return { ...given, line: `${name}: not wanted`, missing: true };
  }
  const began = Date.now();
  try {
    const { description, environment, stop } = await start();
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    const line = `${name}: ${description}, started in ${seconds} s`;
    return { name, line, missing: false, environment, stop };
  } catch (error) {
    const reason = (error as Error).message;
    const next = `set ${variable} to a server with full rights to run its tests`;
    return { ...given, line: `${name}: none: ${reason}\n  ${next}`, missing: true };
  }
}

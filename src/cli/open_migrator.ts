import process from "node:process";
import { parseDatabaseUrl } from "../drivers/database_url.ts";
import { DunlinError } from "../errors.ts";
import type { EventListener } from "../events/event.ts";
import type { LockKind } from "../execution/held_lock.ts";
import { ownProcess } from "../drivers/give_back.ts";
import { Migrator } from "../execution/migrator.ts";
import type { Source } from "../sources/source.ts";
import type { Policy } from "../plan/step.ts";
import type { CommandContext } from "./command.ts";
import { usageError } from "./usage_error.ts";
import { variablesOf } from "./variables.ts";

/** How a command wants its migrator. */
export interface Opening {
  /** For status and dry runs: nothing is written, no file is made. */
  readonly readOnly: boolean;
  readonly onEvent?: EventListener;
  /** It works on what the history says: files that are gone or broken do not matter. */
  readonly withoutFiles?: true;
  /** A server that has no session to give is told at once: the caller asks again by itself. */
  readonly asksOnce?: true;
}

const NO_FILES: Source = {
  description: "no files",
  namespace: "",
  list: () => Promise.resolve([]),
};

type ConnectArguments = Parameters<typeof Migrator.connect>[1];

/**
 * A migrator as the settings of a call describe it.
 *
 * @throws {DunlinError} `missing-url`, and whatever stands in the way of a session
 */
export async function openMigrator(context: CommandContext, opening: Opening): Promise<Migrator> {
  const url = databaseUrl(context);
  const target = parseDatabaseUrl(url, { env: context.env });
  const inProcess = target.dialect === "sqlite";
  const options = connectArguments(context, opening);
  ownProcess();
  const migrator = await connected(url, options, inProcess && opening.readOnly);
  if (!opening.readOnly) context.setWork(inProcess ? "in-process" : "on-server");
  return migrator;
}

async function connected(
  url: string,
  options: ConnectArguments,
  looksAtFile: boolean,
): Promise<Migrator> {
  try {
    return await Migrator.connect(url, options);
  } catch (error) {
    if (!(looksAtFile && isMissingFile(error))) throw error;
    // a file that is not there yet has an empty history; looking must not make it
    return await Migrator.connect("sqlite::memory:", { ...options, readOnly: false });
  }
}

/** The URL of the call. @throws {DunlinError} `missing-url` */
export function databaseUrl({ settings }: CommandContext): string {
  if (settings.database) return settings.database.value;
  if (settings.denied.includes("DATABASE_URL")) {
    throw new DunlinError(
      "missing-url",
      "no database was named, and DATABASE_URL may not be read",
      {
        next: "run Deno with --allow-env=DATABASE_URL, or give --database URL",
      },
    );
  }
  throw new DunlinError("missing-url", "no database was named", {
    next: "give one: --database URL, DATABASE_URL=URL in the environment, or " +
      '"database": "URL" in dunlin.json; for example sqlite:app.db or postgres://user@host/name',
  });
}

function isMissingFile(error: unknown): boolean {
  return error instanceof DunlinError && error.code === "database-missing";
}

function connectArguments(context: CommandContext, opening: Opening): ConnectArguments {
  const { settings, options, manifest } = context;
  const order = settings.file["order"];
  const role = options["role"] ?? settings.file["role"];
  const transaction = options["transaction"] ?? settings.file["transaction"];
  return {
    migrations: opening.withoutFiles ? NO_FILES : manifest ?? settings.dir.value,
    table: settings.table.value,
    policy: policyOf(context),
    readOnly: opening.readOnly,
    ...limitsOf(context),
    ...(opening.asksOnce ? { retries: 0 } : {}),
    ...(transaction === undefined ? {} : { transaction: transaction as "each" | "all" }),
    ...(typeof role === "string" ? { role } : {}),
    vars: variablesOf(context),
    signal: context.signal,
    environment: context.env,
    applicationName: `dunlin pid ${process.pid}`,
    ...(settings.env ? { env: settings.env.value } : {}),
    ...(order === undefined ? {} : { order: order as "number" | "text" }),
    ...(opening.onEvent ? { onEvent: opening.onEvent } : {}),
  };
}

function policyOf({ options, settings }: CommandContext): Partial<Policy> {
  const choice = (flag: string, key: string) => options[flag] ?? settings.file[key];
  const policy = {
    outOfOrder: choice("out-of-order", "outOfOrder"),
    changed: choice("changed", "changed"),
    missing: choice("missing", "missing"),
    newer: choice("newer", "newer"),
    storedDown: options["stored-down"],
  };
  return Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined));
}

type Limits = Pick<
  ConnectArguments,
  | "lock"
  | "lockWaitSeconds"
  | "leaseSeconds"
  | "retries"
  | "lockTimeoutMs"
  | "statementTimeoutMs"
>;

// what nobody gave is left out: the library's own defaults hold
function limitsOf(context: CommandContext): Limits {
  const lockWait = seconds(context, "lock-wait", "lockWait");
  const lease = seconds(context, "lease", "lease");
  if (lease !== undefined && lease < 1) {
    throw usageError(`--lease cannot be ${lease}`, "it is a number of seconds, 1 or more");
  }
  const retries = wholeNumber(context, "retries", "retries");
  const lock = context.options["lock"] ?? context.settings.file["lock"];
  const lockTimeout = seconds(context, "lock-timeout", "lockTimeout");
  const statementTimeout = seconds(context, "statement-timeout", "statementTimeout");
  return {
    ...(lock === undefined ? {} : { lock: lock as LockKind }),
    ...(lease === undefined ? {} : { leaseSeconds: lease }),
    ...(retries === undefined ? {} : { retries }),
    ...(lockWait === undefined ? {} : { lockWaitSeconds: lockWait }),
    ...(lockTimeout === undefined ? {} : { lockTimeoutMs: Math.round(lockTimeout * 1000) }),
    ...(statementTimeout === undefined
      ? {}
      : { statementTimeoutMs: Math.round(statementTimeout * 1000) }),
  };
}

function wholeNumber(context: CommandContext, flag: string, key: string): number | undefined {
  const given = context.options[flag];
  if (typeof given !== "string") return context.settings.file[key] as number | undefined;
  if (/^\d+$/.test(given.trim())) return Number(given);
  throw usageError(
    `--${flag} cannot be ${JSON.stringify(given)}`,
    "it is a whole number, 0 or more",
  );
}

function seconds(context: CommandContext, flag: string, key: string): number | undefined {
  const given = context.options[flag];
  if (typeof given !== "string") return context.settings.file[key] as number | undefined;
  const value = given.trim() === "" ? NaN : Number(given);
  if (Number.isFinite(value) && value >= 0) return value;
  throw usageError(
    `--${flag} cannot be ${JSON.stringify(given)}`,
    "it is a number of seconds, 0 or more",
  );
}

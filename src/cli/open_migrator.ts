import process from "node:process";
import { parseDatabaseUrl } from "../drivers/database_url.ts";
import { DunlinError } from "../errors.ts";
import type { EventListener } from "../events/event.ts";
import { Migrator } from "../execution/migrator.ts";
import type { Policy } from "../plan/step.ts";
import type { CommandContext } from "./command.ts";
import { usageError } from "./usage_error.ts";

/** How a command wants its migrator. */
export interface Opening {
  /** For status and dry runs: nothing is written, no file is made. */
  readonly readOnly: boolean;
  readonly onEvent?: EventListener;
}

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
  context.onUnstoppable(inProcess && !opening.readOnly);
  const options = connectArguments(context, opening);
  try {
    return await Migrator.connect(url, options);
  } catch (error) {
    if (!(inProcess && opening.readOnly && isMissingFile(error))) throw error;
    // a file that is not there yet has an empty history; looking must not make it
    return await Migrator.connect("sqlite::memory:", { ...options, readOnly: false });
  }
}

/** The URL of the call. @throws {DunlinError} `missing-url` */
export function databaseUrl({ settings }: CommandContext): string {
  if (settings.database) return settings.database.value;
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
  return {
    migrations: manifest ?? settings.dir.value,
    table: settings.table.value,
    policy: policyOf(context),
    readOnly: opening.readOnly,
    transaction: (options["transaction"] ?? settings.file["transaction"] ?? "each") as
      | "each"
      | "all",
    lockWaitSeconds: seconds(context, "lock-wait", "lockWait", 60),
    lockTimeoutMs: seconds(context, "lock-timeout", "lockTimeout", 5) * 1000,
    statementTimeoutMs: seconds(context, "statement-timeout", "statementTimeout", 0) * 1000,
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

function seconds(context: CommandContext, flag: string, key: string, fallback: number): number {
  const given = context.options[flag];
  if (typeof given !== "string") return Number(context.settings.file[key] ?? fallback);
  const value = Number(given);
  if (Number.isFinite(value) && value >= 0) return value;
  throw usageError(
    `--${flag} cannot be ${JSON.stringify(given)}`,
    "it is a number of seconds, 0 or more",
  );
}

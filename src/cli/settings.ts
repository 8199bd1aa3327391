import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, join, relative } from "node:path";
import process from "node:process";
import { databaseUrlFromEnvironment } from "../drivers/database_url.ts";
import { withSecretFiles } from "../drivers/secret_files.ts";
import type { Environment } from "../drivers/target.ts";
import { DEFAULT_TABLE } from "../dialects/own_tables.ts";
import { DunlinError } from "../errors.ts";
import { nearestWord } from "../nearest_word.ts";
import type { OptionValues } from "./command.ts";
import { readableEnvironment } from "./environment.ts";

/** A value and where it came from, so that an error can name it. */
export interface Setting<Value> {
  readonly value: Value;
  /** `--dir`, `DATABASE_URL`, `dunlin.json`, `the default`. */
  readonly origin: string;
}

/** What a call works with, once flags, environment, file and defaults are settled. */
export interface Settings {
  /** null: nobody named a database. */
  readonly database: Setting<string> | null;
  readonly dir: Setting<string>;
  readonly table: Setting<string>;
  /** The folder of the seeds. */
  readonly seeds: Setting<string>;
  readonly env: Setting<string> | null;
  /** Of the configuration file: everything else it says, by its own key. */
  readonly file: Readonly<Record<string, string | number>>;
  /** Variables the runtime did not let be read; they count as not set. */
  readonly denied: readonly string[];
  /** The configuration file that was read, if there was one. */
  readonly configFile: string | null;
}

const DEFAULT_DIR = "migrations";
const DEFAULT_SEEDS = "seeds";

/** What a setting may be; `text` is never empty. A list names every choice. */
export type Rule = "text" | "seconds" | "whole number" | readonly string[];

/** The keys of `dunlin.json`, and what each may be. */
export const CONFIGURATION_KEYS: Readonly<Record<string, Rule>> = {
  database: "text",
  dir: "text",
  table: "text",
  seeds: "text",
  env: "text",
  tasks: "text",
  role: "text",
  order: ["number", "text"],
  transaction: ["each", "all"],
  lockWait: "seconds",
  lock: ["auto", "native", "lease"],
  lease: "seconds",
  retries: "whole number",
  grace: "seconds",
  lockTimeout: "seconds",
  statementTimeout: "seconds",
  outOfOrder: ["refuse", "warn", "allow"],
  changed: ["refuse", "warn"],
  missing: ["refuse", "warn"],
  newer: ["refuse", "allow"],
};

/** What a call works with that neither reads nor needs any setting. */
export const DEFAULT_SETTINGS: Settings = {
  database: null,
  dir: { value: DEFAULT_DIR, origin: "the default" },
  table: { value: DEFAULT_TABLE, origin: "the default" },
  seeds: { value: DEFAULT_SEEDS, origin: "the default" },
  env: null,
  file: {},
  denied: [],
  configFile: null,
};

/**
 * Flag over environment over `dunlin.json` over default.
 *
 * @throws {DunlinError} `config`, `bad-url`
 */
export async function readSettings(
  options: OptionValues,
  environment: Environment,
): Promise<Settings> {
  const denied: string[] = [];
  const env = readableEnvironment(environment, (name) => denied.push(name));
  const path = text(options["config"]) ?? "dunlin.json";
  const file = await readConfig(path, options["config"] !== undefined);
  const home = dirname(path);
  const from = <Value>(value: Value, origin: string): Setting<Value> => ({ value, origin });
  const dir = text(options["dir"]);
  const table = text(options["table"]);
  const envName = text(options["env"]) ?? nonEmpty(env["DUNLIN_ENV"]);
  return {
    database: await databaseSetting(options, env, file, home, path),
    dir: dir !== undefined
      ? from(dir, "--dir")
      : file?.["dir"] !== undefined
      ? from(beside(home, String(file["dir"])), path)
      : DEFAULT_SETTINGS.dir,
    table: table !== undefined
      ? from(table, "--table")
      : file?.["table"] !== undefined
      ? from(String(file["table"]), path)
      : DEFAULT_SETTINGS.table,
    seeds: text(options["seeds"]) !== undefined
      ? from(String(options["seeds"]), "--seeds")
      : file?.["seeds"] !== undefined
      ? from(beside(home, String(file["seeds"])), path)
      : DEFAULT_SETTINGS.seeds,
    env: envName !== undefined
      ? from(envName, options["env"] === undefined ? "DUNLIN_ENV" : "--env")
      : file?.["env"] === undefined
      ? null
      : from(String(file["env"]), path),
    file: file ?? {},
    denied,
    configFile: file === null ? null : path,
  };
}

async function databaseSetting(
  options: OptionValues,
  env: Environment,
  file: Readonly<Record<string, string | number>> | null,
  home: string,
  path: string,
): Promise<Setting<string> | null> {
  const flag = text(options["database"]);
  if (flag !== undefined) return { value: flag, origin: "--database" };
  const found = databaseUrlFromEnvironment(await withSecretFiles(env)); // its errors name the variable
  if (found) {
    const fromFile = found.origin === "DATABASE_URL" && !env["DATABASE_URL"];
    return { value: found.url, origin: fromFile ? "DATABASE_URL_FILE" : found.origin };
  }
  if (file?.["database"] === undefined) return null;
  return { value: sqliteBeside(home, String(file["database"])), origin: path };
}

/**
 * The keys of a configuration file; null if there is none and nobody asked for it.
 *
 * @throws {DunlinError} `config`
 */
export async function readConfig(
  path: string,
  asked: boolean,
): Promise<Readonly<Record<string, string | number>> | null> {
  let source: string;
  try {
    source = await readFile(path, "utf8");
  } catch (error) {
    if (!asked && isAbsent(error)) return null;
    throw unreadable(path, error);
  }
  let value: unknown;
  try {
    value = JSON.parse(source.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw configError(
      path,
      `is not JSON: ${error instanceof Error ? error.message : error}`,
      'mend it; `{ "database": "sqlite:app.db" }` is a whole one',
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw configError(path, "does not hold an object", 'write { "database": "…" }');
  }
  return checkKeys(path, value as Record<string, unknown>);
}

function checkKeys(path: string, value: Record<string, unknown>): Record<string, string | number> {
  const checked: Record<string, string | number> = {};
  const problems: DunlinError[] = [];
  for (const [key, entry] of Object.entries(value)) {
    const rule = Object.hasOwn(CONFIGURATION_KEYS, key) ? CONFIGURATION_KEYS[key] : undefined;
    if (key === "$schema") continue;
    if (rule === undefined) problems.push(unknownKey(path, key));
    else if (!fits(entry, rule)) {
      problems.push(
        configError(path, `has ${JSON.stringify(entry)} for "${key}"`, `it must be ${want(rule)}`),
      );
    } else checked[key] = entry as string | number;
  }
  if (problems.length === 1) throw problems[0];
  if (problems.length > 1) {
    throw new DunlinError("config", `${path} has ${problems.length} problems`, { problems });
  }
  return checked;
}

function fits(entry: unknown, rule: Rule): boolean {
  if (rule === "text") return typeof entry === "string" && entry !== "";
  if (rule === "seconds") return typeof entry === "number" && entry >= 0;
  if (rule === "whole number") return Number.isSafeInteger(entry) && Number(entry) >= 0;
  return rule.some((choice) => choice === entry);
}

function want(rule: Rule): string {
  if (rule === "text") return "a text that is not empty";
  if (rule === "seconds") return "a number of seconds, 0 or more";
  if (rule === "whole number") return "a whole number, 0 or more";
  return rule.map((choice) => `"${choice}"`).join(" or ");
}

function unreadable(path: string, error: unknown): DunlinError {
  const { code, message } = error as { code?: string; message?: string };
  const words = code === "ENOENT"
    ? "is not there"
    : code === "EISDIR"
    ? "is a folder, not a file"
    : `cannot be read: ${message ?? error}`;
  return configError(path, words, "name the configuration file with --config");
}

function unknownKey(path: string, key: string): DunlinError {
  const guess = nearestWord(key, Object.keys(CONFIGURATION_KEYS));
  return configError(
    path,
    `has an unknown key "${key}"`,
    guess === null
      ? `known are ${Object.keys(CONFIGURATION_KEYS).join(", ")}`
      : `did you mean "${guess}"?`,
  );
}

function configError(path: string, what: string, next: string): DunlinError {
  return new DunlinError("config", `${path} ${what}`, { where: { file: path }, next });
}

// without permission to look, a file nobody asked for is not there
function isAbsent(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  const name = error instanceof Error ? error.name : "";
  return code === "ENOENT" || code === "ENOTDIR" || name === "NotCapable" || code === "EPERM" ||
    code === "ERR_ACCESS_DENIED";
}

/** A path of the configuration file is meant from where that file is. */
export function beside(home: string, path: string): string {
  if (isAbsolute(path)) return path;
  return relative(process.cwd(), join(home, path)) || ".";
}

function sqliteBeside(home: string, url: string): string {
  const found = /^(sqlite3?:)(?!:memory:|\/)(.+)$/i.exec(url);
  return found && home !== "." ? `${found[1]}${beside(home, found[2] as string)}` : url;
}

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : value;
}

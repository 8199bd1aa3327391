import { maskUrl } from "../../drivers/mask.ts";
import type { Setting, Settings } from "../settings.ts";
import { type Check, ok, problem } from "./check.ts";

/** What is set, and where each of it came from. */
export function checkConfiguration(settings: Settings): Check {
  const { database, dir, table, env, file, configFile } = settings;
  const named = ["database", "dir", "table", "env"];
  const lines = [
    ...(database === null
      ? []
      : [line("database", { ...database, value: maskUrl(database.value) })]),
    line("dir", dir),
    line("table", table),
    ...(env === null ? [] : [line("env", env)]),
    ...Object.entries(file).filter(([key]) => !named.includes(key))
      .map(([key, value]) => line(key, { value: String(value), origin: configFile ?? "" })),
  ];
  const name = "configuration";
  if (database !== null) return ok(name, read(configFile), lines);
  return {
    ...problem(
      name,
      "no database was named",
      'give one: --database URL, DATABASE_URL=URL in the environment, or "database": "URL" in ' +
        "dunlin.json",
    ),
    more: lines,
  };
}

function read(configFile: string | null): string {
  return configFile === null ? "there is no configuration file" : `${configFile} was read`;
}

function line(key: string, { value, origin }: Setting<string>): string {
  return `${key}: ${value} (${origin})`;
}

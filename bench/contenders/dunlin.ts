import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { VERSION } from "../../src/version.ts";
import type { Call, Command, Contender, Work } from "../race/contender.ts";
import { numberOf } from "../race/contender.ts";

const cli = fileURLToPath(new URL("../../cli.ts", import.meta.url));

/** `deno run --allow-all cli.ts migrate`: a SQLite file in memory wants all permissions. */
export function dunlinOnDeno(deno: string = process.execPath): Contender {
  const flags = ["run", "--quiet", "--allow-all"];
  return dunlin("deno run", `Deno ${versionOf(deno)}`, deno, [...flags, cli]);
}

/** A program that runs a copy of the repository, which has its packages beside it. */
export function dunlinOn(name: string, program: string, copy: string): Contender {
  const runtime = name === "bun" ? "Bun" : "Node";
  return dunlin(name, `${runtime} ${versionOf(program)}`, program, [join(copy, "bin/dunlin.js")]);
}

/** A program that dunlin was compiled into. */
export function dunlinCompiled(name: string, program: string): Contender {
  return dunlin(name, "one binary", program, []);
}

const COMMANDS: Readonly<Record<Command, () => readonly string[]>> = {
  migrate: () => ["migrate"],
  status: () => ["status"],
  validate: () => ["validate"],
  create: () => ["new", `bench_${randomBytes(4).toString("hex")}`],
};

function dunlin(
  name: string,
  version: string,
  program: string,
  before: readonly string[],
): Contender {
  return {
    name: `dunlin, ${name}`,
    kind: "dunlin",
    version: `dunlin ${VERSION}, ${version}`,
    remark: () => null,
    refusal: () => null,
    write: writeMigrations,
    call: (folder, { command }, url): Call => ({
      program,
      args: [...before, ...COMMANDS[command](), "--dir", folder],
      env: { DATABASE_URL: plain(url) },
    }),
    history: () => "SELECT count(*) AS n FROM dunlin_migrations",
  };
}

async function writeMigrations(folder: string, { migrations }: Work): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const migration of migrations) {
    const path = join(folder, `${numberOf(migration)}_bench.up.sql`);
    if (typeof migration.sql === "string") await writeFile(path, migration.sql + "\n");
    else await symlink(migration.sql.file, path);
  }
}

/** The URL unencrypted, as for every other contender. */
export function plain(url: URL): string {
  if (url.protocol === "sqlite:") return url.href;
  const target = new URL(url);
  target.searchParams.set("sslmode", "disable");
  return target.href;
}

/** What a program answers to `--version`: the number. */
export function versionOf(program: string): string {
  const said = spawnSync(program, ["--version"], { encoding: "utf8" }).stdout;
  return /\d+\.\d+\.\d+/.exec(said)?.[0] ?? said.trim();
}

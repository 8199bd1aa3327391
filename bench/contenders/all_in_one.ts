import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { VERSION } from "../../src/version.ts";
import type { Compiler } from "../../tests/binary/compiler.ts";
import { type Contender, numberOf, type Work } from "../race/contender.ts";
import { runCli } from "../run_program.ts";
import { plain } from "./dunlin.ts";

/**
 * One file with dunlin and all migrations in it, as a release would carry
 * them: compiled anew for each project, so only where nothing is pending, where
 * one project serves all runs.
 *
 * @param copy A copy of the repository with its packages beside it; the project is laid into it,
 *   so that one configuration is for both.
 */
export function allInOne(compiler: Compiler, copy: string): Contender {
  const suffix = process.platform === "win32" ? ".exe" : "";
  return {
    name: `dunlin, all in one by ${compiler.name}`,
    kind: "dunlin",
    version: `dunlin ${VERSION} and the migrations, compiled by ${compiler.name}`,
    only: ({ pending }) => pending === 0,
    remark: () => null,
    refusal: () => null,
    write: async (folder, work) => {
      const project = await mkdtemp(join(copy, "all-in-one-"));
      try {
        const entry = await writeProject(project, work);
        const flags = ["--allow-all", "--config", join(copy, "deno.json")];
        await compiler.compile(entry, join(folder, `program${suffix}`), flags);
      } finally {
        await rm(project, { recursive: true });
      }
    },
    call: (folder, { command }, url) => ({
      program: join(folder, `program${suffix}`),
      args: [command],
      env: { DATABASE_URL: plain(url) },
    }),
    history: () => "SELECT count(*) AS n FROM dunlin_migrations",
  };
}

/** The path of the program to compile. */
async function writeProject(folder: string, { migrations }: Work): Promise<string> {
  const inside = join(folder, "migrations");
  await mkdir(inside);
  for (const migration of migrations) {
    if (typeof migration.sql !== "string") throw new TypeError("Expected a text");
    await writeFile(join(inside, `${numberOf(migration)}_bench.up.sql`), migration.sql + "\n");
  }
  await runCli(["manifest", "--dir", inside], "");
  const entry = join(folder, "migrate.ts");
  await writeFile(
    entry,
    `import { main } from "../cli.ts";
import migrations from "./migrations/mod.ts";

await main({ migrations });
`,
  );
  return entry;
}

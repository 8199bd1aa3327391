import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { type BenchMigration, numberOf } from "../race/contender.ts";
import { ANY_ENGINE, countOf, type Peer } from "./peer.ts";

const BREAK = "--> statement-breakpoint\n";

/** drizzle-orm's migrator: SQL files with a journal beside them; all in one transaction. */
export const drizzle: Peer = {
  name: "drizzle-orm",
  engines: ANY_ENGINE,
  remark: ({ upToDate }) => upToDate ? null : "all in one transaction",
  write: async (folder, { migrations }) => {
    await mkdir(join(folder, "meta"), { recursive: true });
    const entries = migrations.map((migration, idx) => ({
      idx,
      version: "7",
      when: 1_700_000_000_000 + idx,
      tag: `${numberOf(migration)}_bench`,
      breakpoints: true,
    }));
    const journal = { version: "7", dialect: "postgresql", entries };
    await writeFile(join(folder, "meta/_journal.json"), JSON.stringify(journal));
    for (const migration of migrations) {
      await writeWithBreaks(join(folder, `${numberOf(migration)}_bench.sql`), migration);
    }
  },
  call: ({ installed, node, folder, url }) => ({
    program: node,
    args: [join(installed, "run/drizzle.js"), folder],
    env: { BENCH_URL: url.href },
  }),
  history: (engine) =>
    countOf(engine === "postgres" ? "drizzle.__drizzle_migrations" : "__drizzle_migrations"),
};

/** Its own generator sets a mark after every statement, because it sends them one by one. */
async function writeWithBreaks(path: string, { sql }: BenchMigration): Promise<void> {
  if (typeof sql === "string") {
    return await writeFile(path, sql.replaceAll(/;\n(?=.)/g, `;\n${BREAK}`) + "\n");
  }
  const out = createWriteStream(path);
  let ended = false;
  for await (const line of createInterface({ input: createReadStream(sql.file) })) {
    if (ended) out.write(BREAK);
    ended = line.endsWith(";");
    if (!out.write(`${line}\n`)) await new Promise((resolve) => out.once("drain", resolve));
  }
  out.end();
  await finished(out);
}

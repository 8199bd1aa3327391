/**
 * `deno run -A bench/trace.ts DATABASE [WIDTH]`: prints every message of a
 * first run, of a run with nothing to do and of one with a pending file, in
 * the order they are sent. DATABASE is postgres, mysql, mariadb or sqlite, on
 * the server that `TEST_POSTGRES_URL` and its like name; statements are cut to
 * WIDTH (100) characters. docs/protocol.md tells what they mean.
 *
 * @module
 */

import process from "node:process";
import { connect, Migrator } from "../mod.ts";
import { type DatabaseName, databaseNamed } from "../tests/contract/databases.ts";
import { traced } from "./traced.ts";
import { createTable, filesOf, sourceOf, type UpText } from "./workload.ts";

const [name = "sqlite", width = "100"] = process.argv.slice(2);

const upTexts: readonly string[] = [
  createTable(1),
  "INSERT INTO bench_1 VALUES (1, 'dunlin');\nINSERT INTO bench_1 VALUES (2, 'knot');",
];
const up: UpText = (n) => upTexts[n - 1] ?? "";

function show(how: string, text: string): void {
  const statements = text.split(/\n;\n|;\n(?=PRAGMA|BEGIN)/).map((statement) => {
    const line = statement.replaceAll(/\s+/g, " ");
    return line.length > Number(width) ? `${line.slice(0, Number(width))}…` : line;
  });
  process.stdout.write(`${how.padEnd(8)} ${statements.join("\n         ; ")}\n`);
}

const fresh = await databaseNamed(name as DatabaseName).fresh();
try {
  const connection = await connect(fresh.url, { create: true });
  const runs = { "first run": 1, "nothing to do": 1, "one pending": 2 };
  for (const [title, count] of Object.entries(runs)) {
    process.stdout.write(`\n-- ${title}\n`);
    const migrations = sourceOf(filesOf(count, up));
    await (await Migrator.over(traced(connection, show), { migrations })).up();
  }
  await connection.close();
} finally {
  await fresh.dispose();
}

// deno-lint-ignore-file no-console -- an example prints
import process from "node:process";
import { Migrator } from "@dunlin/dunlin";
import { fromPg } from "@dunlin/dunlin/clients";
import pg from "pg";

const client = new pg.Client({ connectionString: process.env["DATABASE_URL"] });
await client.connect();
await client.query("SET search_path = app");
try {
  const migrator = await Migrator.over(await fromPg(client), {
    migrations: new URL("migrations", import.meta.url),
  });
  const { applied } = await migrator.up();
  console.log(`migrations applied: ${applied.length}`);

  // the client is the script's own again, with its search_path
  const { rows } = await client.query("SELECT path FROM visits");
  console.log(`first visit: ${rows[0].path}`);
} finally {
  await client.end();
}

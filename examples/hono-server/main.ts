// deno-lint-ignore-file no-console -- an example prints
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { Migrator } from "@dunlin/dunlin";
import { fromNodeSqlite } from "@dunlin/dunlin/clients";
import { Hono } from "hono";

const database = new DatabaseSync(process.env["DATABASE_FILE"] ?? "app.db");
const migrator = await Migrator.over(await fromNodeSqlite(database), {
  migrations: new URL("migrations", import.meta.url),
});
const { applied } = await migrator.up();
console.log(`migrations applied: ${applied.length}`);

const app = new Hono();
app.get("/", (c) => {
  database.prepare("INSERT INTO visits (path) VALUES (?)").run(c.req.path);
  const row = database.prepare("SELECT count(*) AS visits FROM visits").get();
  return c.json({ visits: row?.["visits"] });
});

Deno.serve({
  port: Number(process.env["PORT"] ?? 8000),
  hostname: "127.0.0.1",
  onListen: ({ hostname, port }) => console.log(`Listening on http://${hostname}:${port}/`),
}, app.fetch);

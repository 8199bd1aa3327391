// deno-lint-ignore-file no-console -- an example prints
// @ts-nocheck: the types of Bun are not here
import { Database } from "bun:sqlite";
import process from "node:process";
import { Migrator } from "@dunlin/dunlin";
import { fromBunSqlite } from "@dunlin/dunlin/clients";

const database = new Database(process.env["DATABASE_FILE"] ?? "app.db");
const migrator = await Migrator.over(await fromBunSqlite(database), {
  migrations: new URL("migrations", import.meta.url),
});
const { applied } = await migrator.up();
console.log(`migrations applied: ${applied.length}`);

const server = Bun.serve({
  port: Number(process.env["PORT"] ?? 8000),
  hostname: "127.0.0.1",
  fetch(request) {
    database.run("INSERT INTO visits (path) VALUES (?)", [new URL(request.url).pathname]);
    return Response.json(database.query("SELECT count(*) AS visits FROM visits").get());
  },
});
console.log(`Listening on ${server.url}`);

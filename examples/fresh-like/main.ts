// deno-lint-ignore-file no-console -- an example prints
import process from "node:process";
import { migrate } from "./database.ts";

console.log(`migrations applied: ${await migrate()}`);

if (!process.argv.includes("--migrate-only")) {
  // behind the migrations: a route may prepare statements when it is loaded
  const routes = new Map([["/", await import("./routes/index.ts")]]);
  const serve = (request: Request) =>
    routes.get(new URL(request.url).pathname)?.handler() ?? new Response(null, { status: 404 });
  Deno.serve({
    port: Number(process.env["PORT"] ?? 8000),
    hostname: "127.0.0.1",
    onListen: ({ hostname, port }) => console.log(`Listening on http://${hostname}:${port}/`),
  }, serve);
}

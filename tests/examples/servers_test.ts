import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { databaseNamed } from "../contract/databases.ts";

const runtime = process.versions["bun"] ? "bun" : process.versions["deno"] ? "deno" : "node";
const onlyOn = (name: string) => runtime === name ? false : `this example runs on ${name}`;

const folderOf = (name: string) =>
  fileURLToPath(new URL(`../../examples/${name}/`, import.meta.url));

interface Running {
  readonly child: ChildProcess;
  /** What it has written, both streams. */
  readonly said: () => string;
  /** Resolves with what it wrote, when it has ended. */
  readonly ended: Promise<string>;
}

function start(name: string, env: Record<string, string>, args: readonly string[] = []): Running {
  const main = join(folderOf(name), "main.ts");
  const command = runtime === "deno"
    ? ["run", "--quiet", "--allow-read", "--allow-write", "--allow-env", "--allow-net", main]
    : ["run", main];
  const child = spawn(process.execPath, [...command, ...args], {
    env: { ...process.env, ...env, NO_COLOR: "1" },
    cwd: folderOf(name),
  });
  let said = "";
  child.stdout.on("data", (chunk) => said += chunk);
  child.stderr.on("data", (chunk) => said += chunk);
  const ended = new Promise<string>((resolve) => child.on("close", () => resolve(said)));
  return { child, said: () => said, ended };
}

/** Resolves when the program has said so. @throws {Error} If it ends before */
function saying({ child, said, ended }: Running, what: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (what.test(said())) resolve(said());
    };
    child.stdout?.on("data", look);
    child.stderr?.on("data", look);
    look();
    ended.then((all) => reject(new Error(`it ended, having said: ${all}`)));
  });
}

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

async function withFile(act: (file: string, begun: Running[]) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), "dunlin-example-"));
  const begun: Running[] = [];
  try {
    await act(join(folder, "app.db"), begun);
  } finally {
    for (const { child } of begun) child.kill("SIGKILL");
    await Promise.all(begun.map(({ ended }) => ended));
    await rm(folder, { recursive: true, force: true });
  }
}

async function visits(port: string): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  return (await answer.json() as { visits: number }).visits;
}

for (
  const [name, on] of [["hono-server", "deno"], ["fresh-like", "deno"], [
    "bun-server",
    "bun",
  ]] as const
) {
  test(`examples/${name}: two servers started at once migrate once, then serve`, {
    skip: onlyOn(on),
  }, () =>
    withFile(async (file, begun) => {
      const ports = [await freePort(), await freePort()];
      for (const PORT of ports) begun.push(start(name, { DATABASE_FILE: file, PORT }));
      const said = await Promise.all(begun.map((one) => saying(one, /Listening on/)));
      const applied = said.map((text) => /migrations applied: (\d)/.exec(text)?.[1]).sort();
      assert.deepEqual(applied, ["0", "1"]);
      assert.deepEqual([await visits(ports[0]!), await visits(ports[1]!)], [2, 3]);
    }));
}

test(
  "examples/fresh-like: its migrate task migrates and ends, and the server finds nothing to do",
  {
    skip: onlyOn("deno"),
  },
  () =>
    withFile(async (file, begun) => {
      const task = start("fresh-like", { DATABASE_FILE: file }, ["--migrate-only"]);
      assert.match(await task.ended, /migrations applied: 1/);
      const PORT = await freePort();
      const server = start("fresh-like", { DATABASE_FILE: file, PORT });
      begun.push(server);
      assert.match(await saying(server, /Listening on/), /migrations applied: 0/);
      assert.equal(await visits(PORT), 2);
    }),
);

test("examples/script: the client migrates, keeps its search_path, and goes on", {
  skip: onlyOn("deno") || databaseNamed("postgres").skip,
}, async () => {
  const fresh = await databaseNamed("postgres").fresh();
  try {
    await fresh.raw.query("CREATE SCHEMA app");
    const env = { DATABASE_URL: fresh.url };
    assert.equal(
      await start("script", env).ended,
      "migrations applied: 1\nfirst visit: /first\n",
    );
    assert.match(await start("script", env).ended, /migrations applied: 0/);
    const [row] = await fresh.raw.query("SELECT count(*) AS rows FROM app.visits");
    assert.equal(String(row?.["rows"]), "1");
  } finally {
    await fresh.dispose();
  }
});

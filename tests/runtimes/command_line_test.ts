import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { databases } from "../contract/databases.ts";

const CLI = fileURLToPath(new URL("../../cli.ts", import.meta.url));
const BIN = fileURLToPath(new URL("../../bin/dunlin.js", import.meta.url));
// what cli.ts asks for in its first line: no --allow-run, --allow-sys or --allow-ffi
const DENO = ["run", "--quiet", "--no-prompt"]
  .concat(["read", "write", "env", "net"].map((name) => `--allow-${name}`));

const onNode = !("Deno" in globalThis || "Bun" in globalThis);

let folder = "";

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "dunlin-cli-"));
  await writeFile(join(folder, "1_birds.up.sql"), "CREATE TABLE birds (name VARCHAR(20));\n");
  await writeFile(join(folder, "1_birds.down.sql"), "DROP TABLE birds;\n");
});
after(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line as a process of the runtime this test runs on. */
function dunlin(
  program: string,
  args: readonly string[],
  own: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const flags = "Deno" in globalThis ? DENO : [];
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: "1", ...own };
    execFile(
      process.execPath,
      [...flags, program, ...args],
      { env, cwd: folder },
      (error, out, err) => {
        const code = typeof error?.code === "number" ? error.code : error ? -1 : 0;
        resolve({ code, out, err });
      },
    );
  });
}

for (const { name, skip, fresh: newDatabase } of databases) {
  test(`${name}: migrate, status --check and down as processes`, { skip }, async () => {
    const fresh = await newDatabase();
    try {
      const common = ["--database", fresh.url, "--dir", folder];
      const pending = await dunlin(CLI, ["status", "--check", ...common]);
      assert.equal(pending.code, 3, pending.err);
      const up = await dunlin(CLI, ["migrate", ...common]);
      assert.equal(up.code, 0, up.err);
      assert.deepEqual(await fresh.raw.query("SELECT * FROM birds"), []);
      const done = await dunlin(CLI, ["status", "--check", ...common]);
      assert.equal(done.code, 0, done.err);
      const down = await dunlin(CLI, ["down", "--yes", ...common]);
      assert.equal(down.code, 0, down.err);
      await assert.rejects(fresh.raw.query("SELECT * FROM birds"));
    } finally {
      await fresh.dispose();
    }
  });
}

test("the program of package.json is the same command line", async () => {
  const [cli, bin] = await Promise.all([dunlin(CLI, ["--version"]), dunlin(BIN, ["--version"])]);
  assert.equal(bin.code, 0, bin.err);
  assert.match(bin.out, /\d+\.\d+\.\d+/);
  assert.equal(bin.out, cli.out);
});

test("a wrong call ends with code 2 and says so on standard error", async () => {
  const { code, out, err } = await dunlin(CLI, ["migrate", "--no-such-option"]);
  assert.equal(code, 2);
  assert.equal(out, "");
  assert.match(err, /--no-such-option/);
});

describe("what Node made of the files", { skip: onNode ? false : "other runtimes keep it" }, () => {
  const cacheAfterACall = async (own: Readonly<Record<string, string>>) => {
    const cache = await mkdtemp(join(folder, "cache-"));
    const { code, err } = await dunlin(BIN, ["--version"], { XDG_CACHE_HOME: cache, ...own });
    assert.equal(code, 0, err);
    return await readdir(cache, { recursive: true });
  };

  test("is kept for the next call", async () => {
    const kept = await cacheAfterACall({});
    assert.ok(kept.length > 50, `${kept.length} files`);
  });

  test("is not kept where Node is told so", async () => {
    assert.deepEqual(await cacheAfterACall({ NODE_DISABLE_COMPILE_CACHE: "1" }), []);
  });

  test("is not kept where there is no folder for it, which ends no call", async () => {
    const { code, err } = await dunlin(BIN, ["--version"], { XDG_CACHE_HOME: "/dev/null" });
    assert.deepEqual([code, err], [0, ""]);
  });
});

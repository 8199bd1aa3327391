import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { bareEnvironment, commandLine } from "../../cli/program.ts";
import { databases } from "../../contract/databases.ts";

const RUNNER = fileURLToPath(new URL("./runner.ts", import.meta.url));
const ROWS = 4000;
const PAD = "x".repeat(400);

/** Runs the runner; `killAt`: SIGKILL as soon as so many bytes of the file have been said to be done. */
function run(url: string, folder: string, killAt = Infinity): Promise<string> {
  const [file = "", ...args] = commandLine([url, folder], {
    program: RUNNER,
    permissions: ["--allow-all"],
  });
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env: bareEnvironment(), stdio: ["ignore", "pipe", "pipe"] });
    let [said, wrong] = ["", ""];
    child.stdout.on("data", (data) => {
      said += data;
      const done = [...said.matchAll(/"bytes":(\d+)/g)].map(([, bytes]) => Number(bytes));
      if (Math.max(0, ...done) >= killAt) child.kill("SIGKILL");
    });
    child.stderr.on("data", (data) => wrong += data);
    child.on("error", reject);
    child.on("close", (code) => {
      if (killAt < Infinity || code === 0) resolve(said);
      else reject(new Error(wrong));
    });
  });
}

for (const database of databases) {
  test(
    `${database.name}: a run that is killed within a large file is finished by the next, every row once`,
    { skip: database.skip, timeout: 120_000 },
    async () => {
      const fresh = await database.fresh();
      const folder = await mkdtemp(join(tmpdir(), "dunlin-large-"));
      try {
        let text = "CREATE TABLE birds (n INT, pad VARCHAR(500));\n";
        for (let n = 0; n < ROWS; n++) text += `INSERT INTO birds VALUES (${n}, '${PAD}');\n`;
        await writeFile(join(folder, "1_birds.up.sql"), text);
        const killed = await run(fresh.url, folder, text.length / 2);
        assert.doesNotMatch(killed, /"applied"/);
        const pieces = (killed.match(/statement_kept/g) ?? []).length;
        if (!/^(postgres|sqlite)$/.test(database.name)) assert.ok(pieces > 1, killed.slice(-500));
        const finished = await run(fresh.url, folder);
        assert.match(finished, /"applied":\["1"\]/);
        const [row] = await fresh.raw.query(
          "SELECT COUNT(*) AS many, COUNT(DISTINCT n) AS different FROM birds",
        );
        assert.deepEqual([Number(row?.many), Number(row?.different)], [ROWS, ROWS]);
        if (pieces > 1) {
          const sent = [...finished.matchAll(/"bytes":(\d+)/g)].map(([, bytes]) => Number(bytes));
          assert.ok((sent[0] ?? 0) > text.length / 4, "what was kept was sent again");
        }
      } finally {
        await rm(folder, { recursive: true });
        await fresh.dispose();
      }
    },
  );
}

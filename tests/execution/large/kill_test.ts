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

/** What a dump program writes before and behind the rows of a table. */
const DUMP = {
  head: "/*!40101 SET NAMES utf8mb4 */;\n/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;\n" +
    "/*!40103 SET TIME_ZONE='+00:00' */;\n" +
    "/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;\n",
  before: "LOCK TABLES `birds` WRITE;\n/*!40000 ALTER TABLE `birds` DISABLE KEYS */;\n",
  behind: "/*!40000 ALTER TABLE `birds` ENABLE KEYS */;\nUNLOCK TABLES;\n" +
    "/*!50003 SET @saved_cs_client = @@character_set_client */;\n" +
    "/*!50003 SET character_set_client = @saved_cs_client */;\n" +
    "/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;\n/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;\n",
};
const NONE = { head: "", before: "", behind: "" };

for (
  const [database, what, { head, before, behind }] of databases.flatMap((one) => {
    const plain = [one, "a large file", NONE] as const;
    const dumped = [one, "the large file of a dump program", DUMP] as const;
    return /^(mysql|mariadb)$/.test(one.name) ? [plain, dumped] : [plain];
  })
) {
  test(
    `${database.name}: a run that is killed within ${what} is finished by the next, every row once`,
    { skip: database.skip, timeout: 120_000 },
    async () => {
      const fresh = await database.fresh();
      const folder = await mkdtemp(join(tmpdir(), "dunlin-large-"));
      try {
        let text = `${head}CREATE TABLE birds (n INT, pad VARCHAR(500));\n${before}`;
        for (let n = 0; n < ROWS; n++) text += `INSERT INTO birds VALUES (${n}, '${PAD}');\n`;
        text += behind;
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

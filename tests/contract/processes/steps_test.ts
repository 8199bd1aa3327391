import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { databases } from "../databases.ts";
import { on, type Project } from "../project.ts";
import { startRunner, withFolder } from "./runner_process.ts";
import { PROCESSLIST } from "../servers/processlist.ts";

/** Steps of which one waits: in the middle of its transaction, or right behind its statement. */
const text = (wait: { readonly fill?: string; readonly column?: string }) =>
  `export async function up(db) {
  await db.step("table", () => db.execute("CREATE TABLE marks (mark VARCHAR(9))"));
  await db.step("fill", async () => {
    await db.query("INSERT INTO marks (mark) VALUES (?)", ["a"]);
    ${wait.fill ?? ""}
    await db.execute("INSERT INTO marks (mark) VALUES ('b')");
  });
  await db.step("column", async () => {
    await db.execute("ALTER TABLE held ADD COLUMN n INT");
    ${wait.column ?? ""}
  });
  await db.step("more", () => db.execute("INSERT INTO marks (mark) VALUES ('c')"));
}
`;

const KILLED = [
  ["in the middle of a step's transaction", text({ fill: 'await db.execute("DO SLEEP(60)");' })],
  ["while a statement that commits by itself runs", text({})],
  ["behind such a statement", text({ column: 'await db.query("SELECT SLEEP(60)");' })],
] as const;

/** Whether a session of the database is in that state. */
async function under(project: Project, like: string): Promise<boolean> {
  const rows = await project.query(
    `SELECT 1 FROM ${PROCESSLIST} WHERE db = DATABASE() AND state LIKE ?`,
    [like],
  );
  return rows.length > 0;
}

for (const database of databases.filter(({ name }) => name === "mysql" || name === "mariadb")) {
  const { name, skip } = database;

  describe(`${name}: a process in steps`, { skip }, () => {
    for (const [when, file] of KILLED) {
      const blocked = file === text({});
      test(
        `is killed ${when}: the next run goes on, nothing is lost or doubled`,
        { timeout: 60_000 },
        on(database, async (project) => {
          await withFolder({ "1_a.ts": file }, async (folder) => {
            await project.query("CREATE TABLE held (id INT)");
            const other = await project.fresh.session();
            if (blocked) {
              await other.query("START TRANSACTION");
              await other.query("SELECT * FROM held"); // no ALTER before its COMMIT
            }
            const runner = await startRunner(project.fresh.url, folder);
            runner.start();
            const sign = blocked ? "Waiting for table metadata lock%" : "User sleep";
            while (!await under(project, sign));
            runner.child.kill("SIGKILL");
            await runner.ended;
            const [sleeper] = await project.query(
              `SELECT id FROM ${PROCESSLIST} WHERE db = DATABASE() AND state = 'User sleep'`,
            );
            if (sleeper) await project.query(`KILL ${Object.values(sleeper)[0]}`);
            const running = (async () => {
              const module = await import(
                `data:application/javascript,${encodeURIComponent(text({}))}`
              );
              project.files = { "1_a.ts": module };
              return await project.up({ lockWaitSeconds: 30 });
            })();
            if (blocked) await other.query("COMMIT");
            assert.deepEqual((await running).applied, ["1"]);
            const marks = await project.column("SELECT mark FROM marks ORDER BY mark");
            assert.deepEqual(marks, ["a", "b", "c"]);
            assert.deepEqual(await project.versions(), ["1"]);
            assert.deepEqual(await project.journal(), []);
          });
        }),
      );
    }
  });
}

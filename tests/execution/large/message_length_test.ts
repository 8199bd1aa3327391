import assert from "node:assert/strict";
import { test } from "node:test";
import { databaseNamed, type TestDatabase } from "../../contract/databases.ts";
import { onPrivateServer } from "../../contract/private_server.ts";
import { withProject } from "../../contract/project.ts";
import { freshMysql } from "../../contract/servers/mysql.ts";
import { largeInMemory } from "./large_in_memory.ts";

const TABLE = "CREATE TABLE birds (id INT PRIMARY KEY AUTO_INCREMENT, name LONGTEXT);\n";
const MEBIBYTE = 1 << 20;

function insert(units: number): string {
  return `INSERT INTO birds (name) VALUES ('${"x".repeat(units)}');\n`;
}

test(
  "mariadb: a server that takes messages of 1 MB",
  { skip: databaseNamed("mariadb").skip, timeout: 120_000 },
  onPrivateServer("mariadb", async (server, context) => {
    const database: TestDatabase = {
      ...databaseNamed("mariadb"),
      fresh: () => freshMysql(server.url),
    };
    await withProject(
      database,
      (project) => project.query(`SET GLOBAL max_allowed_packet = ${MEBIBYTE}`).then(() => {}),
    );

    for (const [what, isLarge] of [["a file", false], ["a large file", true]] as const) {
      const options = (text: string) =>
        isLarge ? { migrations: largeInMemory({ "1_birds.up.sql": text }, 100_000) } : {};

      await context.test(`${what} whose statements fit is applied`, () =>
        withProject(database, async (project) => {
          const text = TABLE + insert(MEBIBYTE - 2000) + insert(500_000).repeat(4) +
            insert(100).repeat(3000);
          project.files = { "1_birds.up.sql": text };
          await project.up(options(text));
          assert.deepEqual(await project.column("SELECT COUNT(*) FROM birds"), ["3005"]);
        }));

      await context.test(`${what} with a statement that does not fit is refused before anything`, () =>
        withProject(database, async (project) => {
          const text = TABLE + insert(10).repeat(40) + "  " + insert(MEBIBYTE);
          project.files = { "1_birds.up.sql": text };
          const error = await project.failure(project.up(options(text)));
          assert.equal(error.code, "invalid-migrations");
          assert.match(error.message, /^statement 42 is 1 MB long, .* messages of at most 1 MB/);
          assert.deepEqual([error.where?.line, error.where?.column], [42, 3]);
          assert.match(error.where?.excerpt ?? "", /^ *INSERT INTO birds .*…\n *\^$/);
          assert.match(error.next ?? "", /SET GLOBAL max_allowed_packet = 2097152/);
          assert.equal(error.state, "nothing was changed");
          assert.equal(await project.exists("dunlin_migrations"), false);
        }));
    }
  }),
);

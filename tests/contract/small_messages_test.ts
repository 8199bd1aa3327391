import assert from "node:assert/strict";
import { describe, test } from "node:test";
import mysql from "mysql2/promise";
import { Migrator } from "../../src/execution/migrator.ts";
import type { Event } from "../../src/events/event.ts";
import { onPrivateServer } from "./private_server.ts";
import { type Files, inMemory } from "./project.ts";

const MOST = 1024 * 1024;
const TABLE = "CREATE TABLE feathers (text LONGTEXT);\n";

function inserts(count: number, length: number): string {
  const value = "x".repeat(length);
  return `INSERT INTO feathers VALUES ('${value}');\n`.repeat(count);
}

describe("mariadb: a server whose messages are 1 MiB at most", () => {
  test(
    "takes many migrations, large statements, large files and a down it cannot keep",
    onPrivateServer("mariadb", async ({ url }) => {
      const setup = await mysql.createConnection(url.replace(/^mariadb:/, "mysql:"));
      await setup.query(`SET GLOBAL max_allowed_packet = ${MOST}`);
      await setup.query("CREATE DATABASE small");
      await setup.end();
      const up = async (files: Files) => {
        const events: Event[] = [];
        const migrator = await Migrator.connect(`${url}small`, { migrations: inMemory(files) });
        try {
          const { applied } = await migrator.up({ onEvent: (event) => events.push(event) });
          return { applied, events };
        } finally {
          await migrator.close();
        }
      };
      const many = Object.fromEntries(
        Array.from({ length: 200 }, (_, n) => [`${1000 + n}_m.up.sql`, `SELECT ${n};\n`]),
      );
      const files = {
        "1_feathers.up.sql": TABLE,
        "2_large_statement.up.sql": inserts(1, 900_000),
        "3_large_file.up.sql": inserts(20_000, 75),
        "4_large_down.up.sql": "SELECT 1;\n",
        "4_large_down.down.sql": inserts(1000, 700),
        ...many,
      };
      const { applied, events } = await up(files);
      assert.equal(applied.length, 204);
      const warnings = events.filter((event) => event.type === "warning");
      assert.deepEqual(warnings.map(({ code, where }) => [code, where?.file]), [
        ["large-down", "migrations/4_large_down.down.sql"],
      ]);
      const look = await mysql.createConnection(url.replace(/^mariadb:/, "mysql:"));
      const [[counted]] = await look.query(
        "SELECT (SELECT COUNT(*) FROM small.feathers) AS feathers, " +
          "(SELECT COUNT(*) FROM small.dunlin_migrations WHERE down_text IS NOT NULL) AS kept",
      ) as unknown as [[{ feathers: number; kept: number }]];
      await look.end();
      assert.deepEqual(counted, { feathers: 20_001, kept: 0 });
      assert.deepEqual((await up(files)).applied, []);
    }),
  );
});

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { numberOf } from "../race/contender.ts";
import { jsMigration } from "./js_migration.ts";
import { ANY_ENGINE, countOf, type Peer } from "./peer.ts";

/** knex: its command line, `exports.up = (knex) => knex.raw("…")`, each in a transaction. */
export const knex: Peer = {
  name: "knex",
  engines: ANY_ENGINE,
  write: async (folder, { migrations }) => {
    const inside = join(folder, "migrations");
    await mkdir(inside, { recursive: true });
    await writeFile(join(folder, "package.json"), '{ "type": "commonjs" }\n');
    await writeFile(join(folder, "knexfile.js"), KNEXFILE);
    for (const migration of migrations) {
      const text = await jsMigration(folder, migration);
      await writeFile(
        join(inside, `${numberOf(migration)}_bench.js`),
        `exports.up = (knex) => knex.raw(${text.commonjs});\nexports.down = () => {};\n`,
      );
    }
  },
  call: ({ installed, node, folder, url }) => ({
    program: node,
    args: [
      join(installed, "node_modules/knex/bin/cli.js"),
      "migrate:latest",
      "--knexfile",
      join(folder, "knexfile.js"),
    ],
    env: { BENCH_URL: url.href },
  }),
  history: () => countOf("knex_migrations"),
};

const KNEXFILE = `
const url = new URL(process.env.BENCH_URL);
const server = {
  host: url.hostname,
  port: Number(url.port),
  user: url.username,
  password: decodeURIComponent(url.password),
  database: url.pathname.slice(1),
};
const settings = {
  "postgres:": { client: "pg", connection: server },
  "mysql:": { client: "mysql2", connection: { ...server, multipleStatements: true } },
  "sqlite:": {
    client: "better-sqlite3",
    connection: { filename: decodeURIComponent(url.pathname) },
    useNullAsDefault: true,
  },
};
settings["mariadb:"] = settings["mysql:"];
module.exports = {
  ...settings[url.protocol],
  migrations: { directory: __dirname + "/migrations" },
};
`.trimStart();

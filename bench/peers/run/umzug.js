import { readFileSync } from "node:fs";
import { open } from "./open.js";

// imported when it runs: the package is known only where the bench installs it
const { Umzug } = await import("umzug");
const database = await open();
const umzug = new Umzug({
  migrations: {
    glob: `${process.argv[2]}/*.sql`,
    resolve: ({ name, path }) => ({
      name,
      up: () => database.script(readFileSync(path, "utf8")),
    }),
  },
  storage: {
    async executed() {
      await database.script(
        "CREATE TABLE IF NOT EXISTS umzug_migrations (name VARCHAR(255) PRIMARY KEY)",
      );
      const rows = await database.rows(
        "SELECT name FROM umzug_migrations ORDER BY name",
      );
      return rows.map(({ name }) => name);
    },
    logMigration: ({ name }) => database.record("umzug_migrations", name),
    unlogMigration: () => Promise.reject(new Error("nothing is reverted here")),
  },
  logger: undefined,
});
await umzug.up();
await database.close();

import { open } from "./open.js";

// imported when it runs: the package is known only where the bench installs it
const { default: Postgrator } = await import("postgrator");
const database = await open();
const sqlite = database.dialect === "sqlite3";
const postgrator = new Postgrator({
  migrationPattern: `${process.argv[2]}/*`,
  driver: database.dialect,
  database: sqlite ? undefined : new URL(process.env.BENCH_URL).pathname.slice(1),
  execQuery: async (text) => {
    if (sqlite) {
      const statement = database.client.prepare(text);
      return {
        rows: statement.reader ? statement.all() : (statement.run(), []),
      };
    }
    return { rows: await database.rows(text) };
  },
  execSqlScript: async (text) => void await database.script(text),
});
await postgrator.migrate();
await database.close();

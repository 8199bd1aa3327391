import { killWhileWaiting } from "./held_statement.ts";
import { expect, saidBy, type Scenario } from "./scenario.ts";

const DEFINITIONS = {
  postgres: {
    planned: "CREATE INDEX CONCURRENTLY birds_i ON birds (a)",
    // what the killed build left behind is invalid, and somebody has cleared it away
    other: "DROP INDEX IF EXISTS birds_i; CREATE INDEX birds_i ON birds (b)",
    columns: "SELECT indexdef FROM pg_indexes WHERE indexname = 'birds_i'",
  },
  mysql: {
    planned: "CREATE INDEX birds_i ON birds (a)",
    other: "CREATE INDEX birds_i ON birds (b)",
    columns: `SELECT column_name FROM information_schema.statistics
      WHERE table_schema = DATABASE() AND index_name = 'birds_i'`,
  },
} as const;

/** Somebody else's index of the same name must not be taken for the one that was planned. */
export const sameIndex: Scenario = {
  name: "same-index",
  shows: "an index of the same name and another column, made by somebody else in between, " +
    "is not taken for the one that was planned",
  flavors: ["postgres", "mysql", "mariadb"],
  async play(stage) {
    const { database, engine, write, run } = stage;
    const words = DEFINITIONS[engine.flavor === "postgres" ? "postgres" : "mysql"];
    await database.query("CREATE TABLE birds (id INT, a INT, b INT)");
    await write("1_index.up.sql", `${words.planned};\n`);
    await killWhileWaiting(stage, "birds", "birds_i");
    await database.query(words.other);
    const ended = await run("migrate");
    const there = JSON.stringify(await database.query(words.columns));
    return [
      ...expect(
        ended.code === 1 && ended.error?.next !== null,
        "lost",
        `another's index was taken for the planned one: ${saidBy(ended)}`,
      ),
      ...expect(/\(b\)|"b"/.test(there), "lost", `another's index is gone: ${there}`),
    ];
  },
};

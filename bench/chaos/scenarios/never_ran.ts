import { killWhileWaiting } from "./held_statement.ts";
import { expect, saidBy, type Scenario } from "./scenario.ts";

/** The gap between intent and statement: the statement did not run, and is run now. */
export const neverRan: Scenario = {
  name: "intent-without-statement",
  shows: "a statement whose intent was written and which never ran is run by the next run",
  flavors: ["postgres", "mysql", "mariadb"],
  async play(stage) {
    const { database, engine, write, run } = stage;
    await database.query("CREATE TABLE birds (id INT, a INT, b INT)");
    const how = engine.flavor === "postgres" ? " CONCURRENTLY" : "";
    await write(
      "1_index.up.sql",
      "INSERT INTO chaos_marks VALUES ('m1');\n" +
        `CREATE INDEX${how} birds_i ON birds (a);\nINSERT INTO chaos_marks VALUES ('m2');\n`,
    );
    await killWhileWaiting(stage, "birds", "birds_i");
    const ended = await run("migrate");
    const { marks, schema, journal } = await database.snapshot();
    return [
      ...expect(ended.code === 0, "human", `the next run stopped: ${saidBy(ended)}`),
      ...["m1", "m2"].flatMap((mark) => {
        const count = marks.get(mark) ?? 0;
        const verdict = count > 1 ? "doubled" : "lost";
        return expect(count === 1, verdict, `mark ${mark}: ${count} times`);
      }),
      ...expect(schema.some((line) => line.includes("birds_i")), "lost", "the index is not there"),
      ...expect(journal === 0, "doubled", `${journal} rows are left in the journal`),
    ];
  },
};

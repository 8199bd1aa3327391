import { expect, saidBy, type Scenario } from "./scenario.ts";

/** A file that comes back with fewer statements than are done. */
export const fewerStatements: Scenario = {
  name: "fewer-statements",
  shows: "a partial migration whose file comes back with fewer statements than are done is " +
    "refused with words",
  flavors: ["postgres", "mysql", "mariadb", "sqlite"],
  async play({ engine, write, run, database }) {
    const apart = {
      postgres: "VACUUM birds",
      sqlite: "VACUUM",
      mysql: "CREATE TABLE nests (id INT)",
      mariadb: "CREATE TABLE nests (id INT)",
    }[engine.flavor];
    const first = "CREATE TABLE birds (id INT, a INT);\n";
    await write("1_birds.up.sql", `${first}${apart};\nINSERT INTO nosuch VALUES (1);\n`);
    const failed = await run("migrate");
    await write("1_birds.up.sql", first);
    const refused = await run("migrate");
    const state = await database.snapshot();
    return [
      ...expect(failed.code === 1, "lost", `the failing file did not fail: ${saidBy(failed)}`),
      ...expect(
        refused.code === 1 && refused.error?.code === "resume-refused" &&
          refused.error.next !== null,
        "lost",
        `the shorter file was not refused: ${saidBy(refused)}`,
      ),
      ...expect(state.history?.length === 0, "lost", `it was recorded: ${state.history}`),
    ];
  },
};

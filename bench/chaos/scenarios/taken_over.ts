import { expect, saidBy, type Scenario } from "./scenario.ts";

const SLOW = { postgres: "SELECT pg_sleep(0.5)", mysql: "DO SLEEP(0.5)", mariadb: "DO SLEEP(0.5)" };

/** A runner that stands still for longer than its session may be idle. */
export const takenOver: Scenario = {
  name: "taken-over",
  shows:
    "a runner that stood still until another had taken over does nothing twice when it goes on",
  flavors: ["postgres", "mysql", "mariadb"],
  async play({ engine, write, start, run, database }) {
    const slow = SLOW[engine.flavor as keyof typeof SLOW];
    for (const version of [1, 2, 3]) {
      await write(
        `${version}_slow.up.sql`,
        `INSERT INTO chaos_marks VALUES ('m${version}');\n${slow};\n` +
          `CREATE TABLE birds${version} (id INT);\n`,
      );
    }
    const stopped = start("migrate");
    await stopped.begun;
    stopped.signal("SIGSTOP");
    const other = await run("migrate", "--lock-wait", "140");
    stopped.signal("SIGCONT");
    await stopped.ended;
    const last = await run("migrate");
    const { marks } = await database.snapshot();
    return [
      ...expect(other.code === 0, "wedged", `nobody could take over: ${saidBy(other)}`),
      ...expect(last.code === 0, "human", `the run after both stopped: ${saidBy(last)}`),
      ...["m1", "m2", "m3"].flatMap((mark) => {
        const count = marks.get(mark) ?? 0;
        return expect(count === 1, count > 1 ? "doubled" : "lost", `${mark}: ${count} times`);
      }),
    ];
  },
};

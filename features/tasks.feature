@sqlite
Feature: Tasks
  Every command is a task, and stands in the list as it can be typed.

  Scenario: the list
    When I run "dunlin list"
    Then it succeeds
    And it says "dunlin migrate "
    And it says "dunlin migrate:status"
    And it says "Apply pending migrations"

  Scenario: without a command the list is shown, and nothing is done
    Given the migration "1_create_birds" makes the table "birds"
    When I run "dunlin"
    Then it succeeds
    And it says "dunlin migrate:status"
    And nothing in the database has changed

  Scenario: a misspelled task is not guessed at, but the nearest is named
    When I run "dunlin migrate:statsu"
    Then it exits with 2
    And it says "migrate:status"

  Scenario: a project's own task stands in the list and is run by its name
    Given the file "tasks.ts" holds
      """
      export default (tasks) => {
        tasks.namespace("birds", (birds) => {
          birds.add("count", "Count the birds", async (c) => {
            const sql = await c.sql();
            const [row] = await sql.query("SELECT COUNT(*) AS n FROM birds");
            c.out(`birds: ${row.n} ${c.args.join(",")}\n`);
          }, { needs: ["migrate"] });
        });
      };
      """
    And the migration "1_create_birds" makes the table "birds"
    When I run "dunlin list"
    Then it succeeds
    And it says "dunlin birds:count"
    And it says "Count the birds"
    When I run "dunlin birds:count --all"
    Then it succeeds
    And it says "Applied 1_create_birds" before "birds: 0 --all"
    And the history holds "1"

  Scenario: a tasks file that is broken stops everything, with its place
    Given the file "tasks.ts" holds
      """
      throw new Error("no such flock");
      """
    And the migration "1_create_birds" makes the table "birds"
    When I run "dunlin migrate"
    Then it exits with 2
    And it says "tasks.ts"
    And it says "no such flock"
    And nothing in the database has changed

  Scenario: a task that calls itself is stopped in words
    Given the file "tasks.ts" holds
      """
      export default (tasks) => {
        tasks.add("egg", "Lay an egg", (c) => c.run("hen"));
        tasks.add("hen", "Hatch a hen", (c) => c.run("egg"));
      };
      """
    When I run "dunlin egg"
    Then it exits with 2
    And it says "egg → hen → egg"

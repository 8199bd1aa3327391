Feature: Two deploys at once
  One works, the other waits and is told for whom; every migration runs once.

  Scenario: the second waits and says so, then finds nothing to do
    Given the migration "1_create_birds" makes the table "birds"
    And a TypeScript migration "2_gate" that adds a row to "birds" and waits until a gate is opened
    And the migration "3_row" holds
      """
      INSERT INTO birds (id) VALUES (3);
      """
    When a first "dunlin migrate" has said "Applying 2_gate"
    And a second "dunlin migrate" has said "lock"
    And the gate is opened
    Then both succeed
    And the table "birds" holds 2 rows
    And the history holds "1, 2, 3"

  Scenario: the second does not wait for ever
    Given the migration "1_create_birds" makes the table "birds"
    And a TypeScript migration "2_gate" that adds a row to "birds" and waits until a gate is opened
    When a first "dunlin migrate" has said "Applying 2_gate"
    And I run "dunlin migrate --lock-wait 0"
    Then it exits with 4
    And it says "lock"
    When the gate is opened
    Then the first succeeds
    And the history holds "1, 2"

Feature: Reverting
  What was applied last is reverted first, and what cannot be reverted stays.

  Background:
    Given the migration "1_create_birds" makes the table "birds"
    And the migration "2_create_nests" makes the table "nests"
    And the migration "3_create_eggs" makes the table "eggs"
    And I have run "dunlin migrate"

  Scenario: the last one
    When I run "dunlin migrate:down"
    Then it succeeds
    And it says "Reverted 3_create_eggs"
    And the table "eggs" is not there
    And the tables "birds, nests" are there
    And the history holds "1, 2"

  Scenario: several, the newest first
    When I run "dunlin migrate:down 2"
    Then it succeeds
    And it says "Reverted 3_create_eggs" before "Reverted 2_create_nests"
    And the history holds "1"
    And the table "birds" is there

  Scenario: down to a version
    When I run "dunlin migrate:down --to 1"
    Then it succeeds
    And the history holds "1"

  Scenario: without a down file nothing is reverted, and the reason is said
    Given the file "migrations/2_create_nests.down.sql" is removed
    When I run "dunlin migrate:down 2"
    Then it exits with 1
    And it says "2_create_nests"
    And it says "down"
    And nothing in the database has changed

  Scenario: again, as while it is being written
    Given the file "migrations/3_create_eggs.up.sql" holds
      """
      CREATE TABLE eggs (id INTEGER, colour VARCHAR(20));
      """
    When I run "dunlin migrate:redo"
    Then it succeeds
    And it says "Reverted 3_create_eggs" before "Applied 3_create_eggs"
    And the column "colour" of "eggs" is there
    And the history holds "1, 2, 3"

  Scenario: everything, and everything again
    Given the table "birds" gets a row
    When I run "dunlin migrate:reset --yes"
    Then it succeeds
    And it says "Reverted 1_create_birds" before "Applied 1_create_birds"
    And the table "birds" holds 0 rows
    And the history holds "1, 2, 3"

  Scenario: everything is not reverted where nobody can be asked
    When I run "dunlin migrate:reset"
    Then it exits with 2
    And it says "--yes"
    And nothing in the database has changed

Feature: Status
  Every migration has one state, and asking for it changes nothing.

  Background:
    Given the migration "1_create_birds" makes the table "birds"
    And the migration "2_create_nests" makes the table "nests"

  Scenario: before the first run
    When I run "dunlin migrate:status"
    Then it succeeds
    And it says "2 pending"
    And nothing in the database has changed

  Scenario: applied and pending
    Given I have run "dunlin migrate --steps 1"
    When I run "dunlin migrate:status"
    Then it succeeds
    And the line of "1_create_birds" says "applied"
    And the line of "2_create_nests" says "pending"
    And nothing in the database has changed

  Scenario: a script asks whether anything is pending
    When I run "dunlin migrate:status --check"
    Then it exits with 3

  Scenario: a script is told that nothing is
    Given I have run "dunlin migrate"
    When I run "dunlin migrate:status --check"
    Then it succeeds

  Scenario: a file that is gone is reported
    Given I have run "dunlin migrate"
    And the file "migrations/1_create_birds.up.sql" is removed
    And the file "migrations/1_create_birds.down.sql" is removed
    When I run "dunlin migrate:status"
    Then it succeeds
    And the line of "1_create_birds" says "missing"
    And the line of "2_create_nests" says "applied"

  Scenario: the same for a program
    Given I have run "dunlin migrate --steps 1"
    When I run "dunlin migrate:status --json"
    Then it succeeds
    And the JSON says that "1" is "applied"
    And the JSON says that "2" is "pending"

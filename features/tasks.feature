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

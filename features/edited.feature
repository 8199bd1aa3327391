Feature: Files that changed after they were applied
  An applied migration is never run again because its file was edited.

  Background:
    Given the migration "1_create_birds" makes the table "birds"
    And I have run "dunlin migrate"
    And the migration "2_create_nests" makes the table "nests"
    And the file "migrations/1_create_birds.up.sql" holds
      """
      CREATE TABLE birds (id INTEGER, edited INTEGER);
      """

  Scenario: it is refused and named, with what to do
    When I run "dunlin migrate"
    Then it exits with 1
    And it says "1_create_birds"
    And it says "--changed"
    And nothing in the database has changed

  Scenario: where a warning is enough, the new ones are applied
    When I run "dunlin migrate --changed warn"
    Then it succeeds
    And it says "1_create_birds"
    And it says "Applied 2_create_nests"
    And the column "edited" of "birds" is not there
    And the history holds "1, 2"

  Scenario: the status shows it
    When I run "dunlin migrate:status"
    Then it succeeds
    And the line of "1_create_birds" says "changed"

  Scenario: other line ends are no change
    Given the file "migrations/1_create_birds.up.sql" is as it was, with Windows line ends
    When I run "dunlin migrate"
    Then it succeeds
    And the history holds "1, 2"

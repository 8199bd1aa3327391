Feature: The first run, and the next
  Nobody prepares a database for dunlin: the first run makes what it needs and
  says so, and a run with nothing to do says that and touches nothing.

  Background:
    Given the migration "1_create_birds" makes the table "birds"
    And the migration "2_create_nests" makes the table "nests"

  Scenario: the first run creates the history table and says so
    When I run "dunlin migrate"
    Then it succeeds
    And it says "Created the history table"
    And it says "Applied 1_create_birds"
    And it says "2 migrations applied"
    And the tables "birds, nests" are there
    And the history holds "1, 2"

  Scenario: the history table is announced once
    Given I have run "dunlin migrate --steps 1"
    When I run "dunlin migrate"
    Then it succeeds
    And it does not say "Created the history table"
    And the history holds "1, 2"

  Scenario: a database that is up to date is said to be, and nothing changes
    Given I have run "dunlin migrate"
    When I run "dunlin migrate"
    Then it succeeds
    And it says "Nothing to do"
    And nothing in the database has changed

  Scenario: no migrations at all
    Given an empty folder "none"
    When I run "dunlin migrate --dir none"
    Then it succeeds
    And it says "Nothing to do"

  Scenario: a folder that is not there is no folder without migrations
    When I run "dunlin migrate --dir elsewhere"
    Then it exits with 2
    And it says "elsewhere"
    And nothing in the database has changed

Feature: Environments and settings

  Scenario Outline: SQL for one environment only: <environment>
    Given the migration "1_create_birds" makes the table "birds"
    And the migration "2_demo_data" holds
      """
      -- dunlin: only staging,development
      INSERT INTO birds (id) VALUES (1);
      """
    When I run "dunlin migrate --env <environment>"
    Then it succeeds
    And the table "birds" holds <rows> rows

    Examples:
      | environment | rows |
      | staging     | 1    |
      | development | 1    |
      | production  | 0    |

  Scenario: the environment may name it
    Given the migration "1_create_birds" makes the table "birds"
    And the migration "2_demo_data" holds
      """
      -- dunlin: only staging
      INSERT INTO birds (id) VALUES (1);
      """
    And the variable "DUNLIN_ENV" is "staging"
    When I run "dunlin migrate"
    Then it succeeds
    And the table "birds" holds 1 row

  Scenario: nobody named a database
    Given the migration "1_create_birds" makes the table "birds"
    And no database is named
    When I run "dunlin migrate"
    Then it exits with 2
    And it says "DATABASE_URL"
    And it says "--database"
    And nothing in the database has changed

  Scenario: VERBOSE says more
    Given the migration "1_create_birds" makes the table "birds"
    And the variable "VERBOSE" is "1"
    When I run "dunlin migrate"
    Then it succeeds
    And it says "history in"

  Scenario: --quiet says nothing of what went well
    Given the migration "1_create_birds" makes the table "birds"
    When I run "dunlin migrate --quiet"
    Then it succeeds
    And it says nothing
    And the history holds "1"

  @postgres @mysql @mariadb
  Scenario: a password is never shown
    Given the migration "1_create_birds" makes the table "birds"
    And the database is named with the password "hunter2" on a port nobody listens on
    When I run "dunlin migrate"
    Then it exits with 1
    And it does not say "hunter2"

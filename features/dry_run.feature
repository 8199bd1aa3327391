Feature: Dry runs
  A dry run says what would be done, in a session that cannot write.

  Background:
    Given the migration "1_create_birds" makes the table "birds"
    And the migration "2_create_nests" makes the table "nests"

  Scenario Outline: <command> changes nothing
    Given I have run "dunlin migrate --steps 1"
    When I run "dunlin <command>"
    Then it succeeds
    And it says "<word>"
    And nothing in the database has changed

    Examples:
      | command                    | word              |
      | migrate --dry-run          | 2_create_nests    |
      | migrate --dry-run=sql      | CREATE TABLE nest |
      | migrate:down --dry-run     | 1_create_birds    |
      | migrate:down --dry-run=sql | DROP TABLE birds  |

  Scenario: before the first run not even the history table is made
    When I run "dunlin migrate --dry-run"
    Then it succeeds
    And it says "1_create_birds"
    And nothing in the database has changed

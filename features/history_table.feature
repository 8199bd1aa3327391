Feature: The name of the history table

  Scenario: a name of one's own; the usual one is not made
    Given the migration "1_create_birds" makes the table "birds"
    When I run "dunlin migrate --table schema_history"
    Then it succeeds
    And the history in "schema_history" holds "1"
    And the table "dunlin_migrations" is not there

  Scenario: the configuration may hold it
    Given the migration "1_create_birds" makes the table "birds"
    And the file "dunlin.json" holds
      """
      { "table": "schema_history" }
      """
    And I have run "dunlin migrate"
    When I run "dunlin migrate"
    Then it succeeds
    And it says "Nothing to do"
    And the history in "schema_history" holds "1"
    And the table "dunlin_migrations" is not there

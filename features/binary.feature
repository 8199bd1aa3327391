@sqlite @binary
Feature: One binary
  The SQL is compiled in: nothing has to lie beside the program.

  Scenario: migrations embedded in a binary are applied in an empty folder
    Given a binary built of a project with the migrations "1_create_birds" and "2_create_nests"
    When the binary runs "migrate" in an empty folder
    Then it succeeds
    And it says "2 migrations applied"
    And the tables "birds, nests" are there
    When the binary runs "migrate:status --check" in an empty folder
    Then it succeeds

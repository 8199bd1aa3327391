Feature: Order
  Versions are numbers, and every migration runs after all older ones.

  Scenario: migrations run in the order of their versions, whatever the folder's order is
    Given the migration "10_tenth" holds
      """
      INSERT INTO birds (id) VALUES (10);
      """
    And the migration "9_ninth" holds
      """
      INSERT INTO birds (id) VALUES (9);
      """
    And the migration "1_create_birds" makes the table "birds"
    When I run "dunlin migrate"
    Then it succeeds
    And it says "Applied 1_create_birds" before "Applied 9_ninth"
    And it says "Applied 9_ninth" before "Applied 10_tenth"
    And the history holds "1, 9, 10"
    And the table "birds" holds 2 rows

  Scenario: only as far as asked
    Given the migration "1_create_birds" makes the table "birds"
    And the migration "2_create_nests" makes the table "nests"
    And the migration "3_create_eggs" makes the table "eggs"
    When I run "dunlin migrate --to 2"
    Then it succeeds
    And the history holds "1, 2"
    And the table "eggs" is not there

  Scenario: a file that comes late is named, not slipped in
    Given the migration "1_create_birds" makes the table "birds"
    And the migration "3_create_eggs" makes the table "eggs"
    And I have run "dunlin migrate"
    And the migration "2_create_nests" makes the table "nests"
    When I run "dunlin migrate"
    Then it exits with 1
    And it says "2_create_nests"
    And it says "--out-of-order"
    And nothing in the database has changed

  Scenario: a file that comes late is applied where that is allowed
    Given the migration "1_create_birds" makes the table "birds"
    And the migration "3_create_eggs" makes the table "eggs"
    And I have run "dunlin migrate"
    And the migration "2_create_nests" makes the table "nests"
    When I run "dunlin migrate --out-of-order allow"
    Then it succeeds
    And the history holds "1, 3, 2"

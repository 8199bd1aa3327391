Feature: A migration that fails
  What went wrong, where, what is kept and what to type next; later migrations wait.

  Background:
    Given the migration "1_create_birds" makes the table "birds"

  @postgres @sqlite
  Scenario: a failing statement among several leaves nothing of its migration behind
    Given the migration "2_three_steps" holds
      """
      CREATE TABLE nests (id INTEGER);
      INSERT INTO birds (id) VALUES (1);
      INSERT INTO nowhere (id) VALUES (2);
      """
    And the migration "3_create_eggs" makes the table "eggs"
    When I run "dunlin migrate"
    Then it exits with 1
    And it says "2_three_steps"
    And it says "migrations/2_three_steps.up.sql:3"
    And it says "rolled back"
    And the table "nests" is not there
    And the table "eggs" is not there
    And the table "birds" holds 0 rows
    And the history holds "1"

  @mysql @mariadb
  Scenario: a database that keeps each statement is gone on with, not repeated
    Given the migration "2_three_steps" holds
      """
      CREATE TABLE nests (id INTEGER);
      INSERT INTO birds (id) VALUES (1);
      CREATE TABLE eggs (id INTEGER, nest INTEGER REFERENCES);
      """
    When I run "dunlin migrate"
    Then it exits with 1
    And it says "statement 3 of 3"
    And the history holds "1"
    Given the file "migrations/2_three_steps.up.sql" holds
      """
      CREATE TABLE nests (id INTEGER);
      INSERT INTO birds (id) VALUES (1);
      CREATE TABLE eggs (id INTEGER, nest INTEGER);
      """
    When I run "dunlin migrate"
    Then it succeeds
    And the tables "nests, eggs" are there
    And the table "birds" holds 1 row
    And the history holds "1, 2"

  Scenario: invalid SQL is shown, and stops what comes later
    Given the migration "2_broken" holds
      """
      CREATE TABEL nests (id INTEGER);
      """
    And the migration "3_create_eggs" makes the table "eggs"
    When I run "dunlin migrate"
    Then it exits with 1
    And it says "CREATE TABEL nests"
    And it says "migrations/2_broken.up.sql:1"
    And the table "eggs" is not there
    And the history holds "1"

  Scenario: mended, it is finished by the same command
    Given the migration "2_broken" holds
      """
      CREATE TABEL nests (id INTEGER);
      """
    And I have tried "dunlin migrate"
    And the file "migrations/2_broken.up.sql" holds
      """
      CREATE TABLE nests (id INTEGER);
      """
    When I run "dunlin migrate"
    Then it succeeds
    And it does not say "Applied 1_create_birds"
    And the table "nests" is there
    And the history holds "1, 2"

  Scenario: every file is read before the first statement is sent
    Given the file "migrations/2_open.up.sql" holds
      """
      INSERT INTO birds (name) VALUES ('never closed);
      """
    And the file "migrations/notes.txt.sql" holds
      """
      -- not a migration
      """
    When I run "dunlin migrate"
    Then it exits with 1
    And it says "2_open.up.sql:1:"
    And it says "notes.txt.sql"
    And nothing in the database has changed

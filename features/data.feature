Feature: Data
  Rows are migrated like tables: all of them, once, in bounded memory.

  Scenario: 10,000 rows, a statement each, with bounded memory
    Given the migration "1_create_birds" makes the table "birds"
    And the migration "2_rows" inserts 10000 rows into "birds", a statement each
    When I run "dunlin migrate" and its memory is measured
    Then it succeeds
    And the table "birds" holds 10000 rows
    And it took at most 200 MB of memory

  Scenario: foreign keys hold, and a violation is rolled back
    Given the migration "1_create_birds" holds
      """
      CREATE TABLE birds (id INTEGER PRIMARY KEY);
      CREATE TABLE eggs (id INTEGER PRIMARY KEY, bird INTEGER NOT NULL, FOREIGN KEY (bird) REFERENCES birds (id));
      INSERT INTO birds (id) VALUES (1);
      INSERT INTO eggs (id, bird) VALUES (1, 1);
      """
    And the migration "2_orphan" holds
      """
      INSERT INTO eggs (id, bird) VALUES (2, 1);
      INSERT INTO eggs (id, bird) VALUES (3, 99);
      """
    When I run "dunlin migrate"
    Then it exits with 1
    And it says "2_orphan"
    And it says "foreign key", in capitals or not
    And the table "eggs" holds 1 row
    And the history holds "1"

  @sqlite
  Scenario: a table that others refer to is rebuilt without losing them
    Given the migration "1_create_birds" holds
      """
      CREATE TABLE birds (id INTEGER PRIMARY KEY, name TEXT);
      CREATE TABLE eggs (id INTEGER PRIMARY KEY, bird INTEGER REFERENCES birds (id) ON DELETE CASCADE);
      INSERT INTO birds VALUES (1, 'dunlin');
      INSERT INTO eggs VALUES (1, 1);
      """
    And the migration "2_rebuild" holds
      """
      CREATE TABLE birds_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
      INSERT INTO birds_new SELECT id, name FROM birds;
      DROP TABLE birds;
      ALTER TABLE birds_new RENAME TO birds;
      """
    When I run "dunlin migrate"
    Then it succeeds
    And the table "eggs" holds 1 row

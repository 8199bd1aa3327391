Feature: The SQL of each database
  A file is sent as it is written: what the server understands, works.

  @postgres
  Scenario: an extension, a function in dollar quotes, an index built concurrently
    Given the migration "1_postgres" holds
      """
      CREATE EXTENSION IF NOT EXISTS plpgsql;
      CREATE TABLE birds (id BIGINT GENERATED ALWAYS AS IDENTITY, tags TEXT[], doc JSONB);
      CREATE FUNCTION flock() RETURNS INTEGER LANGUAGE plpgsql AS $body$
      BEGIN
        RETURN 42; -- not the end; of the file
      END
      $body$;
      """
    And the migration "2_index" holds
      """
      CREATE INDEX CONCURRENTLY birds_tags ON birds USING gin (tags);
      """
    When I run "dunlin migrate"
    Then it succeeds
    And the query "SELECT flock() AS answer" answers "42"
    And the history holds "1, 2"

  @mysql @mariadb
  Scenario: an engine, a character set, a procedure behind DELIMITER
    Given the migration "1_mysql" holds
      """
      CREATE TABLE `birds` (
        `id` INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        `name` VARCHAR(40) NOT NULL COMMENT 'as it is called; in English'
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
      DELIMITER //
      CREATE PROCEDURE hatch()
      BEGIN
        INSERT INTO birds (name) VALUES ('dunlin');
        INSERT INTO birds (name) VALUES ('knot');
      END //
      DELIMITER ;
      """
    When I run "dunlin migrate"
    Then it succeeds
    And the table "birds" holds 0 rows
    And the history holds "1"

  @sqlite
  Scenario: a table without row ids, a strict one, a trigger
    Given the migration "1_sqlite" holds
      """
      CREATE TABLE birds (name TEXT PRIMARY KEY) WITHOUT ROWID;
      CREATE TABLE log (line TEXT) STRICT;
      CREATE TRIGGER told AFTER INSERT ON birds BEGIN
        INSERT INTO log VALUES ('a bird; ' || NEW.name);
      END;
      INSERT INTO birds VALUES ('dunlin');
      """
    When I run "dunlin migrate"
    Then it succeeds
    And the query "SELECT line FROM log" answers "a bird; dunlin"

  Scenario: a file of its own for one database wins over the common one
    Given the migration "1_create_birds" makes the table "birds"
    And the file "migrations/1_create_birds.<dialect>.up.sql" holds
      """
      CREATE TABLE birds (id INTEGER, only_here INTEGER);
      """
    When I run "dunlin migrate"
    Then it succeeds
    And the column "only_here" of "birds" is there

  Scenario: IF NOT EXISTS may run twice
    Given the migration "1_careful" holds
      """
      CREATE TABLE IF NOT EXISTS birds (id INTEGER);
      """
    And the file "migrations/1_careful.down.sql" holds
      """
      -- the table stays
      """
    And I have run "dunlin migrate"
    And the table "birds" gets a row
    When I run "dunlin migrate:redo"
    Then it succeeds
    And the table "birds" holds 1 row
    And the history holds "1"

import { kindsTests, type StatementCase } from "./mysql_kinds.ts";

const BASE = "CREATE TABLE t (id INT PRIMARY KEY, a INT)";
const TRIGGER = "CREATE TRIGGER tg BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1";
const EVENT = "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SET @x = 1";
const PROCEDURE = "CREATE PROCEDURE p () BEGIN SELECT 1; END";
const FUNCTION = "CREATE FUNCTION f () RETURNS INT DETERMINISTIC RETURN 1";

const cases: StatementCase[] = [
  { setup: [BASE], statement: TRIGGER, says: "done" },
  {
    setup: [BASE, TRIGGER],
    statement:
      "CREATE DEFINER = CURRENT_USER TRIGGER u AFTER UPDATE ON t FOR EACH ROW BEGIN SET @a = 1; END",
    says: "done",
  },
  { setup: [BASE], statement: TRIGGER.replace("TRIGGER", "TRIGGER IF NOT EXISTS"), says: "done" },
  {
    setup: [BASE, TRIGGER],
    statement: TRIGGER.replace("TRIGGER", "TRIGGER IF NOT EXISTS"),
    says: "same",
  },
  {
    setup: [BASE],
    statement: TRIGGER.replace("CREATE", "CREATE OR REPLACE"),
    says: "harmless",
    on: "mariadb",
  },
  { setup: [BASE, TRIGGER], statement: "DROP TRIGGER tg", says: "done" },
  { statement: "DROP TRIGGER IF EXISTS nosuch", says: "same" },

  { statement: PROCEDURE, says: "done" },
  { statement: FUNCTION, says: "done" },
  { statement: "CREATE PROCEDURE IF NOT EXISTS p () SELECT 1", says: "done" },
  { statement: PROCEDURE.replace("CREATE", "CREATE OR REPLACE"), says: "harmless", on: "mariadb" },
  { setup: [PROCEDURE], statement: "ALTER PROCEDURE p COMMENT 'x'", says: "harmless" },
  { setup: [FUNCTION], statement: "ALTER FUNCTION f SQL SECURITY INVOKER", says: "harmless" },
  { setup: [PROCEDURE], statement: "DROP PROCEDURE p", says: "done" },
  { setup: [FUNCTION, PROCEDURE.replace("p ", "f ")], statement: "DROP FUNCTION f", says: "done" },
  {
    statement: "CREATE AGGREGATE FUNCTION g (x INT) RETURNS INT BEGIN DECLARE s INT DEFAULT 0; " +
      "DECLARE CONTINUE HANDLER FOR NOT FOUND RETURN s; LOOP FETCH GROUP NEXT ROW; SET s = s + x; END LOOP; END",
    says: "done",
    on: "mariadb",
  },
  { statement: "CREATE FUNCTION metaphon RETURNS STRING SONAME 'nosuch.so'", says: "none" },

  { statement: EVENT, says: "done" },
  { statement: "CREATE EVENT e ON SCHEDULE AT '2030-01-01' DO SET @x = 1", says: "none" },
  {
    statement: "CREATE EVENT e ON SCHEDULE AT '2030-01-01' ON COMPLETION PRESERVE DO SET @x = 1",
    says: "done",
  },
  {
    statement: "CREATE EVENT e ON SCHEDULE EVERY 1 DAY ENDS '2030-01-01' DO SET @x = 1",
    says: "none",
  },
  { setup: [EVENT], statement: "ALTER EVENT e DISABLE", says: "harmless" },
  { setup: [EVENT], statement: "ALTER EVENT e ON SCHEDULE AT '2030-01-01'", says: "none" },
  { setup: [EVENT], statement: "ALTER EVENT e RENAME TO f DISABLE", says: "done" },
  { setup: [EVENT], statement: "DROP EVENT e", says: "done" },

  { statement: "CREATE SEQUENCE s START WITH 5", says: "done", on: "mariadb" },
  {
    setup: ["CREATE SEQUENCE s"],
    statement: "CREATE OR REPLACE SEQUENCE s",
    says: "done",
    on: "mariadb",
  },
  {
    setup: ["CREATE SEQUENCE s"],
    statement: "ALTER SEQUENCE s RESTART 7",
    says: "none",
    on: "mariadb",
  },
  {
    setup: ["CREATE SEQUENCE s"],
    statement: "ALTER SEQUENCE s INCREMENT 7",
    says: "harmless",
    on: "mariadb",
  },
  {
    setup: ["CREATE SEQUENCE s", "CREATE SEQUENCE r"],
    statement: "DROP SEQUENCE s, r",
    says: "done",
    on: "mariadb",
  },
  {
    setup: ["SET sql_mode = 'ORACLE'"],
    statement: "CREATE PACKAGE k AS FUNCTION f RETURN INT; END",
    says: "done",
    on: "mariadb",
  },
  {
    setup: ["SET sql_mode = 'ORACLE'", "CREATE PACKAGE k AS FUNCTION f RETURN INT; END"],
    statement: "CREATE PACKAGE BODY k AS FUNCTION f RETURN INT AS BEGIN RETURN 1; END; END",
    says: "done",
    on: "mariadb",
  },
  {
    setup: ["SET sql_mode = 'ORACLE'", "CREATE PACKAGE k AS FUNCTION f RETURN INT; END"],
    statement: "DROP PACKAGE k",
    says: "done",
    on: "mariadb",
  },
  {
    setup: ["CREATE TABLE t (id INT PRIMARY KEY, a INT)"],
    statement:
      "CREATE JSON RELATIONAL DUALITY VIEW v AS SELECT JSON_DUALITY_OBJECT('_id': id, 'a': a) FROM t",
    says: "done",
    on: "mysql",
  },
];

kindsTests(cases);

PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL CHECK (name <> ';'), [end;] TEXT);
INSERT INTO "customers" VALUES(1,'Zoë 😀',';');
INSERT INTO "customers" VALUES(2,'O''Brien',NULL);
INSERT INTO "customers" VALUES(3,'two
lines;','/* x');
CREATE TABLE "log" (`what;` TEXT);
CREATE TRIGGER t AFTER INSERT ON customers WHEN CASE NEW.id WHEN 1 THEN 1 END BEGIN
  INSERT INTO log VALUES (CASE WHEN NEW.id THEN ';' ELSE 'END;' END); -- it's
  DELETE FROM log WHERE 0; /* ; END; */
END;
CREATE VIEW v AS SELECT id AS "end" FROM customers;
CREATE INDEX i ON customers (name) WHERE name <> ';';
COMMIT;

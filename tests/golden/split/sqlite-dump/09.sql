CREATE VIEW v AS SELECT id AS "end" FROM customers

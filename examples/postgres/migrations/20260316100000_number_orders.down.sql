-- The view of R__order_totals.sql shows the number; the next migrate brings it
-- back if the column is there again.
DROP VIEW IF EXISTS order_totals;
ALTER TABLE orders DROP COLUMN number;
DROP FUNCTION next_order_number();
DROP SEQUENCE order_number;

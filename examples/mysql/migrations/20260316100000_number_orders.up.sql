-- Customers quote a number, not a key: S-000042. Orders that are there get
-- theirs from their key, new ones from a counter. For a quiet hour: an order
-- placed while this runs could slip between the statements and stay without one.
CREATE TABLE counters (
  name        VARCHAR(40) NOT NULL,
  last_number BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

ALTER TABLE orders ADD COLUMN number VARCHAR(22) NULL AFTER id;

-- LPAD to six would cut the millionth order's number short.
UPDATE orders SET number = CONCAT('S-', LPAD(id, GREATEST(6, LENGTH(id)), '0'));

INSERT INTO counters (name, last_number)
SELECT 'orders', COALESCE(MAX(id), 0) FROM orders;

ALTER TABLE orders ADD UNIQUE KEY orders_number_key (number);

-- No DELIMITER: where a body ends is read from the body.
CREATE TRIGGER orders_number
BEFORE INSERT ON orders
FOR EACH ROW
BEGIN
  DECLARE next_number BIGINT UNSIGNED;
  IF NEW.number IS NULL THEN
    UPDATE counters SET last_number = last_number + 1 WHERE name = 'orders';
    SELECT last_number INTO next_number FROM counters WHERE name = 'orders';
    SET NEW.number = CONCAT('S-', LPAD(next_number, GREATEST(6, LENGTH(next_number)), '0'));
  END IF;
END;

-- Customers quote a number, not a key: S-000042. Orders that are there get
-- theirs from their key, and so do new ones.
ALTER TABLE orders ADD COLUMN number TEXT;

UPDATE orders SET number = printf('S-%06d', id);

CREATE UNIQUE INDEX orders_number_key ON orders (number);

CREATE TRIGGER orders_number
AFTER INSERT ON orders
WHEN NEW.number IS NULL
BEGIN
  UPDATE orders SET number = printf('S-%06d', NEW.id) WHERE id = NEW.id;
END;

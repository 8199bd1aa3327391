-- Customers quote a number, not a key: S-000042. Orders that are there get
-- theirs by age, new ones as they come. The column stays nullable for now: the
-- next two migrations make sure of it without holding a strong lock for a scan.
CREATE SEQUENCE order_number;

CREATE FUNCTION next_order_number() RETURNS text
LANGUAGE sql VOLATILE
BEGIN ATOMIC
  -- A pattern of six digits would turn the millionth order into ######.
  SELECT 'S-' || lpad(n::text, greatest(6, length(n::text)), '0')
  FROM nextval('order_number') AS n;
END;

ALTER TABLE orders ADD COLUMN number text;
ALTER TABLE orders ALTER COLUMN number SET DEFAULT next_order_number();

DO $$
DECLARE
  key bigint;
BEGIN
  FOR key IN SELECT id FROM orders WHERE number IS NULL ORDER BY created_at, id LOOP
    UPDATE orders SET number = next_order_number() WHERE id = key;
  END LOOP;
END;
$$;

CREATE UNIQUE INDEX orders_number_key ON orders (number);

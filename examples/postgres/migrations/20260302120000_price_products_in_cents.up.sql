-- dunlin: lock-timeout 2s
-- Money is counted, not measured: the price becomes whole cents. The table is
-- rewritten under a strong lock, so this does not queue for long in front of others.
DROP VIEW available_products;

ALTER TABLE products
  DROP CONSTRAINT products_price_check,
  ALTER COLUMN price TYPE bigint USING round(price * 100)::bigint;
ALTER TABLE products RENAME COLUMN price TO price_cents;
ALTER TABLE products ADD CONSTRAINT products_price_check CHECK (price_cents >= 0);

CREATE VIEW available_products AS
SELECT id, sku, name, price_cents, stock, attributes
FROM products
WHERE retired_at IS NULL AND stock > 0;

-- Money is counted, not measured: the price becomes whole cents. Every ALTER
-- commits by itself; should one fail, the next migrate goes on from there.
ALTER TABLE products ADD COLUMN price_cents BIGINT NULL AFTER price;

UPDATE products SET price_cents = ROUND(price * 100);

ALTER TABLE products
  DROP CONSTRAINT products_price_check,
  DROP COLUMN price,
  MODIFY COLUMN price_cents BIGINT NOT NULL;

ALTER TABLE products ADD CONSTRAINT products_price_check CHECK (price_cents >= 0);

CREATE OR REPLACE SQL SECURITY INVOKER VIEW available_products AS
SELECT id, sku, name, price_cents, stock, attributes
FROM products
WHERE retired_at IS NULL AND stock > 0;

DROP VIEW available_products;

ALTER TABLE products
  DROP CONSTRAINT products_price_check,
  ALTER COLUMN price_cents TYPE numeric(10, 2) USING price_cents / 100.0;
ALTER TABLE products RENAME COLUMN price_cents TO price;
ALTER TABLE products ADD CONSTRAINT products_price_check CHECK (price >= 0);

CREATE VIEW available_products AS
SELECT id, sku, name, price, stock, attributes
FROM products
WHERE retired_at IS NULL AND stock > 0;

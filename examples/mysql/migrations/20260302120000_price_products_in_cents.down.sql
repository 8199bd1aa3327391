ALTER TABLE products ADD COLUMN price DECIMAL(10, 2) NULL AFTER price_cents;

UPDATE products SET price = price_cents / 100;

ALTER TABLE products
  DROP CONSTRAINT products_price_check,
  DROP COLUMN price_cents,
  MODIFY COLUMN price DECIMAL(10, 2) NOT NULL;

ALTER TABLE products ADD CONSTRAINT products_price_check CHECK (price >= 0);

CREATE OR REPLACE SQL SECURITY INVOKER VIEW available_products AS
SELECT id, sku, name, price, stock, attributes
FROM products
WHERE retired_at IS NULL AND stock > 0;

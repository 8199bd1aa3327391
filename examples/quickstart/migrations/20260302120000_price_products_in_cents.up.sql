-- Money is counted, not measured: the price becomes whole cents. SQLite cannot
-- change a column's type, so the table is built anew. While it is gone nothing
-- may refer to it: the view and the trigger step aside and come back.
DROP VIEW available_products;
DROP TRIGGER orders_move_stock;

CREATE TABLE products_new (
  id          INTEGER PRIMARY KEY,
  sku         TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  price_cents INTEGER NOT NULL,
  stock       INTEGER NOT NULL DEFAULT 0,
  retired_at  TEXT,
  CONSTRAINT products_price_check CHECK (price_cents >= 0),
  CONSTRAINT products_stock_check CHECK (stock >= 0)
) STRICT;

INSERT INTO products_new (id, sku, name, price_cents, stock, retired_at)
SELECT id, sku, name, CAST(round(price * 100) AS INTEGER), stock, retired_at
FROM products;

DROP TABLE products;
ALTER TABLE products_new RENAME TO products;
CREATE INDEX products_name_idx ON products (name COLLATE NOCASE);

CREATE TRIGGER orders_move_stock
AFTER UPDATE OF state ON orders
WHEN (OLD.state = 'cart' AND NEW.state = 'placed')
  OR (OLD.state IN ('placed', 'paid') AND NEW.state = 'cancelled')
BEGIN
  UPDATE products
  SET stock = stock + CASE NEW.state WHEN 'placed' THEN -1 ELSE 1 END * (
    SELECT quantity FROM order_items WHERE order_id = NEW.id AND product_id = products.id
  )
  WHERE id IN (SELECT product_id FROM order_items WHERE order_id = NEW.id);
END;

CREATE VIEW available_products AS
SELECT id, sku, name, price_cents, stock
FROM products
WHERE retired_at IS NULL AND stock > 0;

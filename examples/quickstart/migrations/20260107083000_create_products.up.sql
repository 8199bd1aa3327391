CREATE TABLE products (
  id          INTEGER PRIMARY KEY,
  sku         TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  price       REAL NOT NULL,
  stock       INTEGER NOT NULL DEFAULT 0,
  retired_at  TEXT,
  CONSTRAINT products_price_check CHECK (price >= 0),
  CONSTRAINT products_stock_check CHECK (stock >= 0)
) STRICT;

CREATE INDEX products_name_idx ON products (name COLLATE NOCASE);

CREATE TABLE products (
  id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  sku         VARCHAR(40) NOT NULL,
  name        VARCHAR(200) NOT NULL,
  description TEXT NOT NULL,
  price       DECIMAL(10, 2) NOT NULL,
  stock       INT NOT NULL DEFAULT 0,
  attributes  JSON NOT NULL COMMENT 'Whatever a kind of product has: {"brand": "…"}',
  retired_at  DATETIME(3) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY products_sku_key (sku),
  FULLTEXT KEY products_text_idx (name, description),
  CONSTRAINT products_stock_check CHECK (stock >= 0),
  CONSTRAINT products_price_check CHECK (price >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

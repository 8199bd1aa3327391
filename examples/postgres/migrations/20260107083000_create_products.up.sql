CREATE TABLE products (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sku        text NOT NULL UNIQUE,
  name       text NOT NULL,
  price      numeric(10, 2) NOT NULL,
  stock      integer NOT NULL DEFAULT 0,
  attributes jsonb NOT NULL DEFAULT '{}',
  retired_at timestamptz,
  CONSTRAINT products_price_check CHECK (price >= 0),
  CONSTRAINT products_stock_check CHECK (stock >= 0),
  CONSTRAINT products_attributes_check CHECK (jsonb_typeof(attributes) = 'object')
);

CREATE INDEX products_attributes_idx ON products USING gin (attributes jsonb_path_ops);
CREATE INDEX products_brand_idx ON products ((attributes ->> 'brand'));

COMMENT ON COLUMN products.attributes IS 'Whatever a kind of product has: {"brand": "…", "colour": "…"}';

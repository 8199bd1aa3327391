-- The price is copied from the product: a later change must not reach old orders.
CREATE TABLE order_items (
  order_id         INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  product_id       INTEGER NOT NULL REFERENCES products (id),
  quantity         INTEGER NOT NULL,
  unit_price_cents INTEGER NOT NULL,
  line_total_cents INTEGER GENERATED ALWAYS AS (quantity * unit_price_cents) VIRTUAL,
  PRIMARY KEY (order_id, product_id),
  CONSTRAINT order_items_quantity_check CHECK (quantity > 0),
  CONSTRAINT order_items_unit_price_check CHECK (unit_price_cents >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX order_items_product_idx ON order_items (product_id);

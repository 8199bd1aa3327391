-- The price is copied from the product: a later change must not reach old orders.
CREATE TABLE order_items (
  order_id         bigint NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  product_id       bigint NOT NULL REFERENCES products (id),
  quantity         integer NOT NULL,
  unit_price_cents bigint NOT NULL,
  line_total_cents bigint NOT NULL GENERATED ALWAYS AS (quantity * unit_price_cents) STORED,
  PRIMARY KEY (order_id, product_id),
  CONSTRAINT order_items_quantity_check CHECK (quantity > 0),
  CONSTRAINT order_items_unit_price_check CHECK (unit_price_cents >= 0)
);

CREATE INDEX order_items_product_idx ON order_items (product_id);

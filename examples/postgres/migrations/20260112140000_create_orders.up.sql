CREATE TYPE order_state AS ENUM ('cart', 'placed', 'paid', 'shipped', 'cancelled');

CREATE TABLE orders (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES accounts (id),
  state      order_state NOT NULL DEFAULT 'cart',
  created_at timestamptz NOT NULL DEFAULT now(),
  placed_at  timestamptz,
  CONSTRAINT orders_placed_at_check CHECK ((state = 'cart') = (placed_at IS NULL))
);

-- An account has one cart; its other orders are not limited.
CREATE UNIQUE INDEX orders_one_cart_key ON orders (account_id) WHERE state = 'cart';
CREATE INDEX orders_account_idx ON orders (account_id, placed_at DESC);

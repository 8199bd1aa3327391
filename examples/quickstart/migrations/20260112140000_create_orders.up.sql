CREATE TABLE orders (
  id         INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  state      TEXT NOT NULL DEFAULT 'cart',
  created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
  placed_at  TEXT,
  CONSTRAINT orders_state_check
    CHECK (state IN ('cart', 'placed', 'paid', 'shipped', 'cancelled')),
  CONSTRAINT orders_placed_at_check CHECK ((state = 'cart') = (placed_at IS NULL))
) STRICT;

-- An account has one cart; its other orders are not limited.
CREATE UNIQUE INDEX orders_one_cart_key ON orders (account_id) WHERE state = 'cart';
CREATE INDEX orders_account_idx ON orders (account_id, placed_at);

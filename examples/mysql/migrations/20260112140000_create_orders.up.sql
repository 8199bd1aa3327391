-- An account has one cart. MySQL has no partial indexes: a generated column that
-- is NULL for every other order does the same, for NULLs never collide.
CREATE TABLE orders (
  id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  account_id      BIGINT UNSIGNED NOT NULL,
  state           ENUM('cart', 'placed', 'paid', 'shipped', 'cancelled') NOT NULL DEFAULT 'cart',
  created_at      DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  placed_at       DATETIME(3) NULL,
  cart_account_id BIGINT UNSIGNED
    GENERATED ALWAYS AS (CASE WHEN state = 'cart' THEN account_id END) VIRTUAL,
  PRIMARY KEY (id),
  UNIQUE KEY orders_one_cart_key (cart_account_id),
  KEY orders_account_idx (account_id, placed_at DESC),
  CONSTRAINT orders_account_fk FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT orders_placed_at_check CHECK ((state = 'cart') = (placed_at IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

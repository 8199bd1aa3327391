-- Orders kept no address; each account gets one to be filled in, and its open
-- orders point there.
CREATE TABLE addresses (
  id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  account_id BIGINT UNSIGNED NOT NULL,
  recipient  VARCHAR(120) NOT NULL,
  street     VARCHAR(200) NOT NULL DEFAULT '',
  postcode   VARCHAR(12) NOT NULL DEFAULT '',
  city       VARCHAR(120) NOT NULL DEFAULT '',
  country    CHAR(2) NOT NULL DEFAULT 'IE',
  PRIMARY KEY (id),
  KEY addresses_account_idx (account_id),
  CONSTRAINT addresses_account_fk FOREIGN KEY (account_id)
    REFERENCES accounts (id) ON DELETE CASCADE,
  CONSTRAINT addresses_country_check CHECK (country REGEXP '^[A-Z]{2}$')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

INSERT INTO addresses (account_id, recipient)
SELECT id, display_name FROM accounts;

ALTER TABLE orders
  ADD COLUMN shipping_address_id BIGINT UNSIGNED NULL,
  ADD KEY orders_shipping_address_idx (shipping_address_id),
  ADD CONSTRAINT orders_shipping_address_fk FOREIGN KEY (shipping_address_id)
    REFERENCES addresses (id);

UPDATE orders
JOIN addresses ON addresses.account_id = orders.account_id
SET orders.shipping_address_id = addresses.id
WHERE orders.state IN ('cart', 'placed', 'paid');

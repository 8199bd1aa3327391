CREATE TABLE addresses (
  id         INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  recipient  TEXT NOT NULL,
  street     TEXT NOT NULL,
  postcode   TEXT NOT NULL,
  city       TEXT NOT NULL,
  country    TEXT NOT NULL DEFAULT 'IE',
  is_default INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT addresses_country_check CHECK (country GLOB '[A-Z][A-Z]'),
  CONSTRAINT addresses_is_default_check CHECK (is_default IN (0, 1))
) STRICT;

CREATE INDEX addresses_account_idx ON addresses (account_id);
CREATE UNIQUE INDEX addresses_one_default_key ON addresses (account_id) WHERE is_default = 1;

ALTER TABLE orders ADD COLUMN shipping_address_id INTEGER REFERENCES addresses (id);

CREATE TABLE accounts (
  id           INTEGER PRIMARY KEY,
  email        TEXT NOT NULL,
  display_name TEXT NOT NULL,
  created_at   TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT accounts_email_check CHECK (email LIKE '_%@_%')
) STRICT;

-- One account per address, however it is spelled.
CREATE UNIQUE INDEX accounts_email_key ON accounts (lower(email));

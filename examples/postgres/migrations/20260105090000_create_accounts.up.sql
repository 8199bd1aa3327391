CREATE DOMAIN email_address AS text
  CONSTRAINT email_address_check CHECK (VALUE ~ '^[^@[:space:]]+@[^@[:space:]]+$');

CREATE TABLE accounts (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id    uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  email        email_address NOT NULL,
  display_name text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now()
);

-- One account per address, however it is spelled.
CREATE UNIQUE INDEX accounts_email_key ON accounts (lower(email));

COMMENT ON TABLE accounts IS 'People who may sign in';
COMMENT ON COLUMN accounts.public_id IS 'What URLs show: it tells nobody how many accounts there are';

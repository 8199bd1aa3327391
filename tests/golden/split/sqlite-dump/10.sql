CREATE INDEX i ON customers (name) WHERE name <> ';'

CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL CHECK (name <> ';'), [end;] TEXT)

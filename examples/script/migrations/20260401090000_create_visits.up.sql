CREATE TABLE visits (id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY, path text NOT NULL);
INSERT INTO visits (path) VALUES ('/first');

CREATE TABLE visits (id INTEGER PRIMARY KEY, path TEXT NOT NULL);
INSERT INTO visits (path) VALUES ('/first');

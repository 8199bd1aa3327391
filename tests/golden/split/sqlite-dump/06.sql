INSERT INTO "customers" VALUES(3,'two
lines;','/* x')

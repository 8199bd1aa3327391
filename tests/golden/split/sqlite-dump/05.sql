INSERT INTO "customers" VALUES(2,'O''Brien',NULL)

CREATE TABLE "log" (`what;` TEXT)

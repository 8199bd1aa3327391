-- Written on Windows
CREATE TABLE a (
  id int -- the key;
);

COPY a (id) FROM stdin;
1
2
\.
/* two
lines; */
INSERT INTO a VALUES (3);

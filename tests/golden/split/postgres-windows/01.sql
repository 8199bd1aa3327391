CREATE TABLE a (
  id int -- the key;
)

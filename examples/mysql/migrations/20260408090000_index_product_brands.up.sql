-- MySQL indexes an expression; MariaDB does not, and has a file of its own.
ALTER TABLE products
  ADD INDEX products_brand_idx ((CAST(attributes ->> '$.brand' AS CHAR(60)) COLLATE utf8mb4_bin));

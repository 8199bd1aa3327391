-- MariaDB has neither ->> nor indexes on expressions: a generated column holds
-- the brand. INVISIBLE keeps it out of SELECT *, as it is on MySQL.
ALTER TABLE products
  ADD COLUMN brand VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
    GENERATED ALWAYS AS (JSON_VALUE(attributes, '$.brand')) VIRTUAL INVISIBLE,
  ADD INDEX products_brand_idx (brand);

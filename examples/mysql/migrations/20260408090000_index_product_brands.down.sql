ALTER TABLE products DROP INDEX products_brand_idx;

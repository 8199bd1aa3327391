ALTER TABLE orders DROP INDEX orders_open_idx;

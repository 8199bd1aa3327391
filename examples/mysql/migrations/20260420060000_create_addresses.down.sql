ALTER TABLE orders
  DROP FOREIGN KEY orders_shipping_address_fk,
  DROP KEY orders_shipping_address_idx,
  DROP COLUMN shipping_address_id;
DROP TABLE addresses;

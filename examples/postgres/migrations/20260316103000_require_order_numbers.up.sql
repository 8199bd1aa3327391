-- From here on every new row is checked; those that are there are not read.
ALTER TABLE orders
  ADD CONSTRAINT orders_number_present CHECK (number IS NOT NULL) NOT VALID;

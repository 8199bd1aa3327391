-- What is proved cannot be made unproved: the constraint is put back as it was.
ALTER TABLE orders
  DROP CONSTRAINT orders_number_present,
  ADD CONSTRAINT orders_number_present CHECK (number IS NOT NULL) NOT VALID;

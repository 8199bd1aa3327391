-- Reads the table under a lock that lets others write. In a transaction of its
-- own, or the strong lock of ADD CONSTRAINT would be held through the scan.
ALTER TABLE orders VALIDATE CONSTRAINT orders_number_present;

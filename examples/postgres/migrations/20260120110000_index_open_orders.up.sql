-- The warehouse asks for these all day; shipped orders only grow. Built beside
-- the traffic, so it stands alone in its file: it cannot be part of a transaction.
CREATE INDEX CONCURRENTLY orders_open_idx ON orders (placed_at)
WHERE state IN ('placed', 'paid');

-- The warehouse asks for these all day; shipped orders only grow.
CREATE INDEX orders_open_idx ON orders (placed_at) WHERE state IN ('placed', 'paid');

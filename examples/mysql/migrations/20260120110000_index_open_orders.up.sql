-- The warehouse asks for the newest open orders all day. Where the index cannot
-- be built beside the traffic the server says so, instead of locking the table.
ALTER TABLE orders
  ADD INDEX orders_open_idx (state, placed_at DESC),
  ALGORITHM=INPLACE, LOCK=NONE;

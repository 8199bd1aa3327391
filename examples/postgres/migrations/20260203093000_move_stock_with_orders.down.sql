DROP TRIGGER orders_move_stock ON orders;
DROP FUNCTION move_stock();

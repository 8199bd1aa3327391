DROP TRIGGER orders_move_stock;

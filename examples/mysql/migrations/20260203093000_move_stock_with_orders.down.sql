DROP TRIGGER order_items_freeze;
DROP TRIGGER orders_move_stock;

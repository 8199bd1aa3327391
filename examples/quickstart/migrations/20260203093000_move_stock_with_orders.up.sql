-- Placing an order takes its goods out of stock; cancelling it puts them back.
-- Taking more than there is fails on products_stock_check.
CREATE TRIGGER orders_move_stock
AFTER UPDATE OF state ON orders
WHEN (OLD.state = 'cart' AND NEW.state = 'placed')
  OR (OLD.state IN ('placed', 'paid') AND NEW.state = 'cancelled')
BEGIN
  UPDATE products
  SET stock = stock + CASE NEW.state WHEN 'placed' THEN -1 ELSE 1 END * (
    SELECT quantity FROM order_items WHERE order_id = NEW.id AND product_id = products.id
  )
  WHERE id IN (SELECT product_id FROM order_items WHERE order_id = NEW.id);
END;

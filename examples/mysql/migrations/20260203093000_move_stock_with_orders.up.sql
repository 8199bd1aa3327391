-- Placing an order takes its goods out of stock; cancelling it puts them back.
-- Taking more than there is fails on products_stock_check. DELIMITER is a command
-- of the mysql client; a file that was written for it runs as it is.
DELIMITER //

CREATE TRIGGER orders_move_stock
AFTER UPDATE ON orders
FOR EACH ROW
BEGIN
  IF OLD.state = 'cart' AND NEW.state = 'placed' THEN
    UPDATE products
    JOIN order_items ON order_items.product_id = products.id
    SET products.stock = products.stock - order_items.quantity
    WHERE order_items.order_id = NEW.id;
  ELSEIF OLD.state IN ('placed', 'paid') AND NEW.state = 'cancelled' THEN
    UPDATE products
    JOIN order_items ON order_items.product_id = products.id
    SET products.stock = products.stock + order_items.quantity
    WHERE order_items.order_id = NEW.id;
  END IF;
END//

-- What was ordered stays as it was ordered.
CREATE TRIGGER order_items_freeze
BEFORE UPDATE ON order_items
FOR EACH ROW
BEGIN
  IF (SELECT state FROM orders WHERE id = OLD.order_id) <> 'cart' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'order_items: the order was placed already';
  END IF;
END//

DELIMITER ;

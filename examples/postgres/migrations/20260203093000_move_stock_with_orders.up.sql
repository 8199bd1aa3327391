-- Placing an order takes its goods out of stock; cancelling it puts them back.
-- Taking more than there is fails on products_stock_check.
CREATE FUNCTION move_stock() RETURNS trigger
LANGUAGE plpgsql
AS $move_stock$
DECLARE
  sign integer := CASE NEW.state WHEN 'placed' THEN -1 ELSE 1 END;
BEGIN
  UPDATE products
  SET stock = products.stock + sign * order_items.quantity
  FROM order_items
  WHERE order_items.order_id = NEW.id AND order_items.product_id = products.id;
  RETURN NULL; -- nobody reads what an AFTER trigger returns
END;
$move_stock$;

CREATE TRIGGER orders_move_stock
AFTER UPDATE OF state ON orders
FOR EACH ROW
WHEN (
  (OLD.state = 'cart' AND NEW.state = 'placed')
  OR (OLD.state IN ('placed', 'paid') AND NEW.state = 'cancelled')
)
EXECUTE FUNCTION move_stock();

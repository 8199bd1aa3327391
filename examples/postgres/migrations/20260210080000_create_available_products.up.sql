CREATE VIEW available_products AS
SELECT id, sku, name, price, stock, attributes
FROM products
WHERE retired_at IS NULL AND stock > 0;

-- The body is parsed now and not when it is called: PostgreSQL knows what it
-- depends on, and keeps those columns from being dropped under it.
CREATE FUNCTION account_spent_cents(account bigint) RETURNS numeric
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT coalesce(sum(order_items.line_total_cents), 0)
  FROM orders
  JOIN order_items ON order_items.order_id = orders.id
  WHERE orders.account_id = account AND orders.state IN ('paid', 'shipped');
END;

COMMENT ON FUNCTION account_spent_cents(bigint) IS 'What an account has paid for, over all its orders';

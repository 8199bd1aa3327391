-- Runs after the versioned migrations whenever this text changes.
DROP VIEW IF EXISTS order_totals;

CREATE SQL SECURITY INVOKER VIEW order_totals AS
SELECT
  orders.id,
  orders.number,
  orders.account_id,
  orders.state,
  orders.placed_at,
  COUNT(order_items.product_id)                   AS line_count,
  COALESCE(SUM(order_items.quantity), 0)          AS pieces,
  COALESCE(SUM(order_items.line_total_cents), 0)  AS total_cents
FROM orders
LEFT JOIN order_items ON order_items.order_id = orders.id
GROUP BY orders.id;

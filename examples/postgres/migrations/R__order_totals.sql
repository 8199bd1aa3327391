-- Runs after the versioned migrations whenever this text changes.
DROP VIEW IF EXISTS order_totals;

CREATE VIEW order_totals AS
SELECT
  orders.id,
  orders.number,
  orders.account_id,
  orders.state,
  orders.placed_at,
  count(order_items.product_id)                   AS lines,
  coalesce(sum(order_items.quantity), 0)          AS pieces,
  coalesce(sum(order_items.line_total_cents), 0)  AS total_cents
FROM orders
LEFT JOIN order_items ON order_items.order_id = orders.id
GROUP BY orders.id;

COMMENT ON VIEW order_totals IS 'One row for each order, empty carts included';

CREATE MATERIALIZED VIEW monthly_revenue AS
SELECT
  date_trunc('month', orders.placed_at AT TIME ZONE 'UTC')::date AS month,
  count(DISTINCT orders.id)                                      AS orders,
  sum(order_items.line_total_cents)                              AS revenue_cents
FROM orders
JOIN order_items ON order_items.order_id = orders.id
WHERE orders.state IN ('paid', 'shipped')
GROUP BY month;

-- REFRESH MATERIALIZED VIEW CONCURRENTLY asks for one.
CREATE UNIQUE INDEX monthly_revenue_key ON monthly_revenue (month);

COMMENT ON MATERIALIZED VIEW monthly_revenue IS 'By month of ordering, in UTC; refreshed every night';

CREATE VIEW available_products AS
SELECT id, sku, name, price, stock
FROM products
WHERE retired_at IS NULL AND stock > 0;

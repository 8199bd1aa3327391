CREATE SQL SECURITY INVOKER VIEW available_products AS
SELECT id, sku, name, price, stock, attributes
FROM products
WHERE retired_at IS NULL AND stock > 0;

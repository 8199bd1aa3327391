DROP FUNCTION account_spent_cents(bigint);
DROP VIEW available_products;

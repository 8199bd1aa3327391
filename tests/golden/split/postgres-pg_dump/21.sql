CREATE FUNCTION shop.total(c bigint) RETURNS bigint
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT count(*) AS count
    FROM shop.orders
   WHERE (orders.customer = total.c);
 SELECT
         CASE
             WHEN (c > 1) THEN 1
             ELSE 2
         END AS "case";
END

CREATE VIEW shop.v AS
 SELECT customers.id AS "end",
    customers.name
   FROM shop.customers

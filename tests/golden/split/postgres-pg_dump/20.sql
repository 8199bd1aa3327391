ALTER TABLE shop.orders OWNER TO postgres

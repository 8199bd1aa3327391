ALTER TABLE shop.customers OWNER TO postgres

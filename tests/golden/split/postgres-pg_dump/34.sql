ALTER TABLE shop.v OWNER TO postgres

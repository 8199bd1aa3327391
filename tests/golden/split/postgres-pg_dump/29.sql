ALTER TABLE shop.log OWNER TO postgres

ALTER FUNCTION shop.touch() OWNER TO postgres

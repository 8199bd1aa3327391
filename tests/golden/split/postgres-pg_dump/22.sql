ALTER FUNCTION shop.total(c bigint) OWNER TO postgres

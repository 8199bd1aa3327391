ALTER TYPE shop.state OWNER TO postgres

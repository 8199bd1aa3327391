ALTER SCHEMA shop OWNER TO postgres

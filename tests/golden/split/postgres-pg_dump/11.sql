ALTER SCHEMA public OWNER TO postgres

ALTER TABLE shop.orders_id_seq OWNER TO postgres

ALTER SEQUENCE shop.orders_id_seq OWNED BY shop.orders.id

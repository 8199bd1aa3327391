COPY shop.orders (id, customer, state, "weird;name", tags) FROM stdin

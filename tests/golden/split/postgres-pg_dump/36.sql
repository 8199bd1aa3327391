COPY shop.customers (id, name, note) FROM stdin

SELECT pg_catalog.setval('shop.orders_id_seq', 1, true)

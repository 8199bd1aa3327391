SELECT pg_catalog.setval('shop.customers_id_seq', 3, true)

CREATE INDEX orders_tags ON shop.orders USING gin (tags)

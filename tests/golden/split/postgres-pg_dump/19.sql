CREATE TABLE shop.orders (
    id integer NOT NULL,
    customer bigint,
    state shop.state DEFAULT 'new'::shop.state,
    "weird;name" text,
    tags text[] DEFAULT '{a,b}'::text[]
)

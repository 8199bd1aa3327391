CREATE TABLE shop.customers (
    id bigint NOT NULL,
    name text NOT NULL,
    note text DEFAULT 'a\b;
'::text,
    CONSTRAINT customers_name_check CHECK ((name <> ';'::text))
)

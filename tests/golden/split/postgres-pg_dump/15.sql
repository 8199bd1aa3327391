CREATE TYPE shop.state AS ENUM (
    'new',
    'paid; sent',
    'it''s over'
)

COMMENT ON SCHEMA shop IS 'it''s; a shop'

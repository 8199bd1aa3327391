CREATE OR REPLACE FUNCTION plain(a int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  b text := 'it''s; $not$ the end';
BEGIN
  -- comment; with $tag$ in it
  RETURN a;
END;
$$

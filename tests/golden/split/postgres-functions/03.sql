CREATE FUNCTION quoted() RETURNS text LANGUAGE sql AS 'SELECT ''a;''::text;'

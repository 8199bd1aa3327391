CREATE FUNCTION shop.touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$ BEGIN IF NEW.state IS NULL THEN NEW.state := 'new'; END IF; EXECUTE $$ SELECT ';' $$; RETURN NEW; END; $_$

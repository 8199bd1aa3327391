CREATE FUNCTION tagged() RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
  EXECUTE $sql$ CREATE FUNCTION inner_one() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$; $sql$;
END
$body$

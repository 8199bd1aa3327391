-- Bodies of every kind; semicolons in them end nothing.
CREATE OR REPLACE FUNCTION plain(a int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  b text := 'it''s; $not$ the end';
BEGIN
  -- comment; with $tag$ in it
  RETURN a;
END;
$$;

CREATE FUNCTION tagged() RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
  EXECUTE $sql$ CREATE FUNCTION inner_one() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$; $sql$;
END
$body$;

CREATE FUNCTION quoted() RETURNS text LANGUAGE sql AS 'SELECT ''a;''::text;';

CREATE FUNCTION atomic(a int) RETURNS int LANGUAGE sql
BEGIN ATOMIC
  SELECT 1 end;
  SELECT CASE a WHEN 1 THEN 2 ELSE 3 END;
END;

create or replace procedure proc(inout a int)
begin atomic
  insert into t values (a); -- END;
  select (case when a > 1 then a end) as end;
end;

DO $$ BEGIN RAISE NOTICE 'done;'; END $$;

CREATE RULE several AS ON INSERT TO t DO INSTEAD (
  INSERT INTO u VALUES (NEW.a);
  UPDATE u SET a = ';)' WHERE a IN (SELECT 1);
);
BEGIN;
SELECT 1;
END;
CREATE SCHEMA s
  CREATE TABLE a (id int)
  CREATE VIEW b AS SELECT id FROM a;

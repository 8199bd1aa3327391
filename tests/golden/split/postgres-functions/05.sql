create or replace procedure proc(inout a int)
begin atomic
  insert into t values (a); -- END;
  select (case when a > 1 then a end) as end;
end

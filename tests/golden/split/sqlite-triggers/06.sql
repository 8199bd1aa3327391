create temporary trigger b instead of insert on v begin select 1; end

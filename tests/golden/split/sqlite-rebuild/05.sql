INSERT INTO new_t (id) SELECT id FROM t

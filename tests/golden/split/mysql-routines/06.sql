CREATE TABLE t (id INT, `end` INT)

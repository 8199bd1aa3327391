SELECT 5--3, 5-- 3;
 , 4

SELECT 'a\', 'b'';', "c;""", [d;], `e;``` FROM (SELECT 1 AS "c;""", 2 AS [d;], 3 AS `e;```);
SELECT 1 /* a /* b; */ + 2; SELECT 3--;
, 4; ;
SELECT X'41', 1e5, .5, 0x1F, 5--3;
;
SELECT '😀;' AS "Zoë;", 1 AS 名前 -- end
;
SELECT 1 -- the last; comment
; /* stays open; as SQLite allows

SELECT 'a\', 'b'';', "c;""", [d;], `e;``` FROM (SELECT 1 AS "c;""", 2 AS [d;], 3 AS `e;```)

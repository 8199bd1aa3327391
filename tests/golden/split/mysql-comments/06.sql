SELECT 'a\';', "b\";", 'c'';', `d``;\`, _utf8mb4'e\';', N'f;', X'41', b'01', @`g;`, @'h;' FROM (SELECT 1 AS `d``;\`) i

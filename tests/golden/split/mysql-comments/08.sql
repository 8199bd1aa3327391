SELECT 'a\', "b\" FROM (SELECT 1 AS "b\") c

SELECT '😀;' AS "Zoë;", 1 AS 名前

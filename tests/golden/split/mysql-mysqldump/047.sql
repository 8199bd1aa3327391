/*!50001 CREATE VIEW `v1` AS SELECT
 NULL AS `end;`,
 NULL AS `name` */

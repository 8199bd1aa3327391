/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=`app`@`%` SQL SECURITY DEFINER */
/*!50001 VIEW `v1` AS select `customers`.`id` AS `end;`,`customers`.`name` AS `name` from `customers` */

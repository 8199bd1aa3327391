/*!50003 SET collation_connection  = @saved_col_connection */

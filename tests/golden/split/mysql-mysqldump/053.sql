/*!50003 SET @saved_col_connection = @@collation_connection */

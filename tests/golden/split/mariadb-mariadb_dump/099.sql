/*!50001 SET @saved_col_connection     = @@collation_connection */

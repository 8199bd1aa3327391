/*!50001 SET collation_connection      = @saved_col_connection */

/*!50003 SET sql_mode              = @saved_sql_mode */

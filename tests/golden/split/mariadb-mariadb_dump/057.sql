/*!50003 SET @saved_sql_mode       = @@sql_mode */

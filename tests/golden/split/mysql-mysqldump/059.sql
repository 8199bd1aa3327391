/*!50003 SET @saved_time_zone      = @@time_zone */

/*!50003 SET time_zone             = @saved_time_zone */

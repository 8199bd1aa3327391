/*!50106 SET @save_time_zone= @@TIME_ZONE */

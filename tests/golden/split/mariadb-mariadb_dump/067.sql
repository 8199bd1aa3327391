/*!50106 SET TIME_ZONE= @save_time_zone */

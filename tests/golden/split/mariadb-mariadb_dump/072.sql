/*!50003 SET @saved_cs_results     = @@character_set_results */

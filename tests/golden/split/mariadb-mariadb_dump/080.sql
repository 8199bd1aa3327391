/*!50003 SET character_set_results = @saved_cs_results */

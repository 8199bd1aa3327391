/*!50001 SET @saved_cs_results         = @@character_set_results */

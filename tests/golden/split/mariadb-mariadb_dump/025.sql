/*!50003 SET character_set_results = utf8mb4 */

/*!50003 SET character_set_client  = utf8mb4 */

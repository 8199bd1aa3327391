/*!50003 SET collation_connection  = utf8mb4_general_ci */

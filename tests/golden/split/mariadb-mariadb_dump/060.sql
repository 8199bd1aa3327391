/*!50003 SET time_zone             = 'SYSTEM' */

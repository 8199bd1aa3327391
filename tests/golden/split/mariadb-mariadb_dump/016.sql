LOCK TABLES `customers` WRITE

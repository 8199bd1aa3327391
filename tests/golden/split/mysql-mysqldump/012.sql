/*!40101 SET @saved_cs_client     = @@character_set_client */

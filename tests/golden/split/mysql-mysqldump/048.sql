SET character_set_client = @saved_cs_client

SET sql_mode = @old

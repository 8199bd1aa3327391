SELECT 'the last one has no semicolon; and no line end'

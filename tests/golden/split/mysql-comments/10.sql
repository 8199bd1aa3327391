SELECT 'a\';', "b\";"

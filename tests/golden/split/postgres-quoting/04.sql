SELECT 'one' -- not joined
  , 'two\', ';'

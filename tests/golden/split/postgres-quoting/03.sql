SELECT E'one\';'
  'two\';'
  'three;'

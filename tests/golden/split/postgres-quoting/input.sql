SELECT 'a;b', E'it\'s;', e'\\', U&'\0041;' UESCAPE '!', B'101', X'1F', N'n;' ; SELECT "a;""b", U&"\0041;"
;
SELECT E'one\';'
  'two\';'
  'three;';
SELECT 'one' -- not joined
  , 'two\', ';';
/* head /* nested; */ still; */ SELECT $1, $2::text; SELECT $$;$$, $a$;$b$;$a$, $été$;$été$, a$b$c, 1, $$2$$;;;
SELECT a[1:2], b::int, c -> 'd;', e #>> '{f;}', g @> h, i ?| j FROM k WHERE l ~* ';' AND m != 1 - - 1;
SELECT 1+/* ; */2, 3--;
, 4;
SELECT 'Zoë 😀;', 名前 FROM テーブル;
SELECT 'the last one has no semicolon; and no line end'
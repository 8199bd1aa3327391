SELECT a[1:2], b::int, c -> 'd;', e #>> '{f;}', g @> h, i ?| j FROM k WHERE l ~* ';' AND m != 1 - - 1

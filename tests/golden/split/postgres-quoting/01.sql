SELECT 'a;b', E'it\'s;', e'\\', U&'\0041;' UESCAPE '!', B'101', X'1F', N'n;'

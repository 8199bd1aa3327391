SELECT "a;""b", U&"\0041;"

# first; comment
SELECT 1; -- second; comment
--	tab after the dashes;
SELECT 5--3, 5-- 3;
 , 4;
/*!40101 SET NAMES utf8mb4 */;
/*! */;
SELECT /*! 1, */ /*!50100 'a;' , /* inner; */ "it's", */ 2;
/*!999999 it's never; read */
/*M! CREATE SEQUENCE it's */;
SELECT /*+ MAX_EXECUTION_TIME(1000) */ 1;
SELECT 'a\';', "b\";", 'c'';', `d``;\`, _utf8mb4'e\';', N'f;', X'41', b'01', @`g;`, @'h;' FROM (SELECT 1 AS `d``;\`) i;
SET @old = @@sql_mode, sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES';
SELECT 'a\', "b\" FROM (SELECT 1 AS "b\") c;
SET sql_mode = @old;
SELECT 'a\';', "b\";";

SELECT /*M!100100 1, */ /*!80000 it's for MySQL; */ 2

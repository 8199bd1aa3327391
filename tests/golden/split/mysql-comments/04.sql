SELECT /*! 1, */ /*!50100 'a;' , /* inner; */ "it's", */ 2

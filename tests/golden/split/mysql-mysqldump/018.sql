INSERT INTO `customers` VALUES
(1,'Zoë 😀','tab	here;\\'),
(2,'O\'Brien',NULL),
(3,'two\nlines','/* ; */ -- x')

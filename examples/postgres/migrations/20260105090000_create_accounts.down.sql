DROP TABLE accounts;
DROP DOMAIN email_address;

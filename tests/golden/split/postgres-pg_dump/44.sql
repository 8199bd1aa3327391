CREATE RULE logged AS
    ON UPDATE TO shop.orders DO ( INSERT INTO shop.log (what)
  VALUES (';)'::text);
 DELETE FROM shop.log
  WHERE (log.what = 'x'::text);
)

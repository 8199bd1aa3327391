COPY shop.log (what) FROM stdin

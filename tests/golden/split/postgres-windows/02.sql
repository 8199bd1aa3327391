COPY a (id) FROM stdin

--
-- PostgreSQL database dump
--

\restrict z6XytAUfmsdyB0R9ptsWyuPracqA1EdJxJAbfkWtkbcl4eZOCD1cpegLdK55Z0O

-- Dumped from database version 14.23
-- Dumped by pg_dump version 15.20 (Debian 15.20-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: public; Type: SCHEMA; Schema: -; Owner: postgres
--

-- *not* creating schema, since initdb creates it


ALTER SCHEMA public OWNER TO postgres;

--
-- Name: shop; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA shop;


ALTER SCHEMA shop OWNER TO postgres;

--
-- Name: SCHEMA shop; Type: COMMENT; Schema: -; Owner: postgres
--

COMMENT ON SCHEMA shop IS 'it''s; a shop';


--
-- Name: state; Type: TYPE; Schema: shop; Owner: postgres
--

CREATE TYPE shop.state AS ENUM (
    'new',
    'paid; sent',
    'it''s over'
);


ALTER TYPE shop.state OWNER TO postgres;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: orders; Type: TABLE; Schema: shop; Owner: postgres
--

CREATE TABLE shop.orders (
    id integer NOT NULL,
    customer bigint,
    state shop.state DEFAULT 'new'::shop.state,
    "weird;name" text,
    tags text[] DEFAULT '{a,b}'::text[]
);


ALTER TABLE shop.orders OWNER TO postgres;

--
-- Name: total(bigint); Type: FUNCTION; Schema: shop; Owner: postgres
--

CREATE FUNCTION shop.total(c bigint) RETURNS bigint
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT count(*) AS count
    FROM shop.orders
   WHERE (orders.customer = total.c);
 SELECT
         CASE
             WHEN (c > 1) THEN 1
             ELSE 2
         END AS "case";
END;


ALTER FUNCTION shop.total(c bigint) OWNER TO postgres;

--
-- Name: touch(); Type: FUNCTION; Schema: shop; Owner: postgres
--

CREATE FUNCTION shop.touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$ BEGIN IF NEW.state IS NULL THEN NEW.state := 'new'; END IF; EXECUTE $$ SELECT ';' $$; RETURN NEW; END; $_$;


ALTER FUNCTION shop.touch() OWNER TO postgres;

--
-- Name: customers; Type: TABLE; Schema: shop; Owner: postgres
--

CREATE TABLE shop.customers (
    id bigint NOT NULL,
    name text NOT NULL,
    note text DEFAULT 'a\b;
'::text,
    CONSTRAINT customers_name_check CHECK ((name <> ';'::text))
);


ALTER TABLE shop.customers OWNER TO postgres;

--
-- Name: customers_id_seq; Type: SEQUENCE; Schema: shop; Owner: postgres
--

ALTER TABLE shop.customers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.customers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: log; Type: TABLE; Schema: shop; Owner: postgres
--

CREATE TABLE shop.log (
    what text
);


ALTER TABLE shop.log OWNER TO postgres;

--
-- Name: orders_id_seq; Type: SEQUENCE; Schema: shop; Owner: postgres
--

CREATE SEQUENCE shop.orders_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE shop.orders_id_seq OWNER TO postgres;

--
-- Name: orders_id_seq; Type: SEQUENCE OWNED BY; Schema: shop; Owner: postgres
--

ALTER SEQUENCE shop.orders_id_seq OWNED BY shop.orders.id;


--
-- Name: v; Type: VIEW; Schema: shop; Owner: postgres
--

CREATE VIEW shop.v AS
 SELECT customers.id AS "end",
    customers.name
   FROM shop.customers;


ALTER TABLE shop.v OWNER TO postgres;

--
-- Name: orders id; Type: DEFAULT; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY shop.orders ALTER COLUMN id SET DEFAULT nextval('shop.orders_id_seq'::regclass);


--
-- Data for Name: customers; Type: TABLE DATA; Schema: shop; Owner: postgres
--

COPY shop.customers (id, name, note) FROM stdin;
1	Zoë 😀	tab\there;\\
2	O'Brien	\N
3	two\nlines	\\.
\.


--
-- Data for Name: log; Type: TABLE DATA; Schema: shop; Owner: postgres
--

COPY shop.log (what) FROM stdin;
\.


--
-- Data for Name: orders; Type: TABLE DATA; Schema: shop; Owner: postgres
--

COPY shop.orders (id, customer, state, "weird;name", tags) FROM stdin;
1	1	paid; sent	$$	{a,b}
\.


--
-- Name: customers_id_seq; Type: SEQUENCE SET; Schema: shop; Owner: postgres
--

SELECT pg_catalog.setval('shop.customers_id_seq', 3, true);


--
-- Name: orders_id_seq; Type: SEQUENCE SET; Schema: shop; Owner: postgres
--

SELECT pg_catalog.setval('shop.orders_id_seq', 1, true);


--
-- Name: customers customers_pkey; Type: CONSTRAINT; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY shop.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (id);


--
-- Name: orders orders_pkey; Type: CONSTRAINT; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY shop.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);


--
-- Name: orders_tags; Type: INDEX; Schema: shop; Owner: postgres
--

CREATE INDEX orders_tags ON shop.orders USING gin (tags);


--
-- Name: orders logged; Type: RULE; Schema: shop; Owner: postgres
--

CREATE RULE logged AS
    ON UPDATE TO shop.orders DO ( INSERT INTO shop.log (what)
  VALUES (';)'::text);
 DELETE FROM shop.log
  WHERE (log.what = 'x'::text);
);


--
-- Name: orders touch; Type: TRIGGER; Schema: shop; Owner: postgres
--

CREATE TRIGGER touch BEFORE INSERT ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.touch();


--
-- Name: orders orders_customer_fkey; Type: FK CONSTRAINT; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY shop.orders
    ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer) REFERENCES shop.customers(id);


--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: postgres
--

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO PUBLIC;


--
-- PostgreSQL database dump complete
--

\unrestrict z6XytAUfmsdyB0R9ptsWyuPracqA1EdJxJAbfkWtkbcl4eZOCD1cpegLdK55Z0O


CREATE TABLE patients (id bigint NOT NULL, ssn varchar(11), phone text);
COPY patients (id, ssn, phone) FROM stdin;
1	900-01-0001	505-555-0123
2	\N	212-555-0188
\.
SELECT pg_catalog.setval('patients_id_seq', 2, true);

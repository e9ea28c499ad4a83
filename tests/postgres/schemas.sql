-- Several schemas, with tables of the same name and references between them.
CREATE SCHEMA crm; CREATE SCHEMA "Billing";
CREATE TABLE contacts (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE crm.contacts (id serial PRIMARY KEY, email text NOT NULL UNIQUE, public_contact_id integer NOT NULL REFERENCES public.contacts);
CREATE TABLE crm.notes (id serial PRIMARY KEY, contact_id integer NOT NULL REFERENCES crm.contacts, body text);
CREATE TABLE "Billing"."Invoice" ("Id" uuid PRIMARY KEY, contact_id integer NOT NULL REFERENCES crm.contacts, total_cents bigint NOT NULL CHECK (total_cents >= 0), issued_on date NOT NULL, due_on date NOT NULL, CHECK (due_on >= issued_on));
CREATE TABLE "Billing"."Line" (invoice_id uuid NOT NULL REFERENCES "Billing"."Invoice", line_no integer NOT NULL, text varchar(200) NOT NULL, PRIMARY KEY (invoice_id, line_no));
CREATE TYPE crm.stage AS ENUM ('lead', 'customer');
CREATE TABLE crm.deals (id serial PRIMARY KEY, stage crm.stage NOT NULL, contact_id integer REFERENCES crm.contacts, value money NOT NULL);

-- A hosted application of many tenants, all keys of which begin with the tenant; and checks that decide what refers to what.
CREATE TABLE tenants (id uuid PRIMARY KEY, name text NOT NULL);
CREATE TABLE staff (tenant_id uuid NOT NULL REFERENCES tenants, id uuid NOT NULL, name text NOT NULL CHECK (length(btrim(name)) BETWEEN 2 AND 160), PRIMARY KEY (tenant_id, id));
CREATE TABLE people (tenant_id uuid NOT NULL REFERENCES tenants, id uuid NOT NULL, created_by uuid NOT NULL, PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, created_by) REFERENCES staff);
-- Whose row it is say only references that may be absent, and who made it.
CREATE TABLE leads (tenant_id uuid NOT NULL, id uuid NOT NULL, label text NOT NULL CHECK (length(label) >= 2), owner_id uuid, person_id uuid, created_by uuid NOT NULL, PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, owner_id) REFERENCES staff, FOREIGN KEY (tenant_id, person_id) REFERENCES people, FOREIGN KEY (tenant_id, created_by) REFERENCES staff);
CREATE TABLE lead_events (tenant_id uuid NOT NULL, id uuid NOT NULL, lead_id uuid NOT NULL, created_by uuid NOT NULL, PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, lead_id) REFERENCES leads, FOREIGN KEY (tenant_id, created_by) REFERENCES staff);
-- A number that some rows have, and no two of a tenant the same.
CREATE TABLE payments (tenant_id uuid NOT NULL, id uuid NOT NULL, person_id uuid NOT NULL, kind text NOT NULL CHECK (kind IN ('charge', 'payment')), receipt bigint, PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES people, UNIQUE (tenant_id, receipt), CHECK (kind = 'payment' OR receipt IS NULL));
-- The current version of what is found by the same key; what a row is called is no reference, though a type stands beside it.
CREATE TABLE documents (tenant_id uuid NOT NULL, document_id uuid NOT NULL, person_id uuid NOT NULL, current_version_id uuid, PRIMARY KEY (tenant_id, document_id), FOREIGN KEY (tenant_id, person_id) REFERENCES people);
CREATE TABLE document_versions (tenant_id uuid NOT NULL, document_id uuid NOT NULL, version_id uuid NOT NULL, author_id uuid NOT NULL, version_no integer NOT NULL CHECK (version_no > 0),
    PRIMARY KEY (tenant_id, document_id, version_id), UNIQUE (tenant_id, version_id), UNIQUE (tenant_id, document_id, version_no),
    FOREIGN KEY (tenant_id, document_id) REFERENCES documents, FOREIGN KEY (tenant_id, author_id) REFERENCES staff);
ALTER TABLE documents ADD FOREIGN KEY (tenant_id, document_id, current_version_id) REFERENCES document_versions DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE outbox_events (tenant_id uuid NOT NULL REFERENCES tenants, event_id uuid NOT NULL, event_type varchar(128) NOT NULL, PRIMARY KEY (tenant_id, event_id));
-- Forms of everybody or of one tenant, and answers to those of either.
CREATE TABLE forms (id varchar(26) PRIMARY KEY CHECK (id ~ '^[0-9A-HJKMNP-TV-Z]{26}$'), tenant_id uuid REFERENCES tenants, scope text NOT NULL, key text NOT NULL,
    CHECK ((tenant_id IS NULL AND scope = 'GLOBAL') OR (tenant_id IS NOT NULL AND scope = tenant_id::text)), UNIQUE (scope, id), UNIQUE (scope, key));
CREATE TABLE answers (id serial PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES tenants, form_scope text NOT NULL, form_id varchar(26) NOT NULL,
    FOREIGN KEY (form_scope, form_id) REFERENCES forms (scope, id));
-- Two different rows of the same ward, each taken with what it is of.
CREATE TABLE wards (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE beds (id serial PRIMARY KEY, ward_id integer NOT NULL REFERENCES wards, level integer NOT NULL CHECK (level BETWEEN 1 AND 9), UNIQUE (id, level));
CREATE TABLE transfers (id serial PRIMARY KEY, from_bed integer NOT NULL, from_level integer NOT NULL, to_bed integer NOT NULL, to_level integer NOT NULL,
    FOREIGN KEY (from_bed, from_level) REFERENCES beds (id, level), FOREIGN KEY (to_bed, to_level) REFERENCES beds (id, level), CHECK (from_bed <> to_bed AND from_level <= to_level));
-- What is left must not fall below nothing.
CREATE TABLE payslips (id serial PRIMARY KEY, gross numeric(12,2) NOT NULL, tax numeric(12,2) NOT NULL, pension numeric(12,2) NOT NULL, deductions numeric(12,2) NOT NULL, net numeric(12,2) NOT NULL,
    CHECK (net = gross - deductions), CHECK (deductions = tax + pension), CHECK (net >= 0));
-- One active plan of each area; digests in the form that a domain asks for; identifiers that refer by their name to fewer rows than must differ.
CREATE TABLE plans (id serial PRIMARY KEY, ward_id integer NOT NULL REFERENCES wards, area varchar(30) NOT NULL CHECK (area IN ('school', 'health', 'law', 'home')), status varchar(15) NOT NULL CHECK (status IN ('active', 'done')), deleted_at timestamptz);
CREATE UNIQUE INDEX ON plans (ward_id, area) WHERE status = 'active' AND deleted_at IS NULL;
CREATE DOMAIN sha_256 AS text CHECK (value ~ '^[a-f0-9]{64}$');
CREATE TABLE accounts (id serial PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES tenants, encrypted_email text NOT NULL, email_hash sha_256 NOT NULL, UNIQUE (tenant_id, email_hash));
CREATE TABLE devices (id serial PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES tenants, account_id integer NOT NULL REFERENCES accounts, fingerprint sha_256 NOT NULL, UNIQUE (account_id, fingerprint));
CREATE TABLE facilities (id serial PRIMARY KEY, sort text NOT NULL CHECK (sort IN ('clinic', 'hospital', 'none')), service text NOT NULL, beds integer, walk_in boolean,
    CHECK (sort <> 'clinic' OR service IN ('dental', 'eye care', 'other')), CHECK (sort <> 'hospital' OR service IN ('general', 'heart (adults)', 'other')),
    CHECK (sort <> 'hospital' OR beds IS NOT NULL AND walk_in IS NOT NULL));
CREATE TABLE events (id uuid PRIMARY KEY, note text);
CREATE TABLE conversions (id serial PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES tenants, person_id uuid NOT NULL, event_id uuid NOT NULL UNIQUE, FOREIGN KEY (tenant_id, person_id) REFERENCES people);
CREATE TABLE lists (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE mails (id serial, list_id integer NOT NULL, subject text, PRIMARY KEY (list_id, id)) PARTITION BY LIST (list_id);
CREATE TABLE mails_1 PARTITION OF mails FOR VALUES IN (1);
CREATE TABLE mails_2 PARTITION OF mails FOR VALUES IN (2, 3);

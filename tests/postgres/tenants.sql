-- Tenants reached by two paths, composite references, unique pairs within a tenant.
CREATE TABLE organizations (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name varchar(100) NOT NULL, subdomain varchar(40) NOT NULL UNIQUE, time_zone varchar(40) NOT NULL);
CREATE TABLE sites (id uuid PRIMARY KEY, organization_id uuid NOT NULL REFERENCES organizations, name text NOT NULL, UNIQUE (organization_id, id), UNIQUE (organization_id, name));
CREATE TABLE providers (organization_id uuid NOT NULL REFERENCES organizations, id bigint NOT NULL, npi varchar(10), last_name text NOT NULL, PRIMARY KEY (organization_id, id));
CREATE TABLE patients (organization_id uuid NOT NULL REFERENCES organizations, id bigint NOT NULL, mrn varchar(12) NOT NULL, first_name text, last_name text, birth_date date, site_id uuid, PRIMARY KEY (organization_id, id), UNIQUE (organization_id, mrn), FOREIGN KEY (organization_id, site_id) REFERENCES sites (organization_id, id));
CREATE TABLE appointments (id bigserial PRIMARY KEY, organization_id uuid NOT NULL REFERENCES organizations, patient_id bigint NOT NULL, provider_id bigint NOT NULL, starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL, FOREIGN KEY (organization_id, patient_id) REFERENCES patients, FOREIGN KEY (organization_id, provider_id) REFERENCES providers, CHECK (ends_at > starts_at), UNIQUE (organization_id, provider_id, starts_at));
CREATE TABLE charges (id bigserial PRIMARY KEY, organization_id uuid NOT NULL REFERENCES organizations, appointment_id bigint NOT NULL REFERENCES appointments, number integer NOT NULL, amount_cents integer NOT NULL, UNIQUE (appointment_id, number));
CREATE TABLE users (id serial PRIMARY KEY, organization_id uuid NOT NULL REFERENCES organizations, email text NOT NULL, encrypted_password varchar NOT NULL DEFAULT '', reset_password_token varchar UNIQUE, sign_in_count integer NOT NULL DEFAULT 0, current_sign_in_ip inet, UNIQUE (organization_id, email));
CREATE TABLE memberships (user_id integer NOT NULL REFERENCES users, site_id uuid NOT NULL REFERENCES sites, role varchar(20) NOT NULL DEFAULT 'member', PRIMARY KEY (user_id, site_id));
-- The whole of a row is a part of every reference to it, by unique indexes, and its currency with it.
CREATE TABLE workspaces (id serial PRIMARY KEY, default_currency_code varchar(3) NOT NULL CHECK (default_currency_code ~ '^[A-Z]{3}$'));
CREATE UNIQUE INDEX ON workspaces (id, default_currency_code);
CREATE TABLE purses (id serial PRIMARY KEY, user_id integer NOT NULL, workspace_id integer, currency_code varchar(3), name text NOT NULL,
    FOREIGN KEY (workspace_id, currency_code) REFERENCES workspaces (id, default_currency_code));
CREATE UNIQUE INDEX ON purses (id, workspace_id);
CREATE UNIQUE INDEX ON purses (id, workspace_id, currency_code);
CREATE UNIQUE INDEX ON purses (id, user_id);
CREATE TABLE transactions (id serial PRIMARY KEY, workspace_id integer NOT NULL, currency_code varchar(3) NOT NULL,
    FOREIGN KEY (workspace_id, currency_code) REFERENCES workspaces (id, default_currency_code));
CREATE UNIQUE INDEX ON transactions (id, workspace_id, currency_code);
CREATE TABLE postings (id serial PRIMARY KEY, workspace_id integer NOT NULL, currency_code varchar(3) NOT NULL, purse_id integer NOT NULL, transaction_id integer NOT NULL,
    sequence_number integer NOT NULL CHECK (sequence_number >= 0),
    FOREIGN KEY (purse_id, workspace_id) REFERENCES purses (id, workspace_id), FOREIGN KEY (purse_id, workspace_id, currency_code) REFERENCES purses (id, workspace_id, currency_code),
    FOREIGN KEY (transaction_id, workspace_id, currency_code) REFERENCES transactions (id, workspace_id, currency_code));
CREATE UNIQUE INDEX ON postings (transaction_id, sequence_number);
CREATE TABLE allocations (id serial PRIMARY KEY, workspace_id integer NOT NULL, currency_code varchar(3) NOT NULL, purse_id integer NOT NULL, transaction_id integer NOT NULL,
    FOREIGN KEY (purse_id, workspace_id, currency_code) REFERENCES purses (id, workspace_id, currency_code),
    FOREIGN KEY (transaction_id, workspace_id, currency_code) REFERENCES transactions (id, workspace_id, currency_code));
CREATE UNIQUE INDEX ON allocations (purse_id, transaction_id);
CREATE TABLE cards (id serial PRIMARY KEY, user_id integer NOT NULL, purse_id integer, second_purse_id integer,
    FOREIGN KEY (purse_id, user_id) REFERENCES purses (id, user_id), FOREIGN KEY (second_purse_id, user_id) REFERENCES purses (id, user_id));
CREATE TABLE months (id serial PRIMARY KEY, user_id integer NOT NULL, month_on date NOT NULL CHECK (extract(day FROM month_on) = 1), UNIQUE (user_id, month_on));
CREATE UNIQUE INDEX ON months (id, user_id);
CREATE TABLE entries (id serial PRIMARY KEY, user_id integer NOT NULL, month_id integer NOT NULL REFERENCES months, purse_id integer,
    FOREIGN KEY (month_id, user_id) REFERENCES months (id, user_id), FOREIGN KEY (purse_id, user_id) REFERENCES purses (id, user_id));
-- Each row has one of both, no two the same; a document that is empty unless something is there.
CREATE TABLE operations (id serial PRIMARY KEY, workspace_id integer NOT NULL REFERENCES workspaces, job_class varchar, job_arguments jsonb NOT NULL DEFAULT '[]',
    CHECK (jsonb_typeof(job_arguments) = 'array'), CHECK (job_class IS NOT NULL OR job_arguments = '[]'::jsonb));
CREATE TABLE transfers (id serial PRIMARY KEY, workspace_id integer NOT NULL REFERENCES workspaces);
CREATE TABLE exports (id serial PRIMARY KEY, operation_id integer NOT NULL UNIQUE REFERENCES operations, transfer_id integer NOT NULL UNIQUE REFERENCES transfers);
-- Of each whole one row that has one of both, no two the same; two different rows of one whole; as many items as another column says.
CREATE UNIQUE INDEX ON operations (id, workspace_id);
CREATE UNIQUE INDEX ON transfers (id, workspace_id);
CREATE TABLE artifacts (id serial PRIMARY KEY, workspace_id integer NOT NULL REFERENCES workspaces, operation_id integer NOT NULL UNIQUE, transfer_id integer NOT NULL UNIQUE,
    FOREIGN KEY (operation_id, workspace_id) REFERENCES operations (id, workspace_id), FOREIGN KEY (transfer_id, workspace_id) REFERENCES transfers (id, workspace_id));
CREATE TABLE ledgers (id serial PRIMARY KEY, workspace_id integer NOT NULL REFERENCES workspaces, currency_code varchar(3) NOT NULL,
    FOREIGN KEY (workspace_id, currency_code) REFERENCES workspaces (id, default_currency_code));
CREATE UNIQUE INDEX ON ledgers (id, workspace_id);
CREATE UNIQUE INDEX ON ledgers (id, workspace_id, currency_code);
CREATE TABLE policies (id serial PRIMARY KEY, workspace_id integer NOT NULL REFERENCES workspaces, currency_code varchar(3) NOT NULL, debt_id integer NOT NULL, purse_id integer NOT NULL, other_id integer,
    frequency integer NOT NULL CHECK (frequency BETWEEN 0 AND 3), months integer[] NOT NULL CHECK (months <@ ARRAY[1,2,3,4,5,6,7,8,9,10,11,12]),
    CHECK (cardinality(months) = CASE frequency WHEN 0 THEN 12 WHEN 1 THEN 4 WHEN 2 THEN 2 WHEN 3 THEN 1 ELSE NULL END), CHECK (debt_id <> purse_id),
    FOREIGN KEY (workspace_id, currency_code) REFERENCES workspaces (id, default_currency_code), FOREIGN KEY (other_id, workspace_id, currency_code) REFERENCES ledgers (id, workspace_id, currency_code),
    FOREIGN KEY (debt_id, workspace_id) REFERENCES ledgers (id, workspace_id), FOREIGN KEY (purse_id, workspace_id) REFERENCES ledgers (id, workspace_id));
-- Wholes of the wholes: two different rows of one, and the lines of orders by what their suppliers have.
CREATE TABLE clinics (id uuid PRIMARY KEY, organization_id uuid NOT NULL REFERENCES organizations, name text NOT NULL, UNIQUE (organization_id, name));
CREATE TABLE clients (clinic_id uuid NOT NULL REFERENCES clinics, id uuid NOT NULL, full_name text NOT NULL, PRIMARY KEY (clinic_id, id));
CREATE TABLE client_merges (clinic_id uuid NOT NULL, id uuid NOT NULL, source_id uuid NOT NULL, target_id uuid NOT NULL, PRIMARY KEY (clinic_id, id),
    FOREIGN KEY (clinic_id, source_id) REFERENCES clients (clinic_id, id), FOREIGN KEY (clinic_id, target_id) REFERENCES clients (clinic_id, id),
    CHECK (source_id <> target_id), UNIQUE (clinic_id, source_id));
-- A reference that is unique and may be absent, with columns that may not be.
CREATE TABLE bookings (id uuid PRIMARY KEY, user_id integer NOT NULL REFERENCES users, site_id uuid NOT NULL REFERENCES sites, starts_at timestamptz NOT NULL, UNIQUE (id, user_id, site_id));
CREATE TABLE queue_entries (id uuid PRIMARY KEY, booking_id uuid UNIQUE, user_id integer NOT NULL REFERENCES users, site_id uuid NOT NULL REFERENCES sites,
    queue_number integer NOT NULL CHECK (queue_number > 0), FOREIGN KEY (booking_id, user_id, site_id) REFERENCES bookings (id, user_id, site_id));
-- Pairs in one order; what a row was made out of, of its own table, compared with the row itself.
CREATE TABLE conflicts (low_id integer NOT NULL REFERENCES users, high_id integer NOT NULL REFERENCES users, note text, PRIMARY KEY (low_id, high_id), CHECK (low_id < high_id));
CREATE TABLE interactions (id uuid PRIMARY KEY, first_drug varchar(64) NOT NULL, second_drug varchar(64) NOT NULL, CHECK (first_drug < second_drug), UNIQUE (first_drug, second_drug));
CREATE TABLE session_chains (id uuid PRIMARY KEY, user_id integer NOT NULL REFERENCES users, generation bigint NOT NULL CHECK (generation > 0),
    rotated_from_id uuid REFERENCES session_chains, rotated_from_generation bigint, UNIQUE (id, generation),
    FOREIGN KEY (rotated_from_id, rotated_from_generation) REFERENCES session_chains (id, generation),
    CHECK (rotated_from_generation IS NULL OR rotated_from_generation = generation - 1));
CREATE UNIQUE INDEX ON session_chains (rotated_from_id) WHERE rotated_from_id IS NOT NULL;

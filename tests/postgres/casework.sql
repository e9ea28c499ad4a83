-- Checks, keys and indexes as applications of public health and casework write them.
CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE DOMAIN email_address AS citext CHECK (value ~ '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$');
CREATE TABLE organizations (id uuid PRIMARY KEY, name text NOT NULL, slug citext NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(?:-[a-z0-9]+)*$'));
CREATE TABLE patients (
    organization_id uuid NOT NULL REFERENCES organizations, id uuid NOT NULL UNIQUE, email email_address,
    race text[] NOT NULL CHECK (race <@ ARRAY['white', 'black', 'asian']), weight_kg numeric(5,2) CHECK (weight_kg > 0 AND weight_kg < 500),
    height_cm numeric(5,2), bmi numeric(5,2) GENERATED ALWAYS AS (weight_kg / ((height_cm / 100) * (height_cm / 100))) STORED,
    status text NOT NULL CHECK (status IN ('active', 'merged')), merged_into uuid, deleted_at timestamptz,
    PRIMARY KEY (organization_id, id), CHECK ((status = 'merged') = (merged_into IS NOT NULL)), CHECK (merged_into <> id),
    FOREIGN KEY (organization_id, merged_into) REFERENCES patients (organization_id, id)
);
CREATE UNIQUE INDEX ON patients (organization_id, lower(email)) WHERE email IS NOT NULL AND deleted_at IS NULL;
CREATE TABLE exposures (
    id bigserial PRIMARY KEY, index_case uuid NOT NULL REFERENCES patients (id), contact uuid NOT NULL REFERENCES patients (id),
    first_on date NOT NULL, last_on date NOT NULL, UNIQUE (index_case, contact, first_on),
    CHECK (index_case <> contact), CHECK (last_on - first_on BETWEEN 0 AND 14)
);
CREATE TABLE people (id bigserial PRIMARY KEY, name text NOT NULL);
CREATE TABLE relationships (
    id bigserial PRIMARY KEY, person_id bigint NOT NULL REFERENCES people, relative_id bigint NOT NULL REFERENCES people,
    UNIQUE (person_id, relative_id), CHECK (person_id <> relative_id)
);
CREATE TABLE appointments (
    id bigserial PRIMARY KEY, organization_id uuid NOT NULL, patient_id uuid NOT NULL,
    FOREIGN KEY (organization_id, patient_id) REFERENCES patients (organization_id, id)
);
CREATE TABLE encounters (
    organization_id uuid NOT NULL, patient_id uuid NOT NULL, id uuid NOT NULL, appointment_id bigint UNIQUE REFERENCES appointments,
    PRIMARY KEY (organization_id, patient_id, id), FOREIGN KEY (organization_id, patient_id) REFERENCES patients (organization_id, id)
);
CREATE TABLE conditions (
    id uuid PRIMARY KEY, organization_id uuid NOT NULL, patient_id uuid NOT NULL, encounter_id uuid,
    code varchar(8) NOT NULL CHECK (code ~ '^[A-TV-Z][0-9][0-9AB](\.[0-9A-TV-Z]{1,4})?$'), UNIQUE (patient_id, encounter_id, code),
    FOREIGN KEY (organization_id, patient_id, encounter_id) REFERENCES encounters MATCH FULL
);
CREATE TABLE principals (
    id serial PRIMARY KEY, person_id bigint NOT NULL REFERENCES people, type smallint NOT NULL CHECK (type IN (1, 2, 3)),
    user_id bigint REFERENCES people, organization_id uuid REFERENCES organizations, email varchar, module varchar NOT NULL,
    CHECK (type <> 1 OR organization_id IS NULL AND email IS NULL AND user_id IS NOT NULL),
    CHECK (type <> 2 OR user_id IS NULL AND email IS NULL AND organization_id IS NOT NULL),
    CHECK (type <> 3 OR user_id IS NULL AND organization_id IS NULL AND email IS NOT NULL),
    CHECK (email IS NULL OR email = lower(email)), CHECK (module = lower(module))
);
CREATE UNIQUE INDEX ON principals (person_id, user_id) WHERE type = 1;
CREATE UNIQUE INDEX ON principals (person_id, organization_id) WHERE type = 2;
CREATE TABLE entries (
    id serial PRIMARY KEY, kind smallint NOT NULL CHECK (kind IN (1, 2, 3, 4, 5)), name varchar, page_id bigint, url varchar,
    CHECK (kind IN (2, 4) AND name IS NOT NULL OR kind NOT IN (2, 4) AND name IS NULL), CHECK ((kind = 3) = (url IS NOT NULL)),
    CHECK (kind = 5 AND page_id IS NOT NULL OR kind <> 5 AND page_id IS NULL),
    CHECK (CASE kind WHEN 1 THEN page_id IS NULL WHEN 5 THEN page_id IS NOT NULL ELSE true END)
);
CREATE TABLE settings (id serial PRIMARY KEY, module varchar NOT NULL, name varchar NOT NULL, CHECK (module = lower(module)), CHECK (name = lower(name)), UNIQUE (module, name));
CREATE TABLE users (id bigserial PRIMARY KEY, email citext NOT NULL, CHECK (email = lower(email::text)::citext));
CREATE UNIQUE INDEX ON users (email);
CREATE TABLE consents (
    id serial PRIMARY KEY, document jsonb NOT NULL CHECK (document ? 'version' AND document ?& ARRAY['signed_by', 'signed_on']),
    form jsonb NOT NULL CHECK (jsonb_typeof(form -> 'items') = 'array' AND (form ->> 'name') IS NOT NULL AND form ->> 'kind' IN ('paper', 'web')),
    scopes jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(scopes) = 'array' AND jsonb_array_length(scopes) > 0),
    state jsonb NOT NULL CHECK (state @> '{"v": 1}'), digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    tags text[] NOT NULL CHECK (NOT ('' = ANY (tags)) AND cardinality(tags) <= 5), days integer[] NOT NULL CHECK (days <@ ARRAY[1, 2, 3, 4, 5]),
    valid tstzrange NOT NULL CHECK (NOT isempty(valid) AND NOT lower_inf(valid) AND lower(valid) < upper(valid)),
    ages int4range NOT NULL CHECK (lower(ages) >= 0 AND upper(ages) <= 120)
);
CREATE TABLE shifts (
    id serial PRIMARY KEY, starts time NOT NULL, ends time NOT NULL, effective daterange NOT NULL, duration interval NOT NULL,
    CHECK (ends > starts), CHECK (date_trunc('minute', duration) = duration)
);
CREATE TABLE monthly (
    organization_id uuid NOT NULL REFERENCES organizations, month date NOT NULL CHECK (EXTRACT(day FROM month) = 1), week date CHECK (EXTRACT(isodow FROM week) = 1),
    PRIMARY KEY (organization_id, month)
);
CREATE TABLE messages (
    id bigserial PRIMARY KEY, sid varchar(34) UNIQUE CHECK (sid ~ '^SM[0-9a-f]{32}$'), callback text NOT NULL CHECK (callback ~* '^https?://' AND length(callback) <= 2048),
    sender varchar(15) CHECK (sender ~ '^\+?[0-9]{10,15}$'), code text NOT NULL CHECK (code ~ '^[A-Z0-9]+$' AND length(code) BETWEEN 6 AND 12)
);
CREATE TABLE results (
    id bigserial PRIMARY KEY, collected_at timestamptz NOT NULL, received_at timestamptz NOT NULL, result varchar(12) CHECK (result IN ('positive', 'negative')), ct numeric(4,1),
    CHECK (received_at BETWEEN collected_at AND collected_at + interval '14 days'), CHECK (ct IS NULL OR (result = 'positive' AND ct BETWEEN 5 AND 45))
);
CREATE TABLE tasks (
    id serial PRIMARY KEY, session_id integer, block_id integer, CHECK (block_id IS NULL OR session_id IS NOT NULL), CHECK (session_id IS NULL OR block_id IS NOT NULL)
);
CREATE TABLE enrollments (
    id serial PRIMARY KEY, entry_date date NOT NULL, exit_date date, moved_in date, CHECK (exit_date >= entry_date),
    CHECK (moved_in BETWEEN entry_date AND COALESCE(exit_date, 'infinity'::date))
);
CREATE SEQUENCE case_numbers;
CREATE TABLE cases (id serial PRIMARY KEY, number text NOT NULL UNIQUE DEFAULT 'C-' || nextval('case_numbers'));

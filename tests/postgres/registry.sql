-- What registries of patients have: dates of devices and of servers, settings in one row, ledgers, audit columns without constraints.
CREATE TABLE auth_user (id serial PRIMARY KEY, username varchar(150) NOT NULL UNIQUE, email varchar(254));

CREATE TABLE patient_dimension (
    patient_num integer PRIMARY KEY,
    full_name varchar(200),
    birthdate_dd integer, birthdate_mm integer, birthdate_yyyy integer,
    recorded_at timestamp,
    device_created_at timestamp NOT NULL,
    device_updated_at timestamp NOT NULL,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL,
    deleted_at timestamp,
    created_by integer NOT NULL,
    write_uid integer
);

CREATE TABLE observation_fact (
    id bigserial PRIMARY KEY,
    patient_num integer NOT NULL,
    systolic integer, temperature numeric(4,1),
    phone_type varchar(20), facility_size varchar(20) NOT NULL,
    workflow_state varchar(20) NOT NULL,
    observed_at timestamp, closed_at timestamp NOT NULL,
    CHECK (closed_at >= observed_at)
);

-- One row each, said in three ways.
CREATE TABLE configuration (id serial PRIMARY KEY, owner_id integer NOT NULL REFERENCES auth_user, note text,
    EXCLUDE USING btree ((id * 0) WITH =));
CREATE TABLE switches (id serial PRIMARY KEY, dark boolean NOT NULL);
CREATE UNIQUE INDEX ON switches ((true));
CREATE TABLE version_lock (locked boolean NOT NULL DEFAULT true UNIQUE CHECK (locked), version text NOT NULL);

CREATE TABLE account_line (
    id serial PRIMARY KEY,
    debit numeric(16,2) NOT NULL DEFAULT 0,
    credit numeric(16,2) NOT NULL DEFAULT 0,
    other numeric(16,2),
    CHECK (credit * debit = 0),
    CHECK (COALESCE(other, 0) * (debit - credit) >= 0)
);

CREATE TABLE button (id serial PRIMARY KEY, name varchar NOT NULL, model varchar NOT NULL, active boolean NOT NULL DEFAULT true,
    EXCLUDE USING btree (name WITH =, model WITH =) WHERE (active));

CREATE TABLE experiment (id serial PRIMARY KEY, title text NOT NULL);
CREATE TABLE experiment_group (id serial PRIMARY KEY, experiment_id integer NOT NULL REFERENCES experiment);
CREATE TABLE experiment_group_member (
    id serial PRIMARY KEY,
    experiment_group_id integer NOT NULL REFERENCES experiment_group,
    experiment_id integer NOT NULL REFERENCES experiment,
    patient_num integer NOT NULL REFERENCES patient_dimension
);
CREATE UNIQUE INDEX ON experiment_group_member (patient_num, experiment_id);

-- Unique among rows that are not deleted, over references alone.
CREATE TABLE assignment (
    id serial PRIMARY KEY,
    user_id integer REFERENCES auth_user,
    patient_id integer REFERENCES patient_dimension,
    deleted_at timestamp
);
CREATE UNIQUE INDEX ON assignment (user_id, patient_id) WHERE deleted_at IS NULL;

-- Texts that an index reads in one form.
CREATE TABLE avatar (id serial PRIMARY KEY, resource varchar NOT NULL UNIQUE, copy varchar, size varchar(8) NOT NULL, payload text);
CREATE INDEX ON avatar (resource varchar_pattern_ops, (substring(resource FROM position(',' IN resource) + 1)::integer));
CREATE INDEX ON avatar ((size::integer));
CREATE INDEX ON avatar ((payload::jsonb));
CREATE INDEX ON avatar ((left(copy, 8)::bigint));

-- Bookkeeping of a framework without a row, as definitions alone leave it, and what refers to it.
CREATE TABLE django_content_type (id serial PRIMARY KEY, app_label varchar(100) NOT NULL, model varchar(100) NOT NULL, UNIQUE (app_label, model));
CREATE TABLE auth_permission (id serial PRIMARY KEY, name varchar(255) NOT NULL, content_type_id integer NOT NULL REFERENCES django_content_type,
    codename varchar(100) NOT NULL, UNIQUE (content_type_id, codename));
CREATE TABLE auth_group (id serial PRIMARY KEY, name varchar(150) NOT NULL UNIQUE);
CREATE TABLE auth_group_permissions (id bigserial PRIMARY KEY, group_id integer NOT NULL REFERENCES auth_group,
    permission_id integer NOT NULL REFERENCES auth_permission, UNIQUE (group_id, permission_id));
CREATE TABLE bill (id serial PRIMARY KEY, subject_type integer REFERENCES django_content_type, subject_id varchar(255), amount numeric(18,2) NOT NULL);

-- Tables of few codes make no few rows of what refers to them.
CREATE TABLE legal_form (code char(1) PRIMARY KEY, label varchar(50) NOT NULL);
CREATE TABLE house (id serial PRIMARY KEY, legal_form char(1) NOT NULL REFERENCES legal_form, name varchar(100) NOT NULL);
CREATE TABLE claim (id serial PRIMARY KEY, house_id integer NOT NULL REFERENCES house, feedback_id integer UNIQUE);
CREATE TABLE feedback (id serial PRIMARY KEY, claim_id integer UNIQUE REFERENCES claim);
ALTER TABLE claim ADD FOREIGN KEY (feedback_id) REFERENCES feedback;

-- Names that were two words in the code, and periods that triggers keep.
CREATE TABLE traveller (id bigint PRIMARY KEY, creationdate timestamp NOT NULL, changedate timestamp NOT NULL, birthdate date, deathdate date,
    occupationtype varchar(255), sys_period tstzrange NOT NULL DEFAULT tstzrange(CURRENT_TIMESTAMP, NULL));
CREATE TABLE traveller_history (LIKE traveller);

-- A case manager as Rails writes it.
CREATE TABLE schema_migrations (version varchar NOT NULL PRIMARY KEY);
CREATE TABLE ar_internal_metadata (key varchar NOT NULL PRIMARY KEY, value varchar, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE TABLE funds (id bigserial PRIMARY KEY, name varchar NOT NULL, subdomain varchar NOT NULL, domain varchar, full_name varchar, phone varchar, site_domain varchar, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE UNIQUE INDEX index_funds_on_name ON funds (name);
CREATE TABLE lines (id bigserial PRIMARY KEY, name varchar NOT NULL, fund_id bigint NOT NULL REFERENCES funds, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE UNIQUE INDEX index_lines_on_name_and_fund_id ON lines (name, fund_id);
CREATE TABLE clinics (id bigserial PRIMARY KEY, name varchar NOT NULL, street_address varchar, city varchar, state varchar, zip varchar, phone varchar, fax varchar, active boolean DEFAULT true NOT NULL, accepts_medicaid boolean DEFAULT false, gestational_limit integer, coordinates numeric[] DEFAULT '{}', costs_9wks integer, fund_id bigint REFERENCES funds, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE UNIQUE INDEX index_clinics_on_name_and_fund_id ON clinics (name, fund_id);
CREATE TABLE users (id bigserial PRIMARY KEY, email varchar DEFAULT '' NOT NULL, encrypted_password varchar DEFAULT '' NOT NULL, name varchar NOT NULL, role integer DEFAULT 0 NOT NULL, disabled_by_fund boolean DEFAULT false, line_id bigint REFERENCES lines, reset_password_token varchar, reset_password_sent_at timestamp, sign_in_count integer DEFAULT 0 NOT NULL, current_sign_in_at timestamp, current_sign_in_ip inet, failed_attempts integer DEFAULT 0, unlock_token varchar, locked_at timestamp, session_validity_token varchar, fund_id bigint REFERENCES funds, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE UNIQUE INDEX index_users_on_email_and_fund_id ON users (email, fund_id);
CREATE UNIQUE INDEX index_users_on_reset_password_token ON users (reset_password_token);
CREATE TABLE patients (id bigserial PRIMARY KEY, name varchar NOT NULL, primary_phone varchar NOT NULL, emergency_contact varchar, emergency_contact_phone varchar, emergency_contact_relationship varchar, identifier varchar, contact_preference integer DEFAULT 0 NOT NULL, language varchar, pronouns varchar, initial_call_date date NOT NULL, shared_flag boolean, last_menstrual_period_weeks integer, age integer, city varchar, state varchar, county varchar, zipcode varchar, race_ethnicity varchar, employment_status varchar, household_size_children integer, insurance varchar, income varchar, special_circumstances varchar[] DEFAULT '{}', referred_by varchar, appointment_date date, procedure_cost integer, patient_contribution integer, fund_pledge_sent_at timestamp, resolved_without_fund boolean, line_id bigint NOT NULL REFERENCES lines, clinic_id bigint REFERENCES clinics, pledge_generated_by_id bigint REFERENCES users, last_edited_by_id bigint REFERENCES users, fund_id bigint REFERENCES funds, lock_version integer DEFAULT 0 NOT NULL, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE UNIQUE INDEX index_patients_on_primary_phone_and_fund_id ON patients (primary_phone, fund_id);
CREATE INDEX ON patients (name);
CREATE TABLE calls (id bigserial PRIMARY KEY, status integer NOT NULL, can_call_type varchar NOT NULL, can_call_id bigint NOT NULL, fund_id bigint REFERENCES funds, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE TABLE notes (id bigserial PRIMARY KEY, full_text text NOT NULL, patient_id bigint NOT NULL REFERENCES patients, fund_id bigint REFERENCES funds, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE TABLE fulfillments (id bigserial PRIMARY KEY, fulfilled boolean DEFAULT false NOT NULL, procedure_date date, gestation_at_procedure integer, fund_payout integer, check_number varchar, date_of_check date, audited boolean, can_fulfill_type varchar NOT NULL, can_fulfill_id bigint NOT NULL, fund_id bigint REFERENCES funds, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE TABLE practical_supports (id bigserial PRIMARY KEY, support_type varchar NOT NULL, confirmed boolean, source varchar NOT NULL, amount numeric(8,2), support_date date, can_support_type varchar, can_support_id bigint, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE TABLE call_list_entries (id bigserial PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, patient_id bigint NOT NULL REFERENCES patients, order_key integer NOT NULL, line_id bigint NOT NULL REFERENCES lines, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE UNIQUE INDEX index_call_list_entries_on_patient_id_and_user_id ON call_list_entries (patient_id, user_id);
CREATE TABLE versions (id bigserial PRIMARY KEY, item_type varchar NOT NULL, item_id bigint NOT NULL, event varchar NOT NULL, whodunnit varchar, object jsonb, object_changes jsonb, created_at timestamp(6));
CREATE TABLE sessions (id bigserial PRIMARY KEY, session_id varchar NOT NULL UNIQUE, data text, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
-- A key with bounds has stand-ins of another form than those of the tables that `can_call_id` leads to, too.
ALTER TABLE funds ADD CONSTRAINT funds_id CHECK (id >= 0);
-- What rows must refer to is there, though its column may be NULL.
CREATE TABLE veteran_groups (poa varchar(3), name varchar, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE UNIQUE INDEX index_veteran_groups_on_poa ON veteran_groups (poa);
CREATE TABLE group_representatives (id bigserial PRIMARY KEY, representative varchar NOT NULL, group_poa varchar(3) NOT NULL REFERENCES veteran_groups (poa));
CREATE UNIQUE INDEX index_representatives_on_poa ON group_representatives (group_poa, representative);
-- Two indexes over the same columns, each in its order, without a constraint that says what they refer to.
CREATE TABLE call_fulfillments (id bigserial PRIMARY KEY, call_id integer, fulfillment_id integer, deleted_at timestamp);
CREATE UNIQUE INDEX index_on_call_id_and_fulfillment_id ON call_fulfillments (call_id, fulfillment_id);
CREATE UNIQUE INDEX index_on_fulfillment_id_and_call_id ON call_fulfillments (fulfillment_id, call_id);
-- An age, whatever year it is of.
ALTER TABLE veteran_groups ADD age_during_tax_year integer;
-- From Postgres 15 on NULL may be a value like any other.
CREATE TABLE codes (id bigserial PRIMARY KEY, code varchar(20), place varchar(20), batch integer);
DO $$ BEGIN
  IF current_setting('server_version_num')::int >= 150000 THEN
    EXECUTE 'CREATE UNIQUE INDEX index_codes_on_code ON codes (code) NULLS NOT DISTINCT';
    EXECUTE 'ALTER TABLE codes ADD CONSTRAINT codes_places UNIQUE NULLS NOT DISTINCT (place, batch)';
  END IF;
END $$;

-- No foreign keys at all: references are told by names.
CREATE TABLE patients (patient_id serial PRIMARY KEY, mrn varchar(20) NOT NULL UNIQUE, pt_fname varchar(40), pt_lname varchar(40), pt_dob date, sex char(1), last4 char(4), addr_line_1 varchar(60), addr_line_2 varchar(60), city varchar(40), state_cd char(2), zip varchar(10), home_ph varchar(15), email_addr varchar(80), emergency_contact_phone varchar(15), emergency_contact_name varchar(60), insert_dt timestamp NOT NULL, update_dt timestamp);
CREATE TABLE visits (visit_id serial PRIMARY KEY, patient_id integer NOT NULL, pcp_npi char(10), visit_dt date NOT NULL, discharge_dt date, dx_code varchar(10), chief_complaint text, weight_kg numeric(5,1), bp_sys smallint, bp_dia smallint, notes text);
CREATE TABLE labs (lab_id serial PRIMARY KEY, visit_id integer NOT NULL, patient_id integer NOT NULL, loinc varchar(10), result numeric(8,2), units varchar(12), collected_at timestamp NOT NULL, resulted_at timestamp);
CREATE TABLE audit_log (id bigserial PRIMARY KEY, user_name varchar(40), ip_address varchar(45), user_agent text, action varchar(20) NOT NULL, auditable_type varchar(40), auditable_id integer, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE settings (name varchar(60) PRIMARY KEY, value text);
CREATE TABLE scratch (a integer, b text);

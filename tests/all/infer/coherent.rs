//! What rows of a drafted schema say together: whose they are by every path, and values of one body, one test, one life.

use crate::scratch::Scratch;
use crate::server::{self, Database};

const CLINIC: &str = "
CREATE TYPE sex_at_birth AS ENUM ('female', 'male', 'unknown');
CREATE TABLE providers (id serial PRIMARY KEY, last_name text NOT NULL, npi varchar(10) NOT NULL UNIQUE CHECK (char_length(npi) = 10),
    dea_number varchar(9));
CREATE TABLE patients (id serial PRIMARY KEY, primary_provider_id int REFERENCES providers, first_name text NOT NULL,
    last_name text NOT NULL, date_of_birth date NOT NULL, deceased_on date CHECK (deceased_on >= date_of_birth),
    sex sex_at_birth NOT NULL, gender_identity text, pronouns text NOT NULL, street text, street2 text NOT NULL, city text, zip text);
CREATE TABLE care_cases (id serial PRIMARY KEY, patient_id int NOT NULL REFERENCES patients, provider_id int NOT NULL REFERENCES providers,
    previous_case_id int REFERENCES care_cases, opened_at timestamp NOT NULL);
CREATE TABLE appointments (id serial PRIMARY KEY, provider_id int NOT NULL REFERENCES providers,
    patient_id int NOT NULL REFERENCES patients, care_case_id int REFERENCES care_cases,
    starts_at timestamp NOT NULL, ends_at timestamp NOT NULL, CHECK (ends_at > starts_at));
CREATE TABLE encounters (id serial PRIMARY KEY, patient_id int NOT NULL REFERENCES patients, appointment_id int UNIQUE REFERENCES appointments,
    provider_id int NOT NULL REFERENCES providers, weight_kg numeric(5,2), height_cm numeric(5,1), bmi numeric(4,1));
CREATE TABLE diagnoses (id serial PRIMARY KEY, encounter_id int NOT NULL REFERENCES encounters, patient_id int NOT NULL REFERENCES patients,
    icd10_code varchar(8) NOT NULL);
CREATE TABLE coverages (id serial PRIMARY KEY, patient_id int NOT NULL REFERENCES patients, subscriber_name varchar NOT NULL);
CREATE TABLE claims (id serial PRIMARY KEY, provider_id int NOT NULL REFERENCES providers ON DELETE CASCADE,
    coverage_id int NOT NULL REFERENCES coverages, patient_id int NOT NULL REFERENCES patients);
CREATE TABLE lab_results (id serial PRIMARY KEY, encounter_id int NOT NULL REFERENCES encounters, loinc_code varchar NOT NULL,
    value numeric NOT NULL, unit varchar);";

fn filled() -> Database<'static> {
    let database = server::database();
    database.sql(CLINIC);
    let scratch = Scratch::new();
    scratch.run(&["infer", &database.url(), "--out", "draft.toml"]).fine();
    scratch.run(&["generate", "draft.toml", "--rows", "800", "--quiet", "--to", &database.url()]).fine();
    database
}

/// So many rows are there, and so many of them meet a condition.
fn count(database: &Database<'_>, from: &str, condition: &str) -> (u64, u64) {
    let said = database.sql(&format!("SELECT count(*), count(*) FILTER (WHERE {condition}) FROM {from}"));
    let mut numbers = said.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok());
    (numbers.next().unwrap(), numbers.next().unwrap())
}

#[test]
fn rows_that_are_reached_by_two_paths_are_the_same() {
    let database = filled();
    for (from, condition) in [
        ("appointments a JOIN care_cases b ON a.care_case_id = b.id", "a.patient_id <> b.patient_id"),
        ("encounters a JOIN appointments b ON a.appointment_id = b.id", "a.patient_id <> b.patient_id"),
        ("encounters a JOIN appointments b ON a.appointment_id = b.id", "a.provider_id <> b.provider_id"),
        ("diagnoses a JOIN encounters b ON a.encounter_id = b.id", "a.patient_id <> b.patient_id"),
        ("claims a JOIN coverages b ON a.coverage_id = b.id", "a.patient_id <> b.patient_id"),
        (
            "care_cases a JOIN care_cases b ON a.previous_case_id = b.id",
            "a.patient_id <> b.patient_id OR b.id >= a.id",
        ),
    ] {
        let (all, wrong) = count(&database, from, condition);
        assert!(all > 100, "{from}: {all}");
        assert_eq!(wrong, 0, "{from}, {condition}: of {all}");
    }
    // Whose patient somebody is and who sees them are two things.
    let (all, same) = count(
        &database,
        "care_cases a JOIN patients b ON a.patient_id = b.id",
        "a.provider_id = b.primary_provider_id",
    );
    assert!(same * 4 < all, "{same} of {all}");
}

#[test]
fn values_of_a_row_are_those_of_one_person() {
    let database = filled();
    for (from, condition) in [
        ("providers", "npi !~ '^[89][0-9]{9}$' OR dea_number !~ '^[A-Z]{2}[0-9]{7}$'"),
        ("diagnoses", "icd10_code !~ '^[A-Z][0-9][0-9A-Z](\\.[0-9A-Z]{1,4})?$'"),
        ("appointments", "ends_at - starts_at > interval '8 hours'"),
        ("encounters", "abs(bmi - weight_kg / (height_cm / 100) ^ 2) > 0.06"),
        ("encounters", "bmi NOT BETWEEN 15 AND 42"),
        ("patients", "street2 LIKE '%.' OR length(street2) > 20"),
        ("patients", "pronouns NOT IN ('she/her', 'he/him', 'they/them')"),
        ("coverages", "subscriber_name !~ '^[^ ]+ [^ .]+'"),
        ("lab_results", "unit ~ '^(Apt|Unit|Ste|#)'"),
    ] {
        let (all, wrong) = count(&database, from, condition);
        assert!(all > 500, "{from}: {all}");
        assert_eq!(wrong, 0, "{from}, {condition}: of {all}");
    }
    // A unit goes with its test.
    let units = database
        .sql("SELECT max(n) FROM (SELECT count(DISTINCT unit) AS n FROM lab_results GROUP BY loinc_code) x");
    assert_eq!(units.trim(), "1");
    let (known, fits) = count(
        &database,
        "patients WHERE sex <> 'unknown'",
        "pronouns = CASE sex WHEN 'female' THEN 'she/her' ELSE 'he/him' END",
    );
    assert!(fits * 10 > known * 9, "{fits} of {known}");
    let (dead, old) =
        count(&database, "patients WHERE deceased_on IS NOT NULL", "deceased_on - date_of_birth > 365 * 40");
    assert!(dead > 4 && old * 10 >= dead * 7, "{old} of {dead}");
}

#[test]
fn what_the_server_computes_of_a_span_has_room_for_it_and_what_is_left_out_is_not_asked_for() {
    let database = server::database();
    database.sql(
        "CREATE TABLE actual_times (id serial PRIMARY KEY, began timestamptz NOT NULL, ended timestamptz NOT NULL CHECK (ended > began),
             hours numeric(5,2) GENERATED ALWAYS AS (round((EXTRACT(epoch FROM (ended - began)) / 3600)::numeric, 2)) STORED);
         CREATE TABLE patients (id serial PRIMARY KEY); CREATE TABLE providers (id serial PRIMARY KEY); CREATE TABLE rooms (id serial PRIMARY KEY);
         CREATE TABLE notices (id serial PRIMARY KEY, patient_id integer REFERENCES patients, provider_id integer REFERENCES providers,
             CHECK (num_nonnulls(patient_id, provider_id) = 1));
         CREATE TABLE stays (id serial PRIMARY KEY, room_id integer REFERENCES rooms, kind text NOT NULL CHECK (kind IN ('a', 'b')), patient_id integer REFERENCES patients, provider_id integer REFERENCES providers);
         CREATE UNIQUE INDEX ON stays (room_id, kind, COALESCE(patient_id, provider_id))",
    );
    let (scratch, url) = (Scratch::new(), database.url());
    scratch.run(&["infer", &url, "--out", "s.toml"]).fine();
    scratch.run(&["generate", "s.toml", "--to", &url, "--quiet"]).fine();
    scratch.run(&["infer", &url, "--out", "t.toml", "--skip", "patients,providers,rooms"]).fine();
    let draft = scratch.read("t.toml");
    assert!(draft.contains("one of (patient_id, provider_id) must be there"), "{draft}");
    let other = server::database();
    other.sql("CREATE TABLE rooms (id serial PRIMARY KEY); CREATE TABLE patients (id serial PRIMARY KEY); CREATE TABLE providers (id serial PRIMARY KEY);
        CREATE TABLE actual_times (id serial PRIMARY KEY, began timestamptz, ended timestamptz);
        CREATE TABLE stays (id serial PRIMARY KEY, room_id integer REFERENCES rooms, kind text, patient_id integer REFERENCES patients, provider_id integer REFERENCES providers)");
    scratch.run(&["generate", "t.toml", "--to", &other.url(), "--quiet"]).fine();
}

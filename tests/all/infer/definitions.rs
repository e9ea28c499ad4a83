//! A `.sql` file of definitions: replayed in a server that is gone afterwards, and nothing else in it executed.

use crate::scratch::{Scratch, command};
use crate::server;

const HOSTILE: &str = r#"
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS citext;
CREATE SCHEMA care;
CREATE FUNCTION care.stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'ran; a function'; END $$;
CREATE TABLE care.visits (
    id bigint DEFAULT care.next_id() NOT NULL,
    patient_id integer NOT NULL,
    state care.state DEFAULT 'open'::care.state NOT NULL,
    mail citext,
    at timestamp NOT NULL
);
CREATE TYPE care.state AS ENUM ('open', 'closed');
DO $$ BEGIN RAISE EXCEPTION 'ran a block'; END $$;
SELECT pg_sleep(1000);
CREATE TABLE copied AS SELECT pg_sleep(1000);
COPY (SELECT 1) TO PROGRAM 'touch ran';
CREATE TABLE public.patients (id serial PRIMARY KEY, ssn varchar(11) UNIQUE, born_on date NOT NULL);
ALTER TABLE ONLY care.visits ADD CONSTRAINT visits_pkey PRIMARY KEY (id);
ALTER TABLE ONLY care.visits ADD CONSTRAINT to_patient FOREIGN KEY (patient_id) REFERENCES public.patients(id) ON DELETE CASCADE;
ALTER TABLE care.visits OWNER TO somebody;
CREATE TRIGGER stamped BEFORE INSERT ON care.visits FOR EACH ROW EXECUTE FUNCTION care.stamp();
CREATE UNIQUE INDEX one_open ON care.visits (patient_id) WHERE state = 'open'::care.state;
CREATE INDEX slow ON care.visits (pg_sleep(1000));
COMMENT ON COLUMN public.patients.born_on IS 'date of birth';
GRANT ALL ON care.visits TO PUBLIC;
DROP TABLE public.patients;
CREATE TABLE public.schema_migrations (version character varying NOT NULL);
INSERT INTO "schema_migrations" (version) VALUES ('20260101000000');
"#;

#[test]
fn definitions_are_replayed_and_nothing_else_runs() {
    let scratch = Scratch::new();
    scratch.write("structure.sql", HOSTILE);
    scratch.run(&["infer", "structure.sql", "--out", "s.toml"]).fine();
    let draft = scratch.read("s.toml");
    for words in [
        "name = \"structure\"",
        "[tables.\"care.visits\"]",
        "parent = { table = \"patients\"",
        "kind = \"ssn\"",
        "values = [\"open\", \"closed\"]",
        "subject = \"id\"",
        "# schema_migrations is left alone",
    ] {
        assert!(draft.contains(words), "{words}: {draft}");
    }
    assert!(!draft.contains("copied") && !scratch.join("ran").exists());
    // The same tables in a real database are drafted alike, and filled.
    let database = server::database();
    database.sql(
        "CREATE EXTENSION citext; CREATE SCHEMA care; CREATE TYPE care.state AS ENUM ('open', 'closed');
         CREATE TABLE patients (id serial PRIMARY KEY, ssn varchar(11) UNIQUE, born_on date NOT NULL);
         CREATE TABLE care.visits (id bigint PRIMARY KEY, patient_id integer NOT NULL REFERENCES patients,
           state care.state NOT NULL, mail citext, at timestamp NOT NULL);
         CREATE UNIQUE INDEX one_open ON care.visits (patient_id) WHERE state = 'open'",
    );
    scratch.run(&["generate", "s.toml", "--rows", "300", "--to", &database.url(), "--quiet"]).fine();
    assert_eq!(database.sql("SELECT count(*) FROM patients"), "300");
}

#[test]
fn what_the_server_does_not_take_is_told_with_its_line() {
    let scratch = Scratch::new();
    scratch.write(
        "bad.sql",
        "CREATE TABLE a (id serial PRIMARY KEY);\n\nCREATE TABLE b (id integer REFERENCES nowhere (id));\n",
    );
    scratch.run(&["infer", "bad.sql"]).ends(2).refuses("line 3: create table b");
    scratch.write("rows.sql", "CREATE TABLE a (id integer, n integer);\nINSERT INTO a VALUES (1, 2);\n");
    scratch.run(&["infer", "rows.sql", "--definitions", "--out", "d.toml"]).fine();
    assert!(scratch.read("d.toml").contains("# integer;"), "{}", scratch.read("d.toml"));
}

#[test]
fn without_a_server_it_is_said_what_to_install() {
    let scratch = Scratch::new();
    scratch.write("a.sql", "CREATE TABLE a (id serial PRIMARY KEY);");
    let mut infer = command(scratch.path());
    let done = infer.args(["infer", "a.sql"]).env("PLACEBO_POSTGRES", scratch.path()).output().unwrap();
    let text = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.code() == Some(2) && text.contains("no initdb and postgres are here"), "{text}");
}

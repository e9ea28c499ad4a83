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
    at timestamp DEFAULT now() NOT NULL
);
CREATE TABLE seen (r int4range, EXCLUDE USING gist (r WITH &&), c name DEFAULT name'\'); CREATE TABLE ran AS SELECT 1 AS x; --');
/* /* */ CREATE TABLE in_comment (a integer); */
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
fn functions_are_shells_there_and_what_they_say_is_read() {
    let scratch = Scratch::new();
    scratch.write(
        "structure.sql",
        "CREATE FUNCTION public.blank(text) RETURNS boolean LANGUAGE sql AS $_$ SELECT COALESCE(trim($1), '') = '' $_$;
         CREATE FUNCTION public.mood_of(state public.mood, n integer DEFAULT 1) RETURNS boolean
             LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'ran'; END $$;
         CREATE TYPE public.mood AS ENUM ('good', 'bad');
         CREATE TABLE public.a (id integer PRIMARY KEY, code text UNIQUE, state public.mood NOT NULL,
             CHECK (public.blank(code) IS FALSE), CHECK (public.mood_of(state)));",
    );
    let done = scratch.run(&["infer", "structure.sql", "--out", "s.toml"]).fine().all();
    assert!(done.contains("not held") && done.contains("mood_of(state") && !done.contains("blank"), "{done}");
    assert!(scratch.read("s.toml").contains("COALESCE(trim(code), '')"), "{}", scratch.read("s.toml"));
}

#[test]
fn definitions_are_replayed_and_nothing_else_runs() {
    let scratch = Scratch::new();
    scratch.write("structure.sql", HOSTILE);
    let done = scratch.run(&["infer", "structure.sql", "--out", "s.toml"]);
    // What is not taken is named, and a default that the server knows stays.
    for words in [
        "create table ran as … is not replayed",
        "create table copied as … is not replayed",
        "the default of id is left out",
    ] {
        assert!(done.all().contains(words), "{words}: {}", done.all());
    }
    let draft = scratch.read("s.toml");
    for words in [
        "[tables.seen]",
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
    assert!(!draft.contains("[tables.ran]") && !draft.contains("in_comment"), "{draft}");
    assert!(!draft.contains("copied") && !scratch.join("ran").exists());
    // The same tables in a real database are drafted alike, and filled.
    let database = server::database();
    database.sql(
        "CREATE EXTENSION citext; CREATE SCHEMA care; CREATE TYPE care.state AS ENUM ('open', 'closed');
         CREATE TABLE patients (id serial PRIMARY KEY, ssn varchar(11) UNIQUE, born_on date NOT NULL);
         CREATE TABLE care.visits (id bigint PRIMARY KEY, patient_id integer NOT NULL REFERENCES patients,
           state care.state NOT NULL, mail citext, at timestamp NOT NULL);
         CREATE UNIQUE INDEX one_open ON care.visits (patient_id) WHERE state = 'open';
         CREATE TABLE seen (r int4range, EXCLUDE USING gist (r WITH &&), c name)",
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
    assert!(scratch.read("d.toml").contains("sql = \"integer\""), "{}", scratch.read("d.toml"));
}

#[test]
fn what_is_no_text_is_refused_with_its_line() {
    let scratch = Scratch::new();
    std::fs::write(
        scratch.join("latin.sql"),
        b"CREATE TABLE a (id serial);\nCREATE TABLE b (caf\xe9 text);\n",
    )
    .unwrap();
    scratch.run(&["infer", "latin.sql"]).ends(2).refuses("latin.sql:2");
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

#[test]
fn the_server_of_our_own_knows_nothing_of_the_environment_and_leaves_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::new();
    let open = |path: &std::path::Path| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o777)).unwrap();
    };
    open(scratch.path());
    for name in ["initdb", "postgres", "pg_ctl"] {
        scratch.write(name, "#!/bin/sh\nenv > \"$(dirname \"$0\")/seen\"; exit 1\n");
        open(&scratch.join(name));
    }
    std::fs::create_dir(scratch.join("temporary")).unwrap();
    open(&scratch.join("temporary"));
    scratch.write("a.sql", "CREATE TABLE a (id serial PRIMARY KEY);");
    let mut infer = command(scratch.path());
    infer.args(["infer", "a.sql"]).env("PLACEBO_POSTGRES", scratch.path());
    infer.env("TMPDIR", scratch.join("temporary")).env("DATABASE_URL", "a-secret").env("PGOPTIONS", "-c a=b");
    let done = infer.output().unwrap();
    let text = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.code() == Some(2) && text.contains("did not start"), "{text}");
    let seen = scratch.read("seen");
    assert!(seen.contains("PATH=") && !seen.contains("a-secret") && !seen.contains("PGOPTIONS"), "{seen}");
    assert_eq!(std::fs::read_dir(scratch.join("temporary")).unwrap().count(), 0);
}

//! A dump of an application with its rows: drafted, masked and loaded again.

use crate::scratch::Scratch;
use crate::server::{self, Database};

/// A dump as `pg_dump` writes it, with a type, checks and keys, and `rows` of one table.
fn dump(rows: &[(u32, &str, i64, &str)]) -> String {
    let mut text = "CREATE TYPE public.stage AS ENUM (\n    'open',\n    'closed'\n);\n\
        CREATE TABLE public.cases (\n    id bigint NOT NULL,\n    stage public.stage NOT NULL,\n    priority smallint NOT NULL,\n    \
        npi character varying(10),\n    tags text[] DEFAULT '{}'::text[] NOT NULL,\n    \
        CONSTRAINT code CHECK ((char_length((npi)::text) = 10)),\n    \
        CONSTRAINT prio CHECK (((priority >= 1) AND (priority <= 5)))\n);\n\
        COPY public.cases (id, stage, priority, npi, tags) FROM stdin;\n"
        .to_owned();
    for (id, stage, priority, npi) in rows {
        text.push_str(&format!("{id}\t{stage}\t{priority}\t{npi}\t{{a,b{id}}}\n"));
    }
    text + "\\.\nALTER TABLE ONLY public.cases\n    ADD CONSTRAINT cases_pkey PRIMARY KEY (id);\n\
        CREATE UNIQUE INDEX once ON public.cases USING btree (stage, priority);\n"
}

#[test]
fn stand_ins_are_such_as_the_types_and_checks_of_a_dump_take() {
    let scratch = Scratch::new();
    let rows: Vec<(u32, &str, i64, String)> = (1..=10u32)
        .map(|n| {
            (n, if n > 5 { "open" } else { "closed" }, i64::from(n % 5 + 1), format!("12345678{:02}", n + 10))
        })
        .collect();
    let rows: Vec<(u32, &str, i64, &str)> =
        rows.iter().map(|(a, b, c, d)| (*a, *b, *c, d.as_str())).collect();
    scratch.write("dump.sql", &dump(&rows));
    scratch.run(&["infer", "dump.sql", "--out", "s.toml"]).fine();
    scratch.key("k");
    scratch.mask("dump.sql", "out", &["--no-verify"]).fine();
    let masked = scratch.read("out/dump.sql");
    let lines: Vec<Vec<&str>> =
        masked.lines().filter(|line| line.contains('\t')).map(|line| line.split('\t').collect()).collect();
    assert_eq!(lines.len(), 10, "{masked}");
    let mut apart = std::collections::BTreeSet::new();
    for line in &lines {
        assert!(["open", "closed"].contains(&line[1]), "{line:?}");
        assert!((1..=5).contains(&line[2].parse::<i64>().unwrap()), "{line:?}");
        assert!(line[3] == "\\N" || line[3].len() == 10 && !line[3].starts_with("123456"), "{line:?}");
        assert!(line[4].starts_with('{') && !line[4].contains('b'), "{line:?}");
        apart.insert((line[1], line[2]));
    }
    assert_eq!(apart.len(), 10, "{masked}");
}

#[test]
fn keys_beside_a_class_find_their_rows_again() {
    let scratch = Scratch::new();
    let mut text = "CREATE TABLE public.patients (\n    id bigint NOT NULL,\n    full_name text\n);\n\
        CREATE TABLE public.care_cases (\n    id bigint NOT NULL,\n    patient_id bigint NOT NULL\n);\n\
        CREATE TABLE public.notes (\n    id bigint NOT NULL,\n    notable_type character varying NOT NULL,\n    notable_id bigint NOT NULL\n);\n"
        .to_owned();
    let numbers = || 1..=20u32;
    text.push_str("COPY public.patients (id, full_name) FROM stdin;\n");
    numbers().for_each(|n| text.push_str(&format!("{n}\tAnn Smith\n")));
    text.push_str("\\.\nCOPY public.care_cases (id, patient_id) FROM stdin;\n");
    numbers().for_each(|n| text.push_str(&format!("{}\t{n}\n", n + 10)));
    text.push_str("\\.\nCOPY public.notes (id, notable_type, notable_id) FROM stdin;\n");
    numbers().for_each(|n| text.push_str(&format!("{n}\tPatient\t{n}\n{}\tCareCase\t{}\n", n + 100, n + 10)));
    text.push_str("1000\tGhost\t7\n\\.\n");
    for table in ["patients", "care_cases", "notes"] {
        text.push_str(&format!(
            "ALTER TABLE ONLY public.{table}\n    ADD CONSTRAINT {table}_pkey PRIMARY KEY (id);\n"
        ));
    }
    scratch.write("dump.sql", &text);
    scratch.run(&["infer", "dump.sql", "--out", "s.toml"]).fine();
    scratch.key("k");
    scratch.mask("dump.sql", "out", &["--no-verify"]).fine();
    let masked = scratch.read("out/dump.sql");
    let rows = |table: &str| -> Vec<Vec<String>> {
        let (_, rest) = masked.split_once(&format!("COPY public.{table} (")).unwrap();
        let lines = rest.lines().skip(1).take_while(|line| *line != "\\.");
        lines.map(|line| line.split('\t').map(str::to_owned).collect()).collect()
    };
    let keys = |table: &str| -> std::collections::BTreeSet<String> {
        rows(table).into_iter().map(|row| row[0].clone()).collect()
    };
    let (patients, cases, notes) = (keys("patients"), keys("care_cases"), rows("notes"));
    let of = |class: &str| notes.iter().filter(|row| row[1] == class).cloned().collect::<Vec<_>>();
    assert_eq!((of("Patient").len(), of("CareCase").len(), of("Ghost").len()), (20, 20, 0), "{masked}");
    assert!(of("Patient").iter().all(|row| patients.contains(&row[2])), "{masked}");
    assert!(of("CareCase").iter().all(|row| cases.contains(&row[2])), "{masked}");
    // What no reference says is not followed, and that is told.
    let told = scratch.mask("dump.sql", "some", &["--sample", "0.9", "--no-verify"]).fine().all();
    assert!(
        told.contains("warning: notes: no row is in this extract") && !told.contains("warning: care_cases"),
        "{told}"
    );
}

/// What an application has in its database: lists of labels, checks, narrow numbers, arrays, documents, bytes, computed columns, pairs
/// of a class and a key, and the books of its framework and of ours.
const APPLICATION: &str = "CREATE SCHEMA placebo;
    CREATE TABLE placebo.manifest (name text PRIMARY KEY, complete boolean NOT NULL, manifest text NOT NULL);
    CREATE TABLE placebo.progress (name text NOT NULL, table_name text NOT NULL, first_row bigint NOT NULL, rows bigint NOT NULL);
    INSERT INTO placebo.manifest VALUES ('app', true, '{\"tables\": []}');
    CREATE TABLE schema_migrations (version character varying NOT NULL PRIMARY KEY);
    INSERT INTO schema_migrations VALUES ('20240101000000'), ('20240215093000');
    CREATE TABLE ar_internal_metadata (key character varying NOT NULL PRIMARY KEY, value character varying,
        created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
    INSERT INTO ar_internal_metadata VALUES ('environment', 'production', '2024-01-01', '2024-01-01');
    CREATE TYPE stage AS ENUM ('open', 'on_hold', 'closed');
    CREATE TABLE patients (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, first_name text NOT NULL, last_name text NOT NULL,
        ssn text UNIQUE, date_of_birth date NOT NULL, email character varying, tags text[] DEFAULT '{}' NOT NULL, settings jsonb,
        photo bytea, full_name text GENERATED ALWAYS AS (((first_name || ' ') || last_name)) STORED);
    CREATE TABLE care_cases (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, patient_id bigint NOT NULL REFERENCES patients,
        stage stage DEFAULT 'open' NOT NULL, priority smallint NOT NULL, score integer,
        opened_on date NOT NULL, closed_on date, CONSTRAINT spans CHECK (closed_on > opened_on),
        CONSTRAINT prio CHECK (priority BETWEEN 1 AND 5), CONSTRAINT scored CHECK (score >= 0 AND score <= 100),
        UNIQUE (patient_id, priority));
    CREATE TABLE notes (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, notable_type character varying NOT NULL,
        notable_id bigint NOT NULL, body text NOT NULL, status character varying(20),
        CONSTRAINT statuses CHECK (status IN ('draft', 'final')));
    INSERT INTO patients (first_name, last_name, ssn, date_of_birth, email, tags, settings, photo)
        SELECT 'Quinella', 'Canary' || chr((65 + n % 26)::int), '123-45-' || (1000 + n), DATE '1950-01-01' + n * 37, 'canary' || n || '@gmail.com',
            ARRAY['canary', 'b'], '{\"nickname\": \"Canary\"}', decode('c0ffee' || to_char(n, 'FM0000'), 'hex') FROM generate_series(1, 200) n;
    INSERT INTO care_cases (patient_id, stage, priority, score, opened_on, closed_on)
        SELECT 1 + n % 200, (ARRAY['open', 'on_hold', 'closed'])[1 + n % 3]::stage, 1 + n / 200, n % 101,
            DATE '2024-02-01' + n % 50, DATE '2024-06-01' + n % 50 FROM generate_series(0, 599) n;
    INSERT INTO notes (notable_type, notable_id, body, status)
        SELECT CASE n % 2 WHEN 0 THEN 'Patient' ELSE 'CareCase' END, 1 + n % 200, 'Seen on the ward, doing well, plan is to call back on Monday.',
            CASE n % 3 WHEN 0 THEN 'draft' ELSE 'final' END FROM generate_series(1, 400) n;";

const JOINED: &str = "SELECT (SELECT count(*) FROM care_cases JOIN patients p ON p.id = patient_id),
    (SELECT count(*) FROM notes JOIN patients p ON p.id = notable_id WHERE notable_type = 'Patient'),
    (SELECT count(*) FROM notes JOIN care_cases c ON c.id = notable_id WHERE notable_type = 'CareCase'),
    (SELECT count(*) FROM patients WHERE full_name = first_name || ' ' || last_name),
    (SELECT count(*) FROM schema_migrations), (SELECT count(DISTINCT ssn) FROM patients)";

const CHECKS: &str = "SELECT conname || ' ' || convalidated FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace ORDER BY 1";

#[test]
fn the_dump_of_an_application_is_drafted_masked_and_loads_without_an_error() {
    let (scratch, before) = (Scratch::new(), server::database());
    before.sql(APPLICATION);
    let dumped = before.server.client("pg_dump", &before.name).output().unwrap();
    std::fs::write(scratch.join("dump.sql"), dumped.stdout).unwrap();
    scratch.run(&["infer", "dump.sql", "--out", "s.toml"]).fine();
    scratch.key("k");
    let load = |file: &str| -> Database<'static> {
        let after = server::database();
        let mut psql = after.server.client("psql", &after.name);
        let ran =
            psql.args(["-q", "-X", "-v", "ON_ERROR_STOP=1", "-f"]).arg(scratch.join(file)).output().unwrap();
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(ran.status.success() && !said.contains("ERROR"), "{said}");
        after
    };
    scratch.mask("dump.sql", "out", &[]).fine();
    let after = load("out/dump.sql");
    assert_eq!(before.sql(JOINED), after.sql(JOINED));
    assert_eq!(after.sql("SELECT count(*) FROM placebo.manifest"), "0");
    let dump = after.dump();
    assert!(
        !dump.to_lowercase().contains("canary") && !dump.contains("123-45-") && !dump.contains("c0ffee"),
        "{dump}"
    );
    scratch.run(&["verify", "out/dump.sql", "--against", "dump.sql", "--schema", "s.toml"]).fine();
    assert_eq!(after.sql(CHECKS), "prio false\nscored false\nspans false");
    // Years alone are left of dates, so that nothing is closed after it was opened; and what was masked is a dump like any other.
    let told = scratch.run(&["mask", "s.toml", "dump.sql", "--out", "safe"]).fine().all();
    assert!(told.contains("checks of the rows that are there"), "{told}");
    load("safe/dump.sql");
    scratch.mask("out/dump.sql", "again", &["--no-verify"]).fine();
    assert_eq!(load("again/dump.sql").sql(CHECKS), after.sql(CHECKS));
}

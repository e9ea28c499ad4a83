//! A dump of an application with its rows: drafted, masked and loaded again.

use crate::scratch::Scratch;

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

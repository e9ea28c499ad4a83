//! Masking of JSON lines and dumps, and what is recorded of a run.

use crate::scratch::Scratch;

const SCHEMA: &str = r#"
[tables.people]
rows = 1
subject = "id"
[tables.people.columns]
id = { kind = "serial", primary_key = true }
name = { kind = "full_name" }
ssn = { kind = "ssn", unique = true }
"address.city" = { kind = "city" }
"phones[].number" = { kind = "phone" }
"tags[]" = { kind = "choice", values = ["a"], mask = { keep = "a test" } }
born = { kind = "birth_date" }

[tables.visits]
rows = 1
subject = "person_id"
[tables.visits.columns]
id = { kind = "serial", primary_key = true }
person_id = { kind = "reference", table = "people", column = "id" }
note = { kind = "sentence" }
on = { kind = "date" }
"#;

fn scratch() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("s.toml", SCHEMA);
    scratch
}

#[test]
fn json_lines_keep_their_shape() {
    let scratch = scratch();
    let line = "{ \"tags\": [\"a\", \"b\"], \"id\":7,\"name\":\"Ann Canary\", \"ssn\":null,\"address\":{\"city\":\"Canaryville\"},\
                \"phones\":[{\"number\":\"202-345-6789\"},{\"number\":\"202-345-6780\"}] }\n";
    scratch.write(
        "people.jsonl",
        &format!("{line}\n{{\"id\":8,\"born\":\"1980-02-03\",\"x\":1.50}}\n").replace(",\"x\":1.50", ""),
    );
    scratch.run(&["mask", "s.toml", "people.jsonl", "--out", "out"]).fine();
    let masked = scratch.read("out/people.jsonl");
    assert!(masked.starts_with("{ \"tags\": [\"a\", \"b\"], \"id\":-"), "{masked}");
    assert!(
        masked.contains("\"ssn\":null")
            && masked.contains("\"born\":\"1980-01-01\"")
            && !masked.contains("Canary")
    );
    assert!(!masked.contains("202-345") && masked.matches("\"number\":\"").count() == 2);
    for line in masked.lines().filter(|line| !line.is_empty()) {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(value["id"].as_i64().unwrap() < 0);
    }
}

#[test]
fn a_key_or_a_nesting_that_nobody_lists_stops_the_run() {
    let scratch = scratch();
    let cases = [
        ("{\"id\":1,\"nickname\":\"canary\"}", "nickname = {"),
        ("{\"id\":1,\"name\":{\"first\":\"canary\"}}", "is nested"),
        ("{\"id\":1,\"name\":[\"canary\"]}", "is nested"),
        ("{\"id\":1,\"address\":\"canary\"}", "paths below it"),
        ("{\"id\":1,\"address\":{\"city\":\"x\",\"street\":\"canary\"}}", "\"address.street\""),
        ("{\"id\":1,\"name\":\"canary", "not closed"),
        ("{\"id\":1,\"name\":canary}", "no JSON"),
        ("[\"canary\"]", "no JSON object"),
    ];
    for (line, words) in cases {
        scratch.write("people.jsonl", &format!("{{\"id\":2}}\n{line}\n"));
        let ran = scratch.run(&["mask", "s.toml", "people.jsonl", "--out", "out"]).refuses(words);
        assert!(!ran.all().contains("canary"), "{}", ran.all());
        assert!(!scratch.join("out").exists());
    }
    scratch.write("people.jsonl", "{\"id\":1,\"nickname\":{\"of\":\"canary\"}}\n");
    scratch.run(&["mask", "s.toml", "people.jsonl", "--out", "out", "--unlisted", "null"]).fine();
    assert!(scratch.read("out/people.jsonl").contains("\"nickname\":null"));
}

const DUMP: &str = r"--
-- PostgreSQL database dump
--

\restrict Abc123

-- Dumped from database version 15.3 (canary)

SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);

CREATE TABLE public.visits (
    id integer NOT NULL,
    person_id integer,
    note text DEFAULT 'canary'::text NOT NULL,
    on date,
    CONSTRAINT c CHECK ((note <> 'canary'::text))
);

ALTER TABLE public.visits OWNER TO canary;

COMMENT ON TABLE public.visits IS 'canary; says
more';

CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS $$ begin raise 'canary;'; end $$;

COPY public.visits (id, person_id, note, on) FROM stdin;
1	10	canary\ttab	2020-05-06
2	10	\N	\N
3	11		2021-01-02
\.

INSERT INTO public.visits VALUES (4, 10, 'it''s canary; yes', '2020-05-07');
INSERT INTO public.visits VALUES (5, 12, NULL, NULL), (6, 12, E'canary\\n', '2020-05-08');

SELECT pg_catalog.setval('public.visits_id_seq', 4711, true);

CREATE INDEX i ON public.visits USING btree (id) WHERE (note = 'canary'::text);

\unrestrict Abc123
";

#[test]
fn a_dump_is_masked_and_nothing_else_carries_a_value() {
    let scratch = scratch();
    scratch.write("backup.sql", DUMP);
    let ran = scratch.run(&["mask", "s.toml", "backup.sql", "--out", "out"]).fine();
    let masked = scratch.read("out/dump.sql");
    assert!(!masked.contains("canary") && !masked.contains("4711"), "{masked}");
    assert!(masked.contains("COPY public.visits (id, person_id, note, on) FROM stdin;\n-"), "{masked}");
    assert!(
        masked.contains("\\restrict Abc123")
            && masked.contains("note text NOT NULL")
            && masked.contains("\n\\.\n"),
        "{masked}"
    );
    assert!(
        masked.contains("\t\\N\t\\N\n")
            && masked.contains("\t2020-01-01\n")
            && masked.contains("NULL, NULL)")
    );
    assert!(ran.err.contains("left out: comments"), "{}", ran.err);
    // The same person in COPY and in INSERT.
    let person = masked
        .lines()
        .skip_while(|line| !line.starts_with("COPY"))
        .nth(1)
        .unwrap()
        .split('\t')
        .nth(1)
        .unwrap()
        .to_owned();
    assert_eq!(masked.matches(&person).count(), 3, "{masked}");
}

/// Comments within statements, where no statement has one of its own.
#[test]
fn comments_inside_statements_are_left_out() {
    let scratch = scratch();
    let dump = "CREATE SCHEMA x /* canary */;\nCREATE TABLE public.people (\n    id integer, -- canary\n    name text\n);\n\
                COPY public.people (id, /* canary */ name) FROM stdin;\n7\tAnn -- Canary\n\\.\n\
                INSERT /* canary /* canary */ */ INTO public.people (id, name) VALUES (8, /* canary */ 'it''s -- Canary'), -- canary\n\
                \x20(9, 'Bo /* Canary') /* canary\n */;\nSET client_encoding /* canary */ = 'UTF8';\n\
                ALTER TABLE public.people ADD CONSTRAINT u UNIQUE /* canary */ (id);\nCREATE TYPE public.t AS ENUM /* canary */ ('a -- b');\n\
                CREATE VIEW public.v AS SELECT /* canary */ id FROM public.people;\nINSERT INTO public.people (id, name) VALUES (x, 'Canary');\n";
    scratch.write("backup.sql", &dump.replace("(x, 'Canary')", "(10, 'Canary')"));
    let ran = scratch.run(&["mask", "s.toml", "backup.sql", "--out", "out"]).fine();
    let masked = scratch.read("out/dump.sql");
    assert!(!masked.to_lowercase().contains("canary"), "{masked}");
    assert!(masked.contains("'a -- b'") && masked.matches("(-").count() == 3, "{masked}");
    assert!(ran.err.contains("left out: comments (8)"), "{}", ran.err);
    // Errors tell the line that the input has.
    scratch.write("backup.sql", &dump.replace("(x, 'Canary')", "(10, 'Canary', 11)"));
    let ran = scratch.run(&["mask", "s.toml", "backup.sql", "--out", "bad"]).refuses("backup.sql:16");
    assert!(!ran.all().to_lowercase().contains("canary"), "{}", ran.all());
}

#[test]
fn statements_that_are_not_known_stop_the_run() {
    let scratch = scratch();
    let cases = [
        ("\\! echo canary\n", "a command of psql"),
        ("\\connect canary\n", "a command of psql"),
        ("CREATE ROLE canary;\n", "a statement is not known"),
        ("SELECT canary('x');\n", "a SELECT is not known"),
        ("SELECT pg_catalog.lo_create('4');\n", "large objects"),
        ("SET canary = 'x';\n", "a setting is not known"),
        ("COPY public.people (id, nickname) FROM stdin;\n1\tcanary\n\\.\n", "nickname = {"),
        ("COPY public.canaries (id) FROM stdin;\n1\n\\.\n", "has no table"),
        ("COPY public.visits (id) FROM stdin;\n1\tcanary\n\\.\n", "no column `person_id`"),
        ("COPY public.visits (id, person_id) FROM stdin;\n1\t2\tcanary\n\\.\n", "this row has 3 fields"),
        ("COPY public.visits (id, person_id) FROM stdin;\n1\t2\n", "does not end"),
        ("INSERT INTO public.visits (id, person_id) VALUES (1, lower('canary'));\n", "plain values"),
        ("INSERT INTO public.visits VALUES (1);\n", "without names of columns"),
    ];
    for (text, words) in cases {
        scratch.write("d.sql", text);
        let ran = scratch.run(&["mask", "s.toml", "d.sql", "--out", "out"]).refuses(words);
        assert!(words.contains("table") || !ran.all().contains("canary"), "{}", ran.all());
        assert!(!scratch.join("out").exists());
    }
    scratch.write("c.dump", "PGDMP\u{1}\u{2}canary");
    scratch
        .run(&["mask", "s.toml", "c.dump", "--out", "out"])
        .refuses("pg_restore -f - c.dump | placebo mask");
}

#[test]
fn standard_input_is_read_and_compressed_input_stays_compressed() {
    let scratch = scratch();
    scratch.write("backup.sql", DUMP);
    let ran = scratch.shell("placebo mask s.toml - --out - < backup.sql").fine();
    assert!(ran.out.contains("COPY public.visits") && !ran.out.contains("canary"));
    scratch.shell("gzip -k backup.sql && placebo mask s.toml backup.sql.gz --out packed && gunzip packed/dump.sql.gz").fine();
    assert!(scratch.read("packed/dump.sql").contains("\n\\.\n"));
    let ran = scratch.shell("printf 'id,person_id\\n1,2\\n' | placebo mask s.toml visits=- --out -").fine();
    assert!(ran.out.starts_with("id,person_id\n-"), "{}", ran.out);
}

#[test]
fn every_run_is_recorded() {
    let scratch = scratch();
    scratch.write("visits.csv", "id,person_id,note\n1,2,canary\n");
    scratch.run(&["keygen", "--out", "k", "--label", "test"]).fine();
    let args = [
        "mask",
        "s.toml",
        "visits.csv",
        "--profile",
        "pseudonymised",
        "--key-file",
        "k",
        "--audit",
        "a.jsonl",
    ];
    scratch.run(&[&args[..], &["--out", "one"]].concat()).refuses("needs a --reason");
    scratch
        .run(&[&args[..], &["--out", "one", "--reason", "OPS-1", "--on-behalf-of", "somebody"]].concat())
        .fine();
    scratch.run(&["mask", "s.toml", "visits.csv", "--out", "two", "--audit", "a.jsonl"]).fine();
    scratch.write("visits.csv", "id,person_id,note\n1,2,canary,canary\n");
    assert_eq!(
        scratch.run(&["mask", "s.toml", "visits.csv", "--out", "three", "--audit", "a.jsonl"]).code,
        2
    );
    let record = scratch.read("a.jsonl");
    assert!(record.lines().count() == 6 && !record.contains("canary") && record.contains("OPS-1"));
    let list = scratch.run(&["audit", "list", "a.jsonl"]).fine().out;
    assert!(list.contains("OPS-1") && list.contains("failed"), "{list}");
    scratch.run(&["audit", "check", "a.jsonl"]).fine();
    let handed = scratch.run(&["audit", "check", "a.jsonl", "--file", "one/visits.csv"]).fine();
    assert!(handed.out.contains("visits.csv was handed out"), "{}", handed.out);
    scratch.write("a.jsonl", &record.replacen("OPS-1", "OPS-2", 1));
    scratch.run(&["audit", "check", "a.jsonl"]).ends(1);
}

#[test]
fn a_ledger_keeps_what_was_given() {
    let scratch = scratch();
    scratch.key("k");
    let rows =
        |n: usize| (0..n).map(|i| format!("{i},{:03}-22-{:04}\n", 100 + i % 600, i + 1)).collect::<String>();
    scratch.write("people.csv", &format!("id,ssn\n{}", rows(2_000)));
    scratch.mask("people.csv", "one", &["--ledger", "l"]).fine();
    scratch.write("people.csv", &format!("id,ssn\n{}", rows(4_000)));
    scratch.mask("people.csv", "two", &["--ledger", "l"]).fine();
    let (one, two) = (scratch.read("one/people.csv"), scratch.read("two/people.csv"));
    assert!(two.starts_with(&one));
    let ledger = std::fs::read(scratch.join("l")).unwrap();
    assert!(!ledger.windows(11).any(|w| w.iter().all(u8::is_ascii_digit)));
    scratch.run(&["keygen", "--out", "other"]).fine();
    std::fs::rename(scratch.join("other"), scratch.join("k")).unwrap();
    scratch.mask("people.csv", "three", &["--ledger", "l"]).refuses("not of this key");
    scratch.run(&["mask", "s.toml", "people.csv", "--ledger", "l", "--out", "four"]).refuses("ledger");
}

#[test]
fn a_tickets_patient_is_found() {
    let scratch = scratch();
    scratch.key("k");
    scratch.write("people.csv", "id,name\n4711,Ann Smith\n");
    scratch.mask("people.csv", "out", &[]).fine();
    let masked = scratch.read("out/people.csv");
    let ran = scratch.shell("echo 4711 | placebo surrogate s.toml people.id --key-file k").fine();
    assert!(
        masked.lines().nth(1).unwrap().starts_with(&format!("{},", ran.out.trim())),
        "{masked} {}",
        ran.out
    );
    scratch.shell("echo 1 | placebo surrogate s.toml people.ssn --key-file k").refuses("ledger");
    scratch
        .shell("echo 1 | placebo surrogate s.toml people.nmae --key-file k")
        .refuses("there is `people.name`");
}

#[test]
fn coverage_shows_what_is_treated() {
    let scratch = scratch();
    let text = scratch.run(&["schema", "coverage", "s.toml"]).fine().out;
    assert!(text.contains("people.ssn (ssn): surrogate") && text.contains("attest"), "{text}");
    let json = scratch.run(&["schema", "coverage", "s.toml", "--format", "json"]).fine().out;
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&json).unwrap()["classes"].as_array().unwrap().len(),
        20
    );
    let html = scratch.run(&["schema", "coverage", "s.toml", "--format", "html"]).fine().out;
    assert!(html.starts_with("<!doctype html>") && !html.contains("http://"), "{html}");
    assert!(
        html.contains("Content-Security-Policy") && html.contains("people.ssn") && !html.contains("https:")
    );
    scratch.write(
        "new.toml",
        &SCHEMA.replace(
            "ssn = { kind = \"ssn\", unique = true }",
            "ssn = { kind = \"ssn\", unique = true, mask = \"token\" }",
        ),
    );
    let diff = scratch.run(&["schema", "coverage", "new.toml", "--diff", "s.toml"]).ends(1).out;
    assert!(diff.contains("people.ssn") && !diff.contains("people.name"), "{diff}");
    scratch.run(&["schema", "coverage", "s.toml", "--diff", "s.toml"]).fine();
}

/// Parquet is read back by a reader that is not ours.
#[test]
fn parquet_keeps_its_schema_and_none_of_its_statistics() {
    let python = crate::readers::python().display().to_string();
    let scratch = scratch();
    scratch.write(
        "make.py",
        "import pyarrow as pa, pyarrow.parquet as pq, datetime as d\n\
         n = 1000\n\
         t = pa.table({'id': pa.array(range(n), pa.int32()), 'person_id': pa.array([i // 3 for i in range(n)], pa.int64()),\n\
         'note': ['canary %d' % i for i in range(n)], 'on': pa.array([d.date(2020, 5, 6)] * n)})\n\
         t = t.replace_schema_metadata({'canary': 'canary'})\n\
         pq.write_table(t, 'visits.parquet', row_group_size=300, compression='zstd')\n",
    );
    scratch.write(
        "check.py",
        "import pyarrow.parquet as pq\n\
         a, b = pq.ParquetFile('visits.parquet'), pq.ParquetFile('out/visits.parquet')\n\
         assert a.schema_arrow.remove_metadata() == b.schema_arrow.remove_metadata(), b.schema_arrow\n\
         assert [a.metadata.row_group(i).num_rows for i in range(a.num_row_groups)] == [b.metadata.row_group(i).num_rows for i in range(b.num_row_groups)]\n\
         assert b.metadata.row_group(0).column(0).compression == 'ZSTD'\n\
         x, y = a.read().to_pydict(), b.read().to_pydict()\n\
         assert len(set(y['id'])) == 1000 and max(y['id']) < 0 and len(set(y['person_id'])) == len(set(x['person_id']))\n\
         assert str(y['on'][0]) == '2020-01-01', y['on'][0]\n\
         assert b'canary' not in open('out/visits.parquet', 'rb').read()\n",
    );
    scratch.shell(&format!("{python} make.py")).fine();
    scratch.run(&["mask", "s.toml", "visits.parquet", "--out", "out"]).fine();
    scratch.shell(&format!("{python} check.py")).fine();
}

/// A row group is gone through some rows at a time, and moments in 96 bits, as Spark and Hive wrote them, become moments in 64.
#[test]
fn parquet_of_long_row_groups_and_old_moments_is_masked() {
    let python = crate::readers::python().display().to_string();
    let scratch = Scratch::new();
    scratch.write(
        "s.toml",
        "[tables.visits]\nrows = 1\n[tables.visits.columns]\nid = { kind = \"serial\", primary_key = true }\n\
         ward = { kind = \"word\", mask = { keep = \"a ward\" } }\n\
         seen = { kind = \"timestamp\", mask = { keep = \"a machine's clock\" } }\n",
    );
    scratch.write(
        "make.py",
        "import pyarrow as pa, pyarrow.parquet as pq, datetime as d\n\
         n = 50_000\n\
         at = [d.datetime(2020, 5, 6, 7, 8, 9, i) if i % 7 else None for i in range(n)]\n\
         t = pa.table({'id': range(n), 'ward': ['w%d' % (i % 40_000) for i in range(n)], 'seen': pa.array(at, pa.timestamp('us'))})\n\
         pq.write_table(t, 'visits.parquet', row_group_size=40_000, use_deprecated_int96_timestamps=True)\n",
    );
    scratch.write(
        "check.py",
        "import pyarrow.parquet as pq, pyarrow as pa\n\
         a, b = pq.ParquetFile('visits.parquet'), pq.ParquetFile('out/visits.parquet')\n\
         assert [b.metadata.row_group(i).num_rows for i in range(2)] == [40_000, 10_000]\n\
         assert a.schema.column(2).physical_type == 'INT96' and b.schema.column(2).physical_type == 'INT64'\n\
         x, y = a.read(), b.read()\n\
         assert x['ward'].equals(y['ward']) and x['seen'].cast(pa.timestamp('us')).equals(y['seen'].cast(pa.timestamp('us')))\n\
         assert len(set(y['id'].to_pylist())) == 50_000 and max(y['id'].to_pylist()) < 0\n",
    );
    scratch.shell(&format!("{python} make.py")).fine();
    scratch.run(&["mask", "s.toml", "visits.parquet", "--out", "out"]).fine();
    scratch.shell(&format!("{python} check.py")).fine();
    // Threads that share the row groups, and pieces of them, change nothing.
    scratch.key("key");
    let masked = |threads: &str| {
        let profile = ["--profile", "pseudonymised", "--key-file", "key", "--reason", "a test"];
        let mask = ["mask", "s.toml", "visits.parquet", "--out", threads, "--threads", threads];
        scratch.run(&[&mask[..], &profile].concat()).fine();
        std::fs::read(scratch.join(threads).join("visits.parquet")).unwrap()
    };
    let one = masked("1");
    assert!(one == masked("2") && one == masked("5"));
}

#[test]
fn literals_of_json_stay_literals() {
    const COLUMNS: [&str; 5] = [
        "id = { kind = \"serial\", primary_key = true }",
        "at.n = { kind = \"serial\" }",
        "ok = { kind = \"boolean\", mask = { constant = false } }",
        "score = { kind = \"number\", min = 0, max = 9, mask = { constant = 0.5 } }",
        "grade = { kind = \"string\", mask = { constant = \"7\" } }",
    ];
    let scratch = Scratch::new();
    let quoted = |column: &str| match column.split_once(" = ") {
        Some((name, rest)) => format!("\"{name}\" = {rest}\n"),
        None => String::new(),
    };
    let columns: String = COLUMNS.iter().map(|column| quoted(column)).collect();
    scratch.write("s.toml", &format!("[tables.spots]\nrows = 1\n[tables.spots.columns]\n{columns}"));
    let line = r#"{"id": 1, "at": {"n": 12}, "ok": true, "score": 4.25, "grade": "B"}"#;
    scratch.write("spots.jsonl", &format!("{line}\n"));
    scratch.key("k");
    scratch.mask("spots.jsonl", "out", &[]).fine();
    let row: serde_json::Value = serde_json::from_str(scratch.read("out/spots.jsonl").trim()).unwrap();
    assert!(row["at"]["n"].is_i64() && row["id"].is_i64(), "{row}");
    assert!(row["ok"] == false && row["score"] == 0.5 && row["grade"] == "7", "{row}");
}

#[test]
fn dates_with_two_digits_of_the_year_move_where_the_schema_says_how_they_are_written() {
    let scratch = Scratch::new();
    scratch.key("k");
    let schema = |mask: &str| {
        format!(
            "[tables.people]\nrows = 1\nsubject = \"id\"\n[tables.people.columns]\nid = {{ kind = \"serial\", primary_key = true }}\n\
             born = {{ kind = \"birth_date\", mask = {mask} }}\nseen = {{ kind = \"date\" }}\n"
        )
    };
    let rows: String = (1..=300)
        .map(|i| {
            let (m, d) = (1 + i % 12, 1 + i % 28);
            format!("{i},{m:02}/{d:02}/{:02},2019-{m:02}-{d:02}\n", (1940 + i % 80) % 100)
        })
        .collect();
    scratch.write("people.csv", &format!("id,born,seen\n{rows}"));
    scratch.write("s.toml", &schema("{ action = \"usual\", format = \"MM/DD/YY\" }"));
    let told = scratch.mask("people.csv", "out", &[]).fine();
    let masked = scratch.read("out/people.csv");
    for (was, is) in rows.lines().zip(masked.lines().skip(1)) {
        let of = |line: &str| {
            let cells: Vec<String> = line.split(',').map(str::to_owned).collect();
            let born: Vec<i64> = cells[1].split('/').map(|part| part.parse().unwrap()).collect();
            let seen: Vec<i64> = cells[2].split('-').map(|part| part.parse().unwrap()).collect();
            let year = if born[2] < 30 { 2000 + born[2] } else { 1900 + born[2] };
            let days = |y, m, d| placebo::calendar::checked_days(y, m, d).unwrap();
            (days(year, born[0], born[1]), days(seen[0], seen[1], seen[2]))
        };
        let ((born, seen), (to, moved)) = (of(was), of(is));
        assert!(born - to == seen - moved && born > to && (born - to) % 7 == 0, "{was} {is}");
    }
    assert!(!told.all().contains("invalid values"), "{}", told.all());
    // The same under the other profile: the year alone.
    scratch.run(&["mask", "s.toml", "people.csv", "--out", "safe"]).fine();
    assert!(scratch.read("safe/people.csv").lines().skip(1).all(|line| line.contains(",01/01/")));
    for (mask, words) in [
        ("{ action = \"shift\", format = \"MM/DD\" }", "no format of dates"),
        ("{ action = \"shift\", first_year = 1920 }", "has two digits"),
        ("{ action = \"token\", format = \"MM/DD/YY\" }", "takes no `format`"),
        ("{ action = \"shift\", format = \"MM/DD/YY\", first_year = 30 }", "a year from 1850 to 2000"),
    ] {
        scratch.write("s.toml", &schema(mask));
        scratch.mask("people.csv", "bad", &[]).refuses(words);
    }
}

#[test]
fn books_of_frameworks_in_a_folder_pass_or_are_left_empty() {
    let scratch = scratch();
    std::fs::create_dir(scratch.join("in")).unwrap();
    scratch.write("in/people.csv", "id,name,ssn,born\n7,Ann Canary,123-45-6789,1980-02-03\n");
    scratch.write("in/schema_migrations.csv", "version\n20240101000000\n\"20240102000000\"\n");
    scratch.write("in/alembic_version.csv", "version_num\nAnn Canary 1\n");
    scratch.write("in/knex_migrations.csv", "Ann Canary\n1\n");
    let told = scratch.run(&["mask", "s.toml", "in", "--out", "out"]).fine().all();
    assert_eq!(scratch.read("out/schema_migrations.csv"), scratch.read("in/schema_migrations.csv"));
    assert_eq!(scratch.read("out/alembic_version.csv"), "version_num\n");
    assert_eq!(scratch.read("out/knex_migrations.csv"), "");
    assert!(told.contains("rows of alembic_version") && !told.contains("Canary"), "{told}");
    scratch.write("in/schema_migration.csv", "version\n20240101000000\n");
    scratch.run(&["mask", "s.toml", "in", "--out", "again"]).refuses("no table of this name");
}

#[test]
fn identifiers_that_are_numbers_stay_numbers() {
    let scratch = Scratch::new();
    // The second number of social security has lost the zero that it began with.
    let line = |n: u64, ssn: u64| {
        format!("{{\"id\":{n},\"ssn\":{ssn},\"npi\":1245319599,\"phone\":{}}}\n", 2_023_456_700 + n)
    };
    let rows: String = (1..=20).map(|n| line(n, if n == 2 { 12_345_678 } else { 123_456_700 + n })).collect();
    scratch.write("people.jsonl", &rows);
    scratch.run(&["infer", "people.jsonl", "--out", "s.toml"]).fine();
    scratch.key("k");
    scratch.mask("people.jsonl", "out", &["--no-verify"]).fine();
    for line in scratch.read("out/people.jsonl").lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let digits = |name: &str| value[name].as_u64().unwrap().to_string().len();
        assert_eq!((digits("ssn"), digits("npi"), digits("phone")), (9, 10, 10), "{line}");
        assert!(!rows.contains(&value["ssn"].to_string()), "{line}");
    }
}

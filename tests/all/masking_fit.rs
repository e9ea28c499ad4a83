//! What masking leaves fits where it goes: NULL nowhere where there must be a value, no text where numbers are, and nothing that
//! the target lacks; and what a draft fills, it masks without a finding.

use crate::scratch::Scratch;
use crate::server::{Database, database};

fn mask(scratch: &Scratch, before: &Database<'_>, after: &Database<'_>) -> crate::scratch::Ran {
    scratch.run(&["mask", "s.toml", &before.url(), "--to", &after.url()])
}

const SITES: &str = "CREATE TABLE sites (id serial PRIMARY KEY, name text, lat double precision NOT NULL, lng numeric(9,6) NOT NULL);
    INSERT INTO sites (name, lat, lng) SELECT 'Qwertz Clinic ' || n, 40 + n / 1000.0, -80 FROM generate_series(1, 40) n";

#[test]
fn null_is_refused_before_anything_is_read_where_there_must_be_a_value() {
    let (scratch, before, after) = (Scratch::new(), database(), database());
    before.sql(SITES);
    let schema = |mask: &str| {
        format!(
            "[tables.sites]\nrows = 1\n[tables.sites.columns]\nid = {{ kind = \"serial\", primary_key = true }}\n\
             name = {{ kind = \"facility_name\" }}\nlat = {{ kind = \"latitude\"{mask} }}\nlng = {{ kind = \"longitude\"{mask} }}\n"
        )
    };
    scratch.write("s.toml", &schema(""));
    let ran = mask(&scratch, &before, &after).refuses("(NOT NULL): lat, lng");
    assert!(ran.err.contains("mask = { constant = … }"), "{}", ran.err);
    scratch.write("s.toml", &schema(", mask = { constant = 0 }"));
    mask(&scratch, &before, &after).fine();
    assert_eq!(after.sql("SELECT count(*) FROM sites WHERE lat = 0 AND lng = 0"), "40");
}

#[test]
fn a_draft_has_a_point_where_there_must_be_one() {
    let (scratch, before, after) = (Scratch::new(), database(), database());
    before.sql(SITES);
    scratch.run(&["infer", &before.url(), "--out", "s.toml"]).fine();
    mask(&scratch, &before, &after).fine();
    assert_eq!(after.sql("SELECT count(DISTINCT (lat, lng)) FROM sites WHERE lat > 30 AND lng < -90"), "1");
}

#[test]
fn what_the_target_lacks_is_told_with_the_statements_that_make_it() {
    let (scratch, before, after) = (Scratch::new(), database(), database());
    before.sql(
        "CREATE EXTENSION pg_trgm; CREATE EXTENSION citext; CREATE EXTENSION fuzzystrmatch;
         CREATE TABLE people (id serial PRIMARY KEY, name text, mail citext, sound text GENERATED ALWAYS AS (soundex(name)) STORED);
         CREATE INDEX ON people USING gin (name gin_trgm_ops);
         INSERT INTO people (name, mail) SELECT 'Ann Canarious', 'a@example.com' FROM generate_series(1, 40) n",
    );
    scratch.write(
        "s.toml",
        "[tables.people]\nrows = 1\n[tables.people.columns]\nid = { kind = \"serial\", primary_key = true }\n\
         name = { kind = \"full_name\", on_invalid = \"fail\" }\nmail = { kind = \"email\" }\n",
    );
    let ran = mask(&scratch, &before, &after).refuses("citext, fuzzystrmatch, pg_trgm");
    let make = "CREATE EXTENSION citext; CREATE EXTENSION fuzzystrmatch; CREATE EXTENSION pg_trgm";
    assert!(ran.err.contains(make), "{}", ran.err);
    after.sql(make);
    mask(&scratch, &before, &after).fine();
}

/// Numbers, moments and addresses that are none of the kind leave what their columns take.
#[test]
fn what_is_none_of_the_kind_leaves_no_text_where_none_fits() {
    let (scratch, before, after) = (Scratch::new(), database(), database());
    before.sql(
        "CREATE TABLE people (id serial PRIMARY KEY, zip integer, must integer NOT NULL, ip inet, small smallint NOT NULL, born date);
         INSERT INTO people (zip, must, ip, small, born) SELECT CASE n % 4 WHEN 0 THEN -1 WHEN 1 THEN 0 WHEN 2 THEN 2139 ELSE 60601 END,
           CASE n % 3 WHEN 0 THEN -1 ELSE 212730500 + n END, CASE n % 2 WHEN 0 THEN '10.0.0.0/8' ELSE '2001:470::1' END::inet, -n,
           CASE n % 3 WHEN 0 THEN '0044-03-15 BC' WHEN 1 THEN 'infinity' ELSE '0001-01-01' END::date FROM generate_series(1, 60) n",
    );
    scratch.write(
        "s.toml",
        "[tables.people]\nrows = 1\n[tables.people.columns]\nid = { kind = \"serial\", primary_key = true }\n\
         zip = { kind = \"zip\", sql = \"integer\" }\nmust = { kind = \"ssn\", sql = \"integer NOT NULL\" }\n\
         ip = { kind = \"ipv4\", sql = \"inet\" }\nsmall = { kind = \"npi\", sql = \"smallint NOT NULL\" }\n\
         born = { kind = \"birth_date\", sql = \"date\" }\n",
    );
    scratch.key("k");
    for how in [&[][..], &["--profile", "pseudonymised", "--key-file", "k", "--reason", "x", "--replace"]] {
        let name = after.name.clone();
        let replaced = [how, &["--database-is", &name][..]].concat();
        let more = if how.is_empty() { &[][..] } else { &replaced[..] };
        let ran = scratch.run(&[&["mask", "s.toml", &before.url(), "--to", &after.url()][..], more].concat());
        assert_eq!(ran.code, 0, "{how:?}: {}", ran.all());
        assert_eq!(after.sql("SELECT count(*) FROM people WHERE small < 0"), "0");
    }
}

/// Rows of a key of several columns, one of which is a day: many originals, whose stand-ins must not meet.
#[test]
fn days_of_a_key_stay_apart() {
    let (scratch, before, after) = (Scratch::new(), database(), database());
    before.sql(
        "CREATE TABLE quotas (id serial PRIMARY KEY, day date NOT NULL, sort text NOT NULL, UNIQUE (day, sort));
         INSERT INTO quotas (day, sort) SELECT DATE '1950-01-01' + n, 'one' FROM generate_series(1, 6000) n",
    );
    scratch.run(&["infer", &before.url(), "--out", "s.toml"]).fine();
    mask(&scratch, &before, &after).fine();
    assert_eq!(after.sql("SELECT count(DISTINCT day) FROM quotas"), "6000");
}

/// What is drawn from few names and few numbers meets itself: that is no finding, whichever key it has.
#[test]
fn what_was_generated_is_masked_without_a_finding() {
    let scratch = Scratch::new();
    let company = "{ kind = \"company\" }";
    let site = "{ kind = \"facility_name\" }";
    let columns = |name: &str, of: &str, count: usize| {
        (0..count).map(|n| format!("{name}{n} = {of}\n")).collect::<String>()
    };
    scratch.write(
        "s.toml",
        &format!(
            "[tables.people]\nrows = 2000\n[tables.people.columns]\nid = {{ kind = \"serial\", primary_key = true }}\n{}{}\
             given = {{ kind = \"first_name\" }}\nfamily = {{ kind = \"last_name\" }}\nwhole = {{ kind = \"full_name\" }}\n\
             login = {{ kind = \"username\", first = \"given\", last = \"family\" }}\n{}",
            columns("employer", company, 4),
            columns("site", site, 10),
            columns("nhs", "{ kind = \"nhs_number\" }", 3),
        ),
    );
    scratch.run(&["generate", "s.toml", "--out", "in", "-q"]).fine();
    for round in 0..4 {
        let out = format!("out{round}");
        let ran = scratch.run(&["mask", "s.toml", "in", "--out", &out]);
        assert_eq!(ran.code, 0, "{}", ran.all());
    }
}

/// Keys below zero, as of rows that stand for nobody, have room where their columns have.
#[test]
fn keys_below_zero_keep_to_the_bits_of_their_columns() {
    let (scratch, before, after) = (Scratch::new(), database(), database());
    before.sql(
        "CREATE TABLE a (id integer PRIMARY KEY, no smallint UNIQUE NOT NULL);
         CREATE TABLE b (id serial PRIMARY KEY, a_id integer NOT NULL REFERENCES a);
         INSERT INTO a SELECT n, n FROM generate_series(-50, 50) n;
         INSERT INTO b (a_id) SELECT n % 50 FROM generate_series(-100, 100) n",
    );
    scratch.run(&["infer", &before.url(), "--out", "s.toml"]).fine();
    mask(&scratch, &before, &after).fine();
    assert_eq!(
        after.sql("SELECT count(DISTINCT a.id) || ' ' || count(*) FROM a JOIN b ON b.a_id = a.id"),
        "99 201"
    );
}

#[test]
fn numbers_that_are_unique_and_digests_beside_ciphertext_are_drafted_as_what_they_are() {
    let (scratch, database) = (Scratch::new(), database());
    database.sql(
        "CREATE TABLE patients (id serial PRIMARY KEY, nhs_number varchar UNIQUE, email_ciphertext text, email_bidx varchar,
           encrypted_ssn text, encrypted_ssn_iv text, ssn_hash varchar, content_hash varchar, city_bidx varchar NOT NULL)",
    );
    scratch.run(&["infer", &database.url(), "--out", "s.toml"]).fine();
    let draft = scratch.read("s.toml");
    for (column, words) in [
        ("nhs_number", "kind = \"nhs_number\", null = 0.10, unique = true"),
        ("email_bidx", "kind = \"blind_index\", text = \"CAST(_email AS text)\""),
        (
            "ssn_hash",
            "kind = \"blind_index\", text = \"CAST(_ssn AS text)\", key_env = \"FIELD_KEY\", encoding = \"hex\"",
        ),
        ("content_hash", "kind = \"token\""),
        ("city_bidx", "kind = \"blind_index\", text = \"CAST(_city AS text)\""),
    ] {
        let line = draft.lines().find(|line| line.starts_with(&format!("{column} = "))).unwrap_or_default();
        assert!(line.contains(words), "{column}: {draft}");
    }
    scratch.run(&["schema", "coverage", "s.toml"]).fine();
}

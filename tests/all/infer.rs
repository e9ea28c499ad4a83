//! Schemas drafted from databases that nobody prepared: filled without a rejected row, keys and checks validated by the server.

mod again;
mod changes;
mod coherent;
mod definitions;
mod generated;
mod learning;
mod masks;

use crate::scratch::Scratch;
use crate::server::{self, Database};
use std::fs;
use std::path::Path;

/// The schemas of `tests/postgres` that are drafted and filled.
const FILLED: &[&str] = &[
    "types",
    "constraints",
    "cycles",
    "quoted",
    "schemas",
    "bare",
    "tenants",
    "partitions",
    "rails",
    "records",
    "registry",
    "spelled",
    "casework",
    "scenes",
    "triggers",
    "hosted",
];

fn database(name: &str) -> Database<'static> {
    let database = server::database();
    let mut sql = fs::read_to_string(Path::new("tests/postgres").join(format!("{name}.sql"))).unwrap();
    // Multiranges came with version 14.
    if database.server.version() < 14 {
        sql =
            sql.replace("several int4multirange NOT NULL, stays datemultirange NOT NULL", "several integer");
    }
    database.sql(&sql);
    database
}

/// Rows whose reference leads nowhere, by constraint; and the table that has the fewest rows with their number.
const VALID: &str = "
DO $$ DECLARE r record; n bigint; BEGIN
  FOR r IN SELECT c.*, c.conrelid::regclass AS t, c.confrelid::regclass AS f FROM pg_constraint c WHERE contype = 'f' AND conparentid = 0 LOOP
    EXECUTE (SELECT format('SELECT count(*) FROM %s a WHERE %s AND NOT EXISTS (SELECT 1 FROM %s b WHERE %s)', r.t,
      string_agg(format('a.%I IS NOT NULL', x.attname), ' AND '), r.f, string_agg(format('a.%I = b.%I', x.attname, y.attname), ' AND '))
      FROM unnest(r.conkey, r.confkey) u(k, l) JOIN pg_attribute x ON x.attrelid = r.conrelid AND x.attnum = u.k
      JOIN pg_attribute y ON y.attrelid = r.confrelid AND y.attnum = u.l) INTO n;
    IF n > 0 THEN RAISE EXCEPTION '% rows of % fail %', n, r.t, r.conname; END IF;
  END LOOP;
  FOR r IN SELECT c.conrelid::regclass AS t, c.conname, pg_get_expr(c.conbin, c.conrelid) AS test FROM pg_constraint c WHERE contype = 'c' AND conrelid <> 0 LOOP
    EXECUTE format('SELECT count(*) FROM %s WHERE NOT (%s)', r.t, r.test) INTO n;
    IF n > 0 THEN RAISE EXCEPTION '% rows of % fail %', n, r.t, r.conname; END IF;
  END LOOP;
END $$";

/// Drafts and fills; the dump of all rows.
fn filled(name: &str, rows: &str, seed: &str) -> String {
    let database = database(name);
    let scratch = Scratch::new();
    scratch.run(&["infer", &database.url(), "--out", "draft.toml"]).fine();
    let fill = ["generate", "draft.toml", "--rows", rows, "--seed", seed, "--quiet", "--to", &database.url()];
    scratch.run(&fill).fine();
    database.sql(VALID);
    database.rows()
}

#[test]
fn drafts_fill_the_schemas_they_were_drafted_from() {
    for name in FILLED {
        let dump = filled(name, "1000", "1");
        assert!(dump.lines().count() > 4_000, "{name}");
    }
}

#[test]
fn what_checks_spell_is_held_and_nothing_stays_empty_for_it() {
    let database = database("spelled");
    let scratch = Scratch::new();
    let ran = scratch.run(&["infer", &database.url(), "--out", "draft.toml"]).fine();
    assert!(!ran.err.contains("not held"), "{}", ran.err);
    let draft = scratch.read("draft.toml");
    assert!(!draft.contains("always NULL"), "{draft}");
}

#[test]
fn rows_of_tenants_refer_to_rows_of_theirs_and_leave_nothing_out_for_it() {
    let database = database("hosted");
    let scratch = Scratch::new();
    scratch.run(&["infer", &database.url(), "--out", "draft.toml"]).fine();
    let fill = ["generate", "draft.toml", "--rows", "300", "--quiet", "--to", &database.url()];
    scratch.run(&fill).fine();
    for some in [
        "leads WHERE owner_id IS NOT NULL",
        "leads WHERE person_id IS NOT NULL",
        "payments WHERE receipt IS NOT NULL",
        "forms WHERE scope = 'GLOBAL'",
        "forms WHERE tenant_id IS NOT NULL",
        "payslips WHERE net > 0",
        "mails WHERE list_id = 3",
    ] {
        assert_ne!(database.sql(&format!("SELECT count(*) FROM {some}")), "0", "{some}");
    }
}

/// The three that ask most, at other sizes: `PLACEBO_SIZES=1 cargo test --test all other_sizes`.
#[test]
fn other_sizes_fill_the_hardest() {
    let sizes: &[&str] = if std::env::var_os("PLACEBO_SIZES").is_some() { &["10", "10000"] } else { &["10"] };
    for name in ["constraints", "tenants", "records"] {
        for rows in sizes {
            filled(name, rows, "1");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_dump_and_another_gives_another() {
    for name in ["constraints", "records"] {
        let first = filled(name, "50", "7");
        assert_eq!(first, filled(name, "50", "7"), "{name}");
        assert_ne!(first, filled(name, "50", "8"), "{name}");
    }
}

#[test]
fn three_hundred_tables_are_drafted_and_filled() {
    assert!(filled("many", "5", "1").lines().count() > 1_500);
}

#[test]
fn what_registries_leave_unsaid_is_drafted_as_it_is_meant() {
    let database = database("registry");
    let scratch = Scratch::new();
    scratch.run(&["infer", &database.url(), "--out", "draft.toml"]).fine();
    let draft = scratch.read("draft.toml");
    for words in [
        // Each date follows the one of the same thing, and one that is never NULL follows none that may be.
        "device_updated_at = { kind = \"timestamp\", after = \"device_created_at\"",
        "updated_at = { kind = \"timestamp\", after = \"created_at\"",
        "closed_at = { kind = \"timestamp\", after = \"coalesce(observed_at, ",
        "created_by = { kind = \"reference\", table = \"auth_user\"",
        // Two words that are written as one.
        "changedate = { kind = \"timestamp\", after = \"creationdate\"",
        "occupationtype = { kind = \"profession\"",
        "write_uid = { kind = \"reference\", table = \"auth_user\"",
        "birthdate_mm = { kind = \"integer\", min = 1, max = 12",
        "systolic = { kind = \"integer\", min = 95, max = 180",
        "temperature = { kind = \"number\", min = 36, max = 39.9, decimals = 1",
        "phone_type = { kind = \"choice\"",
        "facility_size = { kind = \"choice\", values = [\"small\"",
        "workflow_state = { kind = \"choice\", values = [\"new\"",
        "[tables.configuration]\nrows = 1\nscales = false",
        "[tables.switches]\nrows = 1\nscales = false",
        "[tables.version_lock]\nrows = 1\nscales = false",
        "unique = [\n    [\"user_id\", \"patient_id\"],\n]",
        "# auth_group_permissions is left empty: it must refer to `auth_permission`, which is empty",
        "always NULL: `django_content_type` is left out",
        "[tables.house]\nrows = 1000",
        "expr = \"CASE WHEN _side_credit = 2 THEN _debit ELSE 0 END\"",
    ] {
        assert!(draft.contains(words), "{words}: {draft}");
    }
    let fact = draft.split("[tables.observation_fact]").nth(1).unwrap();
    assert!(fact.contains("parent = { table = \"patient_dimension\""), "{fact}");
    assert!(!draft.contains("not held"), "{draft}");
}

#[test]
fn what_cannot_be_filled_is_refused_by_name_before_anything_is_written() {
    let database = server::database();
    database.sql(
        "CREATE TABLE never (id serial PRIMARY KEY, n integer NOT NULL CHECK (n > 5 AND n < 3));
         CREATE TYPE three AS ENUM ('a', 'b', 'c');
         CREATE TABLE few (id serial PRIMARY KEY, code three NOT NULL UNIQUE);
         CREATE TABLE hen (id serial PRIMARY KEY, egg_id integer NOT NULL);
         CREATE TABLE egg (id serial PRIMARY KEY, hen_id integer NOT NULL REFERENCES hen);
         ALTER TABLE hen ADD FOREIGN KEY (egg_id) REFERENCES egg;
         CREATE TABLE fine (id serial PRIMARY KEY, few_id integer REFERENCES few)",
    );
    let scratch = Scratch::new();
    let refused = scratch.run(&["infer", &database.url(), "--out", "draft.toml"]).ends(2);
    for words in [
        "never: no value of `n` passes its checks",
        "few: `code` is unique and has 3 values",
        "egg, hen need each other's rows",
    ] {
        assert!(refused.all().contains(words), "{words}: {}", refused.all());
    }
    assert!(scratch.files("").is_empty());
    scratch.run(&["infer", &database.url(), "--out", "draft.toml", "--skip", "never,few,egg,hen"]).fine();
    let draft = scratch.read("draft.toml");
    assert!(
        draft.contains("[tables.fine]") && !draft.contains("[tables.few]") && draft.contains("null = 1.0"),
        "{draft}"
    );
    // What the schema leaves out is no news, until its comment is gone.
    let told = scratch.run(&["infer", &database.url(), "--check", "draft.toml"]).fine().out;
    assert!(told.contains("nothing has changed"), "{told}");
    scratch.run(&["infer", &database.url(), "--update", "draft.toml"]).fine();
    assert_eq!(scratch.read("draft.toml"), draft);
    let fewer: Vec<&str> = draft.lines().filter(|line| !line.starts_with("# few is left out")).collect();
    scratch.write("fewer.toml", &fewer.join("\n"));
    database.sql("ALTER TABLE few DROP CONSTRAINT few_code_key");
    let told = scratch.run(&["infer", &database.url(), "--check", "fewer.toml"]).ends(1).out;
    assert!(told.contains("table `few` is new") && !told.contains("never"), "{told}");
    scratch.run(&["infer", &database.url(), "--skip", "fien"]).ends(2).refuses("there is `fine`");
}

#[test]
fn dates_that_are_written_as_text_are_dates() {
    let database = server::database();
    database.sql(
        "CREATE DOMAIN date_string AS char(10); CREATE DOMAIN date_time_string AS char(19);
         CREATE TABLE people (id varchar(255) PRIMARY KEY DEFAULT gen_random_uuid(), date_of_birth date_string NOT NULL, dob varchar(8) NOT NULL,
             village_id varchar(255) NOT NULL, visit_date text NOT NULL, date_format text NOT NULL, created_at timestamptz NOT NULL);
         CREATE TABLE stays (id serial PRIMARY KEY, start_date date_time_string NOT NULL, end_date date_time_string)",
    );
    let scratch = Scratch::new();
    scratch.run(&["infer", &database.url(), "--out", "s.toml"]).fine();
    scratch.run(&["generate", "s.toml", "--to", &database.url(), "--rows", "200"]).fine();
    let sql = "SELECT count(id::uuid), count(date_of_birth::date), count(dob::date), count(visit_date::date), \
        count(*) FILTER (WHERE village_id ~ '^[A-Z0-9]+$' AND visit_date::date <= '2026-01-01') FROM people";
    assert_eq!(database.sql(sql), "200|200|200|200|200");
    let sql =
        "SELECT count(*), count(*) FILTER (WHERE end_date::timestamp < start_date::timestamp) FROM stays";
    assert_eq!(database.sql(sql), "200|0");
    let draft = scratch.read("s.toml");
    for words in
        ["date_of_birth = { kind = \"birth_date\"", "mask = { action = \"usual\", kind = \"timestamp\" }"]
    {
        assert!(draft.contains(words), "{words}: {draft}");
    }
    assert!(
        draft.lines().any(|line| line.starts_with("dob = ") && line.contains("kind = \"birth_date\" }")),
        "{draft}"
    );
}

#[test]
fn triggers_that_do_more_than_is_known_are_switched_off() {
    let database = server::database();
    database.sql(
        "CREATE TABLE visits (id serial PRIMARY KEY, reason text, found tsvector, at timestamptz, short text);
         CREATE FUNCTION same() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.at := now(); RETURN NEW; END';
         CREATE FUNCTION short() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.short := left(lower(NEW.reason), 3); RETURN NEW; END';
         CREATE TRIGGER brief BEFORE INSERT ON visits FOR EACH ROW EXECUTE FUNCTION short();
         CREATE TRIGGER watch BEFORE INSERT OR UPDATE ON visits FOR EACH ROW EXECUTE FUNCTION same();
         CREATE TRIGGER gone BEFORE DELETE ON visits FOR EACH ROW EXECUTE FUNCTION same();
         CREATE TRIGGER off BEFORE INSERT ON visits FOR EACH ROW EXECUTE FUNCTION same();
         ALTER TABLE visits DISABLE TRIGGER off;
         CREATE TRIGGER search BEFORE INSERT ON visits FOR EACH ROW
             EXECUTE FUNCTION tsvector_update_trigger(found, 'pg_catalog.english', reason);",
    );
    let scratch = Scratch::new();
    let draft = scratch.run(&["infer", &database.url()]).fine().out;
    let named: Vec<&str> = draft.lines().filter(|line| line.contains("trigger")).collect();
    assert_eq!(
        named,
        [
            "# the trigger brief computes columns of these rows",
            "# the trigger watch is switched off while rows go in: it may refuse rows, or write others",
            "disable_triggers = [\"watch\"]",
        ],
        "{draft}"
    );
}

#[test]
fn a_draft_fills_past_triggers_and_leaves_them_as_they_were() {
    let first = filled("triggers", "50", "7");
    assert_eq!(first, filled("triggers", "50", "7"), "a clock of a trigger is in the rows");
    let database = database("triggers");
    let on = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'";
    let before = database.sql(on);
    let scratch = Scratch::new();
    scratch.run(&["infer", &database.url(), "--out", "draft.toml"]).fine();
    let ran = scratch.run(&["generate", "draft.toml", "--rows", "30", "--to", &database.url()]).fine();
    assert!(
        ran.err.contains("of beds switched off meanwhile: the triggers audit_bed, few, if any"),
        "{}",
        ran.err
    );
    assert_eq!(database.sql(on), before);
    // What only computes has run, and nothing was written besides.
    assert_eq!(
        database.sql("SELECT count(*) FROM beds WHERE label_key = lower(label) AND search IS NOT NULL"),
        database.sql("SELECT count(*) FROM beds")
    );
    assert_eq!(database.sql("SELECT count(*) FROM bed_audits WHERE what = 'made'"), "0");
    // A trigger that came since is a difference, and one that is gone is asked about before anything.
    database.sql("CREATE TRIGGER later AFTER INSERT ON wards FOR EACH ROW EXECUTE FUNCTION audit_bed()");
    let ran = scratch.run(&["infer", &database.url(), "--check", "draft.toml"]);
    assert!(
        ran.out.contains("table `wards` has now a trigger that does more than is known: later"),
        "{}",
        ran.out
    );
    database.sql("ALTER TRIGGER audit_bed ON beds RENAME TO audits_bed; TRUNCATE wards CASCADE");
    let again = ["generate", "draft.toml", "--rows", "30", "--to", &database.url(), "--mode", "truncate"];
    let ran = scratch.run(&again).refuses("beds has no trigger audit_bed");
    assert!(ran.err.contains("there is audits_bed"), "{}", ran.err);
}

#[test]
fn last_digits_and_initialisation_vectors_are_told_from_whole_numbers() {
    let database = server::database();
    database.sql(
        "CREATE TABLE patients (id serial PRIMARY KEY, ssn varchar(11), last4 char(4), encrypted_ssn text NOT NULL, encrypted_ssn_iv text NOT NULL,
             encrypted_note_iv text NOT NULL);
         CREATE TABLE clients (id serial PRIMARY KEY, last4 char(4) NOT NULL, ssn_last_four varchar(4), card_last_4 text NOT NULL);
         CREATE TABLE files (id serial PRIMARY KEY, encrypted_body bytea NOT NULL, encrypted_body_iv bytea NOT NULL)",
    );
    let scratch = Scratch::new();
    scratch.run(&["infer", &database.url(), "--out", "s.toml"]).fine();
    scratch.run(&["generate", "s.toml", "--to", &database.url(), "--rows", "200"]).fine();
    let sql = "SELECT count(*) FILTER (WHERE last4 IS NOT DISTINCT FROM right(ssn, 4)), \
        count(*) FILTER (WHERE octet_length(decode(encrypted_ssn_iv, 'base64')) = 12), \
        count(*) FILTER (WHERE octet_length(decode(encrypted_ssn, 'base64')) = 16 + coalesce(length(ssn), 0)), \
        count(*) FILTER (WHERE octet_length(decode(encrypted_note_iv, 'base64')) = 16) FROM patients";
    assert_eq!(database.sql(sql), "200|200|200|200");
    let sql = "SELECT count(*) FILTER (WHERE last4 ~ '^[0-9]{4}$'), count(*) FILTER (WHERE card_last_4 ~ '^[0-9]{4}$'), \
        count(*) FILTER (WHERE ssn_last_four !~ '^[0-9]{4}$'), count(ssn_last_four) > 50 FROM clients";
    assert_eq!(database.sql(sql), "200|200|0|t");
    let sql = "SELECT count(*) FILTER (WHERE octet_length(encrypted_body_iv) = 12), \
        count(*) FILTER (WHERE octet_length(encrypted_body) >= 44) FROM files";
    assert_eq!(database.sql(sql), "200|200");
    scratch.run(&["generate", "s.toml", "--rows", "200", "--out", "in"]).fine();
    scratch.key("k");
    scratch.mask("in", "keyed", &[]).fine();
    scratch.run(&["mask", "s.toml", "in", "--out", "safe"]).fine();
    for out in ["keyed", "safe"] {
        for line in scratch.read(&format!("{out}/patients.csv")).lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            assert!(cells[1].ends_with(cells[2]) && cells[1].is_empty() == cells[2].is_empty(), "{line}");
        }
        let clients = scratch.read(&format!("{out}/clients.csv"));
        let mut digits = clients.lines().skip(1).flat_map(|line| line.split(',').skip(1).collect::<Vec<_>>());
        assert!(digits.all(|cell| cell.bytes().all(|b| b.is_ascii_digit())), "{clients}");
    }
}

#[test]
fn functions_of_one_expression_are_read_in_checks() {
    let database = server::database();
    database.sql(
        "CREATE SCHEMA gm; CREATE FUNCTION gm.blank(text) RETURNS boolean LANGUAGE sql AS 'select (coalesce(trim($1), '''') = '''');';
         CREATE FUNCTION gm.within(n integer, low integer, high integer) RETURNS boolean LANGUAGE plpgsql
             AS 'BEGIN RETURN n >= low AND n <= high; END;';
         CREATE FUNCTION public.abs(n integer) RETURNS integer LANGUAGE sql AS 'SELECT 0';
         CREATE DOMAIN filled AS text CHECK (NOT gm.blank(VALUE));
         CREATE TABLE a (id serial PRIMARY KEY, n integer NOT NULL CHECK (gm.within(n, 90, 99)), code text UNIQUE,
             said filled NOT NULL, CHECK (gm.blank(code) IS FALSE), CHECK (abs(n) > 5))",
    );
    let scratch = Scratch::new();
    let told = scratch.run(&["infer", &database.url(), "--out", "draft.toml"]).fine().all();
    assert!(!told.contains("not held"), "{told}");
    scratch.run(&["generate", "draft.toml", "--to", &database.url(), "--rows", "1000"]).fine();
    assert_eq!(database.sql("SELECT count(*), count(code), min(n), max(n) FROM a"), "1000|1000|90|99");
}

#[test]
fn checks_that_are_not_held_are_named_before_the_run() {
    let database = server::database();
    database.sql(
        "CREATE FUNCTION odd(n integer) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN PERFORM n; RETURN n % 2 = 1; END';
         CREATE TABLE a (id serial PRIMARY KEY, n integer NOT NULL CHECK (odd(n)), o integer CHECK (odd(o)),
             p integer CHECK (p IS NULL OR (odd(p) AND p > n)))",
    );
    let scratch = Scratch::new();
    let told = scratch.run(&["infer", &database.url(), "--out", "draft.toml"]).all();
    let named = "a: not held: a check that the SQL of schemas does not know: odd(n); the database may reject a row for it";
    assert!(told.contains(named) && !told.contains("odd(o)") && !told.contains("odd(p)"), "{told}");
    assert!(
        scratch.read("draft.toml").contains("# not held: a check that"),
        "{}",
        scratch.read("draft.toml")
    );
}

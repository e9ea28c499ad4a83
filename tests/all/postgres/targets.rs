//! Tables that exist: matched by name, filled in the order of their references, whatever their types.

use crate::scratch::Scratch;
use crate::server::database;

fn run(scratch: &Scratch, schema: &str, url: &str, more: &[&str]) -> crate::scratch::Ran {
    scratch.write("s.toml", schema);
    scratch.run(&[&["generate", "s.toml", "--to", url, "--quiet"], more].concat())
}

#[test]
fn columns_are_matched_by_name_and_the_rest_is_the_servers() {
    let (scratch, database) = (Scratch::new(), database());
    database.sql(
        "CREATE TABLE \"People \"\"x\"\"\" (made_at timestamptz NOT NULL DEFAULT '2020-01-01', upper text GENERATED ALWAYS AS \
         (upper(name)) STORED, id int GENERATED ALWAYS AS IDENTITY, name varchar(200), note text)",
    );
    let schema = "[tables.'People \"x\"']\nrows = 3\ncolumns.name = { kind = \"full_name\" }\ncolumns.id = { kind = \"serial\", start = 10, primary_key = true }";
    run(&scratch, schema, &database.url(), &[]).fine();
    let sql = "SELECT count(*), min(id), max(id), count(note), bool_and(upper = upper(name)), min(made_at)::date FROM \"People \"\"x\"\"\"";
    assert_eq!(database.sql(sql), "3|10|12|0|t|2020-01-01");
    assert_eq!(database.sql("INSERT INTO \"People \"\"x\"\"\" DEFAULT VALUES RETURNING id"), "13");
}

#[test]
fn what_does_not_fit_is_told_all_at_once() {
    let (scratch, database) = (Scratch::new(), database());
    database.sql(
        "CREATE TABLE people (id int, nmae text, needed text NOT NULL); CREATE VIEW seen AS SELECT 1 AS id",
    );
    let schema = "[tables.people]\nrows = 3\ncolumns.id = { kind = \"serial\" }\ncolumns.name = { kind = \"full_name\" }\n\
        [tables.peeple]\nrows = 1\ncolumns.id = { kind = \"serial\" }\n";
    let ran = run(&scratch, schema, &database.url(), &[]);
    let ran = ran.refuses("the database does not fit the schema");
    for told in [
        "people has no column name; there is nmae",
        "people.needed is NOT NULL without a default, and the schema does not make it",
        "there is no table peeple; there is people",
    ] {
        assert!(ran.err.contains(told), "{told}\n{}", ran.err);
    }
    let schema = "[tables.seen]\nrows = 1\ncolumns.id = { kind = \"serial\" }\n";
    run(&scratch, schema, &database.url(), &[]).refuses("this is a view, and takes no rows");
}

/// Types with a value as text, and how the server shows it where that differs.
const TYPES: &[(&str, &str, &str)] = &[
    ("text", "a \t\"b\" \\ ü", ""),
    ("varchar(10)", "0123456789", ""),
    ("char(4)", "ab", ""),
    ("name", "someone", ""),
    ("\"char\"", "x", ""),
    ("smallint", "-32768", ""),
    ("integer", "2147483647", ""),
    ("bigint", "-9223372036854775808", ""),
    ("oid", "4294967295", ""),
    ("real", "1.5e+10", "1.5000001e+10"),
    ("double precision", "-0.1", ""),
    ("double precision", "NaN", ""),
    ("numeric", "123456789012345678901234567890.000100", ""),
    ("numeric(6,2)", "-1234.5", "-1234.50"),
    ("numeric", "1e3", "1000"),
    ("money", "12.30", "$12.30"),
    ("boolean", "yes", "t"),
    ("boolean", "false", "f"),
    ("date", "1899-12-31", ""),
    ("date", "infinity", ""),
    ("time", "23:59:59.000001", ""),
    ("timetz", "10:00:00+02", ""),
    ("timestamp", "1066-10-14 09:00:00", ""),
    ("timestamptz", "2024-05-06T07:08:09.5Z", "2024-05-06 07:08:09.5+00"),
    ("timestamptz", "2024-05-06 07:08:09+02", "2024-05-06 05:08:09+00"),
    ("interval", "1 year 2 mons 3 days 04:05:06", ""),
    ("uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", ""),
    ("uuid", "{A0EEBC999C0B4EF8BB6D6BB9BD380A11}", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    ("bytea", "\\xdeadbeef", ""),
    ("bytea", "abc", "\\x616263"),
    ("json", "{\"a\": 1}", ""),
    ("jsonb", "{\"a\":1}", "{\"a\": 1}"),
    ("xml", "<a>b</a>", ""),
    ("inet", "192.0.2.7", ""),
    ("inet", "2001:db8::1/64", ""),
    ("cidr", "198.51.100.0/24", ""),
    ("macaddr", "00:00:5e:00:53:01", ""),
    ("macaddr8", "00:00:5e:00:53:01:02:03", ""),
    ("bit(3)", "101", ""),
    ("varbit", "10101", ""),
    ("point", "(1,2)", ""),
    ("box", "(3,4),(1,2)", ""),
    ("tsvector", "'cat' 'dog'", ""),
    ("tsquery", "'cat' & 'dog'", ""),
    ("int4range", "[1,5)", ""),
    ("tstzrange", "[\"2024-01-01 00:00:00+00\",\"2024-02-01 00:00:00+00\")", ""),
    ("int4multirange", "{[1,3),[5,7)}", ""),
    ("pg_lsn", "16/B374D848", ""),
    ("regclass", "pg_class", ""),
    ("integer[]", "{1,NULL,3}", ""),
    ("text[]", "{a,\"b \\\"c\\\", d\",\"\",\"NULL\"}", ""),
    ("text[]", "{}", ""),
    ("integer[]", "{{1,2},{3,4}}", ""),
    ("uuid[]", "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}", ""),
    ("timestamptz[]", "{\"2024-05-06 07:08:09+00\"}", ""),
    ("int4range[]", "{\"[1,5)\"}", ""),
    ("mood", "happy", ""),
    ("mood[]", "{happy,sad}", ""),
    ("short", "abc", ""),
    ("positive", "7", ""),
    ("pair", "(1,\"a b\")", ""),
];

#[test]
fn every_type_takes_what_the_server_would_read() {
    let (scratch, database) = (Scratch::new(), database());
    database.sql(
        "CREATE TYPE mood AS ENUM ('happy', 'sad'); CREATE DOMAIN short AS varchar(5); \
         CREATE DOMAIN positive AS int CHECK (VALUE > 0); CREATE TYPE pair AS (n int, t text)",
    );
    // Multiranges came with version 14.
    let known = |kind: &str| !kind.contains("multirange") || database.server.version() >= 14;
    let types: Vec<_> = TYPES.iter().filter(|(kind, ..)| known(kind)).collect();
    // Each type alone, so that those with a binary form are sent in it, and all together, as text.
    let (mut tables, mut schema, mut all) = (String::new(), String::new(), String::new());
    let mut columns = String::from("[tables.everything]\nrows = 2\n");
    for (i, (kind, value, _)) in types.iter().enumerate() {
        let column = format!("{{ kind = \"constant\", value = {value:?}, null = 0.3 }}");
        tables.push_str(&format!("CREATE TABLE t{i} (n int, v {kind});\n"));
        schema.push_str(&format!(
            "[tables.t{i}]\nrows = 9\ncolumns.n = {{ kind = \"serial\" }}\ncolumns.v = {column}\n"
        ));
        all.push_str(&format!("{}c{i} {kind}", if i == 0 { "" } else { ", " }));
        columns.push_str(&format!("columns.c{i} = {{ kind = \"constant\", value = {value:?} }}\n"));
    }
    database.sql(&format!("{tables} CREATE TABLE everything ({all})"));
    run(&scratch, &format!("{schema}{columns}"), &database.url(), &[]).fine();
    for (i, (kind, value, shown)) in types.iter().enumerate() {
        let expected = if shown.is_empty() { value } else { shown };
        let check = format!("SET timezone = 'UTC'; SELECT v FROM t{i} WHERE v IS NOT NULL LIMIT 1");
        assert_eq!(database.sql(&check), *expected, "{kind}");
        let check = format!("SET timezone = 'UTC'; SELECT c{i} FROM everything LIMIT 1");
        assert_eq!(database.sql(&check), *expected, "{kind}");
    }
}

#[test]
fn our_types_go_into_others_as_one_would_write_them() {
    let (scratch, database) = (Scratch::new(), database());
    let schema = r#"
[tables.t]
rows = 5
[tables.t.columns]
n = { kind = "serial" }
n_text = { expr = "n" }
n_numeric = { expr = "n" }
n_float = { expr = "n" }
whole = { expr = "CAST(n AS double precision)" }
f_numeric = { expr = "CAST(n AS decimal(10,1)) + 0.5" }
f_text = { expr = "CAST(n AS double precision) / 4" }
yes_int = { expr = "n > 2" }
yes_text = { expr = "n > 2" }
day_ts = { kind = "date", after = "epoch", within = "1d" }
at_date = { expr = "CAST(epoch AS timestamp)" }
at_text = { expr = "CAST(epoch AS timestamp)" }
list = { kind = "json", value = [{ value = "a \"b\"" }, { value = "c" }] }
numbers = { kind = "json", value = ["n", "n + 1"] }
"#;
    database.sql(
        "CREATE TABLE t (n smallint, n_text text, n_numeric numeric(8,3), n_float real, whole int, f_numeric numeric, \
         f_text varchar, yes_int int, yes_text text, day_ts timestamp, at_date date, at_text text, list text[], numbers bigint[])",
    );
    run(&scratch, schema, &database.url(), &[]).fine();
    let row = database.sql("SELECT * FROM t WHERE n = 3");
    let (before, after) = row.split_once("|2026-01-0").unwrap();
    assert_eq!(before, "3|3|3.000|3|3|3.5|0.75|1|true");
    assert!(after.ends_with("|2026-01-01|2026-01-01T00:00:00Z|{\"a \\\"b\\\"\",c}|{3,4}"), "{after}");
}

#[test]
fn circles_are_deferred_or_filled_in_a_second_pass_or_refused() {
    let scratch = Scratch::new();
    let schema = r#"
[tables.a]
rows = 20_000
columns.id = { kind = "serial", primary_key = true }
columns.b_id = { kind = "reference", table = "b", column = "id" }
[tables.b]
rows = 20_000
columns.id = { kind = "serial", primary_key = true }
columns.a_id = { kind = "reference", table = "a", column = "id" }
columns.next_id = { expr = "CASE WHEN id < 20000 THEN id + 1 ELSE 1 END" }
"#;
    let tables = |a: &str, b: &str, own: &str| {
        format!(
            "CREATE TABLE a (id int PRIMARY KEY, b_id int {a}); CREATE TABLE b (id int PRIMARY KEY, a_id int NOT NULL \
             REFERENCES a, next_id int {own} REFERENCES b); ALTER TABLE a ADD CONSTRAINT back FOREIGN KEY (b_id) REFERENCES b {b}"
        )
    };
    let complete = "SELECT count(b_id), count(DISTINCT next_id) FROM a JOIN b USING (id)";
    for (a, b, own) in [("", "", ""), ("NOT NULL", "DEFERRABLE", "")] {
        let database = database();
        database.sql(&tables(a, b, own));
        run(&scratch, schema, &database.url(), &[]).fine();
        assert_eq!(database.sql(complete), "20000|20000");
        database.sql("UPDATE a SET b_id = b_id");
    }
    let database = database();
    database.sql(&tables("NOT NULL", "", ""));
    run(&scratch, schema, &database.url(), &[]).refuses("in a circle that cannot be filled: ");
    assert_eq!(database.sql("SELECT count(*) FROM b"), "0");
    let several = crate::server::database();
    several.sql(&tables("", "", ""));
    run(&scratch, schema, &several.url(), &["--commit-per-table", "--connections", "2"]).fine();
    assert_eq!(several.sql(complete), "20000|20000");
}

#[test]
fn the_order_is_that_of_the_databases_references() {
    let (scratch, database) = (Scratch::new(), database());
    database.sql("CREATE TABLE b (id int PRIMARY KEY); CREATE TABLE a (id int REFERENCES b)");
    // The schema does not say that one refers to the other.
    let schema = "[tables.a]\nrows = 5\ncolumns.id = { kind = \"serial\" }\n[tables.b]\nrows = 5\ncolumns.id = { kind = \"serial\" }\n";
    run(&scratch, schema, &database.url(), &[]).fine();
    assert_eq!(database.sql("SELECT count(*) FROM a"), "5");
}

#[test]
fn tables_that_exist_are_read_for_their_keys_and_never_written() {
    let (scratch, database) = (Scratch::new(), database());
    let schema = r#"
name = "orders"
[tables.users]
source = "existing"
columns.id = { primary_key = true }
columns.email = {}
[tables.orders]
parent = { table = "users", per = 2 }
columns.id = { kind = "serial", primary_key = true }
columns.user_id = { kind = "parent", column = "id" }
columns.mail = { expr = "users.email" }
columns.seller_id = { kind = "reference", table = "users", column = "id" }
"#;
    database.sql(
        "CREATE TABLE users (id uuid PRIMARY KEY, email text); \
         INSERT INTO users SELECT md5(n::text)::uuid, 'u' || n || '@example.com' FROM generate_series(1, 50) n",
    );
    let before = database.dump();
    run(&scratch, schema, &database.url(), &["--create"]).fine();
    let sql = "SELECT count(*), count(DISTINCT user_id), bool_and(mail = email) FROM orders JOIN users ON users.id = user_id";
    assert_eq!(database.sql(sql), "100|50|t");
    let types = "SELECT format_type(atttypid, -1) FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'user_id'";
    assert_eq!(database.sql(types), "uuid");
    assert!(
        database
            .dump()
            .contains(before.split("COPY public.users").nth(1).unwrap().split("\\.").next().unwrap())
    );
    let digest = "SELECT manifest::json -> 'existing' -> 0 ->> 'rows' FROM placebo.manifest";
    assert_eq!(database.sql(digest), "50");
    // The same keys, the same rows; without a database there are none.
    run(&scratch, schema, &database.url(), &["--mode", "ensure"]).fine();
    database.sql("DELETE FROM orders; DELETE FROM users WHERE email = 'u1@example.com'");
    run(&scratch, schema, &database.url(), &[]).fine();
    assert_eq!(database.sql("SELECT count(*) FROM orders"), "98");
    scratch.run(&["generate", "s.toml", "--out", "files"]).refuses("1 problem in the schema");
    database.sql("DROP TABLE orders, users CASCADE");
    run(&scratch, schema, &database.url(), &["--create"]).refuses("the database has none of this name");
}

#[test]
fn several_schemas_are_one_database() {
    let (scratch, database) = (Scratch::new(), database());
    database.sql("CREATE SCHEMA billing; CREATE SCHEMA \"Odd one\"");
    let schema = r#"
[tables.people]
rows = 7
columns.id = { kind = "serial", primary_key = true }
[tables.bills]
target = "billing.people"
rows = 5
columns.id = { kind = "serial", primary_key = true }
columns.person_id = { kind = "reference", table = "people", column = "id" }
[tables.odd]
target = "Odd one.people"
rows = 3
columns.id = { kind = "serial", primary_key = true }
columns.bill_id = { kind = "reference", table = "bills", column = "id" }
"#;
    run(&scratch, schema, &database.url(), &["--create", "--connections", "2"]).fine();
    let sql = "SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM billing.people), (SELECT count(*) FROM \"Odd one\".people)";
    assert_eq!(database.sql(sql), "7|5|3");
    run(&scratch, schema, &database.url(), &["--mode", "truncate"]).fine();
    assert_eq!(database.sql(sql), "7|5|3");
    let url = format!("{}?schema=billing", database.url());
    let schema = "[tables.people]\nrows = 2\ncolumns.id = { kind = \"serial\" }\ncolumns.person_id = { expr = \"id\" }\n";
    database.sql("TRUNCATE billing.people CASCADE");
    run(&scratch, schema, &url, &[]).fine();
    assert_eq!(database.sql("SELECT count(*) FROM billing.people"), "2");
}

#[test]
fn rows_and_spans_have_types_of_their_own() {
    let (scratch, database) = (Scratch::new(), database());
    let schema = r#"
[kinds.dose]
kind = "row"
fields = { amount = { kind = "number", min = 0, max = 9, decimals = 2 }, "Unit of it" = { kind = "choice", values = ['mg, "dry"', 'a\b'] }, since = { kind = "timestamp" }, length = { kind = "duration", style = "iso8601", max = "90d" } }
[tables.courses]
rows = 300
columns.id = { kind = "serial", primary_key = true }
columns.first = { kind = "dose", null = 0.2 }
columns.last = { kind = "dose" }
columns.bed = { kind = "row", fields = [{ kind = "integer", min = 1, max = 20 }, { kind = "uuid" }] }
columns.length = { kind = "duration", style = "iso8601", max = "40d" }
columns.seconds = { kind = "duration" }
columns.at = { kind = "time_of_day", precision = "m" }
"#;
    let types = "SELECT string_agg(format_type(atttypid, -1), ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'courses'::regclass AND attnum > 0";
    let fields = "SELECT string_agg(attname || ' ' || format_type(atttypid, -1), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'dose'::regclass";
    let same = "SELECT count(*), count(first), sum((last).amount), max((bed).f1), count(DISTINCT (bed).f2), max(length), max((last).length) FROM courses";
    let mut seen = Vec::new();
    for way in [&["--create"][..], &["--create", "--connections", "2"]] {
        run(&scratch, schema, &database.url(), way).fine();
        assert_eq!(
            database.sql(types),
            "bigint dose dose courses_bed interval bigint time without time zone"
        );
        assert_eq!(
            database.sql(fields),
            "amount numeric, Unit of it text, since timestamp with time zone, length interval"
        );
        // In binary and as text they are the same.
        seen.push(database.sql(same));
        database.sql(
            "SET client_min_messages = error; ALTER TABLE courses ADD CHECK ((bed).f1 > 0); TRUNCATE courses",
        );
        run(&scratch, schema, &database.url(), &[]).fine();
        seen.push(database.sql(same));
        scratch.run(&["infer", &database.url(), "--out", "draft.toml", "--overwrite"]).fine();
        let draft = scratch.read("draft.toml");
        for words in
            ["\"Unit of it\" = { kind = ", "length = { kind = \"duration\"", "at = { kind = \"time_of_day\""]
        {
            assert!(draft.contains(words), "{words}: {draft}");
        }
        database.sql("DROP TABLE courses; DROP TYPE dose, courses_bed; DROP SCHEMA placebo CASCADE");
    }
    assert!(seen[0].starts_with("300|2") && seen.iter().all(|all| *all == seen[0]), "{seen:?}");
}

//! Conditions of a schema as checks of a database: what they mean there, what breaks them, and what cannot be said there.

use crate::scratch::Scratch;
use crate::server::{Database, database};

/// Expressions whose value the server computes again for every row: a check holds each against the one that was made.
const SAID: &[&str] = &[
    "n + m * 2 - 7 % 4",
    "n / NULLIF(m, 0)",
    "n % 7",
    "-n",
    "abs(n)",
    "sign(n)",
    "sign(c)",
    "mod(n, 5)",
    "n > 3 AND NOT (m <= 3 OR n = m)",
    "n BETWEEN m AND 20",
    "n IN (1, 2, 3, m)",
    "n IS DISTINCT FROM m",
    "n IS NOT DISTINCT FROM NULL",
    "(n > m) IS TRUE",
    "(n > m) IS FALSE",
    "n IS NULL",
    "ip IS NOT NULL",
    "js IS NULL",
    "c * 2 + n",
    "c - 0.125",
    "c * c",
    "c % 3",
    "c > 1.005",
    "c > n",
    "CAST(c AS INTEGER)",
    "CAST(n AS NUMERIC(10,2))",
    "CAST(c AS NUMERIC(10,1))",
    "CAST(c AS DOUBLE PRECISION)",
    "CAST(n AS DOUBLE PRECISION) / 3",
    "CAST(f AS INTEGER)",
    "CAST(b AS INTEGER) + 1",
    "CAST(n AS BOOLEAN)",
    "round(c, 1)",
    "round(c)",
    "floor(c)",
    "ceil(c)",
    "trunc(c, 1)",
    "trunc(f)",
    "floor(f)",
    "round(n)",
    "f * 2 + 1",
    "f / 7",
    "sqrt(abs(f))",
    "f > c",
    "w < 'b'",
    "w BETWEEN 'A' AND 'b'",
    "w = 'a_b'",
    "w IN ('a_b', 'Zed')",
    "w LIKE 'a\\_%'",
    "w LIKE '%$%%' ESCAPE '$'",
    "w LIKE '_é%'",
    "w || '-' || n || '/' || c || '/' || b || '/' || d",
    "concat(w, n, c, d)",
    "concat_ws('; ', w, n, c)",
    "length(w) + 1",
    "substr(w, 2, 3)",
    "left(w, 2)",
    "left(w, -1)",
    "right(w, 2)",
    "trim(w)",
    "trim(BOTH ' a' FROM w)",
    "ltrim(w)",
    "rtrim(w, 'db')",
    "replace(w, 'a', 'bb')",
    "reverse(w)",
    "repeat(w, 3)",
    "lpad(w, 5, 'xy')",
    "rpad(w, 2)",
    "strpos(w, 'b')",
    "position('é' IN w)",
    "starts_with(w, 'a')",
    "split_part(w, '_', 2)",
    "greatest(w, 'Zz')",
    "least(w, 'Zz', 'aa')",
    "greatest(n, m, 5)",
    "least(c, 1.5)",
    "coalesce(n, m, 0)",
    "coalesce(w, 'none')",
    "nullif(w, 'Zed')",
    "CASE WHEN n > 0 THEN 'up' WHEN n < 0 THEN 'down' ELSE w END",
    "CASE n WHEN 1 THEN 10 WHEN m THEN 20 END",
    "CASE WHEN b THEN 2000000000 ELSE 2147483647 END + CASE WHEN b THEN 2147483647 ELSE 1 END",
    "u = '00000000-0000-0000-0000-000000000000'",
    "left(CAST(u AS TEXT), 8)",
    "ip < '192.0.2.5'",
    "left(ip, 3)",
    "e < 'b'",
    "e || 'x'",
    "d + 30",
    "d - n",
    "e2 - d",
    "d >= DATE '2024-06-30'",
    "d < t",
    "t >= TIMESTAMP '2024-06-30 12:00:00.5'",
    "t BETWEEN TIMESTAMP '2024-01-01' AND s",
    "t - s > INTERVAL '3 days 2 hours'",
    "t + INTERVAL '1 month 2 days 3.5 seconds'",
    "d + INTERVAL '1 month'",
    "s - INTERVAL '1 year'",
    "CAST(t AS DATE)",
    "CAST(d AS TIMESTAMP)",
    "extract(year FROM d) * 100 + extract(month FROM d)",
    "extract(dow FROM t) + extract(hour FROM t) + extract(doy FROM d) + extract(isodow FROM d)",
    "extract(week FROM d) + extract(quarter FROM t) + extract(minute FROM t)",
    "extract(hour FROM d)",
    "extract(day FROM (t - s))",
    "date_trunc('month', t)",
    "date_trunc('week', d)",
    "age_years(d, CAST(t AS DATE))",
    "age_years(e2, d)",
    "make_date(extract(year FROM d), 2, 28)",
    "to_char(t, 'YYYY-MM-DD HH24:MI:SS')",
    "to_char(d, 'YYYY/MM')",
];

/// What a database would compute otherwise, with the reason.
const UNSAID: &[(&str, &str)] = &[
    ("lower(w) = w", "upper and lower case depend on the locale"),
    ("w ILIKE 'A%'", "upper and lower case depend on the locale"),
    ("power(f, 2) >= 0", "powers, logarithms and exponentials"),
    ("round(f) = f OR TRUE", "a floating-point number is rounded otherwise"),
    ("c / 3 < 1000", "a quotient of exact numbers"),
    ("CAST(f AS TEXT) <> ''", "a floating-point number has other digits"),
    ("CAST('7' || m * m AS INTEGER) > 0", "what a text spells"),
    ("extract(epoch FROM t) > 0", "seconds are numbers of another type"),
    ("to_char(d, 'Month') <> ''", "a form of to_char with words"),
    ("js <> 'x'", "a type in the database that is compared otherwise"),
    ("six <> 'x'", "a type in the database that is compared otherwise"),
    ("_hidden <> 'x'", "the column _hidden is not written"),
    ("above.id > 0", "it reads the row of another table"),
];

fn schema(columns: &str, checks: &[String]) -> String {
    let checks: Vec<String> = checks.iter().map(|check| format!("'''{check}'''")).collect();
    format!(
        r#"
name = "said"
[kinds.sort_of_e]
kind = "choice"
values = ["a", "B", "c"]
[tables.above]
rows = 1
scales = false
columns.id = {{ kind = "serial", primary_key = true }}
[tables.below]
parent = {{ table = "above", per = 300 }}
check = [{}]
[tables.below.columns]
above_id = {{ kind = "parent", column = "id" }}
_hidden = {{ kind = "word" }}
n = {{ kind = "integer", min = -60, max = 60, null = 0.1 }}
m = {{ kind = "integer", min = -5, max = 5 }}
c = {{ kind = "number", min = -3, max = 3, decimals = 2, null = 0.1 }}
f = {{ kind = "number", min = -1000, max = 1000, null = 0.1 }}
b = {{ kind = "boolean", null = 0.1 }}
w = {{ kind = "choice", values = ["a_b", "Zed", " é 100% ", "aéb", "b", "it's \\"], null = 0.1 }}
e = {{ kind = "sort_of_e", null = 0.1 }}
u = {{ kind = "uuid", null = 0.1 }}
ip = {{ kind = "ipv4", null = 0.1 }}
six = {{ kind = "ipv6" }}
js = {{ kind = "json", value = {{ m = "m" }}, null = 0.5 }}
d = {{ kind = "date", after = "2023-01-01", before = "2025-12-31", null = 0.1 }}
e2 = {{ kind = "date", after = "1950-01-01", before = "2025-12-31" }}
t = {{ kind = "timestamp", after = "2024-01-01", before = "2024-12-31", null = 0.1 }}
s = {{ kind = "timestamp", after = "2024-01-01", before = "2024-12-31" }}
{columns}
"#,
        checks.join(", ")
    )
}

/// Fills a database, whose sessions have settings that nothing may depend on.
fn filled(database: &Database<'_>, schema: &str, more: &[&str]) -> String {
    let name = &database.name;
    if database.server.version() >= 15 {
        // One in which the order of texts is that of a language, and not of bytes.
        let icu = "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en' ENCODING 'UTF8'";
        database.server.sql("postgres", &format!("DROP DATABASE {name}"));
        database.server.sql("postgres", &format!("CREATE DATABASE {name} {icu}"));
    }
    database.sql(&format!("ALTER DATABASE {name} SET timezone = 'America/St_Johns'"));
    database.sql(&format!("ALTER DATABASE {name} SET datestyle = 'German'"));
    let scratch = Scratch::new();
    scratch.write("s.toml", schema);
    let url = database.url();
    scratch.run(&[&["generate", "s.toml", "--to", &url, "--create"], more].concat()).fine().all()
}

#[test]
fn the_server_computes_what_was_computed_here() {
    let columns: Vec<String> =
        SAID.iter().enumerate().map(|(n, said)| format!("x{n} = {{ expr = '''{said}''' }}")).collect();
    let checks: Vec<String> =
        SAID.iter().enumerate().map(|(n, said)| format!("x{n} IS NOT DISTINCT FROM ({said})")).collect();
    let database = database();
    let told = filled(&database, &schema(&columns.join("\n"), &checks), &["--connections", "2"]);
    assert!(!told.contains("note: a check"), "{told}");
    let made = "SELECT count(*) FROM pg_constraint WHERE conrelid = 'below'::regclass AND contype = 'c' AND conname LIKE '%x%'";
    assert_eq!(database.sql(made), SAID.len().to_string());
    assert_eq!(database.sql("SELECT count(*) FROM below"), "300");
}

#[test]
fn what_cannot_be_said_is_named_once_whoever_wants_quiet() {
    let checks: Vec<String> = UNSAID.iter().map(|(check, _)| (*check).to_owned()).collect();
    let database = database();
    let told = filled(&database, &schema("", &checks), &["--quiet"]);
    for (check, why) in UNSAID {
        let line = told.lines().find(|line| line.ends_with(&format!(": {check}"))).unwrap_or_default();
        assert!(
            line.starts_with("note: a check of below is not made in the database, as "),
            "{check}: {told}"
        );
        assert!(line.contains(why), "{line}");
        assert_eq!(told.matches(&format!(": {check}\n")).count(), 1);
    }
}

#[test]
fn rows_that_break_a_check_are_refused_by_the_server() {
    let scratch = Scratch::new();
    let schema = r#"
name = "kept"
[tables.stays]
rows = 200
check = ["left_on IS NULL OR left_on >= came_on", "ward <> 'ICU' OR beds <= 8", "length(code) = 5"]
[tables.stays.columns]
id = { kind = "serial", primary_key = true }
came_on = { kind = "date", after = "2024-01-01", before = "2024-06-30" }
left_on = { kind = "date", after = "2024-01-01", before = "2024-12-31", null = 0.2 }
ward = { kind = "choice", values = ["ICU", "ER"] }
beds = { kind = "integer", min = 1, max = 30 }
share = { kind = "number", min = 0.5, max = 1, decimals = 3 }
level = { kind = "number", min = 0.25, max = 2 }
code = { kind = "pattern", pattern = "[A-Z]{2}-[0-9]{2}" }
note = { kind = "sentence", max_chars = 40 }
"#;
    scratch.write("s.toml", schema);
    for connections in ["1", "2"] {
        let database = database();
        let url = database.url();
        scratch.run(&["generate", "s.toml", "--to", &url, "--create", "--connections", connections]).fine();
        let mut session = super::session(&url);
        for (name, values) in [
            ("stays_left_on_came_on_check", "came_on = '2024-05-05', left_on = '2024-05-04'"),
            ("stays_ward_beds_check", "ward = 'ICU', beds = 9"),
            ("stays_code_check", "code = 'AB-1'"),
            ("stays_ward_check", "ward = 'attic'"),
            ("stays_beds_check", "ward = 'ER', beds = 31"),
            ("stays_share_check", "share = 0.499"),
            ("stays_level_check", "level = 2.0001"),
        ] {
            let error = session.execute(&format!("UPDATE stays SET {values} WHERE id = 1")).unwrap_err();
            assert!(error.to_string().contains(name), "{name}: {error}");
        }
        assert!(session.execute("UPDATE stays SET note = repeat('x', 41)").is_err());
        session.execute("UPDATE stays SET ward = NULL, left_on = NULL, came_on = NULL").unwrap();
        // What was made says nothing new of the schema, and a draft of it fills such a table again.
        scratch.run(&["infer", &url, "--check", "s.toml"]).fine();
        scratch.run(&["infer", &url, "--out", "draft.toml"]).fine();
        let again = super::database();
        let again = again.url();
        scratch.run(&["generate", "draft.toml", "--to", &again, "--create", "--rows", "50"]).fine();
        scratch.run(&["infer", &again, "--check", "draft.toml"]).fine();
        std::fs::remove_file(scratch.join("draft.toml")).unwrap();
    }
}

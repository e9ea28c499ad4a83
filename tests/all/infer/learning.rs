//! `--learn-values`: shares of few values, ranges, absences and fan-outs of a scratch database, and nothing of anybody.

use crate::scratch::Scratch;
use crate::server::{self, Database};

fn seeded() -> Database<'static> {
    let database = server::database();
    database.sql(
        "CREATE TABLE patients (id serial PRIMARY KEY, first_name text NOT NULL, email text, status text NOT NULL, stage integer, \
           nickname text, weight integer, ward text, guardian text, bill money, dose float, step text);
         CREATE TABLE visits (id serial PRIMARY KEY, patient_id integer NOT NULL REFERENCES patients, room text);
         INSERT INTO patients (first_name, email, status, stage, nickname, weight, ward, guardian, bill, dose, step)
           SELECT (ARRAY['Ann', 'Bob', 'Carla'])[1 + n % 3], 'p' || n || '@example.com',
             CASE WHEN n <= 150 THEN 'open' WHEN n <= 195 THEN 'closed' ELSE 'rare-secret' END, n % 4,
             (ARRAY['Mary', 'James', 'Linda', 'Robert'])[1 + n % 4], 40 + n % 61, CASE WHEN n % 2 = 0 THEN 'north' END, CASE WHEN n % 2 = 0 THEN 'Ann Smith' ELSE 'Bob Jones' END,
             n::numeric::money, CASE WHEN n > 180 THEN 'NaN' ELSE n::float END, CASE WHEN n % 3 = 0 THEN 'done' ELSE 'open' END
           FROM generate_series(1, 200) n;
         INSERT INTO visits (patient_id, room) SELECT n, 'r' || n % 5 FROM generate_series(1, 200) n, generate_series(1, 1 + n % 4)",
    );
    database
}

#[test]
fn shares_ranges_absences_and_fan_outs_are_learned_and_marked() {
    let database = seeded();
    let scratch = Scratch::new();
    let name = database.name.as_str();
    scratch
        .run(&["infer", &database.url(), "--learn-values", "--database-is", name, "--out", "s.toml"])
        .fine();
    let draft = scratch.read("s.toml");
    let line = |column: &str| {
        let found = draft.lines().find(|line| line.starts_with(&format!("{column} = "))).unwrap_or_default();
        found.to_owned()
    };
    for (column, words) in [
        ("status", "values = { open = 150, closed = 45 }"),
        ("status", "sql = \"text NOT NULL\" }  # learned from 200 rows"),
        ("stage", "values = { 0 = 50, 1 = 50, 2 = 50, 3 = 50 }, type = \"integer\""),
        ("weight", "learned from 200 rows"),
        ("ward", "null = 0.500"),
        // Somebody is called Open, and somebody Done.
        ("step", "values = { open = 134, done = 66 }"),
        ("room", "r0 = "),
    ] {
        assert!(line(column).contains(words), "{column}: {words}: {draft}");
    }
    assert!(
        draft
            .contains("per = { weights = { 1 = 50, 2 = 50, 3 = 50, 4 = 50 } } }  # learned from 200 parents"),
        "{draft}"
    );
    // What fewer than eleven rows have, and what looks like somebody's, is not taken.
    for words in ["rare-secret", "Mary", "Carla", "example.com", "Smith", "$", "NaN"] {
        assert!(!draft.contains(words), "{words}: {draft}");
    }
    database.sql("TRUNCATE patients, visits");
    scratch.run(&["generate", "s.toml", "--rows", "500", "--to", &database.url(), "--quiet"]).fine();
    assert_eq!(
        database.sql("SELECT string_agg(DISTINCT status, ',' ORDER BY status) FROM patients"),
        "closed,open"
    );
}

#[test]
fn production_files_and_other_names_are_refused() {
    let database = seeded();
    let scratch = Scratch::new();
    let url = database.url();
    scratch.run(&["infer", &url, "--learn-values"]).ends(2);
    scratch
        .run(&["infer", &url, "--learn-values", "--database-is", "other"])
        .refuses("--database-is says other");
    scratch.write("a.csv", "id,n\n1,2\n");
    scratch.run(&["infer", "a.csv", "--learn-values", "--database-is", "a"]).refuses("reads a database");
    database.sql(&format!("COMMENT ON DATABASE {} IS 'production'", database.name));
    let refused = scratch.run(&["infer", &url, "--learn-values", "--database-is", &database.name]);
    refused.refuses("is production");
}

#[test]
fn production_is_not_connected_to_nor_its_statistics_read() {
    // Nobody listens there: what is refused by its name is refused before it is looked for.
    let scratch = Scratch::new();
    let learn = ["--learn-values", "--database-is", "app_production"];
    scratch
        .run(&[&["infer", "postgres://nobody@127.0.0.1:1/app_production"][..], &learn[..]].concat())
        .ends(2)
        .refuses("is production");
    let database = server::database();
    database.sql(
        "CREATE TABLE patients (id serial PRIMARY KEY, nickname text);
         INSERT INTO patients (nickname) SELECT CASE WHEN n % 4 = 0 THEN 'x' END FROM generate_series(1, 400) n;
         ANALYZE patients",
    );
    scratch.run(&["infer", &database.url(), "--out", "s.toml"]).fine();
    assert!(scratch.read("s.toml").contains("null = 0.75"), "{}", scratch.read("s.toml"));
    database.sql(&format!("COMMENT ON DATABASE {} IS 'production'", database.name));
    let told = scratch.run(&["infer", &database.url(), "--out", "s.toml", "--overwrite"]);
    assert!(told.all().contains("nothing that was counted"), "{}", told.all());
    assert!(!scratch.read("s.toml").contains("0.75"), "{}", scratch.read("s.toml"));
}

#[test]
fn classes_that_rows_refer_to_are_learned_with_their_shares() {
    let database = server::database();
    database.sql(
        "CREATE TABLE patients (id serial PRIMARY KEY, first_name text NOT NULL);
         CREATE TABLE visits (id serial PRIMARY KEY, patient_id integer NOT NULL REFERENCES patients, room text);
         CREATE TABLE comments (id serial PRIMARY KEY, commentable_type varchar NOT NULL, commentable_id integer NOT NULL, body text);
         INSERT INTO patients (first_name) SELECT 'Ann' FROM generate_series(1, 100);
         INSERT INTO visits (patient_id) SELECT n FROM generate_series(1, 100) n;
         INSERT INTO comments (commentable_type, commentable_id)
           SELECT CASE WHEN n <= 75 THEN 'Visit' ELSE 'Patient' END, n FROM generate_series(1, 100) n",
    );
    let scratch = Scratch::new();
    let name = database.name.as_str();
    scratch
        .run(&["infer", &database.url(), "--learn-values", "--database-is", name, "--out", "s.toml"])
        .fine();
    let draft = scratch.read("s.toml");
    assert!(draft.contains("values = { Visit = 75, Patient = 25 }"), "{draft}");
    database.sql("TRUNCATE patients, visits, comments");
    scratch.run(&["generate", "s.toml", "--rows", "200", "--to", &database.url(), "--quiet"]).fine();
    let lost = "SELECT count(*) FROM comments LEFT JOIN visits v ON commentable_type = 'Visit' AND v.id = commentable_id \
                LEFT JOIN patients p ON commentable_type = 'Patient' AND p.id = commentable_id WHERE v.id IS NULL AND p.id IS NULL";
    assert_eq!(database.sql(lost), "0");
    assert_eq!(database.sql("SELECT count(*) > 50 FROM comments WHERE commentable_type = 'Visit'"), "t");
}

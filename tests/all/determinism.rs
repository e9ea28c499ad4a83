//! The contract of determinism, through the program and through the library.

use crate::scratch::{Scratch, clinic, command, pinned, repository};
use placebo::generate::Generator;
use placebo::record::{Manifest, TableDigest};
use placebo::{plan, schema};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The roots of the clinic at a size that takes a moment.
const SMALL: &[&str] = &["--rows", "households=40"];

fn generate(scratch: &Scratch, out: &str, more: &[&str]) {
    let clinic = clinic();
    let mut args = vec!["generate", clinic.as_str(), "--quiet", "--out", out];
    args.extend(SMALL);
    args.extend(more);
    scratch.run(&args).fine();
}

fn manifest(scratch: &Scratch, out: &str) -> Manifest {
    Manifest::read(&scratch.join(out).join("placebo.json")).unwrap()
}

/// What a manifest says of the values: rows and digests, as lines.
fn digests(manifest: &Manifest) -> String {
    let mut text = String::new();
    for table in &manifest.tables {
        writeln!(text, "{} {} {}", table.name, table.rows, table.row_digest).unwrap();
        for column in &table.columns {
            writeln!(text, "  {} {} {}", column.name, column.type_name, column.digest).unwrap();
        }
    }
    text
}

/// For each column its digest.
fn by_column(manifest: &Manifest) -> BTreeMap<String, String> {
    let columns = manifest.tables.iter().flat_map(|t| t.columns.iter().map(move |c| (t, c)));
    columns.map(|(t, c)| (format!("{}.{}", t.name, c.name), c.digest.clone())).collect()
}

/// The bytes of every file of a run.
fn bytes(scratch: &Scratch, out: &str) -> BTreeMap<String, Vec<u8>> {
    let files = scratch.files(out).into_iter();
    files.map(|file| (file.clone(), std::fs::read(scratch.join(out).join(&file)).unwrap())).collect()
}

#[test]
fn threads_change_nothing() {
    let scratch = Scratch::new();
    for threads in ["1", "2", "7"] {
        generate(&scratch, threads, &["--threads", threads]);
    }
    let one = bytes(&scratch, "1");
    assert!(one.len() > 15);
    assert!(one == bytes(&scratch, "2"), "two threads made other bytes");
    assert!(one == bytes(&scratch, "7"), "seven threads made other bytes");
}

#[test]
fn time_zone_and_locale_of_the_machine_change_nothing() {
    let scratch = Scratch::new();
    generate(&scratch, "plain", &[]);
    let args = ["generate", &clinic(), "--quiet", "--out", "elsewhere"];
    let output = command(scratch.path())
        .args(args)
        .args(SMALL)
        .envs([("TZ", "Asia/Kathmandu"), ("LC_ALL", "tr_TR.UTF-8"), ("LANG", "de_DE.UTF-8")])
        .output()
        .unwrap();
    crate::scratch::Ran::of(output, &args).fine();
    assert!(bytes(&scratch, "plain") == bytes(&scratch, "elsewhere"));
}

#[test]
fn formats_hold_the_same_values() {
    let scratch = Scratch::new();
    let runs: [(&str, &[&str]); 8] = [
        ("csv", &[]),
        ("tabs", &["--delimiter", "tab", "--null", "\\N", "--quote-all", "--crlf"]),
        ("jsonl", &["--format", "jsonl"]),
        ("parquet", &["--format", "parquet"]),
        ("parquet-zstd", &["--format", "parquet", "--parquet-compression", "zstd", "--parts", "3"]),
        ("sql", &["--format", "sql"]),
        ("gzip", &["--compress", "gzip"]),
        ("zstd", &["--format", "jsonl", "--compress", "zstd", "--parts", "2"]),
    ];
    for (out, more) in runs {
        generate(&scratch, out, more);
    }
    let csv = digests(&manifest(&scratch, "csv"));
    for (out, _) in runs {
        assert!(csv == digests(&manifest(&scratch, out)), "{out} holds other values");
        scratch.run(&["verify", out]).fine();
    }
}

#[test]
fn parts_put_together_are_the_whole() {
    let scratch = Scratch::new();
    for (format, more) in [("csv", &[][..]), ("jsonl", &["--format", "jsonl"])] {
        let whole = format!("{format}-whole");
        generate(&scratch, &whole, more);
        for n in ["3", "11"] {
            let mut joined: BTreeMap<String, Vec<u8>> = BTreeMap::new();
            for i in 1..=n.parse().unwrap() {
                let (out, part) = (format!("{format}-{i}-{n}"), format!("{i}/{n}"));
                generate(&scratch, &out, &[more, &["--part", &part]].concat());
                for (file, bytes) in bytes(&scratch, &out) {
                    joined.entry(file).or_default().extend(bytes);
                }
                scratch.run(&["verify", &out]).fine();
            }
            for (file, bytes) in bytes(&scratch, &whole) {
                if file != "placebo.json" {
                    assert!(joined[&file] == bytes, "{n} parts of {file}");
                }
            }
        }
    }
}

/// A table that grows begins with what it was, and so does all that hangs under it; other trees stay as they are.
#[test]
fn growth_keeps_what_was_there() {
    let scratch = Scratch::new();
    generate(&scratch, "small", &[]);
    generate(&scratch, "large", &["--rows", "households=55"]);
    let (small, large) = (bytes(&scratch, "small"), bytes(&scratch, "large"));
    // Who is looked at in the log, and which message is answered, may change when there are more to choose from.
    let refers_to_what_grew = ["audit_log.csv", "placebo.json"];
    let mut grown = 0;
    for (file, bytes) in &small {
        if !refers_to_what_grew.contains(&file.as_str()) {
            assert!(large[file].starts_with(bytes), "{file} does not begin with what it was");
            grown += usize::from(large[file].len() > bytes.len());
        }
    }
    assert!(grown >= 10, "only {grown} tables grew");
    for file in ["organizations.csv", "users.csv", "sites.csv", "providers.csv", "programs.csv"] {
        assert!(small[file] == large[file], "{file} is another");
    }
}

#[test]
fn another_seed_makes_other_values() {
    let scratch = Scratch::new();
    generate(&scratch, "a", &[]);
    generate(&scratch, "b", &["--seed", "2"]);
    let (a, b) = (manifest(&scratch, "a"), manifest(&scratch, "b"));
    let (a, b) = (by_column(&a), by_column(&b));
    for column in
        ["patients.first_name", "patients.ssn", "cases.diagnosis", "users.email", "messages.payload"]
    {
        assert_ne!(a[column], b[column], "{column}");
    }
    for column in ["organizations.id", "users.version", "users.id"] {
        assert_eq!(a.get(column), b.get(column), "{column}");
    }
}

#[test]
fn only_the_tables_that_are_asked_for_and_the_same_values() {
    let scratch = Scratch::new();
    generate(&scratch, "all", &[]);
    generate(&scratch, "two", &["--tables", "messages,patients"]);
    let (all, two) = (bytes(&scratch, "all"), bytes(&scratch, "two"));
    assert_eq!(two.keys().collect::<Vec<_>>(), ["messages.csv", "patients.csv", "placebo.json"]);
    assert!(all["patients.csv"] == two["patients.csv"] && all["messages.csv"] == two["messages.csv"]);
}

/// Columns and tables are keyed by name, so their order and their neighbours do not matter.
#[test]
fn columns_and_tables_can_come_go_and_move() {
    let one = r#"
[tables.workers]
rows = 20
[tables.workers.columns]
id = { kind = "serial", primary_key = true }
name = { kind = "full_name" }

[tables.patients]
rows = 50
[tables.patients.columns]
id = { kind = "serial", primary_key = true }
sex = { kind = "sex" }
first_name = { kind = "first_name", sex = "sex" }
ssn = { kind = "ssn", unique = true, null = 0.1 }
worker_id = { kind = "reference", table = "workers", column = "id" }

[tables.cases]
parent = { table = "patients", per = { poisson = 1.4 } }
[tables.cases.columns]
id = { kind = "serial", primary_key = true }
opened_on = { kind = "date", before = "epoch" }
"#;
    let other = r#"
[tables.cases]
parent = { table = "patients", per = { poisson = 1.4 } }
[tables.cases.columns]
opened_on = { kind = "date", before = "epoch" }
weight = { kind = "number" }
id = { kind = "serial", primary_key = true }

[tables.visits]
parent = { table = "cases", per = 2 }
[tables.visits.columns]
id = { kind = "uuid", primary_key = true }

[tables.patients]
rows = 50
[tables.patients.columns]
worker_id = { kind = "reference", table = "workers", column = "id" }
zip = { kind = "zip" }
ssn = { kind = "ssn", unique = true, null = 0.1 }
first_name = { kind = "first_name", sex = "sex" }
_weight = { kind = "number" }
sex = { kind = "sex" }

[tables.workers]
rows = 20
[tables.workers.columns]
name = { kind = "full_name" }
id = { kind = "serial", primary_key = true }
"#;
    let scratch = Scratch::new();
    let made = |name: &str, text: &str| {
        scratch.write(&format!("{name}.toml"), text);
        scratch.run(&["generate", &format!("{name}.toml"), "--out", name, "-q"]).fine();
        by_column(&manifest(&scratch, name))
    };
    let (one, other) = (made("one", one), made("other", other));
    for (column, digest) in one.iter().filter(|(column, _)| *column != "patients.id") {
        assert_eq!(digest, &other[column], "{column}");
    }
    assert!(other.len() > one.len());
}

#[test]
fn a_manifest_can_be_checked_without_data() {
    let scratch = Scratch::with_clinic();
    let args = ["generate", "schema.toml", "--out", "run", "-q", "--rows", "households=25", "--seed", "9"];
    scratch.run(&args).fine();
    let check = ["generate", "schema.toml", "--check", "run/placebo.json"];
    let before = scratch.files("");
    let ran = scratch.run(&check).fine();
    assert!(ran.out.contains("as the manifest says"), "{}", ran.out);
    assert_eq!(scratch.files(""), before, "the check has written something");

    scratch.edit("tables/people.toml", "rate = 0.03 }", "rate = 0.5 }");
    let ran = scratch.run(&check).ends(1);
    for line in ["column patients.died_on: other values", "schema digest: "] {
        assert!(ran.out.contains(line), "{line}\n{}", ran.out);
    }
    assert!(!ran.out.contains("patients.first_name"), "{}", ran.out);

    // A table that is gone and a column that is new.
    scratch.edit(
        "tables/people.toml",
        "member_no       = { kind = \"ordinal\" }",
        "nth = { kind = \"ordinal\" }",
    );
    let ran = scratch.run(&check).ends(1);
    for line in ["column patients.member_no: missing", "column patients.nth: not in the manifest"] {
        assert!(ran.out.contains(line), "{line}\n{}", ran.out);
    }
}

/// Digests that were written down when this version was made. If they change, so has every user's data: give the kind
/// or the generator a new version, say so in `CHANGELOG.md`, and only then `PLACEBO_BLESS=1 cargo test --test all golden`.
#[test]
fn golden_digests_hold() {
    let scratch = Scratch::new();
    scratch.run(&["generate", "caseload", "--rows", "patients=1000", "--out", "caseload", "-q"]).fine();
    scratch.run(&["generate", &clinic(), "--out", "clinic", "-q"]).fine();
    for name in ["caseload", "clinic"] {
        let manifest = manifest(&scratch, name);
        let tables: serde_json::Map<String, serde_json::Value> = manifest
            .tables
            .iter()
            .map(|table| {
                let columns: serde_json::Map<String, serde_json::Value> =
                    table.columns.iter().map(|c| (c.name.clone(), c.digest.clone().into())).collect();
                let rows = serde_json::json!({
                    "rows": table.rows, "row_digest": table.row_digest, "columns": columns,
                });
                (table.name.clone(), rows)
            })
            .collect();
        let golden =
            serde_json::json!({ "seed": manifest.seed, "generator": manifest.generator, "tables": tables });
        let file = repository().join(format!("tests/golden/{name}.json"));
        pinned(&file, &(serde_json::to_string_pretty(&golden).unwrap() + "\n"));
    }
}

/// The library gives what the program writes, in batches of any size, and any stretch of rows for itself.
#[test]
fn the_library_makes_the_same() {
    let scratch = Scratch::new();
    generate(&scratch, "run", &[]);
    let manifest = manifest(&scratch, "run");
    let folder = repository().join("tests/clinic");
    let text = std::fs::read_to_string(folder.join("schema.toml")).unwrap();
    let document = schema::parse("schema.toml", &text, &schema::FolderFiles::new(&folder)).unwrap();
    let options = plan::Options { rows: vec![(Some("households".to_owned()), 40)], ..Default::default() };
    let plan = plan::compile(&document, &options, &plan::one_by_one).unwrap();
    let generator = Generator::new(&plan);
    for size in [7u64, 1_000_000] {
        for (t, table) in plan.tables.iter().enumerate() {
            let mut digest = TableDigest::new(&table.schema).unwrap();
            let mut from = 0;
            while from < table.rows {
                let to = (from + size).min(table.rows);
                let batch = generator.batch(t, from..to).unwrap();
                let partial = digest.digest_batch(&batch).unwrap();
                digest.merge(&partial);
                from = to;
            }
            let recorded = manifest.table(&table.name).unwrap();
            assert_eq!(digest.row_hex(), recorded.row_digest, "{} in batches of {size}", table.name);
            let columns: Vec<&str> = recorded.columns.iter().map(|c| c.digest.as_str()).collect();
            assert_eq!(digest.column_hex(), columns, "{} in batches of {size}", table.name);
        }
    }
}

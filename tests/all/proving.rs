//! `placebo verify --against`: whatever is broken in a masked extract is found, and what is masked well is not.

use crate::scratch::Scratch;
use std::fs;

/// An export and its masked extract.
fn masked() -> Scratch {
    let scratch = Scratch::new();
    scratch.run(&["generate", "caseload", "--rows", "patients=60", "--out", "prod", "-q"]).fine();
    scratch.run(&["mask", "caseload", "prod", "--out", "safe", "-q"]).fine();
    scratch
}

/// A table of CSV that can be altered.
struct Sheet {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Sheet {
    fn read(scratch: &Scratch, path: &str) -> Self {
        let mut reader = csv::Reader::from_path(scratch.join(path)).unwrap();
        let names = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows = reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
        Self { names, rows }
    }

    fn write(&self, scratch: &Scratch, path: &str) {
        let mut writer = csv::Writer::from_path(scratch.join(path)).unwrap();
        writer.write_record(&self.names).unwrap();
        self.rows.iter().for_each(|row| writer.write_record(row).unwrap());
        writer.flush().unwrap();
    }

    fn at(&self, name: &str) -> usize {
        self.names.iter().position(|n| n == name).unwrap()
    }

    /// Takes over cells of another sheet.
    fn take(&mut self, from: &Self, column: &str, into: &str, change: impl Fn(&str) -> String) {
        let (a, b) = (from.at(column), self.at(into));
        for (row, original) in
            self.rows.iter_mut().zip(&from.rows).filter(|(_, original)| !original[a].is_empty())
        {
            row[b] = change(&original[a]);
        }
    }
}

/// One way to break an extract: its name, the table, and what is done to it with the original at hand.
type Break = (&'static str, &'static str, fn(&mut Sheet, &Sheet));

fn same(text: &str) -> String {
    text.to_owned()
}

fn in_base64(text: &str) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for part in text.as_bytes().chunks(3) {
        let bits = part.iter().fold(0u32, |bits, b| bits << 8 | u32::from(*b)) << (8 * (3 - part.len()));
        for n in 0..=part.len() {
            out.push(char::from(LETTERS[(bits >> (18 - 6 * n) & 63) as usize]));
        }
    }
    out
}

const BREAKS: [Break; 27] = [
    ("passes a column of numbers", "patients", |s, o| s.take(o, "ssn", "ssn", same)),
    ("passes a column of names", "patients", |s, o| s.take(o, "last_name", "last_name", same)),
    ("passes a column of dates", "patients", |s, o| s.take(o, "birth_date", "birth_date", same)),
    ("passes keys", "patients", |s, o| s.take(o, "id", "id", same)),
    ("passes a place", "patients", |s, o| s.take(o, "city", "city", same)),
    ("skips a row", "patients", |s, o| s.rows[7].clone_from(&o.rows[7])),
    ("skips a row of contacts", "contacts", |s, o| s.rows[11].clone_from(&o.rows[11])),
    ("swaps two columns", "patients", |s, _| {
        let (a, b) = (s.at("first_name"), s.at("last_name"));
        s.rows.iter_mut().for_each(|row| row.swap(a, b));
    }),
    ("swaps columns of other sorts", "patients", |s, _| {
        let (a, b) = (s.at("ssn"), s.at("phone"));
        s.rows.iter_mut().for_each(|row| row.swap(a, b));
    }),
    ("writes into a neighbouring column", "patients", |s, o| {
        let (a, b) = (o.at("mrn"), s.at("middle_name"));
        s.rows[3][b].clone_from(&o.rows[3][a]);
    }),
    ("truncates instead of replaces", "patients", |s, o| {
        s.take(o, "last_name", "last_name", |t| t.chars().take(4).collect());
    }),
    ("keeps the end of a number", "patients", |s, o| {
        s.take(o, "mrn", "mrn", |t| format!("XXXXXX{}", &t[t.len() - 4..]));
    }),
    ("writes without separators and in other case", "patients", |s, o| {
        s.take(o, "email", "language", |t| t.to_uppercase().replace(['.', '@'], " "));
    }),
    ("writes in base64", "cases", |s, _| {
        let at = s.at("summary");
        s.rows[2][at] = in_base64("patient Qwertzuiop Asdfghjkl, 078051120");
    }),
    ("turns names round", "patients", |s, o| {
        let (a, b, c) = (o.at("first_name"), o.at("last_name"), s.at("language"));
        for (row, own) in s.rows.iter_mut().zip(&o.rows) {
            row[c] = format!("{}, {}", own[b], own[a]);
        }
    }),
    ("shifts a column by a row", "patients", |s, o| {
        let (a, b) = (o.at("mrn"), s.at("mrn"));
        for n in 1..s.rows.len() {
            s.rows[n][b].clone_from(&o.rows[n - 1][a]);
        }
    }),
    ("does not generalise a postal code", "patients", |s, o| s.take(o, "zip", "zip", same)),
    ("keeps the month", "patients", |s, o| {
        s.take(o, "created_at", "created_at", |t| format!("{}-01{}", &t[..7], &t[10..]));
    }),
    ("passes notes", "notes", |s, o| s.take(o, "body", "body", same)),
    ("loses a row", "patients", |s, _| drop(s.rows.pop())),
    ("writes a row twice", "patients", |s, _| s.rows.push(s.rows[0].clone())),
    ("gives two people one number", "patients", |s, _| {
        let at = s.at("mrn");
        s.rows[1][at] = s.rows[0][at].clone();
    }),
    ("breaks a reference", "cases", |s, _| {
        let at = s.at("patient_id");
        s.rows[4][at] = "-424242".to_owned();
    }),
    ("gives the rows of one to another", "cases", |s, _| {
        let at = s.at("patient_id");
        let first = s.rows[0][at].clone();
        s.rows.iter_mut().take(30).for_each(|row| row[at].clone_from(&first));
    }),
    ("forgets NULL", "patients", |s, _| {
        let at = s.at("ssn");
        s.rows.iter_mut().filter(|row| row[at].is_empty()).for_each(|row| row[at] = "900-00-0001".to_owned());
    }),
    ("loses values", "patients", |s, _| {
        let at = s.at("phone");
        s.rows.iter_mut().take(5).for_each(|row| row[at].clear());
    }),
    ("writes words where there were numbers", "cases", |s, _| {
        let at = s.at("worker_id");
        s.rows.iter_mut().for_each(|row| row[at] = format!("w{}", row[at]));
    }),
];

#[test]
fn whatever_is_broken_is_found_and_told_without_a_value() {
    let scratch = masked();
    // What stands in base64 must be somebody's.
    let mut patients = Sheet::read(&scratch, "prod/patients.csv");
    let (first, ssn) = (patients.at("last_name"), patients.at("mrn"));
    patients.rows[5][first] = "Qwertzuiop Asdfghjkl".to_owned();
    patients.rows[6][ssn] = "078051120".to_owned();
    patients.write(&scratch, "prod/patients.csv");
    scratch
        .run(&["verify", "safe", "--against", "prod", "--schema", "caseload", "--only", "survival,shape"])
        .fine();
    let mut missed = Vec::new();
    for (name, table, alter) in BREAKS {
        let path = format!("safe/{table}.csv");
        let whole = fs::read(scratch.join(&path)).unwrap();
        let mut sheet = Sheet::read(&scratch, &path);
        let original = Sheet::read(&scratch, &format!("prod/{table}.csv"));
        alter(&mut sheet, &original);
        sheet.write(&scratch, &path);
        let ran = scratch.run(&[
            "verify",
            "safe",
            "--against",
            "prod",
            "--schema",
            "caseload",
            "--only",
            "survival,shape",
        ]);
        if ran.code != 1 {
            missed.push((name, ran.code, ran.all()));
        }
        for value in [&original.rows[7][1], &original.rows[3][1]] {
            assert!(value.len() < 8 || !ran.all().contains(value.as_str()), "{name}: {}", ran.all());
        }
        fs::write(scratch.join(&path), whole).unwrap();
    }
    assert!(missed.is_empty(), "{missed:?}");
}

const SCHEMA: &str = r#"
[tables.people]
rows = 1
subject = "id"
[tables.people.columns]
id = { kind = "serial", primary_key = true }
name = { kind = "full_name" }
ssn = { kind = "ssn" }
"address.city" = { kind = "city" }
"phones[].number" = { kind = "phone" }
status = { kind = "string", mask = { keep = "a code" } }
"#;

fn people() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("s.toml", SCHEMA);
    let line = |n: usize| {
        format!(
            "{{\"id\":{n},\"name\":\"Ann Canarious{}\",\"ssn\":\"123-45-{:04}\",\"address\":{{\"city\":\"Canaryville\"}},\
             \"phones\":[{{\"number\":\"212-736-{n:04}\"}}],\"status\":\"open\"}}\n",
            char::from(b'a' + u8::try_from(n % 26).unwrap()),
            6000 + n
        )
    };
    scratch.write("people.jsonl", &(1..=60).map(line).collect::<String>());
    scratch
}

#[test]
fn a_nested_key_that_is_forgotten_is_found() {
    let scratch = people();
    scratch.run(&["mask", "s.toml", "people.jsonl", "--out", "out", "-q"]).fine();
    let masked = scratch.read("out/people.jsonl");
    let original = scratch.read("people.jsonl");
    let verify = ["verify", "out", "--against", "people.jsonl", "--schema", "s.toml", "--only", "survival"];
    scratch.run(&verify).fine();
    let part = |line: &str, from: &str, to: &str| {
        let start = line.find(from).unwrap();
        line[start..start + line[start..].find(to).unwrap()].to_owned()
    };
    for (from, to) in [("\"phones\"", "]"), ("\"address\"", "}"), ("\"name\"", ",")] {
        let lines = masked
            .lines()
            .zip(original.lines())
            .map(|(is, was)| is.replace(&part(is, from, to), &part(was, from, to)) + "\n");
        scratch.write("out/people.jsonl", &lines.collect::<String>());
        let ran = scratch.run(&verify).ends(1);
        assert!(!ran.out.contains("Canary") && !ran.out.contains("212-736"), "{}", ran.out);
    }
    // A key of an object may be a value too.
    scratch.write(
        "out/people.jsonl",
        &masked.replacen("\"status\":\"open\"", "\"status\":\"open\",\"Ann Canariousc\":1", 1),
    );
    scratch.run(&verify).ends(1);
}

#[test]
fn names_of_files_comments_defaults_statistics_and_metadata_are_looked_at() {
    let scratch = people();
    scratch.run(&["mask", "s.toml", "people.jsonl", "--out", "out", "-q"]).fine();
    let verify = |folder: &str| {
        scratch.run(&[
            "verify",
            folder,
            "--against",
            "people.jsonl",
            "--schema",
            "s.toml",
            "--only",
            "survival",
        ])
    };
    scratch.shell("mkdir named && cp out/people.jsonl named/ssn_123456007.jsonl");
    assert!(verify("named").ends(1).out.contains("name of the file"));
    let dumps = [
        "COMMENT ON TABLE people IS 'as Canariousd, Ann asked';\n",
        "CREATE TABLE people (\n    ssn text DEFAULT '123-45-6009'::text\n);\n",
        "SELECT pg_restore_attribute_stats('most_common_vals', '{\"123 45 6011\",x}'::text);\n",
        "-- 212.736.0013\n",
        "INSERT INTO other VALUES (1, 'MTIzLTQ1LTYwMTU=');\n",
    ];
    for dump in dumps {
        scratch.shell("rm -rf dumped && mkdir dumped");
        scratch.write("dumped/dump.sql", dump);
        verify("dumped").ends(1);
        scratch.write(
            "dumped/dump.sql",
            &dump
                .replace("123", "987")
                .replace("212", "313")
                .replace("Canarious", "Nobody")
                .replace("MTIz", "OTg3"),
        );
        verify("dumped").fine();
    }
    let python = crate::readers::python().display().to_string();
    scratch.write(
        "make.py",
        "import pyarrow as pa, pyarrow.parquet as pq, sys\n\
         t = pa.table({'a': ['x', 'y']})\n\
         pq.write_table(t.replace_schema_metadata({'by': 'Ann Canarious' + sys.argv[1]}), 'parquet/people.parquet')\n",
    );
    scratch.shell(&format!("mkdir parquet && {python} make.py e")).fine();
    verify("parquet").ends(1);
    scratch.shell(&format!("{python} make.py zz")).fine();
    verify("parquet").fine();
}

#[test]
fn indexes_of_pages_are_looked_at_and_filters_named() {
    let scratch = people();
    scratch.shell("mkdir parquet").fine();
    let verify = |folder: &str| {
        let args =
            ["verify", folder, "--against", "people.jsonl", "--schema", "s.toml", "--only", "survival"];
        scratch.run(&args)
    };
    let python = crate::readers::python().display().to_string();
    // The index of the pages says another value than the rows: it was left from another file.
    scratch.write(
        "index.py",
        "import pyarrow as pa, pyarrow.parquet as pq, sys\n\
         path = 'parquet/people.parquet'\n\
         pq.write_table(pa.table({'a': ['900-11-2233']}), path, write_page_index=True, use_dictionary=False, compression='none')\n\
         old, new = b'900-11-2233', sys.argv[1].encode()\n\
         data = open(path, 'rb').read()\n\
         footer = len(data) - 8 - int.from_bytes(data[-8:-4], 'little')\n\
         at = data.rindex(old, 0, footer)\n\
         assert data.count(old, 0, footer) >= 2\n\
         open(path, 'wb').write(data[:at] + new + data[at + len(new):])\n",
    );
    scratch.shell(&format!("{python} index.py 123-45-6009")).fine();
    verify("parquet").ends(1);
    scratch.shell(&format!("{python} index.py 900-11-2234")).fine();
    verify("parquet").fine();
}

#[test]
fn a_column_that_is_kept_by_mistake_stops_the_run() {
    let scratch = people();
    let line = scratch
        .read("people.jsonl")
        .replace("\"status\":\"open\"", "\"status\":\"open since Ann Canariousc came\"");
    scratch.write("people.jsonl", &line);
    let ran = scratch.run(&["mask", "s.toml", "people.jsonl", "--out", "out"]).ends(1);
    assert!(ran.err.contains("people.status") && !ran.all().contains("Canary"), "{}", ran.all());
    assert!(!scratch.join("out").exists());
    let ran = scratch.shell("placebo mask s.toml people=- --out - < people.jsonl").ends(1);
    assert!(ran.out.is_empty(), "{}", ran.out);
    scratch.run(&["mask", "s.toml", "people.jsonl", "--out", "out", "--accept", "people.status"]).fine();
    scratch
        .run(&["mask", "s.toml", "people.jsonl", "--out", "no", "--no-verify"])
        .refuses("safe-harbor checks");
}

#[test]
fn memory_that_holds_a_part_finds_the_same() {
    let scratch = masked();
    let mut sheet = Sheet::read(&scratch, "safe/patients.csv");
    sheet.take(&Sheet::read(&scratch, "prod/patients.csv"), "mrn", "email", same);
    sheet.write(&scratch, "safe/patients.csv");
    let run = |memory: &str| {
        let args = [
            "verify",
            "safe",
            "--against",
            "prod",
            "--only",
            "survival",
            "--format",
            "json",
            "--memory",
            memory,
        ];
        let told: serde_json::Value = serde_json::from_str(&scratch.run(&args).ends(1).out).unwrap();
        let found = told["against"]["findings"].as_array().unwrap().clone();
        (told["against"]["passes"].as_u64().unwrap(), found)
    };
    let (whole, some, parts) = (run("64MiB"), run("64KiB"), run("2KiB"));
    assert!(whole.0 == 1 && parts.0 > 1, "{} {}", whole.0, parts.0);
    assert_eq!((&whole.1, &whole.1), (&some.1, &parts.1));
    // What was kept of rows of the original that no row of the result stands beside counts for nothing.
    sheet.rows.truncate(40);
    sheet.write(&scratch, "safe/patients.csv");
    assert_eq!(run("64MiB").1, run("2KiB").1);
}

#[test]
fn risk_is_told_and_its_limits_fail() {
    let scratch = masked();
    let told = |more: &[&str]| {
        let args = ["verify", "safe", "--against", "prod", "--schema", "caseload", "--only", "risk"];
        scratch.run(&[&args[..], more].concat())
    };
    let out = told(&[]).fine().out;
    assert!(out.contains("patients by sex, birth_date") && out.contains("k = 1"), "{out}");
    told(&["--min-k", "5"]).ends(1);
    told(&["--max-linked", "1%"]).ends(1);
    told(&["--min-k", "1", "--quasi", "patients.sex"]).fine();
    told(&["--max-unique", "2"]).refuses("expected a share");
    let sarif = told(&["--min-k", "5", "--format", "sarif"]).ends(1).out;
    let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "risk");
    let github = told(&["--min-k", "5", "--format", "github"]).ends(1).out;
    assert!(github.starts_with("::error::patients"), "{github}");
    scratch.run(&["verify", "safe", "--only", "survival"]).refuses("need an original");
    told(&["--quasi", "patients.sexx"]).refuses("patients.sex");
    // Without an original k is told all the same, and a limit is looked at.
    let alone = ["verify", "safe", "--schema", "caseload"];
    scratch.run(&[&alone[..], &["--min-k", "5"]].concat()).ends(1);
    assert!(scratch.run(&[&alone[..], &["--only", "risk"]].concat()).fine().out.contains("k = 1"));
    scratch
        .run(&[&alone[..], &["--only", "fiction", "--min-k", "5"]].concat())
        .refuses("risk was not asked for");
    let page = ["--against", "prod", "--only", "fiction", "--html", "page.html"];
    scratch.run(&[&alone[..], &page].concat()).refuses("a page tells of");
}

#[test]
fn linking_sees_all_of_the_original_in_whatever_order() {
    let scratch = masked();
    let linked = || {
        let args = ["verify", "safe", "--against", "prod", "--schema", "caseload", "--only", "risk"];
        let out = scratch.run(&[&args[..], &["--format", "json"]].concat()).out;
        serde_json::from_str::<serde_json::Value>(&out).unwrap()["against"]["risk"][0]["linked"]
            .as_u64()
            .unwrap()
    };
    let in_order = linked();
    assert!(in_order > 10, "{in_order}");
    let mut sheet = Sheet::read(&scratch, "safe/patients.csv");
    sheet.rows.reverse();
    sheet.rows.truncate(20);
    sheet.write(&scratch, "safe/patients.csv");
    // Twenty of sixty: every one of them that is found alone among all sixty of the original.
    let some = linked();
    assert!((1..=20).contains(&some), "{some}");
    sheet.rows.reverse();
    sheet.write(&scratch, "safe/patients.csv");
    assert_eq!(linked(), some);
}

#[test]
fn canaries_test_a_policy_without_data() {
    let scratch = people();
    let told = scratch.run(&["canary", "s.toml"]);
    // The kept text of `status` takes whatever somebody writes.
    assert!(told.code == 1 && told.all().contains("people.status"), "{}", told.all());
    let fine = scratch.run(&["canary", "s.toml", "--accept", "people.status"]).fine().out;
    assert!(
        fine.contains("5 columns and paths of 1 tables") && fine.contains("no planted value survives"),
        "{fine}"
    );
    scratch.write(
        "kept.toml",
        &SCHEMA.replace(
            "name = { kind = \"full_name\" }",
            "name = { kind = \"full_name\", mask = { keep = \"oops\" } }",
        ),
    );
    let told = scratch.run(&["canary", "kept.toml", "--accept", "people.status"]).ends(1);
    assert!(told.all().contains("people.name"), "{}", told.all());
    scratch.run(&["canary", "s.toml", "--accept", "people.status", "--profile", "pseudonymised"]).fine();
    for preset in ["caseload", "contact-tracing", "care-fund", "clinic", "load"] {
        scratch.run(&["canary", preset]).fine();
    }
    assert!(fs::read_dir(scratch.join(".")).unwrap().count() < 8);
}

/// A picture of a page, as it is in the light or in the dark.
fn drawn(scratch: &Scratch, page: &str, dark: bool) -> Vec<u8> {
    let picture = scratch.join(if dark { "dark.png" } else { "light.png" });
    let ran = std::process::Command::new(crate::scoring::browser())
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--window-size=900,1400"])
        .arg(format!("--blink-settings=preferredColorScheme={}", if dark { 0 } else { 1 }))
        .arg(format!("--user-data-dir={}", scratch.join("profile").display()))
        .arg(format!("--screenshot={}", picture.display()))
        .arg(format!("file://{}", scratch.join(page).display()))
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    fs::read(picture).unwrap()
}

#[test]
fn the_report_opens_in_a_browser_and_holds_no_value() {
    let scratch = people();
    let status = scratch.read("people.jsonl").replacen("\"open\"", "\"closed\"", 25);
    let status = status.replacen("\"closed\"", "\"rare <b>&\"", 3);
    scratch.write("people.jsonl", &status);
    scratch.run(&["mask", "s.toml", "people.jsonl", "--out", "out", "-q", "--html", "report.html"]).fine();
    let (page, twin) = (scratch.read("report.html"), scratch.read("report.json"));
    for outside in ["http:", "https:", "src=", "href=", "url(", "<script", "@import", "<link"] {
        assert!(!page.contains(outside), "{outside}");
    }
    for text in [&page, &twin] {
        assert!(!text.contains("Canar") && !text.contains("123-45") && !text.contains("rare"), "{text}");
    }
    let dom = crate::scoring::opened(&scratch.join("report.html"), &scratch.join("profile"));
    for tag in ["<svg", "<rect", "<tr", "<section", "<div"] {
        assert_eq!(dom.matches(tag).count(), page.matches(tag).count(), "{tag}");
    }
    for words in [
        "social security numbers",
        "signature",
        "people.status (2 values are not shown)",
        "of this run",
        "survival",
    ] {
        assert!(dom.contains(words), "{words}");
    }
    assert_ne!(drawn(&scratch, "report.html", true), drawn(&scratch, "report.html", false));
    let twin: serde_json::Value = serde_json::from_str(&twin).unwrap();
    assert_eq!(twin["checks"]["against"]["ok"], true);
    assert_eq!(twin["outputs"][0]["rows"], 60);
    scratch.run(&["mask", "s.toml", "people.jsonl", "--out", "o", "--html", "report.txt"]).refuses(".html");
    scratch
        .run(&["verify", "out", "--against", "people.jsonl", "--schema", "s.toml", "--html", "v.html"])
        .fine();
    assert!(scratch.read("v.html").contains("Who could be singled out"));
}

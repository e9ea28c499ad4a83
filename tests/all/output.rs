//! What a run leaves behind: all of it under its name, or nothing.

use crate::scratch::{Ran, Scratch, clinic, command};
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

const PATIENTS: [&str; 5] = ["generate", "caseload", "--rows", "patients=200", "-q"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    PATIENTS.iter().copied().chain(more.iter().copied()).collect()
}

#[test]
fn a_run_without_arguments_takes_the_schema_of_the_folder_or_the_preset() {
    let scratch = Scratch::new();
    let ran = scratch.run(&["generate"]).fine();
    assert!(ran.out.contains("patients") && ran.out.contains("placebo verify caseload"), "{}", ran.out);
    assert_eq!(ran.err, "", "a pipe has no progress bar");
    scratch.run(&["verify", "caseload"]).fine();

    let own =
        "name = \"mine\"\n[tables.notes]\nrows = 3\n[tables.notes.columns]\nid = { kind = \"serial\" }\n";
    scratch.write("placebo.toml", own);
    scratch.run(&["generate", "--quiet"]).fine();
    assert_eq!(scratch.read("mine/notes.csv"), "id\n1\n2\n3\n");
}

#[test]
fn what_is_there_is_not_replaced_unless_asked() {
    let scratch = Scratch::new();
    scratch.run(&with(&["--out", "run"])).fine();
    let before = scratch.read("run/patients.csv");
    let ran = scratch.run(&with(&["--out", "run", "--seed", "2"])).refuses("already there");
    assert!(ran.err.contains("--overwrite"), "{}", ran.err);
    assert_eq!(scratch.read("run/patients.csv"), before);

    // What somebody else put there stays, also when the run is replaced.
    scratch.write("run/notes.txt", "mine");
    scratch.run(&with(&["--out", "run", "--seed", "2", "--overwrite", "--format", "jsonl"])).fine();
    assert_eq!(scratch.read("run/notes.txt"), "mine");
    assert!(!scratch.join("run/patients.csv").exists(), "a file of the run before is left over");
    scratch.run(&["verify", "run"]).fine();
}

#[test]
fn a_folder_that_cannot_be_is_refused() {
    let scratch = Scratch::new();
    scratch.write("file", "I am a file");
    for out in ["file", "file/below"] {
        let ran = scratch.run(&with(&["--out", out])).ends(2);
        assert!(ran.err.starts_with("error: ") && ran.err.contains("file"), "{}", ran.err);
    }
    assert_eq!(scratch.read("file"), "I am a file");
    assert_eq!(scratch.files(""), ["file"]);
}

#[test]
fn tables_are_folders_of_parts_on_request() {
    let scratch = Scratch::new();
    scratch.run(&with(&["--out", "run", "--parts", "4", "--tables", "patients"])).fine();
    let files = scratch.files("run");
    let expected: Vec<String> = (1..=4)
        .map(|n| format!("patients/part-{n:05}-of-00004.csv"))
        .chain(["placebo.json".to_owned()])
        .collect();
    assert_eq!(files, expected);
}

#[test]
fn compressed_text_is_the_text() {
    let scratch = Scratch::new();
    let table = ["--tables", "patients"];
    scratch.run(&with(&[&table[..], &["--out", "plain"]].concat())).fine();
    scratch.run(&with(&[&table[..], &["--out", "gz", "--compress", "gzip"]].concat())).fine();
    scratch.run(&with(&[&table[..], &["--out", "zst", "--compress", "zstd"]].concat())).fine();
    let plain = fs::read(scratch.join("plain/patients.csv")).unwrap();
    let mut unpacked = Vec::new();
    let gz = fs::File::open(scratch.join("gz/patients.csv.gz")).unwrap();
    flate2::read::MultiGzDecoder::new(gz).read_to_end(&mut unpacked).unwrap();
    assert!(unpacked == plain);
    let zst = fs::File::open(scratch.join("zst/patients.csv.zst")).unwrap();
    assert!(zstd::decode_all(zst).unwrap() == plain);
}

#[test]
fn one_table_goes_to_standard_output() {
    let scratch = Scratch::new();
    scratch.run(&with(&["--out", "run"])).fine();
    let ran = scratch.run(&with(&["--out", "-", "--tables", "contacts"])).fine();
    assert_eq!(ran.out, scratch.read("run/contacts.csv"));
    scratch.run(&with(&["--out", "-"])).refuses("one table");
}

/// Whoever stops reading ends us well.
#[test]
fn a_closed_pipe_is_no_failure() {
    let scratch = Scratch::new();
    let line = "set -o pipefail; placebo generate caseload --rows patients=60_000 --tables patients --out - | head -n 2";
    let ran = scratch.shell(line).fine();
    assert_eq!(ran.out.lines().count(), 2);
    assert_eq!(ran.err, "");
    scratch.shell("set -o pipefail; placebo schema kinds | head -n 1").fine();
}

/// `ulimit -f` makes the system refuse to write more, as a full disk does.
#[test]
fn a_full_disk_leaves_nothing_behind() {
    let scratch = Scratch::new();
    for format in ["csv", "parquet"] {
        let line = format!(
            "ulimit -f 100; placebo generate caseload --rows patients=60_000 --format {format} --out run"
        );
        let ran = scratch.shell(&line).ends(2);
        assert!(ran.err.contains("nothing was written under a final name"), "{}", ran.err);
        assert_eq!(scratch.files(""), Vec::<String>::new());
        assert!(!scratch.join("run").exists());
    }
}

/// Sends a signal once the run has begun to write, and waits for its end.
fn interrupt(scratch: &Scratch, signal: &str) -> Ran {
    let args = ["generate", "caseload", "--rows", "patients=4_000_000", "--out", "run"];
    let mut child =
        command(scratch.path()).args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while !scratch.files("").iter().any(|file| file.contains(".placebo-")) {
        assert!(child.try_wait().unwrap().is_none(), "the run ended before it could be stopped");
        std::thread::yield_now();
    }
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    Ran::of(child.wait_with_output().unwrap(), &args)
}

#[test]
fn an_interrupted_run_leaves_nothing_behind() {
    for signal in ["-INT", "-TERM"] {
        let scratch = Scratch::new();
        let ran = interrupt(&scratch, signal).ends(2);
        assert!(ran.err.contains("interrupted"), "{}", ran.err);
        assert!(ran.err.contains("nothing was written under a final name"), "{}", ran.err);
        assert_eq!(scratch.files(""), Vec::<String>::new());
    }
}

/// A division by zero in row 9,000 of a table that is written after another.
#[test]
fn a_value_that_cannot_be_made_leaves_nothing_behind() {
    let scratch = Scratch::new();
    scratch.write(
        "schema.toml",
        "[tables.a]\nrows = 20_000\n[tables.a.columns]\nid = { kind = \"serial\", primary_key = true }\n\n\
         [tables.b]\nrows = 20_000\n[tables.b.columns]\nid = { kind = \"serial\", primary_key = true }\n\
         ratio = { expr = \"100 / (id - 9000)\" }\n",
    );
    let ran = scratch.run(&["generate", "schema.toml", "--out", "run"]).ends(2);
    assert!(ran.err.contains("b.ratio") && ran.err.contains("row 8999"), "{}", ran.err);
    assert_eq!(scratch.files(""), ["schema.toml"]);
}

#[test]
fn a_dry_run_and_a_preview_write_nothing() {
    let scratch = Scratch::new();
    scratch.run(&["generate", &clinic(), "-q", "--out", "run"]).fine();
    let manifest = placebo::record::Manifest::read(&scratch.join("run/placebo.json")).unwrap();
    fs::remove_dir_all(scratch.join("run")).unwrap();

    let dry = scratch.run(&["generate", &clinic(), "--dry-run"]).fine().out;
    for table in &manifest.tables {
        let line = dry.lines().find(|line| line.split_whitespace().next() == Some(&table.name));
        let rows = line.and_then(|line| line.split_whitespace().nth(1)).unwrap_or_default().replace(',', "");
        assert_eq!(rows, table.rows.to_string(), "{}\n{dry}", table.name);
    }
    assert!(dry.contains("patients.ssn"), "the capacity of unique columns is told\n{dry}");

    let preview = scratch.run(&["generate", &clinic(), "--preview", "3", "--tables", "users"]).fine().out;
    assert!(preview.contains("admin@clinic.example") && preview.contains("3 of 40 rows"), "{preview}");
    assert_eq!(scratch.files(""), Vec::<String>::new());
}

/// A run holds no clock, host, user or folder: the same run gives the same manifest byte for byte.
#[test]
fn a_manifest_tells_nothing_of_where_and_when() {
    let scratch = Scratch::new();
    let other = Scratch::new();
    scratch.run(&with(&["--out", "run"])).fine();
    other.run(&with(&["--out", "elsewhere"])).fine();
    let text = scratch.read("run/placebo.json");
    assert_eq!(text, other.read("elsewhere/placebo.json"));
    let folder = scratch.path().display().to_string();
    assert!(!text.contains(&folder));
    assert!(Path::new(&folder).is_dir());
}

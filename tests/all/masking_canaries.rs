//! Canaries in every column of every format: whatever is wrong with the input, none comes out.

use crate::scratch::{Ran, Scratch};

/// What is planted; each column has one of its own.
const CANARY: &str = "canary70003141";

const KINDS: [&str; 24] = [
    "serial",
    "first_name",
    "last_name",
    "full_name",
    "ssn",
    "mrn",
    "phone",
    "fax",
    "email",
    "street",
    "city",
    "zip",
    "birth_date",
    "timestamp",
    "age",
    "uuid",
    "url",
    "ipv4",
    "username",
    "password",
    "npi",
    "note",
    "payment_card",
    "company",
];

fn scratch() -> Scratch {
    let columns: String = KINDS.iter().map(|kind| format!("c_{kind} = {{ kind = \"{kind}\" }}\n")).collect();
    let scratch = Scratch::new();
    scratch.write(
        "s.toml",
        &format!(
            "[tables.t]\nrows = 1\nsubject = \"c_serial\"\n[tables.t.columns]\n{columns}\
             \"nested.name\" = {{ kind = \"last_name\" }}\n\"nested.list[]\" = {{ kind = \"phone\" }}\n"
        ),
    );
    scratch.key("k");
    scratch
}

fn value(at: usize, row: usize) -> String {
    format!("{CANARY}x{at}x{row}")
}

/// A file of each format with a canary in every cell.
fn planted(format: &str) -> String {
    let names: Vec<String> = KINDS.iter().map(|kind| format!("c_{kind}")).collect();
    let row = |row: usize| (0..KINDS.len()).map(|at| value(at, row)).collect::<Vec<String>>();
    let nested = format!("{{\"name\":\"{CANARY}\",\"list\":[\"{CANARY}\",\"{CANARY}\"]}}");
    match format {
        "csv" => {
            let quoted = nested.replace('"', "\"\"");
            let line = |n: usize| format!("{},\"{quoted}\"\n", row(n).join(","));
            format!("{},nested\n{}", names.join(","), (0..6).map(line).collect::<String>())
        }
        "jsonl" => {
            let pair = |(name, value): (&String, String)| format!("\"{name}\":\"{value}\"");
            let line = |n: usize| {
                let pairs: Vec<String> = names.iter().zip(row(n)).map(pair).collect();
                format!("{{{},\"nested\":{nested}}}\n", pairs.join(","))
            };
            (0..6).map(line).collect()
        }
        "copy" => {
            let line = |n: usize| format!("{}\t{nested}\n", row(n).join("\t"));
            let rows: String = (0..6).map(line).collect();
            format!(
                "-- {CANARY}\nCOMMENT ON TABLE public.t IS '{CANARY}';\nCOPY public.t ({}, nested) FROM stdin;\n{rows}\\.\n",
                names.join(", ")
            )
        }
        _ => {
            let line = |n: usize| format!("('{}', '{nested}')", row(n).join("', '"));
            let rows: Vec<String> = (0..6).map(line).collect();
            format!("INSERT INTO public.t ({}, nested) VALUES {};\n", names.join(", "), rows.join(", "))
        }
    }
}

/// The same as a Parquet file without compression, with names in its metadata and statistics, by another writer.
fn planted_parquet(scratch: &Scratch) {
    scratch.write("planted.csv", &planted("csv"));
    scratch.write(
        "make.py",
        &format!(
            "import csv, pyarrow as pa, pyarrow.parquet as pq\n\
             rows = list(csv.reader(open('planted.csv')))\n\
             t = pa.table({{n: pa.array([r[i] for r in rows[1:]]) for i, n in enumerate(rows[0])}})\n\
             t = t.replace_schema_metadata({{'by': '{CANARY}'}})\n\
             pq.write_table(t, 't.parquet', compression='NONE', use_dictionary=False, row_group_size=4, write_page_index=True)\n"
        ),
    );
    scratch.write(
        "show.py",
        "import sys, pyarrow.parquet as pq\nf = pq.ParquetFile(sys.argv[1])\nprint(f.read().to_pydict(), f.metadata.metadata, \
         [f.metadata.row_group(g).column(c).statistics for g in range(f.num_row_groups) for c in range(f.metadata.num_columns)])\n",
    );
    let python = crate::readers::python().display().to_string();
    scratch.shell(&format!("{python} make.py && rm make.py planted.csv")).fine();
}

fn file(format: &str) -> &'static str {
    match format {
        "parquet" => "t.parquet",
        "csv" => "t.csv",
        "jsonl" => "t.jsonl",
        _ => "t.sql",
    }
}

/// No canary is in what was said, nor in anything that was left, the input aside.
fn silent(scratch: &Scratch, ran: &Ran, input: &str, what: &str) {
    assert!(!ran.all().contains("canary"), "{what}: {}", ran.all());
    for left in scratch.files(".").into_iter().filter(|left| left != input && left != "s.toml") {
        assert!(!left.contains("canary"), "{what}");
        let bytes = std::fs::read(scratch.join(&left)).unwrap();
        assert!(memchr_find(&bytes), "{what}: {left}");
    }
}

fn memchr_find(bytes: &[u8]) -> bool {
    !bytes.windows(CANARY.len()).any(|window| window.eq_ignore_ascii_case(CANARY.as_bytes()))
}

#[test]
fn no_canary_survives_in_any_column_of_any_format() {
    for format in ["csv", "jsonl", "copy", "insert", "parquet"] {
        let scratch = scratch();
        let input = file(format);
        match format {
            "parquet" => planted_parquet(&scratch),
            _ => drop(scratch.write(input, &planted(format))),
        }
        for profile in ["safe-harbor", "pseudonymised"] {
            let mut args = vec![
                "mask",
                "s.toml",
                input,
                "--out",
                profile,
                "--profile",
                profile,
                "--reason",
                "x",
                "--audit-stderr",
            ];
            if profile == "pseudonymised" {
                args.extend(["--key-file", "k"]);
            }
            let ran = scratch.run(&args).fine();
            silent(&scratch, &ran, input, format);
            if format == "parquet" {
                let python = crate::readers::python().display().to_string();
                let read = scratch.shell(&format!("{python} show.py {profile}/t.parquet")).fine();
                assert!(!read.all().to_lowercase().contains("canary"), "{}", read.out);
                assert!(read.out.contains("c_full_name") && read.out.contains("has_min_max"), "{}", read.out);
            }
        }
    }
}

/// The text broken in one of fifty ways.
fn broken(text: &[u8], way: usize) -> Vec<u8> {
    let mut bytes = text.to_vec();
    let at = bytes.len() * (way / 10 + 1) / 6;
    let insert: &[u8] = match way % 10 {
        0 => {
            bytes.truncate(at);
            b""
        }
        1 => b"\"",
        2 => b"\xff\xfe",
        3 => b"\0",
        4 => b"\n",
        5 => b",canary70003141,\t",
        6 => b"\\",
        7 => b"\r",
        8 => b"'{[",
        _ => {
            bytes.drain(at..(at + 20).min(text.len()));
            b""
        }
    };
    let at = at.min(bytes.len());
    bytes.splice(at..at, insert.iter().copied());
    bytes
}

#[test]
fn no_canary_is_told_of_an_input_that_is_broken_in_fifty_ways() {
    for format in ["csv", "jsonl", "copy", "insert", "parquet"] {
        let scratch = scratch();
        let input = file(format);
        let text = match format {
            "parquet" => {
                planted_parquet(&scratch);
                std::fs::read(scratch.join(input)).unwrap()
            }
            _ => planted(format).into_bytes(),
        };
        for way in 0..50 {
            std::fs::write(scratch.join(input), broken(&text, way)).unwrap();
            let out = format!("out{way}");
            let ran = scratch.run(&["mask", "s.toml", input, "--out", &out, "--audit-stderr"]);
            assert!(ran.code == 0 || ran.code == 2, "{format} {way}: {}", ran.all());
            silent(&scratch, &ran, input, &format!("{format} {way}"));
            assert!(ran.code == 0 || !scratch.join(&out).exists(), "{format} {way}");
        }
    }
}

/// Keys and values are in the memory of the program: no core of it is written, whatever the shell allows.
#[cfg(target_os = "linux")]
#[test]
fn no_core_is_written() {
    use std::process::{Command, Stdio};
    let mut child = Command::new("sh")
        .args(["-c", "ulimit -S -c unlimited 2>/dev/null; exec \"$0\" scrub -"])
        .arg(crate::scratch::program())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    // It waits for its input, and so stays for as long as it is looked at.
    let limits = format!("/proc/{}/limits", child.id());
    let none =
        |line: &str| line.starts_with("Max core file size") && line.split_whitespace().nth(4) == Some("0");
    let mut left = 2_000_000_u32;
    while left > 0 && !std::fs::read_to_string(&limits).is_ok_and(|text| text.lines().any(none)) {
        assert!(child.try_wait().unwrap().is_none(), "it ended without its input");
        left -= 1;
    }
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success() && left > 0, "a core could be written");
}

/// A record is begun by a run: an empty one was emptied.
#[test]
fn an_emptied_record_is_no_record() {
    let scratch = Scratch::new();
    scratch.write("audit.jsonl", "");
    let ran = scratch.run(&["audit", "check", "audit.jsonl"]).ends(1);
    assert!(ran.all().contains("it holds no run"), "{}", ran.all());
}

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
    scratch.run(&["keygen", "--out", "k"]).fine();
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

fn file(format: &str) -> &'static str {
    match format {
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
    for format in ["csv", "jsonl", "copy", "insert"] {
        let scratch = scratch();
        let input = file(format);
        scratch.write(input, &planted(format));
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
        }
    }
}

/// The text broken in one of fifty ways.
fn broken(text: &str, way: usize) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
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
    for format in ["csv", "jsonl", "copy", "insert"] {
        let scratch = scratch();
        let (input, text) = (file(format), planted(format));
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

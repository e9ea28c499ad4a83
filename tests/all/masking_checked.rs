//! The check of a masked output before it is given out: it reads what masking wrote, all of it, and says what it did.

use crate::scratch::{Ran, Scratch};

const TO: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

const SCHEMA: &str = r#"
[tables.people]
rows = 1
subject = "id"
[tables.people.columns]
id = { kind = "serial", primary_key = true }
name = { kind = "full_name" }
ssn = { kind = "ssn" }
status = { kind = "choice", values = ["open"], mask = { keep = "a code" } }
"#;

/// A kept column in which somebody wrote a number of nobody in the other columns.
const LEFT: &str = "ssn 123-45-6789";

fn scratch() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("s.toml", SCHEMA);
    scratch
}

/// Sixty people; the status of the seventh is `status`.
const FIRST: [&str; 12] = [
    "Walter", "Denise", "Hector", "Lorena", "Curtis", "Yvonne", "Marvin", "Bertha", "Duane", "Estelle",
    "Clifford", "Wanda",
];

fn people(status: &str) -> String {
    let line = |n: usize| {
        let status = if n == 7 { status } else { "open" };
        let last = char::from(b'a' + u8::try_from(n % 26).unwrap());
        // One name in all rows could by chance be met by its stand-in in all of them.
        let first = if n == 7 || n % 26 == 2 { "Ann" } else { FIRST[n % FIRST.len()] };
        format!("{n},{first} Canarious{last},234-56-{:04},{status}\n", 6000 + n)
    };
    format!("id,name,ssn,status\n{}", (1..=60).map(line).collect::<String>())
}

fn mask(scratch: &Scratch, input: &str, more: &[&str]) -> Ran {
    scratch.run(&[&["mask", "s.toml", input, "--out", "out", "-q"], more].concat())
}

/// The run that must be stopped by its check, without a value in what it says.
fn is_stopped(scratch: &Scratch, input: &str, more: &[&str]) {
    let ran = mask(scratch, input, more).ends(1);
    assert!(!ran.all().contains("6789") && !ran.all().contains("Canar"), "{}", ran.all());
    assert!(!scratch.join("out").exists());
}

#[test]
fn what_is_packed_is_searched_whatever_its_name_says() {
    let scratch = scratch();
    scratch.write("people.csv", &people(LEFT));
    scratch.shell("gzip -k people.csv && cp people.csv.gz people.csv.gzip && mv people.csv plain").fine();
    is_stopped(&scratch, "people.csv.gz", &[]);
    is_stopped(&scratch, "people.csv.gzip", &[]);
    is_stopped(&scratch, "people.csv.gz", &["--encrypt-to", TO]);
    is_stopped(&scratch, "people=people.csv.gzip", &["--encrypt-to", TO]);
    scratch.shell("placebo mask s.toml people=- --out - < people.csv.gz").ends(1);
    mask(&scratch, "people.csv.gzip", &["--encrypt-to", TO, "--accept", "people.status"]).fine();
}

#[test]
fn tokens_stand_in_the_place_of_numbers() {
    let scratch = Scratch::new();
    scratch.write(
        "s.toml",
        &SCHEMA.replace(
            "status = { kind = \"choice\", values = [\"open\"], mask = { keep = \"a code\" } }",
            "status = { kind = \"word\", mask = \"token\" }",
        ),
    );
    let rows = people("open");
    let numbers = rows.lines().enumerate().map(|(n, line)| line.replace("open", &(n * 7).to_string()) + "\n");
    scratch.write("people.csv", &numbers.collect::<String>());
    mask(&scratch, "people.csv", &[]).fine();
}

#[test]
fn rows_are_sought_whatever_a_file_of_them_is_called() {
    let scratch = scratch();
    for (name, delimiter) in
        [("people.txt", ","), ("people.csv", ";"), ("people.tsv", "\t"), ("people.csv", "|")]
    {
        let export = |status: &str| scratch.write(name, &people(status).replace(',', delimiter));
        export(LEFT);
        is_stopped(&scratch, name, &[]);
        // The name of somebody else.
        export("since Ann Canariousc came");
        is_stopped(&scratch, name, &[]);
        export("closed");
        mask(&scratch, name, &[]).fine();
        scratch.shell("rm -r out people.*");
    }
}

#[test]
fn files_without_a_header_are_read_by_the_columns_of_their_own_table() {
    let scratch = scratch();
    let visits = "\n[tables.visits]\nrows = 1\nsubject = \"person_id\"\n[tables.visits.columns]\n\
                  person_id = { kind = \"reference\", table = \"people\", column = \"id\" }\n\
                  gone = { kind = \"string\", mask = \"drop\" }\nstatus = { kind = \"string\", mask = { keep = \"a code\" } }\n";
    scratch.write("s.toml", &format!("{SCHEMA}{visits}"));
    let rows = |status: &str| people(status).split_once('\n').unwrap().1.to_owned();
    scratch.write("in/people.csv", &rows("closed"));
    let visit = |n: usize, status: &str| format!("{n},x,{status}\n");
    let visits =
        |status: &str| (1..40).map(|n| visit(n, if n == 4 { status } else { "new" })).collect::<String>();
    scratch.write("in/visits.csv", &visits("old"));
    mask(&scratch, "in", &["--no-header"]).fine();
    assert!(scratch.read("out/visits.csv").lines().all(|line| line.matches(',').count() == 1));
    let verify =
        ["verify", "out", "--against", "in", "--schema", "s.toml", "--no-header", "--only", "survival,shape"];
    scratch.run(&verify).fine();
    scratch.run(&["verify", "out", "--against", "in", "--no-header"]).refuses("--schema");
    scratch.shell("rm -r out");
    for (status, table) in [(LEFT, "visits"), ("Ann Canariousc came", "visits"), (LEFT, "people")] {
        scratch.write("in/people.csv", &rows(if table == "people" { status } else { "closed" }));
        scratch.write("in/visits.csv", &visits(if table == "visits" { status } else { "old" }));
        is_stopped(&scratch, "in", &["--no-header"]);
        // What is accepted is a column of one table.
        let other = if table == "visits" { "people.status" } else { "visits.status" };
        is_stopped(&scratch, "in", &["--no-header", "--accept", other]);
    }
    mask(&scratch, "in", &["--no-header", "--accept", "people.status"]).fine();
}

#[test]
fn latin_1_is_read_as_it_was_written() {
    let scratch = scratch();
    // In ISO 8859-1 these bytes are four letters, in UTF-8 two.
    let name = |text: &str| text.replace("Canarious", "\u{c3}\u{a9}loisard\u{e9}");
    let bytes =
        |text: &str| name(text).chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect::<Vec<u8>>();
    let export = |status: &str| std::fs::write(scratch.join("people.csv"), bytes(&people(status))).unwrap();
    export("ferm\u{e9}");
    mask(&scratch, "people.csv", &["--encoding", "latin1"]).fine();
    scratch.shell("rm -r out");
    export("since Ann Canariousc came");
    is_stopped(&scratch, "people.csv", &["--encoding", "latin1"]);
    export(LEFT);
    is_stopped(&scratch, "people.csv", &["--encoding", "latin1"]);
    is_stopped(&scratch, "people.csv", &["--encoding", "latin1", "--encrypt-to", TO]);
}

#[test]
fn what_is_said_is_what_was_checked() {
    let scratch = scratch();
    scratch.write("people.csv", &people("closed"));
    let run = |out: &str, more: &[&str]| {
        let page = format!("{out}.html");
        let args = ["mask", "s.toml", "people.csv", "--out", out, "--html", &page];
        let told = scratch.run(&[&args[..], more].concat()).fine().err;
        (told, scratch.read(&page), scratch.read(&format!("{out}.json")))
    };
    scratch.write("ids", "7\n8\n9\n");
    let (told, page, _) = run("all", &[]);
    assert!(told.contains("given out: fiction, survival, risk, shape\n"), "{told}");
    assert!(!page.contains("did not run") && page.contains("is open, and for a person to attest"));
    let (told, page, twin) = run("some", &["--subject-file", "ids"]);
    assert!(told.contains("given out: fiction, survival; of an extract of some subjects neither"), "{told}");
    assert!(page.contains("The check risk did not run."));
    // The verdict is one and the same wherever it is told.
    let verdict = "Safe Harbor is not met, because the extract is cut to chosen subjects";
    let record = scratch.read("placebo-audit.jsonl");
    for text in [&told, &page, &twin, &record] {
        assert!(text.contains(verdict), "{text}");
    }
    // Findings name the file that they are in.
    scratch.write("people.csv", &people(LEFT));
    let ran = mask(&scratch, "people.csv", &["--encrypt-to", TO]).ends(1);
    assert!(
        ran.err.contains("people.csv: row 7, status") && !ran.err.contains("standard output"),
        "{}",
        ran.err
    );
}

#[test]
fn a_report_that_is_there_is_not_replaced() {
    let scratch = scratch();
    scratch.write("people.csv", &people("closed"));
    let verify = |page: &str| {
        let args = ["verify", "first", "--against", "people.csv", "--schema", "s.toml", "--html", page];
        scratch.run(&args)
    };
    scratch.run(&["mask", "s.toml", "people.csv", "--out", "first", "-q"]).fine();
    for (there, asked) in [("a.html", "a.html"), ("b.json", "b.html")] {
        scratch.write(there, "signed");
        for ran in [mask(&scratch, "people.csv", &["--html", asked]), verify(asked)] {
            let ran = ran.refuses("the file is there already");
            assert!(ran.err.contains(there) && scratch.read(there) == "signed", "{}", ran.err);
        }
        assert!(!scratch.join("out").exists());
    }
    mask(&scratch, "people.csv", &["--html", "a.html", "--force"]).fine();
    assert!(scratch.read("a.html").contains("<html"));
}

#[test]
fn names_that_may_be_values_are_counted_and_not_shown() {
    let scratch = scratch();
    for (more, words) in [
        ("900-12-3456", "does not list a column, whose name may be a value and is not shown"),
        ("900-12-3456,Ávila", "does not list 2 columns, whose names may be values and are not shown"),
        ("900-12-3456,ward", "does not list 2 columns: `ward`, and 1 more, not shown as they may be values"),
        ("ward", "does not list the column `ward`"),
    ] {
        scratch.write("people.csv", &format!("id,name,ssn,status,{more}\n1,Ann Lee,234-56-6001,open,1,2\n"));
        let ran = mask(&scratch, "people.csv", &[]).refuses(words);
        assert!(!ran.all().contains("3456"), "{}", ran.all());
    }
}

#[test]
fn the_record_says_what_was_given_out() {
    let scratch = scratch();
    scratch.write("people.csv", &people("closed"));
    for (n, more) in ["", &format!("--encrypt-to {TO}")].iter().enumerate() {
        let line = format!("placebo mask s.toml people=- --out - -q {more} < people.csv > given{n}");
        scratch.shell(&line).fine();
        let given = format!("given{n}");
        let told = scratch.run(&["audit", "check", "placebo-audit.jsonl", "--file", &given]).fine().out;
        assert!(told.contains("standard output was handed out by run"), "{told}");
    }
    let record = scratch.read("placebo-audit.jsonl");
    assert!(record.contains("\"file\":\"standard input\"") && !record.contains("\"file\":\"-\""), "{record}");
}

#[test]
fn the_record_does_not_say_that_nothing_was_given_where_something_was() {
    let scratch = scratch();
    scratch.write("people.csv", &people("closed"));
    let list = || scratch.run(&["audit", "list", "placebo-audit.jsonl"]).fine().out;
    let ran = mask(&scratch, "people.csv", &["--html", "nowhere/report.html"]);
    assert!(ran.code != 0 && ran.err.contains("only this report of it is missing"), "{}", ran.all());
    assert!(scratch.join("out/people.csv").exists() && list().contains("attest"), "{}", list());
    assert!(!list().contains("nothing was written"), "{}", list());
    scratch.key("k");
    scratch.write("people.csv", &(people("closed") + "too,short\n"));
    let key = "--profile pseudonymised --key-file k --reason x";
    let ran = scratch.shell(&format!("placebo mask s.toml people.csv --out - --no-verify {key}")).ends(2);
    assert!(!ran.all().contains("too,short") && list().contains("may have been given out"), "{}", list());
    mask(&scratch, "people.csv", &["--audit", "placebo-audit.jsonl"]).ends(2);
    assert!(
        list().trim_end().ends_with("nothing was written") || list().contains("failed, nothing"),
        "{}",
        list()
    );
}

/// Masks what is generated from a schema under keys that are the same in every run.
fn passes(columns: &str, rows: u32) {
    let scratch = Scratch::new();
    scratch.write("s.toml", &format!("[tables.t]\nrows = {rows}\n[tables.t.columns]\n{columns}"));
    scratch.shell("placebo generate s.toml --seed 3 --out in -q").fine();
    for n in 1..=2 {
        let key = format!("{:064x}\n", 1_000 + n);
        scratch.write("k", &key);
        scratch.shell("chmod 600 k && rm -rf out").fine();
        scratch
            .shell("placebo mask s.toml in --out out --profile pseudonymised --key-file k --reason T -q")
            .fine();
    }
}

#[test]
fn whole_names_that_meet_by_chance_are_no_finding() {
    // Of twelve thousand people some seventy are called as somebody else's stand-in is.
    passes("id = { kind = \"serial\", primary_key = true }\nname = { kind = \"full_name\" }\n", 12_000);
}

#[test]
fn numbers_that_follow_each_other_are_not_found_in_dates() {
    passes(
        "id = { kind = \"serial\", primary_key = true }\n\
         house = { kind = \"template\", template = \"H{id + 189999}\", mask = \"token\" }\n\
         born = { kind = \"date\", after = 1960-01-01, before = 1999-12-31, mask = { generalise = \"year\" } }\n",
        4_000,
    );
}

/// What is masked is often what was made here, whose values are of the same small ranges.
#[test]
fn hosts_that_were_made_here_have_stand_ins_that_nobody_has() {
    let scratch = Scratch::new();
    scratch.key("k");
    let columns = "id = { kind = \"serial\", primary_key = true }\nhost = { kind = \"hostname\" }\n\
                   own = { kind = \"hostname\", domain = \"clinic.example\", unique = true }\n";
    scratch.write("s.toml", &format!("[tables.hosts]\nrows = 3000\n[tables.hosts.columns]\n{columns}"));
    scratch.run(&["generate", "s.toml", "--out", "made", "-q"]).fine();
    scratch.mask("made/hosts.csv", "out", &[]).fine();
    let masked = scratch.read("out/hosts.csv");
    let hosts: std::collections::BTreeSet<&str> =
        masked.lines().skip(1).map(|line| line.rsplit(',').next().unwrap()).collect();
    assert!(hosts.len() == 3000 && hosts.iter().all(|host| host.ends_with(".clinic.example")));
}

const NOTES: &str = "[tables.users]\nrows = 1\nsubject = \"id\"\n[tables.users.columns]\nid = { kind = \"serial\", primary_key = true }\n\
login = { kind = \"username\" }\nname = { kind = \"full_name\" }\n[tables.notes]\nrows = 1\n[tables.notes.columns]\n\
id = { kind = \"serial\", primary_key = true }\nbody = { kind = \"note\", mask = \"scrub\" }\nward = { kind = \"word\", mask = { keep = \"a ward\" } }\n";

/// One text that says what scrubbing did not find stops the run, and what can be done is named; the rest of the run is as it was.
#[test]
fn a_text_in_which_something_is_found_is_replaced_where_that_is_asked_for() {
    let scratch = Scratch::new();
    scratch.key("k");
    scratch.write("s.toml", NOTES);
    scratch.write("in/users.csv", "id,login,name\n1,lamp.window.chair,Ann Canarious\n2,bo.ky,Bo Kyle\n");
    let notes = "id,body,ward\n1,Patient seen today and well.,a\n2,\"the lamp window chair, here\",a\n3,,a\n";
    scratch.write("in/notes.csv", notes);
    let stopped = scratch.mask("in", "stop", &[]).ends(1);
    for words in ["notes.csv: row 2, notes.body", "--redact-found", "mask = \"marker\""] {
        assert!(stopped.err.contains(words), "{words}\n{}", stopped.err);
    }
    assert!(!stopped.all().contains("lamp") && !scratch.join("stop").exists());
    let told = scratch.mask("in", "out", &["--redact-found"]).fine();
    assert!(told.err.contains("notes.body: the check found something in 1 texts"), "{}", told.err);
    assert!(!told.all().contains("lamp"), "{}", told.all());
    let masked = scratch.read("out/notes.csv");
    let rows: Vec<&str> = masked.lines().collect();
    assert!(rows[2].ends_with(",\"[short text removed]\",a"), "{masked}");
    assert!(rows[1].contains("Patient seen today and well.") && rows[3].ends_with(",,a"), "{masked}");
    let record = scratch.read("placebo-audit.jsonl");
    assert!(record.contains("\"texts_redacted\":1") && !record.contains("lamp"), "{record}");
    // The marker is for texts that are scrubbed: what survives elsewhere stops the run.
    scratch.write("in/notes.csv", &notes.replace("here\",a", "here\",lamp.window.chair"));
    let stopped = scratch.mask("in", "kept", &["--redact-found"]).ends(1);
    assert!(stopped.err.contains("notes.ward") && !stopped.all().contains("lamp"), "{}", stopped.err);
    scratch
        .run(
            &[
                &["mask", "s.toml", "in/users.csv", "--out", "-"],
                &crate::scratch::KEYED[..],
                &["--redact-found"],
            ]
            .concat(),
        )
        .refuses("name a folder");
}

/// Two hundred rows with a part of a house, each as many times as `times` says, beside what stands in their place.
fn is_told(times: usize, becomes: fn(usize) -> String) -> bool {
    let scratch = Scratch::new();
    let schema = "[tables.homes]\nrows = 1\n[tables.homes.columns]\nid = { kind = \"serial\", primary_key = true }\nunit = { kind = \"unit\" }\n";
    scratch.write("s.toml", schema);
    let rows = |cell: &dyn Fn(usize) -> String| {
        let line = |n: usize| format!("{n},{}\n", cell(n / times));
        format!("id,unit\n{}", (0..200).map(line).collect::<String>())
    };
    scratch.write("in/homes.csv", &rows(&|n| format!("Apt 4{n}B")));
    scratch.write("out/homes.csv", &rows(&becomes));
    let args = ["verify", "out", "--against", "in", "--schema", "s.toml", "--only", "survival"];
    scratch.run(&args).all().contains("a piece of the value")
}

#[test]
fn a_stand_in_that_is_a_piece_of_its_original_counts_once_for_all_rows_that_have_it() {
    let one = |n: usize| if n == 3 { "Apt 43".to_owned() } else { format!("Unit 9{n}") };
    assert!(!is_told(20, one));
    // What is cut everywhere is no chance, and neither is what is cut in many values.
    let all = |n: usize| format!("Apt 4{n}");
    assert!(is_told(20, all) && is_told(200, all) && is_told(1, all));
    let some = |n: usize| if n.is_multiple_of(4) { format!("Apt 4{n}") } else { format!("Unit 9{n}") };
    assert!(is_told(1, some));
}

//! Notes that know their row: what a record says is found in its texts in any spelling, and replaced as in its columns.

use crate::scratch::Scratch;
use std::collections::BTreeMap;

pub const SCHEMA: &str = r#"
[tables.people]
rows = 1
subject = "id"
[tables.people.columns]
id = { kind = "serial", primary_key = true }
first = { kind = "first_name" }
middle = { kind = "middle_name" }
last = { kind = "last_name" }
maiden = { kind = "last_name" }
born = { kind = "birth_date" }
ssn = { kind = "ssn", unique = true }
mrn = { kind = "mrn", prefix = "MRN", digits = 10, unique = true }
phone = { kind = "phone" }
email = { kind = "email" }
street = { kind = "street" }
city = { kind = "city" }
state = { kind = "state", mask = { keep = "a test" } }
zip = { kind = "zip" }
employer = { kind = "company" }

[tables.kin]
rows = 1
subject = "person_id"
[tables.kin.columns]
person_id = { kind = "reference", table = "people", column = "id" }
name = { kind = "full_name" }

[tables.workers]
rows = 1
[tables.workers.columns]
id = { kind = "serial", primary_key = true }
last = { kind = "last_name" }

[tables.notes]
rows = 1
subject = "person_id"
[tables.notes.columns]
person_id = { kind = "reference", table = "people", column = "id" }
worker_id = { kind = "reference", table = "workers", column = "id" }
on = { kind = "date" }
body = { kind = "note" }
"#;

pub const PEOPLE: &str = "id,first,middle,last,maiden,born,ssn,mrn,phone,email,street,city,state,zip,employer\n\
    71001,Marisol,Jean,Hernández,Quiñones,1985-03-14,123-45-6789,MRN0048151623,202-345-6789,marisol77@home.net,1200 Larkspur Ln,Reno,NV,89501,Brightwater Logistics\n\
    71002,William,,Okonkwo,,1931-05-06,123-45-6780,MRN0048151624,(303) 234-5678,w.o@home.net,9 Elm St,Boston,MA,02134,\n";

/// What the columns say, in the spellings of people who write notes.
pub const NOTES: [&str; 12] = [
    "Marisol Hernández called; MARISOL HERNANDEZ's chart. marisol said yes.",
    "Hernandez, Marisol J. (née Quinones) seen with Mrs. HERN-\\nANDEZ.",
    "Spoke w/ Hernadnez about Marisól's visit; M.H. agrees.",
    "Born 3/14/85, i.e. March 14th, 1985 or 14 Mar 1985 or 1985-03-14; birthday on 03/14.",
    "SSN 123-45-6789, ssn 123456789, SSN 123 45 6789; last four 6789.",
    "MRN0048151623, mrn 48151623, MRN: 0048151623, MRN 00-4815-1623.",
    "Call 202-345-6789 or (202) 345-6789 or 202.345.6789 or +1 202 345 6789 or 2023456789.",
    "Mail marisol77@home.net or Marisol77@HOME.net, user marisol77.",
    "Lives at 1200 Larkspur Ln, Reno, NV 89501; works at Brightwater Logistics.",
    "Her brother Tobias Quillfeather waits; Quillfeather left. Seen by Dr. Vandersloot, by Vandersloot again.",
    "Ma\u{200b}risol and Нernandez and H e r n a n d e z.",
    "She will return; may improve. Parkinson disease excluded.",
];

/// What must be in no text of the first person.
pub const WORDS: [&str; 17] = [
    "marisol",
    "hernandez",
    "hernadnez",
    "quinones",
    "quiñones",
    "larkspur",
    "brightwater",
    "tobias",
    "quillfeather",
    "vandersloot",
    "home.net",
    "202345",
    "123456789",
    "48151623",
    "89501",
    "3/14/85",
    "1985-03-14",
];

pub fn scratch() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("s.toml", SCHEMA);
    scratch.write("in/people.csv", PEOPLE);
    scratch.write("in/kin.csv", "person_id,name\n71001,Tobias Quillfeather\n");
    scratch.write("in/workers.csv", "id,last\n5,Vandersloot\n");
    let rows: String = NOTES
        .iter()
        .map(|note| format!("71001,5,2024-02-03,\"{}\"\n", note.replace("\\n", "\n")))
        .chain(
            ["71002,5,2024-02-03,\"Will Okonkwo, 93 years old, born 5/6/1931, saw Marisol.\"\n".to_owned()],
        )
        .collect();
    scratch.write("in/notes.csv", &format!("person_id,worker_id,on,body\n{rows}"));
    scratch.key("k");
    scratch
}

pub fn mask(scratch: &Scratch, out: &str, more: &[&str]) -> crate::scratch::Ran {
    scratch.mask("in", out, more)
}

pub fn columns(scratch: &Scratch, file: &str) -> BTreeMap<String, Vec<String>> {
    let mut reader = csv::Reader::from_path(scratch.join(file)).unwrap();
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for record in reader.records() {
        for (name, field) in names.iter().zip(&record.unwrap()) {
            columns.entry(name.clone()).or_default().push(field.to_owned());
        }
    }
    columns
}

/// A text as an attacker searches it: without accents, invisible marks, hyphens at line ends.
fn plain(text: &str) -> String {
    text.to_lowercase()
        .replace('\u{200b}', "")
        .replace('á', "a")
        .replace('ó', "o")
        .replace('ñ', "n")
        .replace("-\n", "")
}

#[test]
fn what_the_record_says_is_found_in_any_spelling() {
    let scratch = scratch();
    mask(&scratch, "out", &[]).fine();
    let (people, notes) = (columns(&scratch, "out/people.csv"), columns(&scratch, "out/notes.csv"));
    let bodies = &notes["body"];
    for (body, note) in bodies.iter().zip(NOTES) {
        let squeezed: String = plain(body).chars().filter(|c| !" -.()".contains(*c)).collect();
        for word in WORDS {
            let word: String = plain(word).chars().filter(|c| !" -.()".contains(*c)).collect();
            assert!(!squeezed.contains(&word), "{word} is left of {note:?}: {body:?}");
        }
    }
    let of = |name: &str| people[name][0].clone();
    assert!(bodies[0].starts_with(&format!("{} {} called", of("first"), of("last"))), "{}", bodies[0]);
    assert!(bodies[0].contains(&format!("{}'s chart", of("last").to_uppercase())), "{}", bodies[0]);
    assert!(bodies[2].contains(&of("last")), "{}", bodies[2]);
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    assert!(bodies[4].contains(&of("ssn")) && bodies[4].contains(&digits(&of("ssn"))), "{}", bodies[4]);
    assert!(bodies[4].ends_with(&format!("{}.", &digits(&of("ssn"))[5..])), "{}", bodies[4]);
    assert!(bodies[5].starts_with(&of("mrn")), "{}", bodies[5]);
    assert!(bodies[6].contains(&of("phone")) && bodies[6].contains(&digits(&of("phone"))), "{}", bodies[6]);
    assert!(bodies[7].contains(&of("email")), "{}", bodies[7]);
    let address = format!("{}, {}, {} {}", of("street"), of("city"), of("state"), of("zip"));
    assert!(bodies[8].contains(&address), "{} {address}", bodies[8]);
    let kin = &columns(&scratch, "out/kin.csv")["name"][0];
    let worker = &columns(&scratch, "out/workers.csv")["last"][0];
    assert!(
        bodies[9].contains(kin.as_str()) && bodies[9].matches(worker.as_str()).count() == 2,
        "{}",
        bodies[9]
    );
    assert_eq!(bodies[11], NOTES[11]);
}

#[test]
fn dates_in_texts_move_with_their_subject_and_keep_their_form() {
    let scratch = scratch();
    mask(&scratch, "out", &[]).fine();
    let people = columns(&scratch, "out/people.csv");
    let body = columns(&scratch, "out/notes.csv")["body"][3].clone();
    let born = &people["born"][0];
    let (year, month, day) =
        (&born[..4], born[5..7].parse::<usize>().unwrap(), born[8..].parse::<u32>().unwrap());
    let months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let name = months[month - 1];
    assert!(body.starts_with(&format!("Born {month}/{day}/{}", &year[2..])), "{body} {born}");
    assert!(
        body.contains(&format!(", {year} or ")) && body.contains(&format!("{name} {day}")),
        "{body} {born}"
    );
    assert!(
        body.contains(&format!("{day} {} {year}", &name[..3])) && body.contains(born.as_str()),
        "{body} {born}"
    );
    assert!(body.ends_with(&format!("on {month:02}/{day:02}.")), "{body} {born}");
    let old = &columns(&scratch, "out/notes.csv")["body"][12];
    assert!(old.contains("90 years old") && !old.contains("5/6/1931"), "{old}");
    // Somebody of another record is a person too, and the same one.
    assert!(old.contains(people["first"][0].as_str()), "{old}");
}

#[test]
fn safe_harbor_leaves_texts_out_unless_asked_and_then_is_not_met() {
    let scratch = scratch();
    let ran = scratch.run(&["mask", "s.toml", "in", "--out", "safe"]).fine();
    assert!(columns(&scratch, "safe/notes.csv")["body"].iter().all(|body| body.ends_with("removed]")));
    assert!(!ran.err.contains("not met"), "{}", ran.err);
    scratch.edit("s.toml", "body = { kind = \"note\" }", "body = { kind = \"note\", mask = \"scrub\" }");
    let ran = scratch.run(&["mask", "s.toml", "in", "--out", "scrubbed"]).fine();
    assert!(ran.err.contains("Safe Harbor is not met, because free text was scrubbed"), "{}", ran.err);
    let bodies = columns(&scratch, "scrubbed/notes.csv")["body"].clone();
    assert!(bodies[3].contains("1985") && !bodies[3].contains("14"), "{}", bodies[3]);
    let record = scratch.read("placebo-audit.jsonl");
    assert!(record.contains("Safe Harbor is not met"), "{record}");
}

#[test]
fn a_stream_gets_the_stand_ins_of_the_columns() {
    let scratch = scratch();
    mask(&scratch, "out", &[]).fine();
    let people = columns(&scratch, "out/people.csv");
    let line = "Spoke with Marisol Hernández on 2024-03-05.";
    let ran = scratch.shell(&format!("echo '{line}' | placebo scrub - --key-file k")).fine();
    let expected = format!("Spoke with {} {} on ", people["first"][0], people["last"][0]);
    assert!(ran.out.starts_with(&expected) && !ran.out.contains("2024-03-05"), "{}", ran.out);
    assert_eq!(
        ran.out,
        scratch.shell(&format!("echo '{line}' | placebo scrub - --key-file k --threads 3")).fine().out
    );
}

#[test]
fn what_stands_for_nothing_is_sought_in_no_text() {
    let scratch = Scratch::new();
    scratch.write(
        "s.toml",
        "[tables.calls]\nrows = 1\n[tables.calls.columns]\nid = { kind = \"serial\", primary_key = true }\n\
         caller = { kind = \"full_name\", placeholders = [\"Unknown Caller\"] }\nnote = { kind = \"sentence\", mask = \"scrub\" }\n",
    );
    let calls = "id,caller,note\n1,Unknown Caller,the unknown caller asked for the hours\n2,Jane Canary,jane canary asked for the hours\n";
    scratch.write("calls.csv", calls);
    scratch.run(&["mask", "s.toml", "calls.csv", "--out", "out"]).fine();
    let masked = scratch.read("out/calls.csv");
    assert!(masked.contains(",Unknown Caller,the unknown caller asked for the hours\n"), "{masked}");
    assert!(
        !masked.to_lowercase().contains("canary") && masked.contains(" asked for the hours\n"),
        "{masked}"
    );
}

#[test]
fn a_name_of_ordinary_words_is_found_in_lower_case_too() {
    let scratch = Scratch::new();
    scratch.write(
        "s.toml",
        "[tables.calls]\nrows = 1\n[tables.calls.columns]\nid = { kind = \"serial\", primary_key = true }\n\
         first = { kind = \"first_name\" }\nlast = { kind = \"last_name\" }\nnote = { kind = \"sentence\", mask = \"scrub\" }\n",
    );
    let calls =
        "id,first,last,note\n1,Jane,Bird,called jane bird about a bird\n2,Rose,Hill,ROSE HILL called\n";
    scratch.write("calls.csv", calls);
    scratch.key("k");
    scratch.mask("calls.csv", "out", &[]).fine();
    let masked = scratch.read("out/calls.csv");
    for line in masked.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let (first, last, note) = (cells[1].to_lowercase(), cells[2].to_lowercase(), cells[3].to_lowercase());
        assert!(note.contains(&format!("{first} {last}")), "{line}");
        let mut words = note.split(' ');
        assert!(words.all(|word| !["jane", "rose", "hill"].contains(&word)), "{line}");
    }
    assert!(masked.contains(" about a bird"), "{masked}");
}

/// Who is met first as somebody's supervisor and then as the one who came: the house where she works is known all the same.
#[test]
fn what_is_known_does_not_depend_on_who_is_met_first() {
    const SCHEMA: &str = r#"
[tables.people]
rows = 1
subject = "id"
[tables.people.columns]
id = { kind = "serial", primary_key = true }

[tables.houses]
rows = 1
[tables.houses.columns]
id = { kind = "serial", primary_key = true }
name = { kind = "company" }

[tables.workers]
rows = 1
[tables.workers.columns]
id = { kind = "serial", primary_key = true }
house_id = { kind = "reference", table = "houses", column = "id" }
supervisor_id = { kind = "reference", table = "workers", column = "id" }

[tables.visits]
rows = 1
subject = "person_id"
[tables.visits.columns]
person_id = { kind = "reference", table = "people", column = "id" }
worker_id = { kind = "reference", table = "workers", column = "id" }
body = { kind = "note" }
"#;
    let scratch = Scratch::new();
    scratch.write("s.toml", SCHEMA);
    scratch.write("in/people.csv", "id\n1\n");
    scratch.write("in/houses.csv", "id,name\n1,Quokka Hollow\n2,Wombat Rise\n");
    scratch.write("in/workers.csv", "id,house_id,supervisor_id\n7,1,\n8,2,7\n");
    scratch.write(
        "in/visits.csv",
        "person_id,worker_id,body\n1,7,none\n1,8,seen at quokka hollow and wombat rise\n",
    );
    scratch.key("k");
    mask(&scratch, "out", &[]).fine();
    let (houses, visits) = (columns(&scratch, "out/houses.csv"), columns(&scratch, "out/visits.csv"));
    let expected = format!("seen at {} and {}", houses["name"][0], houses["name"][1]).to_lowercase();
    assert_eq!(visits["body"][1].to_lowercase(), expected);
}

//! The command line: help texts, exit codes, suggestions, listings.

use crate::scratch::{Scratch, pinned, repository};
use placebo::kinds;

const COMMANDS: &[&[&str]] = &[
    &[],
    &["generate"],
    &["delta"],
    &["scrub"],
    &["verify"],
    &["score"],
    &["mask"],
    &["canary"],
    &["surrogate"],
    &["audit"],
    &["audit", "list"],
    &["audit", "show"],
    &["audit", "check"],
    &["keygen"],
    &["explain"],
    &["infer"],
    &["schema"],
    &["schema", "list"],
    &["schema", "show"],
    &["schema", "check"],
    &["schema", "coverage"],
    &["schema", "approve"],
    &["schema", "kinds"],
    &["schema", "functions"],
    &["schema", "json-schema"],
    &["completions"],
    &["man"],
];

#[test]
fn every_command_has_its_manual() {
    let scratch = Scratch::new();
    let mut files = Vec::new();
    for command in COMMANDS {
        let ran = scratch.run(&[command, &["--help"][..]].concat()).fine();
        assert_eq!(ran.err, "");
        let name = if command.is_empty() { "placebo".to_owned() } else { command.join("-") };
        files.push(format!("{name}.txt"));
        let longest = ran.out.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(longest <= 120, "{name}: a line of {longest} characters");
        pinned(&repository().join(format!("tests/help/{name}.txt")), &ran.out);
    }
    let mut there: Vec<String> = std::fs::read_dir(repository().join("tests/help"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    there.sort();
    files.sort();
    assert_eq!(there, files, "manuals that belong to no command, or are missing");
}

/// Every command that `--help` lists has its manual in the tests.
#[test]
fn no_command_is_forgotten() {
    let scratch = Scratch::new();
    for parent in [&[][..], &["schema"], &["audit"]] {
        let help = scratch.run(&[parent, &["--help"][..]].concat()).fine().out;
        let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
        for line in listed.take_while(|line| !line.is_empty()) {
            // A description that runs over is indented further.
            let Some(name) = line.strip_prefix("  ").filter(|l| !l.starts_with(' ')) else { continue };
            let name = name.split_whitespace().next().unwrap();
            let full = [parent, &[name]].concat();
            assert!(name == "help" || COMMANDS.contains(&full.as_slice()), "{name}");
        }
    }
}

#[test]
fn exit_codes() {
    let scratch = Scratch::new();
    scratch.run(&["--version"]).fine();
    scratch.run(&[]).ends(2);
    scratch.run(&["generat"]).ends(2);
    scratch.run(&["generate", "--rows", "many"]).ends(2);
    scratch.run(&["generate", "caseload", "--seed", "-1"]).ends(2);
    scratch.run(&["generate", "caseload", "--part", "5/4"]).ends(2);
    scratch.run(&["verify", "nowhere"]).ends(2);
    scratch.run(&["generate", "--check", "nowhere.json"]).ends(2);
    assert_eq!(scratch.files(""), Vec::<String>::new());
}

#[test]
fn slips_are_told_with_the_nearest_name() {
    let scratch = Scratch::new();
    scratch.run(&["generate", "caselaod"]).refuses("`caseload`");
    scratch.run(&["generate", "caseload", "--tables", "patiens"]).refuses("there is `patients`");
    scratch.run(&["generate", "caseload", "--rows", "patiens=3"]).refuses("there is `patients`");
    scratch.run(&["generate", "caseload", "--rows", "contacts=3"]).refuses("hang on its parent");
    scratch.run(&["generate", "--formt", "csv"]).refuses("--format");
    scratch.run(&["generate", "--format", "parqet"]).refuses("parquet");
    scratch.run(&["schema", "kinds", "frist_name"]).refuses("first_name");
    scratch.run(&["schema", "show", "caselod"]).refuses("caseload");
}

#[test]
fn every_kind_is_listed_and_documented() {
    let scratch = Scratch::new();
    let list = scratch.run(&["schema", "kinds"]).fine().out;
    for kind in kinds::all() {
        let listed = list.lines().any(|line| line.split_whitespace().next() == Some(kind.name));
        assert!(listed, "{} is not listed", kind.name);
        let page = scratch.run(&["schema", "kinds", kind.name]).fine().out;
        for part in [kind.summary, kind.example] {
            let first = part.split_whitespace().next().unwrap();
            assert!(page.contains(first), "{}: {part}\n{page}", kind.name);
        }
        for name in kind.params.iter().map(|p| p.name).chain(kind.inputs.iter().map(|i| i.name)) {
            assert!(page.contains(name), "{}: {name}\n{page}", kind.name);
        }
    }
}

/// The example in a kind's documentation is one that works, and its first ten values are pinned: where they change, so does
/// the version of the kind. A column that is not written is pinned by what is taken of it.
#[test]
fn the_example_of_every_kind_works() {
    let scratch = Scratch::new();
    let mut first_values = String::new();
    for kind in kinds::all() {
        // Rows are grouped in root tables alone.
        let groups = ["household", "outbreak"].iter().any(|group| kind.example.contains(group));
        let rows = if groups { "rows = 70" } else { "parent = { table = \"patients\", per = 2 }" };
        let neighbours = neighbours(kind.example, groups);
        let schema = format!(
            "[tables.workers]\nrows = 5\n[tables.workers.columns]\nid = {{ kind = \"serial\", primary_key = true }}\n\n\
             [tables.patients]\nrows = 9\ngrowth.per_year = 0.1\n[tables.patients.columns]\nid = {{ kind = \"uuid\", primary_key = true }}\n\
             birth_date = {{ kind = \"birth_date\" }}\nfirst_name = {{ kind = \"first_name\" }}\n\n\
             [tables.cases]\n{rows}\n[tables.cases.columns]\n\
             number_of_row = {{ kind = \"serial\" }}\n{neighbours}{}\n",
            kind.example
        );
        scratch.write("schema.toml", &schema);
        let ran = scratch.run(&["schema", "check", "schema.toml", "--hints", "hide"]);
        assert_eq!(ran.code, 0, "{}\n{schema}\n{}", kind.name, ran.all());
        scratch.run(&["generate", "schema.toml", "--out", "run", "-q", "--overwrite"]).fine();
        first_values.push_str(&format!(
            "{} {}: {:?}\n",
            kind.name,
            kind.version,
            first_ten(&scratch, kind.example)
        ));
    }
    pinned(&repository().join("tests/golden/kinds.txt"), &first_values);
}

/// The first ten values of the column that an example defines; none where it is not written.
fn first_ten(scratch: &Scratch, example: &str) -> Vec<String> {
    let name = example.split(" = ").next().unwrap();
    let mut rows = csv::Reader::from_path(scratch.join("run/cases.csv")).unwrap();
    let Some(at) = rows.headers().unwrap().iter().position(|header| header == name) else {
        return Vec::new();
    };
    rows.records().take(10).map(|row| row.unwrap()[at].to_owned()).collect()
}

/// The columns that an example reads, as a table beside it would have them.
fn neighbours(example: &str, groups: bool) -> String {
    let known = [
        ("id", "{ kind = \"serial\" }"),
        ("_home", "{ kind = \"place\" }"),
        ("_site", "{ kind = \"place\" }"),
        ("_dx", "{ kind = \"condition\" }"),
        ("_obs", "{ kind = \"observation\" }"),
        ("_shot", "{ kind = \"vaccine\" }"),
        ("_drug", "{ kind = \"drug\" }"),
        ("sex", "{ kind = \"sex\" }"),
        ("birth_date", "{ kind = \"birth_date\" }"),
        ("conditions", "{ kind = \"conditions\" }"),
        ("race", "{ kind = \"race\" }"),
        ("relationship", "{ kind = \"relationship\" }"),
        ("ethnicity", "{ kind = \"ethnicity\" }"),
        ("first_name", "{ kind = \"first_name\" }"),
        ("last_name", "{ kind = \"last_name\" }"),
        ("street", "{ kind = \"street\" }"),
        ("status", "{ kind = \"choice\", values = [\"open\", \"closed\"] }"),
        ("priority", "{ kind = \"choice\", values = [\"high\", \"low\"] }"),
        ("program", "{ kind = \"choice\", values = [\"housing\", \"food\"] }"),
        ("case_number", "{ kind = \"pattern\", pattern = \"C-[0-9]{6}\" }"),
        ("primary_diagnosis", "{ kind = \"icd10cm\" }"),
        ("given_on", "{ kind = \"date\", before = \"epoch\" }"),
    ];
    let own = example.split(" = ").next().unwrap();
    let mut text = String::new();
    for (name, definition) in known.iter().filter(|(name, _)| *name != own) {
        text.push_str(&format!("{name} = {definition}\n"));
    }
    let grouped = [
        ("_household", "{ kind = \"household\", sex = \"sex\", born = \"birth_date\" }"),
        ("_outbreak", "{ kind = \"outbreak\" }"),
    ];
    for (name, definition) in grouped.iter().filter(|(name, _)| groups && *name != own) {
        text.push_str(&format!("{name} = {definition}\n"));
    }
    text
}

#[test]
fn presets_are_listed_shown_and_sound() {
    let scratch = Scratch::new();
    let list = scratch.run(&["schema", "list"]).fine().out;
    assert!(list.contains("caseload"), "{list}");
    let shown = scratch.run(&["schema", "show", "caseload"]).fine().out;
    scratch.write("mine.toml", &shown);
    scratch.run(&["schema", "check", "mine.toml"]).fine();
}

#[test]
fn the_clinic_is_sound() {
    let scratch = Scratch::with_clinic();
    let ran = scratch.run(&["schema", "check", "schema.toml"]).fine();
    for table in ["organizations", "patients", "enrolments", "audit_log"] {
        assert!(ran.out.contains(table), "{}", ran.out);
    }
    // Room for as many as it has, and not for a million.
    let ran = scratch.run(&["schema", "check", "schema.toml", "--rows", "programs=20_000"]).ends(1);
    assert!(ran.out.contains("`code` has 17,576 different values"), "{}", ran.out);
}

#[test]
fn a_hint_can_be_denied() {
    let scratch = Scratch::new();
    scratch.write(
        "schema.toml",
        "[tables.patients]\nrows = 3\n[tables.patients.columns]\nsex = { kind = \"sex\" }\nfirst_name = { kind = \"first_name\" }\n",
    );
    let ran = scratch.run(&["schema", "check", "schema.toml"]).fine();
    assert!(ran.out.contains("`first_name` ignores the row's `sex`"), "{}", ran.out);
    scratch.run(&["schema", "check", "schema.toml", "--hints", "deny"]).ends(1);
    let ran = scratch.run(&["schema", "check", "schema.toml", "--hints", "hide"]).fine();
    assert!(!ran.out.contains("ignores"), "{}", ran.out);
}

#[test]
fn completions_manual_and_json_schema() {
    let scratch = Scratch::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = scratch.run(&["completions", shell]).fine();
        assert!(ran.out.contains("generate") && ran.out.contains("json-schema"), "{shell}");
    }
    let man = scratch.run(&["man"]).fine().out;
    assert!(man.contains(".TH") && man.contains("generate"));
    let schema = scratch.run(&["schema", "json-schema"]).fine().out;
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    assert!(schema["properties"]["tables"].is_object());
}

//! `placebo score`: exact draws are within twice their floor, faults are counted, and the page opens in a browser.

use crate::scratch::{Scratch, clinic};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};

fn run(more: &[&str]) -> Scratch {
    let scratch = Scratch::new();
    let base = ["generate", "caseload", "--out", "run", "-q", "--rows", "patients=1500", "--seed", "7"];
    let base = [&base[..], &["--tables", "facilities,workers,patients,cases,contacts"]].concat();
    scratch.run(&[&base[..], more].concat()).fine();
    scratch
}

fn json(scratch: &Scratch, code: i32) -> Value {
    serde_json::from_str(&scratch.run(&["score", "run", "--format", "json"]).ends(code).out).unwrap()
}

fn broken(score: &Value, rule: &str, place: &str) -> u64 {
    let rules = score["rules"].as_array().unwrap();
    let found = rules.iter().find(|r| r["rule"] == rule && r["where"] == place);
    found.unwrap_or_else(|| panic!("no rule {rule} of {place} in {rules:?}"))["broken"].as_u64().unwrap()
}

#[test]
fn every_format_scores_alike_and_well() {
    let first = json(&run(&[]), 0);
    assert_eq!(first["ok"], true);
    let names: Vec<&str> =
        first["figures"].as_array().unwrap().iter().map(|f| f["figure"].as_str().unwrap()).collect();
    for figure in ["age by sex", "people by state", "race by state", "surnames by origin"] {
        assert!(names.contains(&figure), "{figure} in {names:?}");
    }
    assert!(!first["moved"].as_array().unwrap().is_empty());
    for more in [&["--format", "parquet"][..], &["--format", "jsonl", "--compress", "gzip", "--parts", "2"]] {
        let other = json(&run(more), 0);
        assert_eq!((&other["figures"], &other["rules"]), (&first["figures"], &first["rules"]), "{more:?}");
    }
}

/// Replaces a field of one line of a CSV file that has no quotes before it.
fn put(scratch: &Scratch, file: &str, line: usize, column: &str, value: &str) {
    let text = scratch.read(file);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = lines[0].split(',').position(|name| name == column).unwrap();
    let mut fields: Vec<&str> = lines[line].split(',').collect();
    fields[at] = value;
    lines[line] = fields.join(",");
    scratch.write(file, &(lines.join("\n") + "\n"));
}

#[test]
fn what_cannot_be_is_counted() {
    let scratch = run(&[]);
    let sexes: Vec<String> =
        scratch.read("run/patients.csv").lines().map(|l| l.split(',').nth(2).unwrap().to_owned()).collect();
    let man = sexes.iter().position(|sex| sex == "M").unwrap();
    put(&scratch, "run/patients.csv", 5, "created_at", "1850-01-01T10:00:00Z");
    put(&scratch, "run/patients.csv", 6, "birth_date", "2027-05-05");
    let cases = scratch.read("run/cases.csv");
    let of_man = cases.lines().position(|l| l.split(',').nth(1) == Some(&man.to_string()));
    let of_man = of_man.unwrap_or(1);
    put(&scratch, "run/cases.csv", of_man, "primary_diagnosis", "O80");
    put(&scratch, "run/cases.csv", of_man + 3, "patient_id", "99999999");
    put(&scratch, "run/cases.csv", of_man + 4, "worker_id", "88888888");
    let score = json(&scratch, 1);
    assert_eq!(score["ok"], false);
    assert_eq!(broken(&score, "event before birth", "patients.created_at"), 2);
    assert_eq!(broken(&score, "birth after the epoch", "patients.birth_date"), 1);
    assert_eq!(broken(&score, "orphan", "cases.patient_id"), 1);
    assert_eq!(broken(&score, "reference to no row", "cases.worker_id"), 1);
    assert_eq!(broken(&score, "ZIP code not in its state", "patients.zip"), 0);
    let text = scratch.run(&["score", "run"]).ends(1).out;
    assert!(text.contains("! orphan") && !text.contains("99999999") && !text.contains("1850"), "{text}");
}

/// Leaves nobody to a patient who could be a guardian.
fn leave_alone(scratch: &Scratch) {
    let text = scratch.read("run/contacts.csv");
    let fields = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<String>>();
    let heads = fields(text.lines().next().unwrap());
    let at = |name: &str| heads.iter().position(|head| head == name).unwrap();
    let (owner, relationship, guards) = (at("patient_id"), at("relationship"), at("is_guardian"));
    let guarded = text.lines().map(fields).find(|line| line[guards] == "true").unwrap();
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            let mut line = fields(line);
            if line[owner] == guarded[owner] {
                line[relationship] = "Friend".to_owned();
            }
            line.join(",")
        })
        .collect();
    scratch.write("run/contacts.csv", &(lines.join("\n") + "\n"));
}

#[test]
fn a_minor_without_a_guardian_is_counted() {
    let scratch = run(&[]);
    assert_eq!(broken(&json(&scratch, 0), "minor without guardian", "contacts.relationship"), 0);
    leave_alone(&scratch);
    assert_eq!(broken(&json(&scratch, 1), "minor without guardian", "contacts.relationship"), 1);
}

#[test]
fn households_outbreaks_and_delays_are_scored() {
    let scratch = Scratch::new();
    let made = ["generate", "contact-tracing", "--out", "run", "-q", "--rows", "cases=5000", "--seed", "3"];
    scratch.run(&made).fine();
    let score = json(&scratch, 0);
    let figures = score["figures"].as_array().unwrap();
    let figure = |name: &str, place: &str| {
        let found = figures.iter().find(|f| f["figure"] == name && f["where"] == place);
        found.unwrap_or_else(|| panic!("no figure {name} of {place}"))
    };
    // Households share a race and a state, and not a birth.
    assert!(figure("race by state", "cases.race")["design_effect"].as_f64().unwrap() > 2.0);
    assert!(figure("surnames by origin", "cases.last_name")["design_effect"].as_f64().unwrap() > 2.0);
    assert_eq!(figure("age by sex", "cases.birth_date")["design_effect"], 1.0);
    for place in ["cases.reported_on", "cases.admitted_on", "contacts.became_ill_on"] {
        assert_eq!(figure("delays", place)["fed_in"], true, "{place}");
    }
    assert_eq!(figure("serial intervals", "cases.infector_id")["fed_in"], true);
    assert_eq!(figure("roles in households", "cases.household_role")["fed_in"], false);
    for (rule, place) in [
        ("infected before the infector", "cases.infector_id"),
        ("minor without guardian", "contacts.relationship"),
        ("parent less than fifteen years older", "contacts.relationship"),
    ] {
        assert_eq!(broken(&score, rule, place), 0);
    }
    let text = scratch.read("run/cases.csv");
    let heads: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let infector = heads.iter().position(|head| *head == "infector_id").unwrap();
    let infected =
        text.lines().skip(1).position(|l| !l.split(',').nth(infector).unwrap().is_empty()).unwrap();
    put(&scratch, "run/cases.csv", infected + 1, "infected_on", "1990-01-01");
    assert_eq!(broken(&json(&scratch, 1), "infected before the infector", "cases.infector_id"), 1);
}

#[test]
fn another_population_is_not_met() {
    let scratch = Scratch::new();
    let schema = "name = \"old\"\nepoch = 2026-01-01\n[tables.patients]\nrows = 3000\n[tables.patients.columns]\n\
                  id = { kind = \"serial\", primary_key = true }\nsex = { kind = \"sex\" }\n\
                  birth_date = { kind = \"birth_date\", sex = \"sex\" }\n";
    scratch.write("one.toml", schema);
    scratch.write("other.toml", &schema.replace("sex = \"sex\" }", "sex = \"sex\", min_age = 40 }"));
    scratch.run(&["generate", "other.toml", "--out", "run", "-q"]).fine();
    scratch.run(&["score", "run"]).fine();
    let ran = scratch.run(&["score", "run", "--schema", "one.toml"]).ends(1);
    assert!(ran.out.contains("! age by sex"), "{}", ran.out);
    scratch.edit("other.toml", "min_age = 40", "min_age = 41");
    scratch.run(&["score", "run"]).refuses("is not the one that the data was made from");
    scratch.run(&["score", "nowhere"]).refuses("nowhere");
}

#[test]
fn the_schema_of_a_clinic_can_be_scored() {
    let scratch = Scratch::with_clinic();
    scratch.run(&["generate", &clinic(), "--out", "run", "-q"]).fine();
    let ran = scratch.run(&["score", "run", "--format", "json"]);
    let score: Value = serde_json::from_str(&ran.out).unwrap();
    let rules = score["rules"].as_array().unwrap();
    // Its dates do not look at deaths, which is counted; its keys, codes and values are sound.
    let events = |rule: &Value| rule["rule"].as_str().unwrap().starts_with("event");
    assert!(rules.iter().all(|rule| rule["broken"] == 0 || events(rule)), "{rules:?}");
    assert!(broken(&score, "event after death", "observations.observed_at") > 0);
}

/// Debian's name first; others call it otherwise.
pub fn browser() -> String {
    for name in ["chromium", "chromium-browser", "google-chrome"] {
        let found = Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        if found.is_ok_and(|status| status.success()) {
            return name.to_owned();
        }
    }
    panic!("there is no chromium: `ci/test --install` installs it, or `apt-get install chromium`");
}

/// What a browser makes of a page.
pub fn opened(page: &Path, profile: &Path) -> String {
    let output = Command::new(browser())
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        .args(["--disable-component-update", "--disable-sync", "--no-first-run", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_page_opens_in_a_browser() {
    let scratch = run(&[]);
    scratch.run(&["score", "run", "--html", "score.html"]).fine();
    scratch.run(&["score", "run", "--html", "score.html"]).refuses("the file is there already");
    let page = scratch.read("score.html");
    for outside in ["http:", "https:", "src=", "href=", "url(", "<script", "@import", "<link"] {
        assert!(!page.contains(outside), "{outside}");
    }
    let dom = opened(&scratch.join("score.html"), &scratch.join("profile"));
    // What the browser parsed is what was written: nothing was mended.
    for tag in ["<svg", "<rect", "<line", "<tr", "<section"] {
        assert_eq!(dom.matches(tag).count(), page.matches(tag).count(), "{tag}");
    }
    assert!(dom.contains("Score of caseload") && dom.contains("age by sex"));
}

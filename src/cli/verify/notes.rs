//! What all checks found, for code hosts: SARIF, and annotations of GitHub.

use super::compare::Compared;
use super::fiction::Searched;
use super::report::Report;
use crate::verify::{Class, Severity, Spot};
use serde_json::{Value, json};

/// The rule of an allowance that allows nothing, and that of a file in which nobody could look.
const WITHOUT_EFFECT: &str = "allow";
const NOT_SEARCHED: &str = "not_searched";

/// One thing that was found, at one place.
pub(super) struct Note {
    rule: &'static str,
    fails: bool,
    text: String,
    spot: Option<Spot>,
}

/// Everything that was found.
///
/// With `strict` what is possible fails, too.
pub(super) fn of(
    reports: &[Report],
    searched: Option<&Searched>,
    compared: Option<&Compared>,
    strict: bool,
) -> Vec<Note> {
    let mut notes = Vec::new();
    for report in reports {
        let at = || Spot { file: report.manifest.clone(), line: 1, column: 1, name: None };
        let note =
            |text: &String| Note { rule: "manifest", fails: true, text: text.clone(), spot: Some(at()) };
        notes.extend(report.findings.iter().map(note));
    }
    for finding in compared.iter().flat_map(|compared| &compared.findings) {
        let text = super::outcome::sentence(finding);
        let note = |spot: Option<&Spot>| Note {
            rule: finding.check.name(),
            fails: finding.fails,
            text: text.clone(),
            spot: spot.cloned(),
        };
        notes.push(note(finding.spots.first()));
        notes.extend(finding.spots.iter().skip(1).map(|spot| note(Some(spot))));
    }
    for hit in searched.iter().flat_map(|searched| searched.fiction.hits()) {
        notes.push(Note {
            rule: hit.class.kind(),
            fails: strict || hit.severity == Severity::Certain,
            text: format!("This {} {}.", hit.class.kind(), super::told::says(hit.severity)),
            spot: Some(hit.spot.clone()),
        });
    }
    for idle in searched.iter().flat_map(|searched| searched.fiction.idle()) {
        let text = super::told::why(idle);
        notes.push(Note { rule: WITHOUT_EFFECT, fails: false, text, spot: Some(idle.spot.clone()) });
    }
    for name in super::unread(searched, compared) {
        let text = format!("{name} could not be searched.");
        // What is named beside it is a part of a file, which has no place of its own.
        let is_file = searched.is_some_and(|searched| searched.skipped.contains(&name));
        let spot = is_file.then_some(Spot { file: name, line: 1, column: 1, name: None });
        notes.push(Note { rule: NOT_SEARCHED, fails: true, text, spot });
    }
    notes
}

/// The line of a place, for whoever shows the file: a row of CSV stands one line below its number, since the names of the columns are
/// above the first. A cell of several lines moves those below it further down, which only the row's number tells.
fn line(spot: &Spot) -> u64 {
    let path = spot.file.to_ascii_lowercase();
    let headed = spot.name.is_some() && [".csv", ".tsv"].iter().any(|end| path.ends_with(end));
    spot.line.max(1) + u64::from(headed)
}

/// A path as a reference of a URL.
fn uri(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&b);
    let path: String = path
        .bytes()
        .map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect();
    if path.starts_with('/') { format!("file://{path}") } else { path }
}

/// SARIF 2.1.0, as code hosts and editors read it.
pub(super) fn sarif(notes: &[Note]) -> Value {
    let location = |spot: &Spot| {
        json!({"physicalLocation": {
            "artifactLocation": {"uri": uri(&spot.file)},
            "region": {"startLine": line(spot), "startColumn": spot.column},
        }})
    };
    let result = |note: &Note| {
        json!({
            "ruleId": note.rule,
            "level": if note.fails { "error" } else { "note" },
            "message": {"text": note.text},
            "locations": note.spot.iter().map(location).collect::<Vec<_>>(),
        })
    };
    let checks = ["manifest", "survival", "shape", "risk", WITHOUT_EFFECT, NOT_SEARCHED].into_iter();
    let rules = Class::ALL.iter().map(|class| class.kind()).chain(checks).map(|id| json!({"id": id}));
    json!({
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [{
            "tool": {"driver": {"name": "placebo", "version": env!("CARGO_PKG_VERSION"), "rules": rules.collect::<Vec<_>>()}},
            "results": notes.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}

/// Workflow commands that annotate lines of a change.
pub(super) fn github(notes: &[Note]) -> String {
    let plain = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| plain(text).replace(':', "%3A").replace(',', "%2C");
    let one = |note: &Note| {
        let level = if note.fails { "error" } else { "notice" };
        let place = note
            .spot
            .as_ref()
            .map(|spot| format!(" file={},line={},col={}", property(&spot.file), line(spot), spot.column));
        format!("::{level}{}::{}\n", place.unwrap_or_default(), plain(&note.text))
    };
    notes.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_paths_and_texts_is_escaped() {
        let spot = Spot { file: "a b/c:d,100%.csv".to_owned(), line: 3, column: 1, name: None };
        let note = Note { rule: "risk", fails: true, text: "t: 5 % (2)".to_owned(), spot: Some(spot) };
        let bare = Note { rule: "shape", fails: false, text: "x".to_owned(), spot: None };
        let told = github(&[note, bare]);
        assert_eq!(told, "::error file=a b/c%3Ad%2C100%25.csv,line=3,col=1::t: 5 %25 (2)\n::notice::x\n");
        let cell = Spot { file: "p.csv".to_owned(), line: 1, column: 1, name: Some("ssn".to_owned()) };
        assert_eq!(line(&cell), 2);
        assert_eq!(uri("a b/c#d"), "a%20b/c%23d");
        assert_eq!(uri("/x"), "file:///x");
    }
}

//! What could be somebody's is found; what fiction is made of is not.

use super::*;

fn of_line(text: &str) -> Vec<(Class, Severity)> {
    let mut fiction = Fiction::new(None, None);
    fiction.line("a", 1, text);
    fiction.hits().iter().map(|hit| (hit.class, hit.severity)).collect()
}

#[test]
fn what_could_be_somebodys_is_certain_where_words_say_what_it_is() {
    use Severity::{Certain, Possible};
    assert_eq!(of_line(r#"  "ssn": "078-05-1120","#), [(Class::Ssn, Certain)]);
    assert_eq!(of_line("phone: (212) 736-5000"), [(Class::Phone, Certain)]);
    assert_eq!(of_line("contact_email = jane.doe@placebo-check.dev"), [(Class::Email, Certain)]);
    assert_eq!(of_line("078-05-1120"), [(Class::Ssn, Possible)]);
    assert_eq!(of_line("see https://www.placebo-check.dev/x"), [(Class::Url, Possible)]);
    assert_eq!(of_line("npi: 1234567893"), [(Class::Npi, Certain)]);
    assert_eq!(of_line("npi: 2135550137"), [(Class::Npi, Certain)]);
    assert_eq!(of_line("1234567893"), [(Class::Npi, Possible)]);
    assert_eq!(of_line("id: 5f0c6b1e-7a3d-4a52-9c1f-0242ac120002"), [(Class::Uuid, Possible)]);
}

#[test]
fn fiction_is_not_found() {
    for text in [
        "ssn: 900-01-0001, phone: 505-555-0123, email: a@example.org",
        "https://portal.example.com/a 192.0.2.7 2001:db8::1",
        "version 1.2.3, sha256 3f786850e387550fdab836ed7e6dc881de23001b",
        "call back at 2135550137 or 2815550159",
        "total: 1234567890123, at 2026-01-01T10:00:00",
    ] {
        assert_eq!(of_line(text), [], "{text}");
    }
}

#[test]
fn a_line_can_allow_a_class_with_a_reason() {
    assert_eq!(of_line("ssn: 078-05-1120 # placebo: allow ssn printed on a form of 1938"), []);
    assert_eq!(of_line("ssn: 078-05-1120 # placebo: allow ssn").len(), 1);
}

#[test]
fn a_column_of_one_kind_needs_no_words() {
    let mut fiction = Fiction::new(None, None);
    for row in 1..=40u64 {
        fiction.cell("a.csv", row, "x1", "", &format!("21{}-736-50{:02}", row % 10, row));
    }
    fiction.end_of_file();
    assert!(fiction.hits().len() >= 30 && fiction.hits().iter().all(|hit| hit.severity == Severity::Certain));
}

#[test]
fn a_baseline_knows_values_and_shows_none() {
    let mut first = Fiction::new(None, Some(Baseline::new([7; 32])));
    first.line("a", 1, "ssn: 078-05-1120");
    let text = first.collected().unwrap().to_text();
    assert!(!text.contains("1120"));
    let baseline = Baseline::parse(&text).unwrap();
    let mut second = Fiction::new(Some(baseline), None);
    second.line("a", 1, "ssn: 078-05-1120 and ssn 219-09-9999");
    assert_eq!((second.hits().len(), second.passed_over().1), (1, 1));
    assert_eq!(Baseline::parse("placebo baseline 1 00\n"), Err(1));
}

#[test]
fn the_kind_of_a_column_decides_what_bare_digits_are() {
    let of = |kind: &str, text: &str| {
        let mut fiction = Fiction::new(None, None);
        fiction.cell("a.csv", 1, "x1", kind, text);
        fiction.end_of_file();
        fiction.hits().iter().map(|hit| (hit.class, hit.severity)).collect::<Vec<_>>()
    };
    assert_eq!(of("", "2127365000"), [(Class::Phone, Severity::Possible)]);
    assert_eq!(of("mrn", "2127365000"), []);
    assert_eq!(of("phone", "2127365000"), [(Class::Phone, Severity::Certain)]);
    assert_eq!(of("mrn", "078-05-1120"), [(Class::Ssn, Severity::Possible)]);
    assert_eq!(of("note", "call 2127365000"), of("", "call 2127365000"));
}

//! Notes are various, mention what they are given, and tell exactly where.

use crate::kinds::Value;
use crate::kinds::choice::trial::{EPOCH, Trial, settings};
use arrow::array::{ArrayRef, Date32Array, StringArray, TimestampMicrosecondArray};
use std::collections::BTreeMap;
use std::sync::Arc;

fn texts(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

fn table(pairs: &[(&str, i64)]) -> Value {
    Value::Table(pairs.iter().map(|(name, n)| ((*name).to_owned(), Value::Integer(*n))).collect())
}

/// Notes with every input; all that identifies is made of words that the grammar does not have.
fn full(parameters: &[(&str, Value)]) -> Trial {
    let on =
        TimestampMicrosecondArray::from(vec![i64::from(EPOCH - 100) * 86_400_000_000]).with_timezone("UTC");
    let inputs: Vec<(&str, ArrayRef)> = vec![
        ("first", texts(&[Some("Xavia"), Some("Qüinn")])),
        ("last", texts(&[Some("Zzyzx"), Some("Öqvist")])),
        ("sex", texts(&[Some("F"), Some("M"), None])),
        ("born", Arc::new(Date32Array::from(vec![EPOCH - 15_000, EPOCH - 400, EPOCH - 35_000]))),
        ("on", Arc::new(on)),
        ("phone", texts(&[Some("(212) 555-0123")])),
        ("email", texts(&[Some("xz@example.com")])),
        ("street", texts(&[Some("77 Qwyjibo Rd")])),
        ("city", texts(&[Some("Vexford")])),
        ("state", texts(&[Some("NY")])),
        ("zip", texts(&[Some("10001")])),
        ("mrn", texts(&[Some("MRN0012345678")])),
        ("case_number", texts(&[Some("C26-0000123")])),
        ("relative", texts(&[Some("Yolandi"), Some("Wkrp"), None])),
        ("relative_last", texts(&[Some("Jqx")])),
        ("relationship", texts(&[Some("Mother"), Some("Brother")])),
        ("relative_phone", texts(&[Some("646-555-0188")])),
        ("worker", texts(&[Some("Bwyn")])),
        ("worker_last", texts(&[Some("Fjord-Quux")])),
        ("diagnosis", texts(&[Some("Essential (primary) hypertension"), None])),
        ("drug", texts(&[Some("Lisinopril 10 MG Oral Tablet")])),
        ("status", texts(&[Some("open")])),
        ("program", texts(&[Some("housing_support")])),
    ];
    Trial::with("note", settings(parameters), &inputs)
}

/// Each note with what it mentions replaced by its class, and each number by `#`; small letters.
fn bones(trial: &Trial, n: u64) -> Vec<String> {
    let notes = trial.texts(0..n);
    let mut bones: Vec<String> = notes.clone();
    for mention in trial.mentions(0..n).iter().rev() {
        bones[mention.row].replace_range(mention.start..mention.end, &format!("<{}>", mention.class));
    }
    bones.iter().map(|note| numbers(&note.to_lowercase())).collect()
}

fn numbers(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' if out.ends_with('#') => {}
            '0'..='9' => out.push('#'),
            c => out.push(c),
        }
    }
    out
}

/// The share of notes whose bones another note has, and the share of notes with the commonest sentence.
fn sameness(trial: &Trial, n: u64) -> (f64, f64, String) {
    let bones = bones(trial, n);
    let mut whole: BTreeMap<&str, u64> = BTreeMap::new();
    let mut sentences: BTreeMap<&str, u64> = BTreeMap::new();
    for note in &bones {
        *whole.entry(note).or_default() += 1;
        let all = note.split(['\n']).flat_map(|line| line.split(". ")).map(|s| s.trim_end_matches('.'));
        for sentence in all.collect::<std::collections::BTreeSet<_>>() {
            *sentences.entry(sentence).or_default() += 1;
        }
    }
    let equal: u64 = whole.values().filter(|n| **n > 1).sum();
    let (commonest, most) = sentences.iter().max_by_key(|(_, n)| **n).unwrap();
    let share = |count: u64| count as f64 / n as f64;
    (share(equal), share(*most), (*commonest).to_owned())
}

#[expect(clippy::print_stdout, reason = "the figures are what the full check is run for")]
fn hold_variety(n: u64) {
    let none = [("typos", Value::Number(0.0))];
    let (equal, most, commonest) = sameness(&full(&none), n);
    println!(
        "{n} notes: {:.3} % equal, at most {:.3} % share a sentence: {commonest}",
        equal * 100.0,
        most * 100.0
    );
    assert!(equal < 0.01, "{equal}");
    assert!(most < 0.02, "{most}: {commonest}");
}

#[test]
fn notes_differ_and_no_sentence_stands_in_many() {
    hold_variety(10_000);
}

/// The full check: `cargo test --lib note::tests::a_hundred_thousand -- --ignored --nocapture`.
#[test]
#[ignore = "takes a while; the same at 10,000 runs always"]
fn a_hundred_thousand_notes_differ() {
    hold_variety(100_000);
}

#[test]
fn every_mention_is_told_and_nothing_else() {
    // All capitals and all small letters too, so that the words are looked for in any case.
    let trial = full(&[]);
    let notes = trial.texts(0..3_000);
    let mentions = trial.mentions(0..3_000);
    let words = [
        "xavia",
        "zzyzx",
        "qüinn",
        "öqvist",
        "yolandi",
        "wkrp",
        "jqx",
        "bwyn",
        "fjord",
        "qwyjibo",
        "vexford",
        "555-0",
        "5550123",
        "10001",
        "0012345678",
        "0000123",
        "@example",
    ];
    let mut rest = notes.clone();
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    for mention in mentions.iter().rev() {
        *seen.entry(mention.class).or_default() += 1;
        assert!(mention.start < mention.end);
        rest[mention.row].replace_range(mention.start..mention.end, "_");
    }
    for (note, whole) in rest.iter().zip(&notes) {
        let small = note.to_lowercase();
        assert!(words.iter().all(|word| !small.contains(word)), "{note}\n{whole}");
        let months = ["january", "feb ", "march ", "/25", "/2025", "2025-"];
        assert!(months.iter().all(|word| !small.contains(word)), "{note}\n{whole}");
    }
    assert_eq!(
        seen.keys().copied().collect::<std::collections::BTreeSet<_>>().len(),
        super::class::NAMES.len()
    );
    // A mention is what it says it is.
    for mention in &mentions {
        let text = &notes[mention.row][mention.start..mention.end];
        match mention.class {
            "phone" => assert!(text.contains("0123") || text.contains("0188"), "{text}"),
            "zip" => assert_eq!(text, "10001"),
            "city" => assert_eq!(text.to_lowercase(), "vexford"),
            "age" => assert!(matches!(text, "95" | "96"), "{text}"),
            "street" => assert_eq!(text.to_lowercase(), "77 qwyjibo rd"),
            _ => {}
        }
    }
}

#[test]
fn drugs_and_eponyms_are_nobody() {
    let trial = full(&[("typos", Value::Number(0.0))]);
    let notes = trial.texts(0..2_000);
    let all = notes.join("\n");
    for word in ["Parkinson", "Baker cyst", "Foley", "Crohn", "Tylenol", "Hoyer", "Will ", "Grace"] {
        assert!(all.contains(word), "{word}");
    }
    for mention in trial.mentions(0..2_000) {
        let text = &notes[mention.row][mention.start..mention.end];
        assert!(!["Parkinson", "Baker", "Foley", "Hoyer"].iter().any(|word| text.contains(word)), "{text}");
    }
}

#[test]
fn batches_do_not_matter_and_nothing_is_left_open() {
    full(&[]).split();
    let clean = [("typos", Value::Number(0.0))];
    let bare = Trial::new("note", settings(&clean)).texts(0..5_000);
    for note in full(&clean).texts(0..5_000).iter().chain(&bare) {
        assert!(
            !note.contains(['{', '}', '^', '|']) && !note.contains("  ") && !note.contains(" ."),
            "{note}"
        );
        assert!(!note.starts_with(' ') && !note.ends_with(' '), "{note}");
    }
}

#[test]
fn what_is_not_given_is_not_told() {
    let trial = Trial::new("note", settings(&[("typos", Value::Number(0.0))]));
    assert!(trial.mentions(0..2_000).iter().all(|mention| mention.class == "date"));
    let (equal, most, commonest) = sameness(&trial, 10_000);
    assert!(equal < 0.01 && most < 0.02, "{equal} {most} {commonest}");
}

#[test]
fn lengths_styles_and_slips_are_as_asked() {
    let one = settings(&[("styles", table(&[("soap", 1)])), ("typos", Value::Number(0.0))]);
    let soap = Trial::new("note", one).texts(0..500);
    assert!(
        soap.iter()
            .all(|note| note.to_lowercase().starts_with('s') && note.contains(": ") || note.contains(" - "))
    );
    let given = [("style", texts(&[Some("soap"), Some("no such")]))];
    let mixed = Trial::with("note", settings(&[("typos", Value::Number(0.0))]), &given).texts(0..200);
    assert!(mixed.iter().step_by(2).all(|note| note.to_lowercase().starts_with('s')));
    assert!(!mixed.iter().skip(1).step_by(2).all(|note| note.to_lowercase().starts_with('s')));
    let short = Trial::new("note", settings(&[("sentences_max", Value::Integer(1))])).texts(0..200);
    assert!(short.iter().all(|note| note.len() < 300));
    let (clean, slipped) = (
        Trial::new("note", settings(&[("typos", Value::Number(0.0))])).texts(0..500),
        Trial::new("note", settings(&[("typos", Value::Number(0.05))])).texts(0..500),
    );
    assert!(clean.iter().zip(&slipped).all(|(a, b)| a != b));
    let wrong = settings(&[("styles", table(&[("sopa", 1)]))]);
    let fault = Trial::fault("note", &wrong);
    assert_eq!(
        (fault.message.as_str(), fault.help.as_deref()),
        ("there is no style `sopa`", Some("there is `soap`"))
    );
    let wrong = settings(&[("typos", Value::Number(0.5))]);
    assert_eq!(Trial::fault("note", &wrong).message, "the share of slips is not from 0 to 0.2");
}

#[test]
fn notes_are_pinned() {
    assert_eq!(full(&[]).texts(0..10).join("\n\n"), include_str!("pinned.txt").trim_end());
}

//! `placebo scrub` on texts whose findings are marked, in `tests/scrub`.

#[path = "../scrub/corpus.rs"]
mod corpus;

use crate::scratch::Scratch;
use corpus::Parts;
use placebo::scrub;
use std::ops::Range;

/// The sentences of a file, and where they are marked.
fn lines(text: &str) -> impl Iterator<Item = (String, Vec<Range<usize>>)> {
    corpus::lines(text).map(corpus::unmarked)
}

#[test]
fn nearly_all_that_is_marked_is_found() {
    let (mut marked, mut missed) = (0, Vec::new());
    for (text, marks) in lines(include_str!("../scrub/clinical.txt")) {
        let found = scrub::find(&text, None);
        let covered = |at: usize| found.iter().any(|f| f.range.contains(&at));
        for mark in marks {
            marked += 1;
            if !corpus::is_found(&text, &mark, covered) {
                missed.push(text[mark].to_owned());
            }
        }
    }
    assert!(missed.len() * 100 <= marked * 3, "{} of {marked} are missed: {missed:?}", missed.len());
}

#[test]
fn little_is_found_where_nothing_is() {
    let all: Vec<String> = lines(include_str!("../scrub/empty.txt")).map(|(text, _)| text).collect();
    let hit: Vec<&String> = all.iter().filter(|text| !scrub::find(text, None).is_empty()).collect();
    assert!(hit.len() * 100 <= all.len() * 5, "{} of {} lose something: {hit:?}", hit.len(), all.len());
}

#[test]
fn little_is_found_where_capitals_are_nobody() {
    let all: Vec<String> = lines(include_str!("../scrub/empty_more.txt")).map(|(text, _)| text).collect();
    let hit: Vec<&String> = all.iter().filter(|text| !scrub::find(text, None).is_empty()).collect();
    assert!(hit.len() * 100 <= all.len() * 17, "{} of {} lose something: {hit:?}", hit.len(), all.len());
}

#[test]
#[expect(clippy::print_stdout, reason = "the numbers are what the test is run for")]
fn little_is_found_in_what_was_kept_aside() {
    for text in [
        include_str!("../scrub/empty_aside.txt"),
        include_str!("../scrub/empty_last.txt"),
        include_str!("../scrub/empty_newest.txt"),
    ] {
        let all: Vec<String> = lines(text).map(|(text, _)| text).collect();
        let hit = all.iter().filter(|text| !scrub::find(text, None).is_empty()).count();
        println!("{hit} of {} that tell nothing", all.len());
        assert!(hit * 100 <= all.len() * 23, "{hit} of {} lose something", all.len());
    }
}

#[test]
fn spanish_notes_are_usable() {
    let (mut marked, mut missed, mut lost) = (0, Vec::new(), Vec::new());
    let mut empty = 0;
    for (text, marks) in lines(include_str!("../scrub/spanish.txt")) {
        let found = scrub::find(&text, None);
        if marks.is_empty() {
            empty += 1;
            lost.extend(found.first().map(|f| format!("{} in {text}", &text[f.range.clone()])));
        }
        let covered = |at: usize| found.iter().any(|f| f.range.contains(&at));
        for mark in marks {
            marked += 1;
            if !corpus::is_found(&text, &mark, covered) {
                missed.push(text[mark].to_owned());
            }
        }
    }
    assert!(missed.len() * 100 <= marked * 5, "{} of {marked} are missed: {missed:?}", missed.len());
    assert!(lost.len() * 100 <= empty * 25, "{} of {empty} lose something: {lost:?}", lost.len());
}

#[test]
fn the_command_replaces_or_tells() {
    let scratch = Scratch::new();
    scratch.write("note.txt", "All well.\nCall Maria López at 505-555-0123.\n");
    assert_eq!(scratch.run(&["scrub", "note.txt"]).fine().out, "All well.\nCall [NAME] at [PHONE].\n");
    let told = scratch.run(&["scrub", "note.txt", "--findings"]).fine().out;
    let first: serde_json::Value = serde_json::from_str(told.lines().next().unwrap()).unwrap();
    assert_eq!((&first["line"], &first["column"], &first["class"]), (&2.into(), &6.into(), &"NAME".into()));
    std::fs::write(scratch.join("note.txt"), b"fine\n\xff\xfe\n").unwrap();
    scratch.run(&["scrub", "note.txt"]).refuses("not UTF-8");
}

#[test]
fn what_was_made_with_its_truth_is_scored_in_one_command() {
    let scratch = Scratch::new();
    scratch.run(&["generate", "caseload", "--rows", "patients=25", "--truth", "--out", "told", "-q"]).fine();
    let out = scratch.run(&["score", "told", "--scrub", "--format", "json"]).fine().out;
    let told: serde_json::Value = serde_json::from_str(&out).unwrap();
    let of = |part: &str, figure: &str| told[part][figure]["share"].as_f64().unwrap();
    assert!(of("alone", "recall") > 0.85 && of("row_known", "recall") > 0.9, "{out}");
    assert!(
        told["alone"]["classes"]["patient_name"]["of"].as_u64().unwrap() > 20
            && of("alone", "empty_sentences") < 0.3,
        "{out}"
    );
    scratch.run(&["score", "told", "--scrub", "--min-recall", "50%", "--max-lost", "40%"]).fine();
    assert!(
        scratch.run(&["score", "told", "--scrub", "--max-lost", "0"]).ends(1).out.contains("95 % interval")
    );
    scratch.run(&["score", "told", "--min-recall", "1"]).refuses("--scrub");
    scratch.run(&["generate", "caseload", "--rows", "patients=3", "--out", "plain", "-q"]).fine();
    scratch.run(&["score", "plain", "--scrub"]).refuses("--truth");
}

#[test]
#[expect(clippy::print_stdout, reason = "the numbers are what the test is run for")]
fn sentences_of_four_sorts_lose_what_they_tell() {
    for (name, text, least) in [
        ("queries", include_str!("../scrub/queries.txt"), [99, 98, 96, 98, 96, 98]),
        ("general", include_str!("../scrub/general.txt"), [99, 98, 98, 97, 94, 98]),
        ("cases", include_str!("../scrub/cases.txt"), [99, 97, 98, 98, 93, 99]),
        ("spellings", include_str!("../scrub/spellings.txt"), [98, 96, 94, 92, 89, 94]),
    ] {
        let Parts { used, aside, later, learned, last, newest } = corpus::parts(text);
        let learned = learned.concat();
        let (mut empty, mut lost) = (0, 0);
        for (part, (lines, least)) in
            [used, aside, later, learned, last, newest].into_iter().zip(least).enumerate()
        {
            let (mut marked, mut found, mut empty_here, mut lost_here) = (0, 0, 0, 0);
            for line in lines {
                let (text, marks) = corpus::unmarked(line);
                let findings = scrub::find(&text, None);
                let covered = |at: usize| findings.iter().any(|f| f.range.contains(&at));
                marked += marks.len();
                found += marks.iter().filter(|mark| corpus::is_found(&text, mark, covered)).count();
                empty_here += usize::from(marks.is_empty());
                lost_here += usize::from(marks.is_empty() && !findings.is_empty());
            }
            println!(
                "{name}, part {part}: {found} of {marked}, {lost_here} of {empty_here} that tell nothing"
            );
            assert!(found * 100 >= marked * least, "{name}: {found} of {marked} in part {part}");
            (empty, lost) = (empty + empty_here, lost + lost_here);
        }
        assert!(lost * 4 <= empty, "{name}: {lost} of {empty} that tell nothing lose something");
    }
}

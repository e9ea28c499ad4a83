//! `README.md`: what it shows is run, and what it prints is what is printed.
//!
//! In a fence of `console`, a line that begins with `$ ` is run, in one scratch folder and in the order of the file; the
//! lines below it are what it prints. A line that is `…` stands for any number of lines, and a `…` within a line for any
//! text. Every fence of `toml` is a whole schema and must be sound.

use crate::scratch::{Scratch, repository};
use std::fs;

struct Fence {
    language: String,
    line: usize,
    text: String,
}

fn fences() -> Vec<Fence> {
    let text = fs::read_to_string(repository().join("README.md")).unwrap();
    let mut fences = Vec::new();
    let mut open: Option<Fence> = None;
    for (i, line) in text.lines().enumerate() {
        match (line.trim_start().strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => fences.extend(open.take()),
            (Some(language), None) => {
                open = Some(Fence { language: language.trim().to_owned(), line: i + 1, text: String::new() });
            }
            (None, Some(fence)) => {
                fence.text.push_str(line);
                fence.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fence is never closed");
    fences
}

/// Whether a line is as expected, a `…` standing for any text.
fn line_fits(expected: &str, found: &str) -> bool {
    let mut pieces = expected.trim_end().split('…');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = found.trim_end().strip_prefix(first) else { return false };
    let mut last = None;
    for piece in pieces {
        last = Some(piece);
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    match last {
        None => rest.is_empty(),
        Some(last) => rest.is_empty() || last.is_empty() || found.trim_end().ends_with(last),
    }
}

fn fits(expected: &[&str], found: &[&str]) -> bool {
    match expected.split_first() {
        None => found.is_empty(),
        Some((&"…", rest)) => (0..=found.len()).any(|skip| fits(rest, &found[skip..])),
        Some((first, rest)) => {
            found.split_first().is_some_and(|(line, more)| line_fits(first, line) && fits(rest, more))
        }
    }
}

#[test]
fn commands_print_what_is_shown() {
    let scratch = Scratch::new();
    let consoles: Vec<Fence> = fences().into_iter().filter(|fence| fence.language == "console").collect();
    assert!(!consoles.is_empty(), "the README shows no command");
    for fence in consoles {
        let mut lines = fence.text.lines().peekable();
        while let Some(line) = lines.next() {
            let Some(command) = line.strip_prefix("$ ") else { panic!("README.md:{}: {line}", fence.line) };
            let mut expected = Vec::new();
            while let Some(line) = lines.next_if(|line| !line.starts_with("$ ")) {
                expected.push(line);
            }
            let ran = scratch.shell(&format!("{{ {command}; }} 2>&1")).fine();
            let found: Vec<&str> = ran.out.trim_end().lines().collect();
            while expected.last().is_some_and(|line| line.is_empty()) {
                expected.pop();
            }
            assert!(
                expected.is_empty() || fits(&expected, &found),
                "README.md:{}: {command}\n--- shown\n{}\n--- printed\n{}",
                fence.line,
                expected.join("\n"),
                ran.out
            );
        }
    }
}

#[test]
fn schemas_are_sound() {
    let scratch = Scratch::new();
    for fence in fences().iter().filter(|fence| fence.language == "toml") {
        scratch.write("schema.toml", &fence.text);
        let ran = scratch.run(&["schema", "check", "schema.toml"]);
        assert_eq!(ran.code, 0, "README.md:{}\n{}", fence.line, ran.all());
    }
}

#[test]
fn patterns_of_lines() {
    assert!(
        line_fits("a … c", "a b c") && line_fits("…", "x") && line_fits("a…", "abc") && line_fits("a", "a ")
    );
    assert!(!line_fits("a … c", "a b d") && !line_fits("a", "ab") && !line_fits("…c", "cb"));
    assert!(fits(&["a", "…", "d"], &["a", "b", "c", "d"]) && fits(&["…"], &[]) && !fits(&["a"], &["a", "b"]));
}

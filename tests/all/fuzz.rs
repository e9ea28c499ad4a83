//! Arbitrary and nearly valid texts thrown at the schema's parser and compiler: never a panic, never a hang.

use crate::fuzzing::try_text;
use crate::scratch::{clinic, repository};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::fs;
use std::sync::LazyLock;

/// Schemas that are sound, and those that are nearly so.
static SEEDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    // As often the sound ones, which go deeper.
    let mut texts = Vec::new();
    for _ in 0..40 {
        texts.extend([placebo_preset_once().clone(), merged_clinic()]);
    }
    for entry in fs::read_dir(repository().join("tests/errors")).unwrap() {
        texts.push(fs::read_to_string(entry.unwrap().path().join("schema.toml")).unwrap());
    }
    texts.sort();
    texts
});

/// Words that schemas are made of, and some that they should not be.
static WORDS: &[&str] = &[
    "id",
    "epoch",
    "kind",
    "unique",
    "primary_key",
    "null",
    "when",
    "expr",
    "parent",
    "reference",
    "within",
    "\"",
    "'",
    "=",
    "{",
    "}",
    "[",
    "]",
    "[tables.x]",
    "[tables.x.columns]",
    "\n",
    "0",
    "-1",
    "1e308",
    "nan",
    "true",
    "9223372036854775807",
    "18446744073709551616",
    "2026-02-30",
    "1970-01-01",
    "ü",
    "\u{0}",
    "\u{202e}",
    "((((",
    "[a-z]{1000000}",
    "(a|b){9}{9}{9}",
    "5000y",
    "1e-320d",
    "*",
    "_",
    ".",
    "..",
    "per",
    "poisson",
    "weights",
    "values",
    "CAST(id AS date)",
    "id / 0",
    "repeat('x', 100000000)",
    "{{",
    "}}",
];

/// Numbers at the ends of what there is, and others that somebody may write.
static NUMBERS: &[&str] = &[
    "0",
    "1",
    "2",
    "-1",
    "0.5",
    "1e308",
    "-1e308",
    "1e-308",
    "nan",
    "inf",
    "9223372036854775807",
    "-9223372036854775808",
    "4294967296",
    "1_000_000_000",
    "9007199254740992",
    "63",
    "64",
    "65",
    "1000",
    "2026-01-01",
    "0001-01-01",
    "9999-12-31",
    "true",
    "\"x\"",
    "[]",
    "{}",
];

fn placebo_preset_once() -> &'static String {
    static TEXT: LazyLock<String> = LazyLock::new(placebo_preset);
    &TEXT
}

fn placebo_preset() -> String {
    let shown = crate::scratch::command(repository()).args(["schema", "show", "caseload"]).output().unwrap();
    String::from_utf8(shown.stdout).unwrap()
}

/// The clinic's files as one text, without what is read from files.
fn merged_clinic() -> String {
    let folder = std::path::PathBuf::from(clinic());
    let mut text = fs::read_to_string(&folder).unwrap().replace("include = [\"tables/*.toml\"]\n", "");
    for file in ["people", "care", "traffic"] {
        let path = folder.with_file_name("tables").join(format!("{file}.toml"));
        text.push_str(&fs::read_to_string(path).unwrap());
    }
    text.replace("fixed = \"data/users.csv\"\n", "")
        .replace("{ file = \"data/programs.csv\", column = \"name\", weight = \"share\" }", "[\"a\", \"b\"]")
}

/// One change of a text: a piece cut out, doubled, moved, or a word put in.
#[derive(Clone, Debug)]
enum Change {
    Cut(usize, usize),
    Double(usize, usize),
    Put(usize, usize),
    Swap(usize, usize),
    /// The next number becomes another.
    Number(usize, usize),
    /// The next kind becomes another.
    Kind(usize, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let at = 0usize..100_000;
    prop_oneof![
        1 => (at.clone(), 0usize..60).prop_map(|(a, n)| Change::Cut(a, n)),
        1 => (at.clone(), 0usize..200).prop_map(|(a, n)| Change::Double(a, n)),
        1 => (at.clone(), 0..WORDS.len()).prop_map(|(a, w)| Change::Put(a, w)),
        1 => (at.clone(), at.clone()).prop_map(|(a, b)| Change::Swap(a, b)),
        3 => (at.clone(), 0..NUMBERS.len()).prop_map(|(a, n)| Change::Number(a, n)),
        3 => (at, 0usize..1_000).prop_map(|(a, k)| Change::Kind(a, k)),
    ]
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for change in changes {
        let len = chars.len().max(1);
        match *change {
            Change::Cut(at, n) => {
                let at = at % len;
                chars.drain(at.min(chars.len())..(at + n).min(chars.len()));
            }
            Change::Double(at, n) => {
                let at = at % len;
                let piece: Vec<char> = chars.iter().skip(at).take(n).copied().collect();
                chars.splice(at.min(chars.len())..at.min(chars.len()), piece);
            }
            Change::Put(at, word) => {
                let at = (at % len).min(chars.len());
                chars.splice(at..at, WORDS[word].chars());
            }
            Change::Swap(a, b) => {
                let (a, b) = (a % len, b % len);
                if a < chars.len() && b < chars.len() {
                    chars.swap(a, b);
                }
            }
            Change::Number(at, number) => {
                let part = |c: char| c.is_ascii_digit() || matches!(c, '.' | '_' | '-' | ':');
                let start = (at % len..chars.len()).find(|&i| chars[i].is_ascii_digit());
                let Some(start) = start else { continue };
                let end = (start..chars.len()).find(|&i| !part(chars[i])).unwrap_or(chars.len());
                chars.splice(start..end, NUMBERS[number].chars());
            }
            Change::Kind(at, kind) => {
                let text: String = chars.iter().collect();
                let from = text.char_indices().nth(at % len).map_or(0, |(i, _)| i);
                let Some(start) = text[from..].find("kind = \"").map(|i| from + i + 8) else { continue };
                let Some(end) = text[start..].find('"').map(|i| start + i) else { continue };
                let kinds: Vec<&str> = placebo::kinds::all().map(|kind| kind.name).collect();
                chars = format!("{}{}{}", &text[..start], kinds[kind % kinds.len()], &text[end..])
                    .chars()
                    .collect();
            }
        }
    }
    chars.into_iter().collect()
}

/// The same cases every time; `PLACEBO_FUZZ_CASES=20000` tries as many others.
fn config() -> ProptestConfig {
    let asked = std::env::var("PLACEBO_FUZZ_CASES").ok().and_then(|n| n.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(400),
        failure_persistence: None,
        rng_seed: if asked.is_some() { RngSeed::Random } else { RngSeed::Fixed(20_260_101) },
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn arbitrary_text_is_answered(text in "\\PC{0,400}") {
        drop(try_text(&text));
    }

    #[test]
    fn text_that_looks_like_toml_is_answered(
        lines in prop::collection::vec("(\\[tables\\.[a-c](\\.columns)?\\]|[a-d_]{1,3} = (\\{ kind = \"[a-z_]{1,12}\" \\}|[0-9-]{1,20}|\"\\PC{0,20}\"))", 0..20)
    ) {
        drop(try_text(&lines.join("\n")));
    }

    #[test]
    fn nearly_valid_schemas_are_answered(
        seed in any::<prop::sample::Index>(),
        changes in prop::collection::vec(change(), 1..5),
    ) {
        let sound: &String = seed.get(SEEDS.as_slice());
        let text = changed(sound, &changes);
        drop(try_text(&text));
    }
}

proptest! {
    #![proptest_config(config())]

    /// A number or a kind that is another: most get past the parser, and some are schemas still.
    #[test]
    fn sound_schemas_with_other_numbers_and_kinds_are_answered(
        clinic in any::<bool>(),
        change in prop_oneof![
            2 => (0usize..100_000, 0..NUMBERS.len()).prop_map(|(a, n)| Change::Number(a, n)),
            1 => (0usize..100_000, 0usize..1_000).prop_map(|(a, k)| Change::Kind(a, k)),
        ],
    ) {
        let sound = if clinic { merged_clinic() } else { placebo_preset_once().clone() };
        let text = changed(&sound, &[change]);
        drop(try_text(&text));
    }
}

#[test]
fn the_seeds_are_what_they_should_be() {
    try_text(&placebo_preset()).unwrap();
    try_text(&merged_clinic()).unwrap();
    assert!(SEEDS.len() > 80);
}

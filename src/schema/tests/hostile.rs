//! Texts that are wrong, huge or malicious: an error every time, and never a panic.

use super::*;
use proptest::prelude::*;

/// Parses, and draws what is wrong.
fn survives(text: &str) {
    if let Err(error) = parse("x.toml", text, &NoFiles) {
        assert!(!error.render(false).is_empty());
    }
}

fn message(text: &str, files: &dyn Files) -> String {
    parse("x.toml", text, files).expect_err("a problem").render(false)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_survives(text in any::<String>()) {
        survives(&text);
    }

    #[test]
    fn any_toml_like_text_survives(parts in prop::collection::vec(prop::sample::select(PARTS), 0..60)) {
        survives(&parts.concat());
    }

    #[test]
    fn a_mutated_schema_survives(
        cuts in prop::collection::vec((0..EXAMPLE.len(), 0usize..12, prop::sample::select(PARTS)), 1..6),
    ) {
        let mut text = EXAMPLE.to_owned();
        for (at, length, part) in cuts {
            let at = at.min(text.len());
            let end = (at + length).min(text.len());
            if text.is_char_boundary(at) && text.is_char_boundary(end) {
                text.replace_range(at..end, part);
            }
        }
        survives(&text);
    }

    #[test]
    fn any_csv_survives(text in "[a,\"\r\né]{0,40}") {
        let folder = Folder([("s.csv", text)].into_iter().collect());
        let source = "[tables.t]\nfixed = \"s.csv\"\ncolumns.id.kind = \"serial\"\n";
        if let Err(error) = parse("x", source, &folder) {
            prop_assert!(!error.render(false).is_empty());
        }
    }

    #[test]
    fn patterns_match_as_expected(name in "[ab]{0,8}", pattern in "[ab*?]{0,6}") {
        // The plain definition, slow and clear.
        fn slow(pattern: &[u8], name: &[u8]) -> bool {
            match (pattern.split_first(), name.split_first()) {
                (None, None) => true,
                (Some((b'*', rest)), _) => slow(rest, name) || name.split_first().is_some_and(|(_, n)| slow(pattern, n)),
                (Some((b'?', rest)), Some((_, n))) => slow(rest, n),
                (Some((p, rest)), Some((c, n))) => p == c && slow(rest, n),
                _ => false,
            }
        }
        prop_assert_eq!(files::matches(&pattern, &name), slow(pattern.as_bytes(), name.as_bytes()));
    }
}

/// Pieces of which schemas are made, and some that no schema has.
const PARTS: &[&str] = &[
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "=",
    ".",
    ",",
    "\n",
    " ",
    "\"",
    "'",
    "#",
    "\"\"\"",
    "-",
    "1",
    "1.5",
    "nan",
    "1e999",
    "true",
    "2026-01-01",
    "12:00:60",
    "99999999999999999999",
    "\u{0}",
    "é",
    "\r",
    "tables",
    "tables.a",
    "[tables.a]\n",
    "columns",
    "kind = \"x\"\n",
    "rows = 1\n",
    "parent = ",
    "{ table = \"a\", per = ",
    "{ weights = { 1 = 2 } }",
    "fixed = ",
    "null = ",
    "mask = ",
    "unique = ",
    "include = \"x\"\n",
    "[kinds.x]\n",
    "kind",
    "[defaults.columns]\n",
    "\"*\" = {}\n",
    "values = { file = \"f\" }\n",
    "primary_key",
    "a = 1\n",
];

#[test]
fn the_deepest_tree_needs_little_stack() {
    let path = vec!["a"; 79].join(".");
    for start in ["", "[tables.t.columns.c]\n", "a = 1\n"] {
        let text = format!("{start}{}x = 1{}", format!("{path} = {{").repeat(79), "}".repeat(79));
        survives(&text);
    }
    survives(&"[".repeat(100_000));
    survives(&format!("a = {}", "[".repeat(100_000)));
    survives(&format!("a = {}", "{a=".repeat(100_000)));
    survives(&format!("{}a = 1", "a.".repeat(100_000)));
}

#[test]
fn more_problems_than_anyone_reads_are_cut() {
    let text: String = (0..100_000).map(|i| format!("key{i} = 1\n")).collect();
    let error = parse("x", &text, &NoFiles).unwrap_err();
    let problems = error.schema_problems().unwrap();
    assert_eq!(problems.list.len(), 101);
    assert!(problems.list[100].message.contains("more problems are not shown"));
}

#[test]
fn what_is_too_large_is_refused() {
    assert!(message(&" ".repeat((16 << 20) + 1), &NoFiles).contains("16 MiB"));
    let tables: String =
        (0..10_001).map(|i| format!("t{i} = {{ rows = 1, columns.a.kind = \"k\" }}\n")).collect();
    assert!(message(&format!("[tables]\n{tables}"), &NoFiles).contains("more than 10000 tables"));
    let keys: String = (0..1_001).map(|i| format!("k{i} = 1\n")).collect();
    assert!(message(&format!("[tables.t.columns.c]\n{keys}"), &NoFiles).contains("more than 1000 keys"));
    let kinds: String = (0..1_001).map(|i| format!("k{i}.kind = \"a\"\n")).collect();
    assert!(message(&format!("[kinds]\n{kinds}"), &NoFiles).contains("more than 1000 definitions"));
}

#[test]
fn a_definition_cannot_grow_without_bound() {
    let columns: String = (0..1_000).map(|i| format!("c{i}.kind = \"big\"\n")).collect();
    let text = format!(
        "[kinds.big]\nkind = \"k\"\nvalue = \"{}\"\n[tables.t]\nrows = 1\n[tables.t.columns]\n{columns}",
        "x".repeat(1 << 20)
    );
    assert!(message(&text, &NoFiles).contains("256 MiB"));
    let chain: String = (0..20).map(|i| format!("k{i:02}.kind = \"k{:02}\"\n", i + 1)).collect();
    assert!(message(&format!("[kinds]\n{chain}"), &NoFiles).contains("more than 16 named kinds"));
}

#[test]
fn files_include_each_other_only_so_deep() {
    struct Endless;
    impl Files for Endless {
        fn read(&self, path: &str) -> crate::error::Result<String> {
            Ok(format!("include = \"{path}x\"\n"))
        }
        fn glob(&self, _: &str) -> crate::error::Result<Vec<String>> {
            Ok(Vec::new())
        }
    }
    assert!(message("include = \"a\"\n", &Endless).contains("more than 8 deep"));
}

#[test]
fn a_schema_that_includes_itself_by_name_is_told_so() {
    let text = "include = \"x.toml\"\n[tables.t]\nrows = 1\ncolumns.a.kind = \"k\"\n";
    assert!(message(text, &Folder::new([("x.toml", text)])).contains("includes itself"));
}

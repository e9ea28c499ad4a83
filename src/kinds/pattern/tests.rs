//! Tests of patterns and strings.

use super::Form;
use crate::kinds::Domain;
use crate::kinds::identifier::trial::{Trial, fault};
use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use std::collections::BTreeSet;

#[test]
fn pattern() {
    let trial = Trial::new(r#"{ kind = "pattern", pattern = "C-20[12][0-9]-[0-9]{6}", unique = true }"#)
        .sound()
        .pinned(
            "C-2021-003245 | C-2024-160753 | C-2013-789930 | C-2016-379031 | C-2028-569810 | \
            C-2019-257586 | C-2018-592150 | C-2018-999912 | C-2016-361950 | C-2012-723285",
        );
    assert_eq!(trial.domain(), Domain::Counted(20_000_000));
    for value in trial.many() {
        assert!(value.len() == 13 && (value.starts_with("C-201") || value.starts_with("C-202")), "{value}");
    }
    Trial::new(r#"{ kind = "pattern", pattern = "(ward|unit) [A-D][0-9]{1,3}( east| west)?" }"#)
        .sound()
        .pinned(
            "ward C519 | ward B757 west | unit A96 | ward A9 | unit B788 | ward D0 east | \
            unit A632 west | unit A879 west | ward D9 | ward A8",
        );
    // More texts than 64 bits count, and than 128 do.
    let wide = Trial::new(r#"{ kind = "pattern", pattern = "[A-Z0-9]{20}", unique = true }"#).sound().pinned(
        "76ZNHI2Q5JEM3A18QZNT | 1YMT2PDNOB4BGMQTBMB2 | 6BY6Z1JWUVR9GVCWKODC | ROPU9LU0BBVH1N82NFCP | \
            1B7DIHR7COHQ9LNZWS3V | 8BGODEIGAF3K1RWHP65A | FMV2ROPQSIYIP25IMI7L | 7KJ5NTM9QV2HTQK1AKTT | \
            O6KWT928TWKR1FS1JAV4 | XOJT6U0NDFH07XWB6G5U",
    );
    assert_eq!(wide.domain(), Domain::Counted(1 << 62));
    Trial::new(r#"{ kind = "pattern", pattern = "[a-f0-9]{64}" }"#).sound().pinned(
        "5adf5adf9d3eec951c7a890e3219fefe0a12fed8f3a058e6e9fd6dc3c61a4611 | \
        3d6ab0f7b5a4ead724cc9bb39b5573a1b88f0ff6dc9cd381db0bf33d6c5e884f | \
        94f3291d01533dc0cf5e2bd3fbab1758898c4b2488b7d513dd65582b44ed79de | \
        09de0b402e51e54a5a001b3a8012f1e80c4d88c76a6d4b31f7424bdd2b8aabcb | \
        bdbd7e7f7fe6e84bee7e508eca30b3043604a05e280adbe2cb06b10114d1190e | \
        60bafd921e5c9b4f8637a3d2341863aa82175617669122c987e32feb6278859e | \
        9c15b42b6b02472060e68c1eef669d1ee2f38cabad95f4e670ea8c20c2ed4bc0 | \
        9eb7ecd826afae7869c201b72306be7034b17fff6cd39d6001ac25eb2241bfa5 | \
        6a1250100d7ebcc72e3b73177ad2bc8ad95835d94300925d1f347d58641d7f57 | \
        08ce14fcf65d9d279bd4089ea411dbbde4b277f7a2e272ec3612293dcfb95af0",
    );
}

#[test]
fn string() {
    let trial = Trial::new(
        r#"{ kind = "string", alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789", length = 10, unique = true }"#,
    )
    .sound()
    .pinned(
        "GQZEZXRU7W | X8KCJLYB9J | T2U4DZCAWR | W6SB5EWPWS | JA9G9K9G92 | R328MP5SR3 | GKHQ72365Z | \
        7K7JHHX65A | T5TRL8QQ5R | PB4JLPKADP",
    );
    assert_eq!(trial.domain(), Domain::Counted(1 << 50));
    let lengths: BTreeSet<usize> = Trial::new(r#"{ kind = "string", min_length = 2, max_length = 5 }"#)
        .sound()
        .pinned("Q21 | xU | KIIb | 9Y | xoGp | Vhs | RCqD | Tl1h | ekv | 8W")
        .many()
        .iter()
        .map(String::len)
        .collect();
    assert_eq!(lengths.into_iter().collect::<Vec<_>>(), [2, 3, 4, 5]);
    let few =
        Trial::new(r#"{ kind = "string", alphabet = "äö", min_length = 1, max_length = 2, unique = true }"#)
            .sound();
    assert_eq!(few.domain(), Domain::Counted(6));
    assert_eq!(few.rows(0..6).into_iter().flatten().collect::<BTreeSet<_>>().len(), 6);
    assert_eq!(
        fault(r#"{ kind = "string", alphabet = "aba" }"#),
        (Some("alphabet"), "`a` is in the alphabet twice".into())
    );
    assert_eq!(fault(r#"{ kind = "string", alphabet = "" }"#).0, Some("alphabet"));
    assert_eq!(fault(r#"{ kind = "string", length = 0 }"#).0, Some("length"));
    assert_eq!(fault(r#"{ kind = "string", length = 257 }"#).0, Some("length"));
    assert_eq!(fault(r#"{ kind = "string", min_length = 9, max_length = 8 }"#).0, Some("min_length"));
    assert_eq!(fault(r#"{ kind = "string", length = 9, max_length = 9 }"#).0, Some("length"));
}

/// Every text of a form by its numbers.
fn all(pattern: &str) -> Vec<String> {
    let form = Form::parse("pattern", pattern).expect("a form");
    let count = form.distinct().unwrap_or_else(|why| panic!("{pattern}: {why}"));
    assert!(count < 10_000);
    (0..count)
        .map(|n| {
            let mut text = Vec::new();
            form.nth(n, 0, &mut text);
            String::from_utf8(text).expect("UTF-8")
        })
        .collect()
}

#[test]
fn numbers_and_texts_are_one_to_one() {
    for (pattern, count) in [
        ("", 1),
        ("abc", 1),
        ("[a-c]", 3),
        ("a|bc|def", 3),
        ("[ab]{3}", 8),
        ("[ab]{0,3}", 15),
        ("[ab]*", (1 << 17) - 1),
        ("(a[01]|b[0-9]{2})-x?", 204),
        ("AB[0-9]|AC[0-9]", 20),
        ("ab|a|abc", 3),
        ("^(?:x|y)$", 2),
        ("(?i)k", 2),
        (r"\d", 10),
        (r"\w", 63),
        (".", 95),
        ("[^a]", 94),
        (r"\s", 1),
        ("[éèê]{2}", 9),
        ("(ab){2}c", 1),
        ("[ab]{0,2}c[ab]{0,2}", 49),
        ("a?", 2),
        ("(a|b)?c?", 6),
        ("(foo|bar){1,2}", 6),
    ] {
        if count > 10_000 {
            let form = Form::parse("pattern", pattern).expect("a form");
            assert_eq!(form.distinct(), Ok(count), "{pattern}");
            continue;
        }
        let texts = all(pattern);
        assert_eq!(texts.len() as u64, count, "{pattern}");
        assert_eq!(texts.iter().collect::<BTreeSet<_>>().len() as u64, count, "{pattern}: {texts:?}");
        assert!(texts.iter().all(|t| !t.chars().any(char::is_control)), "{pattern}");
    }
}

#[test]
fn what_matches_in_two_ways_is_not_unique() {
    for pattern in [
        "a?a?",
        "[ab]*a?b*",
        "(a|ab)(c|bc)",
        "(a?){2}",
        "(a|b|)x?|x",
        "[a-z]{1,3}[a-z]{1,3}",
        "(a?)?",
        "(a|aa)+",
    ] {
        let form = Form::parse("pattern", pattern).expect("a form");
        assert!(form.distinct().is_err(), "{pattern}");
        let definition = format!(r#"{{ kind = "pattern", pattern = "{pattern}" "#);
        Trial::new(&format!("{definition}}}")).sound();
        assert_eq!(fault(&format!("{definition}, unique = true }}")).0, Some("pattern"));
    }
    // Nothing in it is ambiguous, however alike its branches begin.
    assert!(Form::parse("pattern", "(a|b)*c|(a|b)*d").expect("a form").distinct().is_ok());
}

#[test]
fn what_cannot_be_used_is_refused() {
    for (pattern, words) in [
        ("[a-z", "cannot be read: unclosed character class, at character 1"),
        ("a(?=b)", "look-around"),
        (r"a\bb", "`^` and `$` may stand at the ends only"),
        ("a^b", "`^` and `$` may stand at the ends only"),
        ("a{2000}", "2000 repeats"),
        ("(a{100}){100}", "longer than 1024 bytes"),
        ("((a{1000}){1000}){1000}", "longer than 1024 bytes"),
        (r"\p{Greek}", ""),
        (r"[\x00-\x08]", "no character that can be used"),
        (r"(?-u)\xff", "cannot be"),
    ] {
        let fault = Form::parse("pattern", pattern).expect_err(pattern);
        assert_eq!(fault.param, Some("pattern"));
        assert!(fault.message.contains(words), "{pattern}: {}", fault.message);
    }
    let deep = format!("{}a{}", "(".repeat(60), ")".repeat(60));
    assert!(Form::parse("pattern", &deep).is_err());
    assert!(Form::parse("pattern", &"a".repeat(5_000)).is_err());
    // Within the limits, however nasty: no hang, no panic, and no proof beyond the limits.
    let nasty = format!("({})", vec!["[a-z]{0,1000}"; 250].join("|"));
    let form = Form::parse("pattern", &nasty).expect("a form");
    assert!(form.distinct().is_err());
}

#[test]
fn repeats_of_nothing_end() {
    assert_eq!(all("((((?:|){1000}){1000}){1000}){1000}x"), ["x"]);
    assert_eq!(all("((((?:|){0,9}){0,1000}){0,1000}){0,1000}"), [""]);
}

/// Small patterns of every shape.
fn small() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![Just("a"), Just("b"), Just("[ab]"), Just("ab"), Just("[bc]"), Just("")];
    leaf.prop_map(str::to_owned).prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(x, y)| format!("{x}{y}")),
            (inner.clone(), inner.clone()).prop_map(|(x, y)| format!("({x}|{y})")),
            inner.clone().prop_map(|x| format!("({x})?")),
            inner.clone().prop_map(|x| format!("({x}){{1,2}}")),
            inner.prop_map(|x| format!("({x}){{0,2}}")),
        ]
    })
}

proptest! {
    /// The proof that texts differ is neither too bold nor, for patterns without parts that may be empty twice, too shy.
    #[test]
    fn the_proof_agrees_with_counting(pattern in small()) {
        let form = Form::parse("pattern", &pattern).expect("a form");
        if form.count() <= 2_000 {
            let count = u64::try_from(form.count()).expect("a small count");
            let texts: BTreeSet<Vec<u8>> = (0..count)
                .map(|n| {
                    let mut text = Vec::new();
                    form.nth(n, 0, &mut text);
                    text
                })
                .collect();
            assert_eq!(form.distinct().is_ok(), texts.len() as u64 == count, "{pattern}: {texts:?}");
        }
    }

    /// Whatever is written: an answer, and no text beyond the limit.
    #[test]
    fn any_pattern_has_an_answer(pattern in "[ab0-9|(){}?*+.,^$\\\\\\[\\]-]{0,40}", odd in any::<String>()) {
        for text in [&pattern, &odd] {
            if let Ok(form) = Form::parse("pattern", text) {
                let _known = form.distinct();
                let quoted = toml::Value::String(text.clone());
                let made = Trial::new(&format!(r#"{{ kind = "pattern", pattern = {quoted} }}"#)).rows(0..3);
                assert!(made.iter().flatten().all(|t| t.len() <= 1024 && t.len() <= form.longest()));
            }
        }
    }
}

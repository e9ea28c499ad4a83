//! Habits of frameworks that names tell together with a type: counters, flags, documents, classes.

use super::super::definition::{Definition, text};
use super::super::types::Sort;
use super::super::words::singular;
use super::{Facts, Made};

pub(super) fn told(definition: Definition, why: &str, sure: u32) -> Option<Made> {
    Some((definition, why.to_owned(), Some(sure)))
}

/// Habits of frameworks that names tell together with a type.
pub(super) fn habit(facts: &Facts<'_>) -> Option<Made> {
    match &facts.sort {
        Sort::Integer { max: most, .. } => number(facts, *most),
        Sort::Boolean => Some((flag(facts), String::new(), None)),
        Sort::Json => {
            let list = facts.column.default.as_deref().is_some_and(|d| d.starts_with("'[]'"));
            let values = if list { "[\"[]\"]" } else { "['{}', '{\"source\": \"placebo\"}']" };
            told(Definition::of("choice").with("values", values), "a document that says nothing", 40)
        }
        Sort::Text { most, padded: false } if facts.is(&["type"]) && most.is_none_or(|n| n >= 12) => {
            let last = singular(facts.table_name.last()?);
            let class = capital(&last);
            told(Definition::choice(&[class]), "the class of the row, as single-table inheritance has it", 60)
        }
        Sort::Text { most, .. } if most.is_none_or(|n| n >= 4) && tells_last_four(&facts.column.name) => {
            let card = facts.has(&["card", "cc", "pan", "account", "acct", "iban"]);
            let definition = if card {
                Definition::of("pattern").with("pattern", text("[0-9]{4}"))
            } else {
                Definition::of("ssn").with("format", text("last4"))
            };
            told(definition, "the last four digits of a number", 80)
        }
        Sort::Text { most, .. } if facts.ends("base64") && most.is_none_or(|n| n >= 44) => {
            let pattern = Definition::of("pattern").with("pattern", text("[A-Za-z0-9+/]{44}"));
            told(pattern, "bytes in base64", 70)
        }
        Sort::Text { most, .. } if facts.ends("iv") && most.is_none_or(|n| n >= 24) => {
            let pattern = Definition::of("pattern").with("pattern", text("[A-Za-z0-9+/]{22}=="));
            told(pattern, "an initialisation vector", 70)
        }
        Sort::Text { most, .. }
            if facts.has(&["ciphertext", "encrypted", "cipher"]) && most.is_none_or(|n| n >= 44) =>
        {
            let pattern = Definition::of("pattern").with("pattern", text("[A-Za-z0-9+/]{43}="));
            told(pattern, "encrypted by the application", 60)
        }
        Sort::Bytes if facts.ends("iv") || facts.ends("nonce") => {
            told(bytes(12, 12), "an initialisation vector", 70)
        }
        // A nonce and a tag are 28 bytes; what no key opens is not written as text that one would.
        Sort::Bytes if facts.has(&["ciphertext", "encrypted", "cipher"]) => {
            told(bytes(44, 60), "encrypted by the application, in bytes: drawn, and not to be decrypted", 60)
        }
        _ => None,
    }
}

fn bytes(least: i64, most: i64) -> Definition {
    Definition::of("bytes").with("min", least).with("max", most)
}

/// Whether a name says the last four digits of something.
pub(super) fn tells_last_four(name: &str) -> bool {
    let name: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let ends = ["last4", "lastfour", "last4digits", "lastfourdigits", "last4ofssn", "lastfourofssn"];
    ends.iter().any(|end| name.ends_with(end)) || name.starts_with("last4of")
}

/// Words of numbers that stay small: the place in an order, the code of an enumeration of the application, a quantity.
const SMALL: &[(&str, i64, i64)] = &[
    ("priority", 1, 3),
    ("rank", 1, 5),
    ("role", 0, 3),
    ("quantity", 1, 90),
    ("refills", 0, 5),
    ("dose", 1, 4),
];

/// Counters, amounts, parts of dates.
fn number(facts: &Facts<'_>, most: i64) -> Option<Made> {
    let integer = |min: i64, max: i64| Definition::of("integer").with("min", min).with("max", max);
    if facts.is(&["lock", "version"]) || facts.is(&["version"]) || facts.is(&["optlock"]) {
        return told(Definition::of("constant").with("value", 0), "counts changes of the row", 90);
    }
    if facts.ends("cents") {
        return told(integer(0, 50_000.min(most)), "an amount in cents", 85);
    }
    if facts.ends("count") || facts.ends("attempts") || facts.ends("counter") {
        return told(integer(0, 20), "a count", 80);
    }
    if facts.ends("size") && facts.has(&["byte", "bytes", "file"]) {
        return told(integer(200, 5_000_000.min(most)), "a size in bytes", 70);
    }
    if let Some((_, least, top)) = SMALL.iter().find(|(word, ..)| facts.ends(word)) {
        return told(integer(*least, (*top).min(most)), "a small number", 50);
    }
    if facts.ends("year") && !facts.has(&["age"]) {
        return told(integer(1950, 2025.min(most)), "a year", 80);
    }
    if facts.ends("month") {
        return told(integer(1, 12), "a month", 80);
    }
    if facts.ends("day") {
        return told(integer(1, 28), "a day of a month", 70);
    }
    if facts.has(&["percent", "percentage", "pct", "progress"]) {
        return told(integer(0, 100), "a share in hundredths", 80);
    }
    None
}

/// True as often as the name and the default say.
fn flag(facts: &Facts<'_>) -> Definition {
    let default = facts.column.default.as_deref().unwrap_or_default();
    let gone = ["deleted", "voided", "retired", "archived", "deceased", "dead", "disabled", "locked"];
    let rate = if default.starts_with("true") {
        "0.9"
    } else if facts.has(&gone) {
        "0.05"
    } else if facts.has(&["active", "enabled", "visible", "valid"]) {
        "0.9"
    } else if default.starts_with("false") {
        "0.2"
    } else {
        "0.5"
    };
    Definition::of("boolean").with("true_rate", rate)
}

/// A word with a capital.
pub(super) fn capital(word: &str) -> String {
    word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect()
}

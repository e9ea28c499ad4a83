//! Texts that somebody chose from a list which the database does not hold: words that stand for it.

use super::super::definition::{Definition, text};
use super::super::types::Sort;
use super::{Facts, Made};

/// What a name ends with, and words that such lists have.
const LISTS: &[(&[&str], &[&str])] = &[
    (&["status", "state", "disposition"], &["new", "active", "pending", "closed"]),
    (&["stage", "phase"], &["initial", "ongoing", "final"]),
    (&["role"], &["admin", "manager", "staff", "viewer"]),
    (
        &["priority", "urgency", "severity", "acuity", "risk", "level", "importance"],
        &["low", "medium", "high"],
    ),
    (&["size"], &["small", "medium", "large"]),
    (&["frequency", "recurrence"], &["once", "daily", "weekly", "monthly"]),
    (&["outcome"], &["improved", "unchanged", "worsened"]),
    (&["result"], &["positive", "negative", "inconclusive"]),
    (
        &["type", "types", "category", "kind", "class", "subtype", "classification", "subcategory"],
        &["primary", "secondary", "other"],
    ),
    (&["mode", "method", "channel", "means"], &["phone", "in_person", "online"]),
    (&["scope", "visibility"], &["public", "internal", "private"]),
    (&["source", "origin", "context"], &["registration", "referral", "import"]),
    (&["direction"], &["inbound", "outbound"]),
    (&["laterality", "side"], &["left", "right"]),
    (&["format"], &["csv", "json", "pdf"]),
    (&["platform"], &["android", "ios", "web"]),
    (&["purpose"], &["treatment", "follow_up", "referral"]),
    (&["rh"], &["+", "-"]),
    (&["pronouns", "pronoun"], &["she/her", "he/him", "they/them"]),
    (&["action", "operation", "verb"], &["create", "update", "delete", "view"]),
    (&["dosage", "strength"], &["5 mg", "10 mg", "20 mg", "50 mg", "100 mg", "500 mg"]),
    (
        &["sig"],
        &[
            "Take 1 tablet by mouth daily",
            "Take 1 tablet by mouth twice daily",
            "Take 1 capsule by mouth at bedtime",
            "Take 1 tablet by mouth every 6 hours as needed",
        ],
    ),
    (&["plan"], &["PPO Gold", "PPO Silver", "HMO Gold", "HMO Silver", "HDHP Bronze"]),
    (&["interpretation"], &["N", "H", "L", "A"]),
    (
        &[
            "known",
            "fever",
            "cough",
            "vomiting",
            "diarrhea",
            "headache",
            "pregnant",
            "smoker",
            "hypertension",
            "diabetes",
            "isolated",
            "symptomatic",
            "hospitalized",
            "vaccinated",
        ],
        &["yes", "no", "unknown"],
    ),
    (&["avpu"], &["alert", "verbal", "pain", "unresponsive"]),
];

/// How names of codes end.
const CODES: &[&str] =
    &["code", "number", "identifier", "reference", "ref", "uid", "id", "key", "tag", "barcode", "serial"];

/// A code for a text that its name says is one.
pub(super) fn code(facts: &Facts<'_>) -> Option<Made> {
    let Sort::Text { most, padded: false } = facts.sort else { return None };
    let last = facts.name.last().filter(|last| CODES.contains(&last.as_str()))?;
    let room = most.unwrap_or(8).min(8);
    let letters = (room / 4).min(2);
    let pattern = match (letters, room.saturating_sub(letters)) {
        (_, 0) => return None,
        (0, digits) => format!("[0-9]{{{digits}}}"),
        (letters, digits) => format!("[A-Z]{{{letters}}}[0-9]{{{digits}}}"),
    };
    let definition = Definition::of("pattern").with("pattern", text(&pattern));
    Some((definition, format!("the name says {last}"), Some(45)))
}

/// The words of the list that a word ends.
fn listed(last: &str) -> Option<&'static [&'static str]> {
    LISTS.iter().find(|(ends, _)| ends.contains(&last)).map(|(_, words)| *words)
}

/// A choice of words for a list that is not known.
pub(super) fn vocabulary(facts: &Facts<'_>) -> Option<Made> {
    let Sort::Text { most, padded: false } = facts.sort else { return None };
    let last = facts.name.last()?;
    let words = if ["type", "group"].contains(&last.as_str()) && facts.has(&["blood"]) {
        &["A", "B", "AB", "O"][..]
    } else if last == "flag" && facts.has(&["abnormal"]) {
        &["N", "H", "L", "A"][..]
    } else if last == "name" && facts.has(&["plan"]) {
        listed("plan")?
    } else {
        listed(last)?
    };
    let fits = |word: &&&str| most.is_none_or(|n| word.len() <= n as usize);
    let words: Vec<&str> = words.iter().filter(fits).copied().collect();
    let why = format!("a list that the database does not hold: write its words here; the name says {last}");
    (words.len() > 1).then(|| (Definition::choice(&words), why, Some(40)))
}

/// A word for what a thing is called.
pub(super) fn called(facts: &Facts<'_>) -> Option<Made> {
    const NAMES: &[&str] = &["name", "title", "label", "caption"];
    let last = facts.name.last().filter(|last| NAMES.contains(&last.as_str()))?;
    match facts.sort {
        Sort::Text { most, padded: false } if most.is_none_or(|n| n >= 16) => {
            Some((Definition::of("word"), format!("the name says {last}"), Some(40)))
        }
        _ => None,
    }
}

/// A number for one of a list that the database does not hold, or for a row of somewhere else.
pub(super) fn numbered(facts: &Facts<'_>) -> Option<Made> {
    const LISTED: &[&str] =
        &["status", "state", "stage", "type", "kind", "category", "severity", "priority", "reason"];
    let Sort::Integer { max, .. } = facts.sort else { return None };
    let last = facts.name.last()?;
    let most = match last.as_str() {
        "id" => 100_000.min(max),
        listed if LISTED.contains(&listed) => 5,
        _ => return None,
    };
    let definition = Definition::of("integer").with("min", 1).with("max", most);
    Some((definition, format!("the name says {last}"), Some(35)))
}

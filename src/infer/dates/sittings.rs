//! How long it takes from the beginning of something to its end, where people sit together for it: minutes, and not weeks.

use super::super::draft::DraftTable;
use super::super::types::Sort;
use super::super::words::{of_table, words};
use super::PLAIN;

/// Words of tables whose rows take place at one time, and how long they mostly last.
const SITTINGS: &[(&[&str], &str)] = &[
    (&["call"], "8m"),
    (
        &[
            "appointment",
            "encounter",
            "visit",
            "session",
            "meeting",
            "consultation",
            "consult",
            "interview",
            "booking",
            "slot",
            "checkup",
            "exam",
            "examination",
            "screening",
            "event",
        ],
        "30m",
    ),
    (&["procedure", "surgery", "operation", "class", "treatment"], "1h"),
    (&["shift"], "8h"),
];

/// Words of the two ends of what takes place at one time.
const ENDS: (&[&str], &[&str]) = (
    &["start", "starts", "started", "begin", "begins", "began", "from", "checkin", "scheduled"],
    &[
        "end",
        "ends",
        "ended",
        "finish",
        "finished",
        "to",
        "until",
        "checkout",
        "stop",
        "stopped",
        "scheduled",
    ],
);

/// How long a row mostly lasts, where these are the moments at which it begins and ends.
pub(super) fn lasts(
    draft: &DraftTable,
    (first, a): (&str, &Sort),
    (then, b): (&str, &Sort),
) -> Option<&'static str> {
    if (a, b) != (&Sort::Moment, &Sort::Moment) {
        return None;
    }
    let says = |name: &str, list: &[&str]| {
        let mut all = words(name).into_iter().filter(|word| !PLAIN.contains(&word.as_str())).peekable();
        all.peek().is_some() && all.all(|word| list.contains(&word.as_str()))
    };
    let table = of_table(draft.label.rsplit('.').next()?);
    let last = table.last()?;
    let (_, median) = SITTINGS.iter().find(|(list, _)| list.contains(&last.as_str()))?;
    (says(first, ENDS.0) && says(then, ENDS.1)).then_some(*median)
}

/// The law of such a time.
pub(super) fn law(median: &str) -> String {
    format!("{{ log_normal = {{ median = \"{median}\", sigma = 0.5 }} }}")
}

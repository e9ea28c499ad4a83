//! Dates that files hold as digits, or in a form with the names of months.

use super::super::definition::{Definition, text};
use super::super::forms::Form;
use super::super::guess;
use super::super::sample::{ColumnSample, FEW};
use super::habits::told;
use super::{Facts, Made};

/// From so many values on, digits alone say that they are moments.
const MANY: u64 = 30;

/// Dates and moments that the type of a column does not tell.
pub(super) fn when(facts: &Facts<'_>, sample: &ColumnSample) -> Option<Made> {
    let forms = &sample.forms;
    if sample.values < FEW {
        return None;
    }
    let whole = |kind: &str, why| {
        let mask = format!("{{ action = \"usual\", kind = \"{kind}\" }}");
        told(facts.sort.plain()?.with("mask", mask), why, 75)
    };
    match forms.form() {
        Form::Packed => packed(date_by_name(facts)),
        Form::Text if forms.is_spelled() => {
            told(Definition::of(date_by_name(facts)), "dates in a form of their own", 75)
        }
        Form::Integer if forms.is_spelled() => whole(date_by_name(facts), "moments of fourteen digits"),
        Form::Integer if forms.is_epoch() && (is_when(facts) || forms.digits() == Some(13)) => {
            whole("timestamp", "seconds or milliseconds since 1970")
        }
        // No area code begins with a one, and numbers of providers lie further apart.
        Form::Integer if forms.is_recent() && sample.values >= MANY && sample.distinct() >= 0.5 => {
            whole("timestamp", "seconds since 1970, by their range")
        }
        _ => None,
    }
}

/// Whether a name says when something was.
pub(super) fn is_when(facts: &Facts<'_>) -> bool {
    const WORDS: &[&str] = &[
        "at",
        "on",
        "time",
        "timestamp",
        "date",
        "datetime",
        "epoch",
        "created",
        "updated",
        "modified",
        "changed",
        "started",
        "ended",
        "start",
        "end",
        "ts",
        "ms",
        "when",
        "seen",
        "since",
        "until",
        "expires",
        "sent",
        "received",
        "stamp",
        "utc",
        "unix",
        "login",
    ];
    let ends = |word: &String| {
        ["time", "date", "stamp"].iter().any(|end| word.ends_with(end) || word.starts_with(end))
    };
    facts.has(WORDS) || facts.name.iter().any(ends)
}

/// The kind of a date that the name tells.
fn date_by_name(facts: &Facts<'_>) -> &'static str {
    let fits = |kind: &crate::kinds::Kind| ["birth_date", "death_date", "date"].contains(&kind.name);
    guess::by_name(&facts.called(), fits).map_or("date", |guess| guess.kind.name)
}

/// Dates of eight digits.
pub(super) fn packed(kind: &str) -> Option<Made> {
    let digits = "(19[5-9][0-9]|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])";
    let mask = format!("{{ action = \"usual\", kind = \"{kind}\" }}");
    told(
        Definition::of("pattern").with("pattern", text(digits)).with("mask", mask),
        "dates of eight digits",
        80,
    )
}

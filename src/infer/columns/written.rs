//! Dates and moments that a database keeps as text, told by the name of the column or of its type.

use super::super::definition::{Definition, sql};
use super::super::draft::DraftTable;
use super::super::guess;
use super::super::predicate::drawn;
use super::super::types::Sort;
use super::super::words::words;
use super::habits::told;
use super::{Facts, Made};

/// What a name says of a date when it ends with it.
const DATES: &[&str] = &["date", "datetime", "timestamp"];

/// What a name ends with, beside [`guess::ABOUT`], that tells of a date and is none: `date_range`.
const NONE: &[&str] = &["range", "precision", "style", "label", "name", "field", "id"];

/// Characters of a date as ISO 8601 writes it, of one without hyphens, and of a date with a time.
const DAY: u32 = 10;
const PACKED: u32 = 8;
const MOMENT: u32 = 19;

/// A date, or a date and time, in a text.
pub(super) fn dated(facts: &Facts<'_>, draft: &mut DraftTable) -> Option<Made> {
    let Sort::Text { most, padded } = facts.sort else { return None };
    let of_type = words(&facts.column.type_name);
    let typed = of_type.iter().any(|word| DATES.contains(&word.as_str()));
    let fits = |kind: &crate::kinds::Kind| ["birth_date", "death_date"].contains(&kind.name);
    let known = guess::by_name(&facts.called(), fits).filter(|guess| guess.sure >= 80);
    let (first, last) = (facts.name.first()?.as_str(), facts.name.last()?.as_str());
    let about = guess::ABOUT.contains(&last) || NONE.contains(&last);
    let named = DATES.contains(&last) || (first == "date" && !about);
    if !typed && !named && known.is_none() {
        return None;
    }
    let (why, sure) = match (&known, typed) {
        (Some(guess), _) => (format!("the name says {}", guess.told_by), guess.sure),
        (None, true) => ("the name of its type says date".to_owned(), 85),
        (None, false) => ("the name says date".to_owned(), 65),
    };
    let kind = known.map_or("date", |guess| guess.kind.name);
    let timed = |name: &[String]| {
        let has = |wanted: &str| name.iter().any(|word| word == wanted);
        has("datetime") || has("timestamp") || (has("date") && has("time"))
    };
    let room = |n: u32| most.is_none_or(|most| most >= n);
    if timed(&of_type) || (padded && most == Some(MOMENT)) || (timed(&facts.name) && room(MOMENT)) {
        let name = drawn(&facts.column.name);
        if !room(MOMENT) || facts.key || facts.table.column(&name).is_some() {
            return None;
        }
        draft.hidden(&name, Definition::of("timestamp"));
        let mask = "{ action = \"usual\", kind = \"timestamp\" }";
        let written = Definition::expr(&format!("left(CAST({} AS text), {MOMENT})", sql(&name)));
        return told(written.with("mask", mask), &why, sure);
    }
    if room(DAY) {
        // Where somebody was born is known later; then a day of death is one, and else a day like any other.
        let drafted = if kind == "death_date" { "date" } else { kind };
        return told(Definition::of(drafted), &why, sure);
    }
    room(PACKED).then(|| super::when::packed(kind)).flatten()
}

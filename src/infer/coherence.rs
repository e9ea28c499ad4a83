//! What the columns of a row have to do with each other: a place, a person, and the order of dates.

use super::build::{Whole, sort_of};
use super::definition::{Definition, sql, text};
use super::draft::DraftTable;
use super::predicate::{Rule, Understood};
use super::types::Sort;
use super::words::words;

/// Joins the columns of a row.
pub(super) fn join(whole: &Whole<'_>, t: usize, draft: &mut DraftTable, understood: &[Understood]) {
    place(draft);
    person(draft);
    dates(whole, t, draft, understood);
}

fn of_kind(draft: &DraftTable, kind: &str) -> Option<String> {
    draft
        .columns
        .iter()
        .find(|c| c.definition.kind() == kind && c.definition.get("expr").is_none())
        .map(|c| c.name.clone())
}

/// City, state and ZIP code of one place.
fn place(draft: &mut DraftTable) {
    const PARTS: [&str; 10] = [
        "city",
        "state",
        "zip",
        "county",
        "street",
        "time_zone",
        "latitude",
        "longitude",
        "address",
        "phone",
    ];
    let is_part = |kind: &str| PARTS.contains(&kind);
    let apart = draft
        .columns
        .iter()
        .filter(|c| is_part(c.definition.kind()) && c.definition.kind() != "phone")
        .count();
    if apart < 2 {
        return;
    }
    for column in &mut draft.columns {
        let wide = column.definition.get("wide").is_some() || column.definition.get("unique").is_some();
        if is_part(column.definition.kind()) && !wide {
            column.definition.set("of", text("_home"));
        }
    }
    draft.hidden("_home", Definition::of("place"));
}

/// Names that fit sex and birth.
fn person(draft: &mut DraftTable) {
    let (sex, born) = (of_kind(draft, "sex"), of_kind(draft, "birth_date"));
    let (first, last) = (of_kind(draft, "first_name"), of_kind(draft, "last_name"));
    for column in &mut draft.columns {
        let name = column.name.clone();
        let kind = column.definition.kind().to_owned();
        let definition = &mut column.definition;
        let mut give = |key: &'static str, from: &Option<String>| {
            if let Some(from) = from.as_ref().filter(|from| **from != name) {
                definition.set(key, text(&sql(from)));
            }
        };
        match kind.as_str() {
            "first_name" | "middle_name" => {
                give("sex", &sex);
                give("born", &born);
            }
            "birth_date" => give("sex", &sex),
            "email" | "username" => {
                give("first", &first);
                give("last", &last);
            }
            "death_date" => give("born", &born),
            _ => {}
        }
    }
}

/// How late in the life of a row a date is: its beginning, changes, the end, the removal.
fn rank(name: &[String]) -> Option<u32> {
    const LATE: &[(&[&str], u32)] = &[
        (&["deleted", "voided", "retired", "archived", "discarded", "purged"], 4),
        (
            &[
                "end",
                "ended",
                "closed",
                "finished",
                "completed",
                "discharge",
                "discharged",
                "resolved",
                "stop",
                "stopped",
                "until",
                "expires",
                "expired",
                "expiry",
                "to",
                "closing",
                "exit",
                "checkout",
                "due",
                "returned",
                "last",
            ],
            3,
        ),
        (&["updated", "changed", "modified", "edited", "change", "update"], 2),
        (
            &[
                "start",
                "started",
                "begin",
                "began",
                "opened",
                "open",
                "admission",
                "admitted",
                "from",
                "effective",
                "enrolled",
                "intake",
                "ordered",
                "requested",
                "onset",
                "entry",
                "checkin",
                "scheduled",
                "issued",
                "first",
            ],
            1,
        ),
        (&["created", "inserted", "added", "registered", "recorded", "joined", "creation"], 0),
    ];
    LATE.iter().find(|(list, _)| name.iter().any(|w| list.contains(&w.as_str()))).map(|(_, rank)| *rank)
}

/// Each date after the one before it that belongs to it.
fn dates(whole: &Whole<'_>, t: usize, draft: &mut DraftTable, understood: &[Understood]) {
    let table = &whole.db.tables[t];
    let is_drawn = |draft: &DraftTable, name: &str| {
        draft
            .definition(name)
            .is_some_and(|d| ["date", "timestamp"].contains(&d.kind()) && d.get("after").is_none())
    };
    // What a check orders comes first.
    for rule in understood.iter().flat_map(|one| &one.rules) {
        if let Rule::Before(first, then, strict) = rule
            && is_drawn(draft, then)
            && let Some((a, b)) = table.column(first).zip(table.column(then))
            && draft.definition(first).is_some()
        {
            follow(draft, (first, &sort_of(whole, t, a)), (then, &sort_of(whole, t, b)), *strict);
        }
    }
    let mut ranked: Vec<(u32, String, Vec<String>)> = table
        .columns
        .iter()
        .filter(|c| draft.definition(&c.name).is_some_and(|d| ["date", "timestamp"].contains(&d.kind())))
        .filter_map(|c| Some((rank(&words(&c.name))?, c.name.clone(), words(&c.name))))
        .collect();
    ranked.sort();
    for (at, (rank, name, own)) in ranked.iter().enumerate() {
        if *rank == 0 || !is_drawn(draft, name) {
            continue;
        }
        // The one that shares most of the name, or else the latest before it.
        let shared = |other: &[String]| other.iter().filter(|w| own.contains(w) && w.len() > 2).count();
        let wanted = if *rank == 3 { [1, 0] } else { [0, 0] };
        let before = ranked[..at].iter().filter(|(r, ..)| wanted.contains(r));
        let Some((_, first, _)) = before.max_by_key(|(r, _, words)| (shared(words), *r)) else { continue };
        let sort = |name: &str| table.column(name).map(|c| sort_of(whole, t, c));
        if let (Some(a), Some(b)) = (sort(first), sort(name)) {
            let first = first.clone();
            follow(draft, (&first, &a), (name, &b), false);
        }
    }
}

/// Puts one date after another, unless that one is after it already.
fn follow(draft: &mut DraftTable, (first, a): (&str, &Sort), (then, b): (&str, &Sort), strict: bool) {
    let mut at = first.to_owned();
    for _ in 0..draft.columns.len() {
        let after =
            draft.definition(&at).and_then(|d| d.get("after")).map(|v| v.trim_matches('"').to_owned());
        let Some(next) = after else { break };
        let Some(name) = draft.columns.iter().find(|c| next.contains(&sql(&c.name))).map(|c| c.name.clone())
        else {
            break;
        };
        if name == then {
            return;
        }
        at = name;
    }
    let quoted = sql(first);
    let after = match (a, b, strict) {
        (Sort::Moment, Sort::Date, _) => format!("CAST({quoted} AS date) + 1"),
        (_, Sort::Date, true) => format!("{quoted} + 1"),
        (Sort::Date, _, true) => format!("{quoted} + 1"),
        (Sort::Moment, _, true) => format!("{quoted} + INTERVAL '1 minute'"),
        _ => quoted,
    };
    if let Some(column) = draft.column(then) {
        column.definition.set("after", text(&after));
        column.definition.set("within", text("60d"));
        column.definition.remove("before");
        if column.why.is_empty() || column.why == "by its type alone" {
            column.why = format!("not before {first}");
            column.sure = Some(75);
        }
    }
}

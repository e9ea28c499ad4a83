//! The order of dates in a row: changed after it was made, ended after it began, whatever checks say.

mod sittings;

use super::build::{Whole, sort_of};
use super::definition::{sql, text, untext};
use super::draft::DraftTable;
use super::predicate::{Rule, Understood};
use super::relations::not_null;
use super::types::Sort;
use super::words::words;
use crate::shape::Table;

/// What a date is in the life of a row, by a word of its name: the made, begun, changed, met, ended and removed.
const RANKS: [(Rank, &[&str]); 6] = [
    (Rank::Removed, &["deleted", "voided", "retired", "archived", "discarded", "purged"]),
    (
        Rank::Ended,
        &[
            "end",
            "ends",
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
            "expiration",
            "termination",
            "terminated",
            "finish",
            "completion",
        ],
    ),
    (
        Rank::Met,
        &[
            "sent",
            "accepted",
            "approved",
            "confirmed",
            "verified",
            "reviewed",
            "processed",
            "delivered",
            "published",
            "submitted",
            "received",
            "resulted",
            "dispensed",
            "administered",
            "performed",
            "signed",
            "activated",
            "notified",
            "seen",
            "answered",
            "assigned",
            "executed",
        ],
    ),
    (
        Rank::Changed,
        &["updated", "changed", "modified", "edited", "change", "update", "write", "modification", "revised"],
    ),
    (
        Rank::Begun,
        &[
            "start",
            "starts",
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
            "activation",
            "commencement",
        ],
    ),
    (
        Rank::Made,
        &[
            "created",
            "inserted",
            "added",
            "registered",
            "recorded",
            "joined",
            "creation",
            "create",
            "insert",
            "made",
            "registration",
        ],
    ),
];

/// Words that say of a name that it is a date, and nothing else.
const PLAIN: &[&str] = &["at", "on", "date", "time", "datetime", "timestamp", "day", "ts", "utc", "the"];

/// When in the life of a row a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Made,
    Begun,
    Changed,
    Met,
    Ended,
    Removed,
}

impl Rank {
    /// What comes before.
    fn follows(self) -> &'static [Self] {
        match self {
            Self::Made => &[],
            Self::Begun | Self::Changed | Self::Removed => &[Self::Made],
            Self::Met | Self::Ended => &[Self::Made, Self::Begun],
        }
    }
}

/// A date of a row.
struct Dated {
    rank: Rank,
    /// The position of its column.
    column: usize,
    /// The name under which it is drawn: of a moment that is written as text, that of the hidden column.
    name: String,
    /// What the name says beside the rank: of what it is the date.
    of: Vec<String>,
}

fn dated(column: usize, name: &str, drawn: String) -> Option<Dated> {
    let all = words(name);
    let (rank, own) = RANKS.iter().find(|(_, list)| all.iter().any(|w| list.contains(&w.as_str())))?;
    let of = all.iter().filter(|w| !own.contains(&w.as_str()) && !PLAIN.contains(&w.as_str())).cloned();
    Some(Dated { rank: *rank, column, name: drawn, of: of.collect() })
}

/// Each date after the one before it that belongs to it.
pub(super) fn order(whole: &Whole<'_>, t: usize, draft: &mut DraftTable, understood: &[Understood]) {
    let table = &whole.db.tables[t];
    clocks(whole, t, draft, understood);
    // What a check orders comes first.
    for rule in understood.iter().flat_map(|one| &one.rules) {
        if let Rule::Before(first, then, strict) = rule
            && is_drawn(draft, then)
            && let Some((a, b)) = table.column(first).zip(table.column(then))
            && draft.definition(first).is_some()
        {
            let absent = may_be_absent(whole, t, draft, first) && not_null(whole.db, table, b);
            follow(draft, (first, &sort_of(whole, t, a)), (then, &sort_of(whole, t, b)), *strict, absent);
        }
    }
    let is_date = |d: &super::definition::Definition| ["date", "timestamp"].contains(&d.kind());
    let drawn = |name: &String| {
        let names = [name.clone(), super::predicate::drawn(name)];
        names.into_iter().find(|name| draft.definition(name).is_some_and(is_date))
    };
    let columns = table.columns.iter().enumerate();
    let mut all: Vec<Dated> =
        columns.filter_map(|(c, column)| dated(c, &column.name, drawn(&column.name)?)).collect();
    all.sort_by(|a, b| (a.rank, &a.name).cmp(&(b.rank, &b.name)));
    for (at, own) in all.iter().enumerate() {
        if !is_drawn(draft, &own.name) {
            continue;
        }
        // One that is written as text is drawn for every row.
        let hidden = |dated: &Dated| dated.name != table.columns[dated.column].name;
        let required = not_null(whole.db, table, own.column) || hidden(own);
        let fits = |other: &&Dated| {
            own.rank.follows().contains(&other.rank)
                && !(required && !hidden(other) && may_be_absent(whole, t, draft, &other.name))
        };
        // The one of the same thing, or else the one that shares most of the name, or else the latest before it.
        let shared = |other: &Dated| other.of.iter().filter(|w| own.of.contains(w)).count();
        let before = all[..at].iter().filter(fits).max_by_key(|other| {
            let beside = other.of.len() - shared(other);
            let created = ["created", "create", "creation"].iter().any(|w| other.name.contains(w));
            (other.of == own.of, shared(other), std::cmp::Reverse(beside), other.rank, created)
        });
        let Some(first) = before else { continue };
        let (a, b) = (sort_as_drawn(whole, t, draft, first), sort_as_drawn(whole, t, draft, own));
        follow(draft, (&first.name, &a), (&own.name, &b), false, false);
    }
    within(table, draft, understood);
}

/// Of two times of day that a check orders one is in the morning, and the other in the afternoon.
fn clocks(whole: &Whole<'_>, t: usize, draft: &mut DraftTable, understood: &[Understood]) {
    let table = &whole.db.tables[t];
    for rule in understood.iter().flat_map(|one| &one.rules) {
        let Rule::Before(first, then, _) = rule else { continue };
        let open = |draft: &DraftTable, name: &String| {
            let clock = table.column(name).is_some_and(|c| sort_of(whole, t, c) == Sort::Clock);
            let drawn = draft.definition(name);
            clock && drawn.is_some_and(|d| d.kind() == "time_of_day" && d.get("hours").is_none())
        };
        if !open(draft, first) || !open(draft, then) {
            continue;
        }
        for (name, from, to) in [(first, "07:00", "12:00"), (then, "13:00", "19:00")] {
            if let Some(column) = draft.column(name) {
                column.definition.set("hours", format!("{{ from = {}, to = {} }}", text(from), text(to)));
                column.why = format!("{first} is before {then}");
                column.sure = Some(75);
            }
        }
    }
}

/// What the values of a date are where they are drawn, whatever they are written as.
fn sort_as_drawn(whole: &Whole<'_>, t: usize, draft: &DraftTable, dated: &Dated) -> Sort {
    match (sort_of(whole, t, dated.column), draft.definition(&dated.name).map_or("", |d| d.kind())) {
        (Sort::Text { .. }, "date") => Sort::Date,
        (Sort::Text { .. }, "timestamp") => Sort::Moment,
        (sort, _) => sort,
    }
}

/// Whether a date is drawn and follows nothing yet.
fn is_drawn(draft: &DraftTable, name: &str) -> bool {
    let drawn = draft.definition(name);
    drawn.is_some_and(|d| ["date", "timestamp"].contains(&d.kind()) && d.get("after").is_none())
}

/// Whether a column is NULL in some rows.
fn may_be_absent(whole: &Whole<'_>, t: usize, draft: &DraftTable, name: &str) -> bool {
    let table = &whole.db.tables[t];
    let drafted = draft.definition(name).is_some_and(|d| d.get("null").is_some() || d.get("when").is_some());
    drafted || table.column(name).is_none_or(|c| !not_null(whole.db, table, c))
}

/// Puts one date after another, unless that one is after it already; one that is never NULL after one that may be stands
/// by itself where that one is.
fn follow(
    draft: &mut DraftTable,
    (first, a): (&str, &Sort),
    (then, b): (&str, &Sort),
    strict: bool,
    absent: bool,
) {
    let mut at = first.to_owned();
    for _ in 0..draft.columns.len() {
        let after =
            draft.definition(&at).and_then(|d| d.get("after")).map(|v| v.trim_matches('"').to_owned());
        let Some(next) = after else { break };
        let Some(name) = draft.columns.iter().find(|c| reads(&next, &sql(&c.name))).map(|c| c.name.clone())
        else {
            break;
        };
        if name == then {
            return;
        }
        at = name;
    }
    let quoted = sql(first);
    let mut after = match (a, b, strict) {
        (Sort::Moment, Sort::Date, _) => format!("CAST({quoted} AS date) + 1"),
        (_, Sort::Date, true) => format!("{quoted} + 1"),
        (Sort::Date, _, true) => format!("{quoted} + 1"),
        (Sort::Moment, _, true) => format!("{quoted} + INTERVAL '1 minute'"),
        _ => quoted,
    };
    if absent {
        let early = if *a == Sort::Date || *b == Sort::Date {
            "epoch - 730"
        } else {
            "CAST(epoch - 730 AS timestamp)"
        };
        after = format!("coalesce({after}, {early})");
    }
    let sitting = sittings::lasts(draft, (first, a), (then, b));
    if let Some(column) = draft.column(then) {
        column.definition.set("after", text(&after));
        match sitting {
            Some(median) => column.definition.set("delay", sittings::law(median)),
            None => column.definition.set("within", text("60d")),
        }
        column.definition.remove("before");
        if super::columns::is_plain(&column.why) {
            column.why = format!("not before {first}");
            column.sure = Some(75);
        }
    }
}

/// Keeps what follows something within the span that a check leaves it.
fn within(table: &Table, draft: &mut DraftTable, understood: &[Understood]) {
    for rule in understood.iter().flat_map(|one| &one.rules) {
        if let Rule::Soon(first, then, seconds) = rule
            && [first, then].iter().all(|name| table.column(name).is_some())
            && let Some(column) = draft.column(then)
            && column.definition.get("after").and_then(untext).is_some_and(|after| reads(&after, &sql(first)))
            && column.definition.get("delay").is_none()
        {
            let days = seconds / 86_400;
            // Whole days, of which a time of day may still be added.
            let span = match (column.definition.kind(), days) {
                ("date", 0) => continue,
                ("date", days) => format!("{}d", days.min(60)),
                (_, 0) if *seconds >= 120 => format!("{}m", seconds / 60 - 1),
                (_, 0) => continue,
                (_, days) => format!("{}d", (days - 1).clamp(1, 60)),
            };
            column.definition.set("within", text(&span));
        }
    }
}

/// Whether an expression reads a column, by its name as SQL writes it.
pub(super) fn reads(expression: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || "_\"".contains(c);
    expression.match_indices(name).any(|(at, _)| {
        let before = expression[..at].chars().next_back().is_some_and(part);
        !before && !expression[at + name.len()..].chars().next().is_some_and(part)
    })
}

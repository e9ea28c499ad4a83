//! The edges of what a column may hold: hard names, hard texts, days of birth at which something changes, ends of laws.

use crate::calendar::{Civil, checked_days, civil};
use crate::reference::{name_edge_cases, places};
use arrow::array::{ArrayRef, Date32Array, StringArray, UInt32Array};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// What a maker knows of the edges of its values.
#[derive(Clone, Debug)]
pub enum Edges {
    /// Nothing: what is drawn is all there is to see.
    None,
    /// These values, whatever the row.
    Values(ArrayRef),
    /// These texts, each where a draw of the row gives it.
    Drawn(ArrayRef),
    /// So many values that the maker makes itself, each where the row's inputs let it ([`Maker::make_edges`]).
    ///
    /// [`Maker::make_edges`]: super::Maker::make_edges
    Fitting(usize),
    /// The least and the greatest draw: the ends of a law, within whatever bounds the row sets it.
    Ends,
    /// The same of a law that has no ends: beyond them lies one draw in a million.
    Tails,
    /// The ends, and days and moments between them at which something changes, each as likely as any other.
    Between,
}

impl Edges {
    /// Texts as values.
    pub(super) fn texts(texts: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        Self::Values(Arc::new(StringArray::from_iter_values(texts)))
    }

    /// Those of a law of numbers: its ends, where it has both.
    pub(super) fn of_law(bounded: bool) -> Self {
        if bounded { Self::Ends } else { Self::Tails }
    }
}

/// Texts that break programs: what looks like nothing, quotes and separators, scripts and marks, emoji, lengths.
const TEXTS: &[&str] = &[
    "",
    " ",
    "NULL",
    "null",
    "None",
    "N/A",
    "NaN",
    "\\N",
    "undefined",
    "true",
    "0",
    "-1",
    "1e309",
    "00123",
    "1900-01-01",
    "'",
    "\"",
    "\"quoted\", and more",
    "a,b;c|d\te",
    "first line\nsecond line",
    "carriage\r\nreturn",
    "ends with a backslash \\",
    "=1+1",
    "@SUM(A1)",
    "'; DROP TABLE notes;--",
    "<script>alert(1)</script>",
    "&amp; &lt;",
    "%s %d %n",
    "{{7*7}}",
    "../../etc/passwd",
    "שלום עולם",
    "مرحبا بالعالم",
    "\u{202e}right to left",
    "e\u{301}a\u{308}n\u{303} in parts",
    "Z\u{351}\u{36b}a\u{343}\u{36a}l\u{302}\u{34f}g\u{349}o",
    "nai\u{308}ve café",
    "👩‍👩‍👧‍👦 🏳️‍🌈 🇺🇸 👍🏽",
    "☀️",
    "𠮷野家 𝒳",
    "日本語 中文 한국어",
    "ไทย हिन्दी தமிழ்",
    "zero\u{200b}width",
    "no\u{a0}break",
    "\u{feff}mark at the front",
    "ﬁ ﬂ ß İ ı Ǆ",
    "trailing space ",
    "x",
];

/// The lengths at which columns of databases commonly end.
const LENGTHS: [usize; 5] = [64, 255, 256, 4_000, 65_535];

/// Hard texts, and texts as long as columns commonly may be.
pub(super) fn texts() -> Edges {
    let long = LENGTHS.iter().map(|n| "0123456789".chars().cycle().take(*n).collect::<String>());
    Edges::texts(TEXTS.iter().map(|text| (*text).to_owned()).chain(long))
}

/// Hard given names, in the order in which they go with [`last_names`].
pub(super) fn first_names() -> Edges {
    Edges::texts(name_edge_cases::FIRST.iter())
}

/// Hard surnames.
pub(super) fn last_names() -> Edges {
    Edges::texts(name_edge_cases::LAST.iter())
}

/// Hard middle names: given names in another order, so that they meet others.
pub(super) fn middle_names() -> Edges {
    let mut names: Vec<&str> = name_edge_cases::FIRST.iter().filter(|name| !name.is_empty()).collect();
    names.reverse();
    Edges::texts(names)
}

/// Hard names as a whole.
pub(super) fn full_names() -> Edges {
    let parts = (0..name_edge_cases::ROWS).map(|row| {
        let parts = [&name_edge_cases::FIRST, &name_edge_cases::LAST, &name_edge_cases::SUFFIX];
        let parts: Vec<&str> =
            parts.iter().map(|part| part.get(row)).filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    });
    Edges::texts(parts)
}

/// A text of exactly so many characters, with a hyphen here and there, and one of as many that are long in bytes; none
/// where that would be no name any more, and no text that anybody stores.
pub(crate) fn of_length(most: usize) -> Vec<String> {
    if most == 0 || *LENGTHS.iter().max().unwrap_or(&0) < most {
        return Vec::new();
    }
    let mut plain: String = "Wolfeschlegelsteinhausenbergerdorff-".chars().cycle().take(most).collect();
    if plain.ends_with('-') {
        plain.pop();
        plain.push('x');
    }
    vec![plain, "𠮷".repeat(most)]
}

/// Days of birth of people of some ages at the epoch, in completed years: the first and the last day of the youngest and
/// the oldest, leap days, birthdays on the epoch and the day after at ages that count, turns of years.
pub(super) fn births(epoch: i32, ages: &RangeInclusive<usize>) -> Edges {
    let epoch = i64::from(epoch);
    let Civil { year, month, day } = civil(epoch);
    let on = |age: i64| checked_days(year - age, month, day).or_else(|| checked_days(year - age, 2, 28));
    let (min, max) = (i64::try_from(*ages.start()).unwrap_or(0), i64::try_from(*ages.end()).unwrap_or(110));
    let oldest = on(max + 1).map_or(epoch, |day| day + 1);
    // Who is born on the epoch itself has no time left before it.
    let youngest = on(min).map_or(epoch, |day| if min == 0 { day - 1 } else { day });
    let mut days = vec![youngest, oldest];
    days.extend(on(max));
    let leaps = (year - 112..=year).rev();
    let leaps = leaps.filter(|y| [4, 8, 26, 30, 66, 90].contains(&(year - y)) || y % 100 == 0);
    days.extend(leaps.filter_map(leap_day));
    for age in [1, 2, 5, 11, 12, 13, 17, 18, 21, 26, 45, 64, 65, 89, 90, 100] {
        days.extend(on(age).into_iter().flat_map(|day| [day, day + 1]));
    }
    for year in [1970, 1999, 2000] {
        days.extend([checked_days(year, 1, 1), checked_days(year, 12, 31)].into_iter().flatten());
    }
    days.retain(|day| (oldest..=youngest).contains(day));
    let mut seen = std::collections::BTreeSet::new();
    let distinct = days.into_iter().filter(|day| seen.insert(*day));
    Edges::Values(Arc::new(Date32Array::from_iter_values(distinct.filter_map(|day| i32::try_from(day).ok()))))
}

/// The leap day of a year or of the last one before it that has one.
fn leap_day(year: i64) -> Option<i64> {
    (0..8).find_map(|back| checked_days(year - back, 2, 29))
}

/// Places among those that are meant: the first and the last ZIP code, the longest and the shortest city, and the ends of
/// the map.
pub(super) fn places(rows: &[u32]) -> Edges {
    let city = |row: &&u32| places::CITY.get(**row as usize).chars().count();
    let (north, east) = (
        |row: &&u32| places::LATITUDE.get(**row as usize),
        |row: &&u32| places::LONGITUDE.get(**row as usize),
    );
    let ends = [
        rows.iter().min(),
        rows.iter().max(),
        rows.iter().max_by_key(city),
        rows.iter().min_by_key(city),
        rows.iter().max_by_key(north),
        rows.iter().min_by_key(north),
        rows.iter().max_by_key(east),
        rows.iter().min_by_key(east),
    ];
    let mut seen = std::collections::BTreeSet::new();
    let distinct = ends.into_iter().flatten().copied().filter(|row| seen.insert(*row));
    Edges::Values(Arc::new(UInt32Array::from_iter_values(distinct)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{Array, AsArray};
    use arrow::datatypes::Date32Type;

    fn values(edges: Edges) -> ArrayRef {
        match edges {
            Edges::Values(values) => values,
            other => panic!("{other:?}"),
        }
    }

    fn born(epoch: Civil, ages: RangeInclusive<usize>) -> Vec<Civil> {
        let epoch = i32::try_from(crate::calendar::days(epoch)).unwrap();
        values(births(epoch, &ages))
            .as_primitive::<Date32Type>()
            .iter()
            .flatten()
            .map(|d| civil(d.into()))
            .collect()
    }

    #[test]
    fn births_have_the_ages_that_are_asked_for() {
        let epoch = Civil { year: 2026, month: 1, day: 1 };
        let all = born(epoch, 0..=110);
        for (year, month, day) in
            [(2025, 12, 31), (1915, 1, 2), (2000, 2, 29), (2008, 1, 1), (2008, 1, 2), (1936, 1, 1)]
        {
            assert!(all.contains(&Civil { year, month, day }), "{year}-{month}-{day}: {all:?}");
        }
        let grown = born(epoch, 65..=89);
        assert!(grown.iter().all(|date| (1936..=1961).contains(&date.year)), "{grown:?}");
        assert!(!born(Civil { year: 2024, month: 2, day: 29 }, 0..=0).is_empty());
    }

    #[test]
    fn texts_and_names_are_various_and_go_together() {
        let texts = values(texts());
        let lengths: Vec<usize> = texts.as_string::<i32>().iter().flatten().map(str::len).collect();
        assert!(lengths.contains(&0) && lengths.contains(&65_535));
        assert_eq!(values(first_names()).len(), values(last_names()).len());
        let whole = values(full_names());
        let whole: Vec<&str> = whole.as_string::<i32>().iter().flatten().collect();
        assert!(
            whole.contains(&"Siobhán O'Brien")
                && whole.contains(&"Henry Ford III")
                && whole.contains(&"Suharti")
        );
        for most in [1, 2, 36, 37, 255] {
            assert!(
                of_length(most).iter().all(|text| text.chars().count() == most && !text.ends_with('-')),
                "{most}"
            );
        }
        assert!(of_length(0).is_empty() && of_length(1_000_000).is_empty());
    }
}

//! Finds the rows of a table that belong together.

use super::column::first;
use super::{Text, first_names, locale_names};
use std::ops::Range;

/// The sex by which tables are divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sex {
    /// `F`
    Female,
    /// `M`
    Male,
}

impl Sex {
    /// The letter that the tables use.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Female => "F",
            Self::Male => "M",
        }
    }
}

/// The rows of [`first_names`] for a sex and a year of birth, which is clamped to the decades that are known.
#[must_use]
pub fn first_name_group(sex: Sex, birth_year: i32) -> Range<usize> {
    let groups = first_names::GROUPS;
    let decades = groups.len() / 2;
    let starts = |decade: usize| i32::from(first_names::DECADE.get(groups.get(decade * 2).start));
    // The last decade that begins in the year or before it; females come first in each.
    let decade = first(0..decades, |decade| starts(decade) > birth_year).saturating_sub(1);
    groups.get(decade * 2 + usize::from(sex == Sex::Male))
}

/// The rows of [`locale_names`] for a locale and a role; empty when there is none.
#[must_use]
pub fn locale_names_group(locale: &str, role: &str) -> Range<usize> {
    let groups = locale_names::GROUPS;
    let key = |group: usize| {
        let row = groups.get(group).start;
        (locale_names::LOCALE.get(row), locale_names::ROLE.get(row))
    };
    let group = first(0..groups.len(), |group| key(group) >= (locale, role));
    if group < groups.len() && key(group) == (locale, role) { groups.get(group) } else { 0..0 }
}

/// The locales for which there are names, ascending.
#[must_use]
pub fn locales() -> Text {
    locale_names::LOCALE.names()
}

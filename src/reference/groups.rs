//! Finds the rows of a table that belong together.

use super::column::first;
use super::{
    Groups, Text, U16, U32, age_sex, facility_name_parts, first_names, hl7_codes, icd10cm, icd10cm_ages,
    icd10cm_chapters, life_tables, locale_names, nicknames, payers, places, zip3,
};
use std::ops::{Range, RangeInclusive};

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
    by_year_and_sex(first_names::GROUPS, first_names::DECADE, sex, birth_year)
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

/// The rows of [`nicknames`] for a given name; empty when there is none.
#[must_use]
pub fn nicknames_group(name: &str) -> Range<usize> {
    group_of(nicknames::GROUPS, |row| nicknames::NAME.get(row), name)
}

/// The rows of [`hl7_codes`] for a system, such as `v2-0001`; empty when there is none.
#[must_use]
pub fn hl7_codes_group(system: &str) -> Range<usize> {
    group_of(hl7_codes::GROUPS, |row| hl7_codes::SYSTEM.get(row), system)
}

/// The rows of [`facility_name_parts`] for a part, such as `theme` or `kind:clinic`; empty when there is none.
#[must_use]
pub fn facility_name_parts_group(part: &str) -> Range<usize> {
    group_of(facility_name_parts::GROUPS, |row| facility_name_parts::PART.get(row), part)
}

/// The rows of [`payers`] for people of an age in years; those of the oldest beyond the last.
#[must_use]
pub fn payers_group(age: u8) -> Range<usize> {
    let groups = payers::GROUPS;
    let group = first(0..groups.len(), |group| payers::AGE_HIGH.get(groups.get(group).start) >= age);
    groups.get(group.min(groups.len() - 1))
}

/// The 101 rows of [`age_sex`], by age, for a sex and the last known year that is not after `year`.
#[must_use]
pub fn age_sex_group(sex: Sex, year: i32) -> Range<usize> {
    by_year_and_sex(age_sex::GROUPS, age_sex::YEAR, sex, year)
}

/// The 120 rows of [`life_tables`], by age, for a sex and the last known cohort that is not born after `year`.
#[must_use]
pub fn life_table_group(sex: Sex, year: i32) -> Range<usize> {
    by_year_and_sex(life_tables::GROUPS, life_tables::BORN, sex, year)
}

/// The row of [`places`] for a ZIP code, if people live there.
#[must_use]
pub fn place_of_zip(zip: u32) -> Option<usize> {
    let row = places::ZIP.lower_bound(zip);
    (row < places::ROWS && places::ZIP.get(row) == zip).then_some(row)
}

/// Whether the first three digits of a ZIP code hold too few people to be shown under Safe Harbor
/// (45 CFR 164.514(b)(2)(i)(B)); an area that is not in [`zip3`] counts as one.
#[must_use]
pub fn zip3_suppressed(area: u16) -> bool {
    let row = zip3::ZIP3.lower_bound(area);
    row == zip3::ROWS || zip3::ZIP3.get(row) != area || zip3::SUPPRESS.get(row) == 1
}

/// The rows of [`places`] in a state, ascending; `None` when there is no such state.
#[must_use]
pub fn places_of_state(state: &str) -> Option<U32> {
    let index = places::STATE.names().find_sorted(state)?;
    u16::try_from(index).ok().map(|index| places::BY_STATE.get(index))
}

/// The row of [`icd10cm_chapters`] for a row of [`icd10cm`].
#[must_use]
pub fn icd10cm_chapter(row: usize) -> usize {
    let code = icd10cm::CODE.get(row);
    first(0..icd10cm_chapters::ROWS, |chapter| icd10cm_chapters::FIRST.get(chapter) > code).saturating_sub(1)
}

/// The ages, in completed years, at which the diagnosis of a row of [`icd10cm`] is expected.
#[must_use]
pub fn icd10cm_age_range(row: usize) -> RangeInclusive<u8> {
    let category = icd10cm::AGES.get(row);
    match icd10cm_ages::AGES.names().find_sorted(category) {
        Some(at) => icd10cm_ages::LOW.get(at)..=icd10cm_ages::HIGH.get(at),
        None => 0..=u8::MAX,
    }
}

/// The group whose rows have `wanted`, in a table that ascends by what `value` gives.
fn group_of(groups: Groups, value: impl Fn(usize) -> &'static str, wanted: &str) -> Range<usize> {
    let of = |group: usize| value(groups.get(group).start);
    let group = first(0..groups.len(), |group| of(group) >= wanted);
    if group < groups.len() && of(group) == wanted { groups.get(group) } else { 0..0 }
}

/// The group of a sex in the last year that is not after `year`, in a table that has both sexes of each year.
fn by_year_and_sex(groups: Groups, years: U16, sex: Sex, year: i32) -> Range<usize> {
    let starts = |pair: usize| i32::from(years.get(groups.get(pair * 2).start));
    // Females come first.
    let pair = first(0..groups.len() / 2, |pair| starts(pair) > year).saturating_sub(1);
    groups.get(pair * 2 + usize::from(sex == Sex::Male))
}

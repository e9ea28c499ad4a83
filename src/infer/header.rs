//! Whether what stands where names of columns stand is a name: the first line of a file may be a row, and keys may be values.
//!
//! A value that were taken for a name would come into the draft, and into messages.

use super::guess;
use super::sample::{Sample, TableSample};
use super::words::words;
use crate::kinds::{self, Family, likeness};

/// More digits in a row than this number somebody, or something of theirs.
const DIGITS: usize = 4;

/// How many columns of one place must be looked at before they can be many names of people.
const SIBLINGS: usize = 2;

/// Whether a text may be a name: what looks like a value of somebody's is none.
pub fn is_name(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let longest = text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    (1..=63).contains(&text.chars().count())
        && letters > 0
        && longest <= DIGITS
        && digits <= 6
        && !is_date(text)
        && text.trim() == text
        && !text.contains(['\n', '\t', '"'])
        && !has_mail(text)
        && text.match_indices('\'').all(|(at, _)| is_elided(text, at))
        && !is_value(text)
}

/// Whether a text holds a mail address, or what begins as one; `case.@case_id` holds none.
fn has_mail(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| text[..at].chars().next_back().is_some_and(char::is_alphanumeric))
}

/// Whether an apostrophe stands in a word of a phrase: `mother's name`, `Date d'entrée`. In names of people a capital follows.
fn is_elided(text: &str, at: usize) -> bool {
    let behind = text[at + 1..].chars().next();
    let possessive = behind == Some('s') && !text[at + 2..].starts_with(char::is_alphabetic);
    let before = text[..at].rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let short = ["d", "l", "qu", "n", "s"].contains(&before.to_lowercase().as_str());
    // `can't`, `you're`: in no name of somebody so few small letters end a word.
    let end = |rest: &&str| {
        let after = text[at + 1..].strip_prefix(*rest);
        after.is_some_and(|after| !after.starts_with(char::is_alphanumeric))
    };
    let shortened = text.contains(' ')
        && before.chars().last().is_some_and(char::is_lowercase)
        && ["t", "re", "ve", "ll"].iter().any(end);
    possessive || shortened || (short && behind.is_some_and(char::is_lowercase) && text.contains(' '))
}

/// Whether a text is a day, a month by its name, and a year.
fn is_date(text: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let parts: Vec<String> = words(text);
    let is_number = |part: &&String| part.bytes().all(|b| b.is_ascii_digit());
    let is_month = |part: &String| part.get(..3).is_some_and(|start| MONTHS.contains(&start));
    parts.len() == 3 && parts.iter().filter(is_number).count() == 2 && parts.iter().any(is_month)
}

/// Whether a text looks like a value whose form tells it without a name.
fn is_value(text: &str) -> bool {
    let telling = kinds::all().filter(|kind| kind.mask.class.is_some() && guess::is_plain(kind.name));
    let like = telling.filter_map(|kind| kind.recognise).any(|recognise| recognise(text));
    like && !is_called(text)
}

/// Whether columns of some kind are called so: CASE NO is no name of a person.
fn is_called(text: &str) -> bool {
    let own = words(text);
    let bare = |name: &'static str| match name.strip_prefix('@').and_then(|rest| rest.split_once(' ')) {
        Some((_, rest)) => rest,
        None => name.trim_start_matches('='),
    };
    kinds::all().flat_map(|kind| kind.names).any(|name| words(bare(name)) == own)
}

/// Whether names that stand beside each other are those of people: `{"Ann": …, "Bob": …}`.
pub fn are_people(names: &[&str]) -> bool {
    // Of those that are both, the month is meant.
    const MONTHS: [&str; 5] = ["april", "may", "june", "august", "january"];
    let people = || kinds::all().filter(|kind| ["first_name", "last_name"].contains(&kind.name));
    let is_person = |name: &&&str| {
        let lower = name.to_lowercase();
        let ordinary = **name == lower && likeness::ordinary(&lower);
        !ordinary
            && !MONTHS.contains(&lower.as_str())
            && people().filter_map(|kind| kind.recognise).any(|recognise| recognise(name))
    };
    names.len() >= SIBLINGS && names.iter().filter(is_person).count() * 2 > names.len()
}

impl Sample {
    /// The number of a column, from 1, whose name is a value of it, or looks as its values do.
    pub fn headed_by_value(&self, table: &str) -> Option<usize> {
        let table = self.tables.iter().find(|known| known.name == table)?;
        let alike = |kind: &'static kinds::Kind, name: &str| {
            ![Family::Number, Family::Text].contains(&kind.family)
                && kind.recognise.is_some_and(|recognise| recognise(name))
        };
        let headed = table.columns.iter().position(|column| {
            let name = column.name.rsplit('.').next().unwrap_or_default().trim_end_matches("[]");
            let looks = |kind| alike(kind, name) && column.share(kind).is_some_and(|s| s >= 0.6);
            column.names_itself || (!is_called(name) && !in_series(table, name) && kinds::all().any(looks))
        });
        headed.map(|at| at + 1)
    }
}

/// Whether a name is one of many that a number alone tells apart: `F12` beside `F13` is no diagnosis.
fn in_series(table: &TableSample, name: &str) -> bool {
    let stem = |name: &str| name.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    let own = stem(name);
    let alike = table.columns.iter().filter(|column| stem(&column.name) == own).count();
    own.len() < name.len() && !own.is_empty() && alike >= 3 && alike * 2 >= table.columns.len()
}

#[cfg(test)]
mod tests {
    use super::{are_people, is_name};
    use crate::kinds;

    #[test]
    fn names_are_names_and_values_are_none() {
        for name in kinds::all().flat_map(|kind| kind.names) {
            let name = name.trim_start_matches('=');
            let name = name.strip_prefix('@').and_then(|n| n.split_once(' ')).map_or(name, |(_, n)| n);
            assert!(
                is_name(name) && is_name(&name.replace(' ', "_")) && is_name(&name.to_uppercase()),
                "{name}"
            );
        }
        for name in [
            "Patient Name",
            "First Name",
            "Last Name",
            "Street Address 1",
            "addr_line_2",
            "income_2019",
            "q1",
            "fy2024",
            "A1c",
            "Home Phone",
            "Date of Birth",
            "PT_DOB",
            "May",
            "grace_period",
            "state",
            "Vitamin B12 level",
            "date_2024_01",
            "mother's maiden name",
            "Date d'entrée",
            "form.case.@case_id",
        ] {
            assert!(is_name(name), "{name}");
        }
        for value in [
            "Ann Smith",
            "Smith, Ann",
            "12 Main Street",
            "1 Elm St, Boston, MA 02101",
            "12-Jan-1980",
            "March 2, 1980",
            "MRN0012345",
            "1EG4-TE5-MK73",
            "ann@example.com",
            "ann@localhost",
            "O'Brien",
            "D'Angelo",
            "212-555-0142 ext",
            "2001:db8::1",
            "",
        ] {
            assert!(!is_name(value), "{value}");
        }
    }

    #[test]
    fn people_beside_each_other_are_keys_that_are_values() {
        assert!(are_people(&["Ann", "Bob"]) && are_people(&["Maria", "Chen", "total"]));
        assert!(!are_people(&["January", "April", "May", "June"]) && !are_people(&["id", "grace", "status"]));
        assert!(!are_people(&["Ann"]) && !are_people(&["author", "body"]));
    }
}

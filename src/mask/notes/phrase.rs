//! Dates as people write them in texts, moved without losing their form: `03/14/85`, `March 14th, 1985`, `14 de marzo`.

use super::super::dates::is_nobodys;
use crate::calendar::{Civil, MONTHS, checked_days, civil};
use crate::kinds::{Laid, lay_over};
use std::fmt::Write as _;

const SPANISH: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];
const ORDINALS: [&str; 31] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty-first",
    "twenty-second",
    "twenty-third",
    "twenty-fourth",
    "twenty-fifth",
    "twenty-sixth",
    "twenty-seventh",
    "twenty-eighth",
    "twenty-ninth",
    "thirtieth",
    "thirty-first",
];

/// What a piece of a date says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Other,
    Year,
    Month,
    Day,
}

/// A run of digits, of letters, or of anything else.
struct Piece<'t> {
    text: &'t str,
    role: Role,
}

impl Piece<'_> {
    fn is_number(&self) -> bool {
        self.text.bytes().all(|b| b.is_ascii_digit())
    }

    fn number(&self) -> Option<i64> {
        if self.is_number() && self.text.len() <= 4 { self.text.parse().ok() } else { None }
    }
}

/// A date as it is written, with what it says.
pub(super) struct Phrase<'t> {
    pieces: Vec<Piece<'t>>,
    year: Option<i64>,
    month: i64,
    day: Option<i64>,
    /// Where the time of day begins among the pieces.
    clock: usize,
}

/// Reads a date in a text; `None` where its form is not known.
pub(super) fn read(text: &str) -> Option<Phrase<'_>> {
    let mut phrase = Phrase { pieces: pieces(text), year: None, month: 0, day: None, clock: usize::MAX };
    let found = if phrase.pieces.iter().any(|p| month_of(p.text).is_some()) {
        phrase.read_words()
    } else {
        phrase.read_numbers()
    };
    found.filter(|()| (1..=12).contains(&phrase.month)).map(|()| phrase)
}

/// Whether a text is a date with its year, month and day.
pub(super) fn is_whole(text: &str) -> bool {
    read(text).is_some_and(|phrase| phrase.year.is_some() && phrase.day.is_some())
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let sort = |c: char| (c.is_ascii_digit(), c.is_alphabetic());
    let mut list = Vec::with_capacity(8);
    let mut start = 0;
    let mut last: Option<(bool, bool)> = None;
    for (at, c) in text.char_indices() {
        // `twenty-first` is one word.
        let joins = c == '-' && last == Some((false, true)) && {
            let before = &text[start..at];
            ["twenty", "thirty"].iter().any(|w| before.eq_ignore_ascii_case(w))
        };
        let own = if joins { (false, true) } else { sort(c) };
        if last.is_some_and(|last| last != own) {
            list.push(Piece { text: &text[start..at], role: Role::Other });
            start = at;
        }
        last = Some(own);
    }
    if start < text.len() {
        list.push(Piece { text: &text[start..], role: Role::Other });
    }
    list
}

fn century(two: i64) -> i64 {
    if two > 30 { 1900 + two } else { 2000 + two }
}

/// The number of a month and the list that its word is of.
fn month_of(word: &str) -> Option<(i64, &'static [&'static str; 12])> {
    // Most pieces of a date are digits and signs.
    if !word.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let fits = |name: &&str| {
        let head = if (3..=4).contains(&word.len()) { name.get(..word.len()) } else { None };
        head.unwrap_or(name).eq_ignore_ascii_case(word)
    };
    [&MONTHS, &SPANISH].into_iter().find_map(|list| {
        let at = list.iter().position(fits)?;
        Some((i64::try_from(at).ok()? + 1, list))
    })
}

fn ordinal(word: &str) -> Option<i64> {
    if !word.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let at = ORDINALS.iter().position(|name| name.eq_ignore_ascii_case(word))?;
    i64::try_from(at).ok().map(|at| at + 1)
}

impl<'t> Phrase<'t> {
    fn set(&mut self, at: usize, role: Role, value: i64) {
        self.pieces[at].role = role;
        match role {
            Role::Year => {
                self.year = Some(if self.pieces[at].text.len() == 2 { century(value) } else { value });
            }
            Role::Month => self.month = value,
            Role::Day => self.day = Some(value),
            Role::Other => {}
        }
    }

    /// A date with the name of its month.
    fn read_words(&mut self) -> Option<()> {
        for at in 0..self.pieces.len() {
            let text = self.pieces[at].text;
            if let Some((month, _)) = month_of(text).filter(|_| self.month == 0) {
                self.set(at, Role::Month, month);
            } else if let Some(day) = ordinal(text).filter(|_| self.day.is_none()) {
                self.set(at, Role::Day, day);
            } else if let Some(n) = self.pieces[at].number() {
                match text.len() {
                    4 if self.year.is_none() => self.set(at, Role::Year, n),
                    1 | 2 if self.day.is_none() && (1..=31).contains(&n) && !self.after_apostrophe(at) => {
                        self.set(at, Role::Day, n);
                    }
                    2 if self.year.is_none() => self.set(at, Role::Year, n),
                    _ => {
                        self.clock = self.clock.min(at);
                        break;
                    }
                }
            } else if text.chars().all(char::is_alphabetic) && !is_plain(text) {
                // A year in words, or a day that is no ordinal: what it says is not known.
                return None;
            }
        }
        Some(())
    }

    fn after_apostrophe(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|before| self.pieces[before].text.ends_with(['\'', '’']))
    }

    /// A date of digits alone.
    fn read_numbers(&mut self) -> Option<()> {
        let numbers: Vec<usize> = (0..self.pieces.len()).filter(|at| self.pieces[*at].is_number()).collect();
        let joined = |a: usize, b: usize, pieces: &[Piece<'t>]| {
            b == a + 2 && matches!(pieces[a + 1].text.trim(), "/" | "-" | "." | "−" | "–")
        };
        let (first, rest) = numbers.split_first()?;
        let second = rest.first().filter(|b| joined(*first, **b, &self.pieces));
        let third = second.and_then(|b| rest.get(1).filter(|c| joined(*b, **c, &self.pieces)));
        match (second, third) {
            (None, _) => self.read_packed(*first)?,
            (Some(b), None) => self.read_two(*first, *b)?,
            (Some(b), Some(c)) => self.read_three([*first, *b, *c])?,
        }
        self.clock = third.or(second).unwrap_or(first) + 1;
        Some(())
    }

    fn read_three(&mut self, at: [usize; 3]) -> Option<()> {
        let [a, b, c] =
            [self.pieces[at[0]].number()?, self.pieces[at[1]].number()?, self.pieces[at[2]].number()?];
        let points = self.pieces[at[0] + 1].text.trim() == ".";
        let roles = if self.pieces[at[0]].text.len() == 4 {
            [Role::Year, Role::Month, Role::Day]
        } else if a > 12 || points && b <= 12 && self.pieces[at[2]].text.len() == 4 {
            [Role::Day, Role::Month, Role::Year]
        } else {
            [Role::Month, Role::Day, Role::Year]
        };
        for ((at, role), value) in at.into_iter().zip(roles).zip([a, b, c]) {
            self.set(at, role, value);
        }
        Some(())
    }

    fn read_two(&mut self, first: usize, second: usize) -> Option<()> {
        let (a, b) = (self.pieces[first].number()?, self.pieces[second].number()?);
        let (one, two) = match (self.pieces[first].text.len(), self.pieces[second].text.len()) {
            (_, 4) => (Role::Month, Role::Year),
            (4, _) => (Role::Year, Role::Month),
            _ if a > 12 => (Role::Day, Role::Month),
            _ => (Role::Month, Role::Day),
        };
        self.set(first, one, a);
        self.set(second, two, b);
        Some(())
    }

    /// `19850314`, `03141985`, `031485`.
    fn read_packed(&mut self, at: usize) -> Option<()> {
        let text = self.pieces[at].text;
        let cut: [(usize, Role); 3] = match text.len() {
            8 if matches!(text.get(..2), Some("19" | "20")) => {
                [(4, Role::Year), (2, Role::Month), (2, Role::Day)]
            }
            8 => [(2, Role::Month), (2, Role::Day), (4, Role::Year)],
            6 => [(2, Role::Month), (2, Role::Day), (2, Role::Year)],
            _ => return None,
        };
        let mut rest = text;
        self.pieces.remove(at);
        for (offset, (length, role)) in cut.into_iter().enumerate() {
            let (part, more) = rest.split_at_checked(length)?;
            rest = more;
            self.pieces.insert(at + offset, Piece { text: part, role: Role::Other });
            self.set(at + offset, role, part.parse().ok()?);
        }
        Some(())
    }

    /// Whether it is a date of nobody.
    pub(super) fn is_nobodys(&self) -> bool {
        self.year
            .is_some_and(|year| is_nobodys(Civil { year, month: self.month, day: self.day.unwrap_or(15) }))
    }

    /// The date moved by some days, in its own form; `near` is the year where none is written.
    pub(super) fn shifted(&self, days: i64, near: i64) -> Option<String> {
        let year = self.year.unwrap_or(near);
        // Without a day the middle of the month moves.
        let day = self.day.unwrap_or(15);
        let from =
            checked_days(year, self.month, day).or_else(|| checked_days(year, self.month, day.min(28)))?;
        let to = civil(from + days);
        let padded = self.is_padded();
        let mut out = String::with_capacity(32);
        for (at, piece) in self.pieces.iter().enumerate() {
            match piece.role {
                Role::Other if self.follows_day(at) => out.push_str(&suffix(piece.text, to.day)),
                Role::Other => out.push_str(piece.text),
                role => render(role, piece.text, to, padded, &mut out),
            }
        }
        Some(out)
    }

    /// The year alone, in four digits, and `oldest` for all before it; `None` where no year is written.
    pub(super) fn year(&self, oldest: i64) -> Option<String> {
        self.year.map(|year| year.max(oldest).to_string())
    }

    /// Whether days and months have two digits: one that begins with 0 says so, one of a single digit says no, and where
    /// none tells, dates without words have.
    fn is_padded(&self) -> bool {
        let parts =
            || self.pieces.iter().filter(|p| matches!(p.role, Role::Month | Role::Day) && p.is_number());
        let words = self.pieces.iter().any(|p| p.role == Role::Month && !p.is_number());
        parts().any(|p| p.text.starts_with('0')) || !words && parts().all(|p| p.text.len() == 2)
    }

    /// Whether the piece is the `th` of `14th`.
    fn follows_day(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|before| {
            self.pieces[before].role == Role::Day
                && self.pieces[before].is_number()
                && ["st", "nd", "rd", "th"].iter().any(|end| self.pieces[at].text.eq_ignore_ascii_case(end))
        })
    }
}

/// Words that belong to a date and say nothing of it.
fn is_plain(word: &str) -> bool {
    let words = ["of", "the", "de", "del", "st", "nd", "rd", "th", "t", "z", "am", "pm", "at", "utc"];
    let lower = word.to_lowercase();
    words.contains(&lower.as_str()) || is_weekday(&lower)
}

fn is_weekday(lower: &str) -> bool {
    const DAYS: [&str; 14] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "lunes",
        "martes",
        "miércoles",
        "jueves",
        "viernes",
        "sábado",
        "domingo",
    ];
    DAYS.iter().any(|day| *day == lower || lower.chars().count() >= 3 && day.starts_with(lower))
}

fn suffix(was: &str, day: i64) -> String {
    let new = match (day % 10, day) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    if was.bytes().all(|b| b.is_ascii_uppercase()) { new.to_uppercase() } else { new.to_owned() }
}

fn render(role: Role, was: &str, to: Civil, padded: bool, out: &mut String) {
    let value = match role {
        Role::Year if was.len() == 2 => to.year.rem_euclid(100),
        Role::Year => to.year,
        Role::Month => to.month,
        Role::Day | Role::Other => to.day,
    };
    if was.bytes().all(|b| b.is_ascii_digit()) {
        let width = if role == Role::Year {
            was.len()
        } else if padded {
            2
        } else {
            1
        };
        return write!(out, "{value:0width$}").unwrap_or_default();
    }
    let at = usize::try_from(value - 1).unwrap_or(0);
    let word = match (role, month_of(was)) {
        (Role::Month, Some((_, list))) => {
            let name = list.get(at).copied().unwrap_or_default();
            let short = was.chars().count() <= 4 && !list.iter().any(|full| full.eq_ignore_ascii_case(was));
            let name = if short { name.get(..3).unwrap_or(name) } else { name };
            lower_unless_capital(was, name)
        }
        _ => ORDINALS.get(at).copied().unwrap_or_default().to_owned(),
    };
    let mut cased = Vec::new();
    lay_over(Laid::Case, was, &word, &mut cased);
    out.push_str(&String::from_utf8_lossy(&cased));
}

/// Spanish writes months small, English with a capital: the new name begins as the old one did.
fn lower_unless_capital(was: &str, name: &str) -> String {
    let capital = was.chars().next().is_some_and(char::is_uppercase);
    let mut chars = name.chars();
    match chars.next() {
        Some(first) if capital => first.to_uppercase().chain(chars).collect(),
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_move_in_their_own_form() {
        let cases = [
            ("03/14/1985", "02/14/1985"),
            ("3/14/85", "2/14/85"),
            ("14.3.1985", "14.2.1985"),
            ("1985-03-14T10:30:00", "1985-02-14T10:30:00"),
            ("March 14th, 1985", "February 14th, 1985"),
            ("MAR 14", "FEB 14"),
            ("14 Mar 85", "14 Feb 85"),
            ("fourteenth of March", "fourteenth of February"),
            ("14 de marzo de 1985", "14 de febrero de 1985"),
            ("19850314", "19850214"),
            ("031485", "021485"),
            ("March 2021", "February 2021"),
            ("03/2021", "02/2021"),
            ("3/14", "2/14"),
            ("March", "February"),
            ("Mar '85", "Feb '85"),
            ("14-Mar-1985", "14-Feb-1985"),
        ];
        for (text, moved) in cases {
            let phrase = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(phrase.shifted(-28, 2001).as_deref(), Some(moved), "{text}");
        }
        assert_eq!(read("March 1st, 1985").unwrap().shifted(-7, 0).unwrap(), "February 22nd, 1985");
        assert_eq!(
            read("the first of May").unwrap().shifted(-7, 2001).unwrap(),
            "the twenty-fourth of April"
        );
    }

    #[test]
    fn the_year_is_left_where_one_is_written() {
        assert_eq!(read("March 14th, 1985").unwrap().year(1900).as_deref(), Some("1985"));
        assert_eq!(read("3/14/31").unwrap().year(1936).as_deref(), Some("1936"));
        assert_eq!(read("3/14").unwrap().year(1936), None);
        assert!(read("nineteen eighty-five").is_none() && read("12").is_none());
    }
}

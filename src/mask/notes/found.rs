//! The stand-in of what no record of the subject knows: one of its class, in the form in which it was written.

use super::super::key::SubKey;
use super::super::places::{Scratch, Spot, Stays, place_of, state_code};
use super::super::tally::Tally;
use super::known::sort_of;
use super::lexicon::class_of;
use super::phrase;
use super::replace::{Context, laid};
use crate::calendar;
use crate::draw::below;
use crate::error::Result;
use crate::kinds::Laid;
use crate::plan::Profile;
use crate::reference::places;
use crate::scrub::{self, Class};

/// The year in which a date without a year is moved.
pub(super) const NEAR: i64 = 2001;
/// Ages from here on are one.
const OLD: i64 = 90;
/// How often the shift of a subject is taken again for a month that is written without its day.
const FURTHEST: i64 = 6;
/// How often a number is drawn again that could be somebody's.
const ATTEMPTS: u32 = 64;

impl Context<'_> {
    /// The stand-in of something that no record of the subject knows.
    pub(super) fn of_class(&self, class: Class, spelled: &str) -> Result<String> {
        let builtins = &self.notes.builtins;
        if let Some(found) = self.of_ledger(class, spelled)? {
            return Ok(found);
        }
        match class {
            Class::Name => self.name(spelled),
            Class::Place => self.address(spelled),
            Class::Organization => {
                let name = self.builtin(&builtins.organization, spelled)?;
                Ok(laid(Laid::Case, spelled, &name))
            }
            Class::Date => Ok(self.date(spelled, NEAR)),
            Class::Age => Ok(age(spelled)),
            Class::Phone => self.phone(spelled),
            Class::Mail => self.builtin(&builtins.mail, spelled),
            Class::Url if spelled.contains("://") => self.builtin(&builtins.url, spelled),
            Class::Url => {
                let whole = self.builtin(&builtins.url, &format!("https://{spelled}"))?;
                Ok(whole.trim_start_matches("https://").to_owned())
            }
            Class::Network if spelled.contains(':') && spelled.parse::<std::net::Ipv6Addr>().is_ok() => {
                self.builtin(&builtins.ipv6, spelled)
            }
            Class::Network if spelled.parse::<std::net::Ipv4Addr>().is_ok() => {
                self.builtin(&builtins.ipv4, spelled)
            }
            Class::Ssn if spelled.bytes().filter(u8::is_ascii_digit).count() == 9 => {
                let number = self.builtin(&builtins.ssn, spelled)?;
                Ok(laid(Laid::Digits, spelled, &number))
            }
            Class::Network | Class::Ssn | Class::Number => self.numbers(spelled),
        }
    }

    /// The stand-in that another row's column has for a value, where the first pass has seen it there.
    fn of_ledger(&self, class: Class, spelled: &str) -> Result<Option<String>> {
        if !matches!(class, Class::Phone | Class::Ssn | Class::Number) {
            return Ok(None);
        }
        let policy = self.masker.policy();
        let mut normalised = Vec::new();
        for (t, c) in self.masker.numbered_columns() {
            let column = &policy.tables[t].columns[c];
            let (work, ledger) = (self.masker.work(t, c), self.masker.ledger(column.domain));
            let fits = sort_of(column.kind).is_some_and(|sort| class_of(sort) == class);
            normalised.clear();
            if !fits || work.scoped || !work.normalise(spelled, &mut normalised) {
                continue;
            }
            let print = work.keys.own.fingerprint(&normalised);
            if ledger.map(|ledger| ledger.get(print)).transpose()?.flatten().is_some() {
                let base = self.one(column, work, ledger, spelled)?;
                return Ok(Some(laid(Laid::Code, spelled, &base)));
            }
        }
        Ok(None)
    }

    fn name(&self, spelled: &str) -> Result<String> {
        let builtins = &self.notes.builtins;
        let words: Vec<&str> =
            spelled.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()).collect();
        let single = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() <= 1;
        let plain: String = spelled.chars().filter(|c| c.is_alphabetic()).collect();
        let written = spelled.chars().all(|c| c.is_alphabetic() || " \t\r\n,.'’-\u{301}".contains(c));
        if words.len() > 1 && written && !words.iter().all(single) {
            let joined = words
                .iter()
                .zip(separators(spelled, &words))
                .map(|(w, s)| format!("{w}{s}"))
                .collect::<String>();
            return self.builtin(&builtins.full_name, &joined);
        }
        if plain.chars().count() < 2 {
            return Ok(if plain.is_empty() {
                "[NAME]".to_owned()
            } else {
                self.builtin(&builtins.given, spelled)?
            });
        }
        let given = scrub::sounds_given(&plain);
        let name = self.builtin(if given { &builtins.given } else { &builtins.surname }, &plain)?;
        Ok(laid(Laid::Case, spelled, &name))
    }

    /// An address in its parts: a street, a city, a state that stays, a ZIP code.
    pub(super) fn address(&self, spelled: &str) -> Result<String> {
        let builtins = &self.notes.builtins;
        let zip = spelled.split(|c: char| !(c.is_ascii_digit() || c == '-')).rfind(|part| is_zip(part));
        let parts: Vec<&str> =
            spelled.split([',', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect();
        let is_street = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_digit()) && !is_zip(part)
                || part.to_ascii_lowercase().trim_start_matches(['p', '.', 'o', ' ']).starts_with("box")
        };
        let mut state = None;
        let mut city = None;
        for part in parts.iter().filter(|part| !is_street(part)) {
            let words: Vec<&str> = part.split_whitespace().filter(|word| !is_zip(word)).collect();
            // Two capitals may be initials.
            let is_code = |word: &&&str| {
                word.len() == 2 && word.bytes().all(|b| b.is_ascii_uppercase()) && state_code(word).is_some()
            };
            let code = words.last().filter(is_code);
            state = state.or(code.copied());
            let rest = if code.is_some() { &words[..words.len() - 1] } else { &words[..] };
            if !rest.is_empty() && city.is_none() {
                city = Some(rest.join(" "));
            }
        }
        let spot = Spot {
            city: city.as_deref().map(str::as_bytes),
            state: state.map(str::as_bytes),
            zip: zip.map(str::as_bytes),
        };
        let stays = Stays { state: state.is_some(), area: false };
        let mut out: Vec<String> = Vec::new();
        if let Some(street) = parts.iter().find(|part| is_street(part)) {
            let made = self.builtin(&builtins.street, street)?;
            out.push(laid(Laid::Case, street, &made));
        }
        if city.is_some() || zip.is_some() {
            let row = (self.rows, self.row);
            let placed = place_of(
                &builtins.city.work,
                row,
                &spot,
                stays,
                &mut Tally::default(),
                &mut Scratch::default(),
            );
            if let Some(city) = &city {
                let name = placed.city.map_or("[PLACE]", |row| places::CITY.get(row));
                out.push(laid(Laid::Case, city, name));
            }
            let code = zip.map(|_| {
                placed.zip.map_or_else(|| "00000".to_owned(), |row| format!("{:05}", places::ZIP.get(row)))
            });
            let last: Vec<&str> = state.into_iter().chain(code.as_deref()).collect();
            out.extend((!last.is_empty()).then(|| last.join(" ")));
        }
        Ok(match (out.is_empty(), state) {
            (false, _) => out.join(", "),
            // A state alone may stay.
            (true, Some(_)) => spelled.to_owned(),
            (true, None) => "[PLACE]".to_owned(),
        })
    }

    fn phone(&self, spelled: &str) -> Result<String> {
        let builtins = &self.notes.builtins;
        let lower = spelled.to_ascii_lowercase();
        let cut = lower.find(['x', 'e', '#', ';']).unwrap_or(spelled.len());
        let (number, extension) = spelled.split_at_checked(cut).unwrap_or((spelled, ""));
        match number.bytes().filter(u8::is_ascii_digit).count() {
            // The code of a country, its number being known.
            0..=3 if spelled.trim_start_matches('(').starts_with('+') => return Ok(spelled.to_owned()),
            0..=6 => return self.number(spelled),
            _ => {}
        }
        let base = self.builtin(&builtins.phone, number.trim())?;
        let extension = if extension.is_empty() { String::new() } else { self.number(extension)? };
        let gap = &number[number.trim_end().len()..];
        Ok(format!("{}{gap}{extension}", laid(Laid::Digits, number.trim_end(), &base)))
    }

    /// What reads like one number and holds a date is both.
    pub(super) fn numbers(&self, spelled: &str) -> Result<String> {
        let is_date = |word: &str| {
            word.contains(['/', '-'])
                && word.bytes().all(|b| b.is_ascii_digit() || b"/-".contains(&b))
                && phrase::is_whole(word)
        };
        if !spelled.split(' ').any(is_date) {
            return self.number(spelled);
        }
        let words = spelled.split(' ').map(|word| match word {
            "" => Ok(String::new()),
            date if is_date(date) => Ok(self.date(date, NEAR)),
            // A word of letters is part of the number too.
            word if word.chars().any(char::is_alphanumeric) => self.number(word),
            word => Ok(word.to_owned()),
        });
        Ok(words.collect::<Result<Vec<_>>>()?.join(" "))
    }

    /// A number or a code in its form, with other digits and letters, and not one that could be real where that can be told.
    fn number(&self, spelled: &str) -> Result<String> {
        let normalised: String =
            spelled.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
        if normalised.is_empty() {
            return Ok("[ID]".to_owned());
        }
        if normalised.len() == 32 && normalised.bytes().all(|b| b.is_ascii_hexdigit()) {
            return self.builtin(&self.notes.builtins.uuid, spelled);
        }
        let tenants = self.rows.tenants.filter(|_| self.notes.scoped);
        let tenant = tenants.and_then(|tenants| tenants.of_row(self.row).map(|at| tenants.bytes(at)));
        let own = tenant.map(|tenant| self.notes.numbers.within(tenant));
        let key = own.as_ref().unwrap_or(&self.notes.numbers);
        for attempt in 0..ATTEMPTS {
            let code = coded(key, normalised.as_bytes(), attempt);
            let laid = laid(Laid::Code, spelled, &code);
            if laid != spelled && !self.notes.builtins.real.iter().any(|test| test(&laid)) {
                return Ok(laid);
            }
        }
        Ok("[ID]".to_owned())
    }

    /// A date in its form: moved with the subject, or its year alone.
    pub(super) fn date(&self, spelled: &str, near: i64) -> String {
        let marker = || "[DATE]".to_owned();
        let Some(phrase) = phrase::read(spelled) else { return marker() };
        let oldest = calendar::civil(self.rows.extracted).year - OLD;
        if self.rows.profile != Profile::Pseudonymised {
            return phrase.year(oldest).unwrap_or_else(marker);
        }
        if phrase.is_nobodys() {
            return marker();
        }
        let (least, most) = self.masker.weeks();
        let draw = self.rows.shifts.get(self.row).copied().unwrap_or(0);
        let weeks = u64::from(least) + below(draw, u64::from(most - least) + 1);
        let days = -7 * i64::try_from(weeks).unwrap_or(4);
        // A month without its day may be the same some weeks before: it moves until it is another.
        let moved = (1..=FURTHEST).map(|times| phrase.shifted(days * times, near));
        moved.flatten().find(|moved| moved != spelled).unwrap_or_else(marker)
    }
}

/// What stands behind each word: a comma and a blank, or a blank.
fn separators(spelled: &str, words: &[&str]) -> Vec<&'static str> {
    let comma = spelled.find(',');
    let mut at = 0;
    let mut list = Vec::with_capacity(words.len());
    for (n, word) in words.iter().enumerate() {
        at += spelled[at..].find(word).unwrap_or(0) + word.len();
        let ended = comma.is_some_and(|comma| spelled[..comma].trim_end().len() == at);
        list.push(if n + 1 == words.len() {
            ""
        } else if ended {
            ", "
        } else {
            " "
        });
    }
    list
}

fn is_zip(part: &str) -> bool {
    let digits = |text: &str, n: usize| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
    digits(part, 5) || part.split_once('-').is_some_and(|(five, four)| digits(five, 5) && digits(four, 4))
}

/// Ages over 89 are one: in digits or in words, as it was written.
fn age(spelled: &str) -> String {
    if !spelled.contains(|c: char| c.is_ascii_digit()) {
        return "ninety".to_owned();
    }
    let rest = spelled.trim_start_matches(|c: char| c.is_ascii_digit());
    format!("90{rest}")
}

/// Digits for digits and letters for letters, from a keyed hash.
fn coded(key: &SubKey, normalised: &[u8], attempt: u32) -> String {
    let mut out = String::with_capacity(normalised.len());
    let mut bytes = [0u8; 32];
    for (at, byte) in normalised.iter().enumerate() {
        if at % 32 == 0 {
            let block = u32::try_from(at / 32).unwrap_or(u32::MAX);
            bytes = key.wide(normalised, attempt.wrapping_add(block.wrapping_mul(ATTEMPTS)));
        }
        let drawn = bytes[at % 32];
        out.push(match byte {
            b'0'..=b'9' => char::from(b'0' + drawn % 10),
            b'A'..=b'Z' => char::from(b'A' + drawn % 26),
            _ => 'x',
        });
    }
    out
}

//! What takes the place of a finding: the stand-in that the record's column gives it, or one of its class.

use super::super::column::{Rows, Work, treat};
use super::super::key::{MaskKey, SubKey};
use super::super::places::{Group, Spot, Stays, place};
use super::super::table::{Masker, work};
use super::super::tally::Tally;
use super::Notes;
use super::known::{Sort, sort_of};
use super::lexicon::{Entry, Known, Part, class_of};
use super::phrase;
use crate::calendar;
use crate::cells::{Cells, State};
use crate::draw::below;
use crate::error::{Error, Result};
use crate::kinds::{self, Laid, Settings, lay_over};
use crate::markup::{Coding, Replaced};
use crate::plan::{ColumnPolicy, MaskDomain, OnInvalid, Policy, Profile, Treatment};
use crate::reference::places;
use crate::scrub::{self, Class, Finding};
use std::collections::BTreeMap;

/// The year in which a date without a year is moved.
const NEAR: i64 = 2001;
/// Ages from here on are one.
const OLD: i64 = 90;
/// How often a number is drawn again that could be somebody's.
const ATTEMPTS: u32 = 64;

/// A kind as a column of no table, for what no record knows.
pub(super) struct Builtin {
    column: ColumnPolicy,
    work: Work,
}

/// The kinds of stand-ins for what no record knows.
pub(super) struct Builtins {
    given: Builtin,
    surname: Builtin,
    full_name: Builtin,
    organization: Builtin,
    street: Builtin,
    city: Builtin,
    phone: Builtin,
    mail: Builtin,
    url: Builtin,
    ipv4: Builtin,
    ipv6: Builtin,
    ssn: Builtin,
    uuid: Builtin,
}

impl Builtin {
    fn new(policy: &Policy, kind: &str, key: &MaskKey) -> Result<Self> {
        let kind = kinds::find(kind).ok_or_else(|| Error::bug("a kind is gone"))?;
        let name = if kind.mask.domain.is_empty() { kind.name } else { kind.mask.domain };
        // Tenants are told apart where the columns of the same domain tell them apart.
        let scoped = policy.domains.iter().any(|domain| domain.name == name && domain.scoped);
        let domain = MaskDomain {
            name: name.to_owned(),
            apart: false,
            strict: false,
            joined: false,
            scoped,
            members: Vec::new(),
        };
        let column = ColumnPolicy {
            name: kind.name.to_owned(),
            kind,
            settings: Settings {
                values: BTreeMap::new(),
                unique: false,
                epoch: 0,
                locale: "en_US".to_owned(),
                time_zone: "UTC".to_owned(),
                inputs: BTreeMap::new(),
                secrets: BTreeMap::new(),
            },
            class: kind.mask.class,
            quasi: kind.mask.quasi,
            treatment: Treatment::Surrogate,
            domain: 0,
            unique: false,
            on_invalid: OnInvalid::Token,
            placeholders: Vec::new(),
            stated: false,
        };
        let work = work(policy.profile, &domain, &column, key)?;
        Ok(Self { column, work })
    }
}

impl Builtins {
    pub(super) fn new(policy: &Policy, key: &MaskKey) -> Result<Self> {
        let of = |kind| Builtin::new(policy, kind, key);
        Ok(Self {
            given: of("first_name")?,
            surname: of("last_name")?,
            full_name: of("full_name")?,
            organization: of("facility_name")?,
            street: of("street")?,
            city: of("city")?,
            phone: of("phone")?,
            mail: of("email")?,
            url: of("url")?,
            ipv4: of("ipv4")?,
            ipv6: of("ipv6")?,
            ssn: of("ssn")?,
            uuid: of("uuid")?,
        })
    }
}

/// A row with all that its texts are treated by.
pub(super) struct Context<'a> {
    pub(super) masker: &'a Masker,
    pub(super) notes: &'a Notes,
    pub(super) rows: &'a Rows<'a>,
    pub(super) row: usize,
}

impl Context<'_> {
    /// The text with stand-ins; `None` where it is not coded so.
    pub(super) fn text(
        &self,
        text: &str,
        coding: Coding,
        known: Option<&Known>,
        tally: &mut Tally,
    ) -> Result<Option<String>> {
        coding.replaced(text, &mut |plain| self.stand_ins(plain, known, tally))
    }

    /// What of a plain text is replaced, and by what.
    fn stand_ins(&self, text: &str, known: Option<&Known>, tally: &mut Tally) -> Result<Replaced> {
        let found = scrub::find(text, known.map(|known| &known.lexicon));
        let mut replaced = Vec::with_capacity(found.len());
        for finding in &found {
            let entry = finding.known.and_then(|id| known?.entries.get(id));
            let spelled = &text[finding.range.clone()];
            replaced.push((finding.range.clone(), self.stand_in(finding, entry, spelled)?));
            if finding.known.is_some() {
                tally.known += 1;
            } else {
                tally.found += 1;
            }
        }
        Ok(replaced)
    }

    fn stand_in(&self, finding: &Finding, entry: Option<&Entry>, spelled: &str) -> Result<String> {
        match (finding.class, entry) {
            (Class::Date, entry) => {
                let near = entry.and_then(|entry| entry.original.parse().ok());
                Ok(self.date(spelled, near.unwrap_or(NEAR)))
            }
            (_, Some(entry)) => self.of_entry(entry, spelled),
            (class, None) => self.of_class(class, spelled),
        }
    }

    /// The stand-in of a value that a record knows, spelled as in the text.
    fn of_entry(&self, entry: &Entry, spelled: &str) -> Result<String> {
        let known = entry.stand_in.borrow().clone();
        let base = match known {
            Some(base) => base,
            None => {
                let base = self.base(entry)?;
                *entry.stand_in.borrow_mut() = Some(base.clone());
                base
            }
        };
        Ok(match (entry.part, entry.sort) {
            (Part::Initials, _) => laid(Laid::Code, spelled, &base),
            (Part::Local, _) => laid(Laid::Case, spelled, base.split('@').next().unwrap_or_default()),
            (Part::Tail(n), _) => laid(Laid::Code, spelled, &tail(&base, n)),
            (_, Sort::Phone | Sort::Ssn) => laid(Laid::Digits, spelled, &base),
            (_, Sort::Number) => laid(Laid::Code, spelled, &base),
            (_, Sort::Integer | Sort::Zip | Sort::Mail | Sort::Url | Sort::Network | Sort::Date) => base,
            _ => laid(Laid::Case, spelled, &base),
        })
    }

    /// The stand-in as the record has it.
    fn base(&self, entry: &Entry) -> Result<String> {
        let builtins = &self.notes.builtins;
        match entry.part {
            Part::Given => return self.builtin(&builtins.given, &entry.original),
            Part::Surname => return self.builtin(&builtins.surname, &entry.original),
            Part::Initials => return self.initials(&entry.original),
            Part::Whole | Part::Tail(_) | Part::Local => {}
        }
        let column = &self.masker.policy().tables[entry.table].columns[entry.column];
        if matches!(entry.sort, Sort::City | Sort::Zip)
            && let Some(found) = self.placed(entry)
        {
            return Ok(found);
        }
        if matches!(column.treatment, Treatment::Surrogate | Treatment::Token | Treatment::Generalise(_)) {
            let ledger = self.masker.ledger(column.domain);
            return self.one(column, self.masker.work(entry.table, entry.column), ledger, &entry.original);
        }
        self.of_class(class_of(entry.sort), &entry.original)
    }

    /// The city or the ZIP code that stands in a row's columns of one place.
    fn placed(&self, entry: &Entry) -> Option<String> {
        let table = &self.masker.policy().tables[entry.table];
        let columns = table
            .places
            .iter()
            .find(|places| places.city == Some(entry.column) || places.zip == Some(entry.column))?;
        let group = Group { columns: *columns, table, works: self.masker.works(entry.table) };
        if entry.sort == Sort::Zip && group.stays().area {
            return None;
        }
        let [city, state, zip] = [0, 1, 2].map(|at| entry.place[at].as_deref());
        let spot = Spot {
            city: city.filter(|_| columns.city.is_some()),
            state,
            zip: zip.filter(|_| columns.zip.is_some()),
        };
        let spot = match entry.sort {
            Sort::City => Spot { city: Some(entry.original.as_str()), ..spot },
            _ => Spot { zip: Some(entry.original.as_str()), ..spot },
        };
        let placed = place(group.work()?, &spot, group.stays(), &mut Tally::default());
        match entry.sort {
            Sort::City => placed.city.map(|row| places::CITY.get(row).to_owned()),
            _ => placed.zip.map(|row| format!("{:05}", places::ZIP.get(row))),
        }
    }

    fn initials(&self, names: &str) -> Result<String> {
        let builtins = &self.notes.builtins;
        let names: Vec<&str> = names.split('\n').collect();
        let mut out = String::new();
        for (at, name) in names.iter().enumerate() {
            let builtin = if at + 1 == names.len() { &builtins.surname } else { &builtins.given };
            out.extend(self.builtin(builtin, name)?.chars().take(1).flat_map(char::to_uppercase));
        }
        Ok(out)
    }

    /// The stand-in of one value under a column's treatment.
    fn one(
        &self,
        column: &ColumnPolicy,
        work: &Work,
        ledger: Option<&super::super::ledger::Ledger>,
        text: &str,
    ) -> Result<String> {
        let mut cells = Cells::with_capacity(1);
        cells.push_of_row(u32::try_from(self.row).unwrap_or(u32::MAX), State::Text, text.as_bytes());
        let treated = treat(column, work, &cells, self.rows, ledger, &mut Tally::default())?;
        Ok(treated.get(0).map_or_else(|| format!("[{}]", class_name(column)), str::to_owned))
    }

    fn builtin(&self, builtin: &Builtin, text: &str) -> Result<String> {
        self.one(&builtin.column, &builtin.work, None, text)
    }

    /// The stand-in of something that no record of the subject knows.
    fn of_class(&self, class: Class, spelled: &str) -> Result<String> {
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
        let (mut normalised, mut scratch) = (Vec::new(), Vec::new());
        for (t, c) in self.masker.numbered_columns() {
            let column = &policy.tables[t].columns[c];
            let (work, ledger) = (self.masker.work(t, c), self.masker.ledger(column.domain));
            let fits = sort_of(column.kind).is_some_and(|sort| class_of(sort) == class);
            normalised.clear();
            if !fits || work.scoped || !work.normalise(spelled, &mut normalised) {
                continue;
            }
            let print = work.keys.own.fingerprint(&normalised, &mut scratch);
            if ledger.is_some_and(|ledger| ledger.get(print).is_some()) {
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
    fn address(&self, spelled: &str) -> Result<String> {
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
            let code =
                words.last().filter(|word| word.len() == 2 && word.bytes().all(|b| b.is_ascii_uppercase()));
            state = state.or(code.copied());
            let rest = if code.is_some() { &words[..words.len() - 1] } else { &words[..] };
            if !rest.is_empty() && city.is_none() {
                city = Some(rest.join(" "));
            }
        }
        let spot = Spot { city: city.as_deref(), state, zip };
        let stays = Stays { state: state.is_some(), area: false };
        let mut out: Vec<String> = Vec::new();
        if let Some(street) = parts.iter().find(|part| is_street(part)) {
            let made = self.builtin(&builtins.street, street)?;
            out.push(laid(Laid::Case, street, &made));
        }
        if city.is_some() || zip.is_some() {
            let placed = place(&builtins.city.work, &spot, stays, &mut Tally::default());
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
            0..=3 if spelled.starts_with('+') => return Ok(spelled.to_owned()),
            0..=6 => return self.number(spelled),
            _ => {}
        }
        let base = self.builtin(&builtins.phone, number.trim())?;
        let extension = if extension.is_empty() { String::new() } else { self.number(extension)? };
        let gap = &number[number.trim_end().len()..];
        Ok(format!("{}{gap}{extension}", laid(Laid::Digits, number.trim_end(), &base)))
    }

    /// What reads like one number and holds a date is both.
    fn numbers(&self, spelled: &str) -> Result<String> {
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
            word if word.bytes().any(|b| b.is_ascii_digit()) => self.number(word),
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
        for attempt in 0..ATTEMPTS {
            let code = coded(&self.notes.numbers, normalised.as_bytes(), attempt);
            let laid = laid(Laid::Code, spelled, &code);
            if laid != spelled && !could_be_real(&laid) {
                return Ok(laid);
            }
        }
        Ok("[ID]".to_owned())
    }

    /// A date in its form: moved with the subject, or its year alone.
    fn date(&self, spelled: &str, near: i64) -> String {
        let marker = || "[DATE]".to_owned();
        let Some(phrase) = phrase::read(spelled) else { return marker() };
        let oldest = calendar::civil(self.rows.extracted).year - OLD;
        match self.masker.weeks().filter(|_| self.rows.profile == Profile::Pseudonymised) {
            Some((least, most)) => {
                let draw = self.rows.shifts.get(self.row).copied().unwrap_or(0);
                let weeks = u64::from(least) + below(draw, u64::from(most - least) + 1);
                phrase.shifted(-7 * i64::try_from(weeks).unwrap_or(4), near).unwrap_or_else(marker)
            }
            None => phrase.year(oldest).unwrap_or_else(marker),
        }
    }
}

fn class_name(column: &ColumnPolicy) -> &'static str {
    sort_of(column.kind).map_or("ID", |sort| class_of(sort).word())
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

/// The last digits or letters of a text.
fn tail(text: &str, n: usize) -> String {
    let all: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    all[all.len().saturating_sub(n)..].iter().collect()
}

/// A stand-in in the form of what it replaces; of a shorter number its last digits.
fn laid(shape: Laid, spelled: &str, stand_in: &str) -> String {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let mut out = Vec::new();
    if shape == Laid::Digits && digits(spelled) < digits(stand_in) {
        lay_over(shape, spelled, &tail(stand_in, digits(spelled)), &mut out);
    } else {
        lay_over(shape, spelled, stand_in, &mut out);
    }
    String::from_utf8(out).unwrap_or_default()
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

/// Whether a number could be one of somebody, where a range is kept for fiction.
fn could_be_real(text: &str) -> bool {
    ["npi", "payment_card", "mbi", "dea", "vin", "nhs_number", "ssn"]
        .iter()
        .filter_map(|name| kinds::find(name)?.could_be_real)
        .any(|test| test(text))
}

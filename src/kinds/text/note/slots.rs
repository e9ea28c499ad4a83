//! What a note says of the row: names, dates, numbers and addresses, each in the forms in which people write them.

use super::class::Class;
use super::compose::{Pen, Watch};
use super::row::Row;
use crate::calendar::{Civil, add_months, age_years, civil, iso_weekday};
use crate::reference::{nicknames, nicknames_group};

/// A blank of the grammar that is filled from the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Patient,
    He,
    Nick,
    Age,
    NextAge,
    Man,
    Born,
    On,
    Past,
    Next,
    Time,
    Year,
    Phone,
    Email,
    Address,
    City,
    Zip,
    Mrn,
    CaseNumber,
    Kin,
    KinPhone,
    Worker,
    Diagnosis,
    Drug,
    Program,
    Status,
}

/// The bits of what a row has.
pub(super) mod has {
    pub(in super::super) const FIRST: u32 = 1;
    pub(in super::super) const BORN: u32 = 1 << 1;
    pub(in super::super) const PHONE: u32 = 1 << 2;
    pub(in super::super) const EMAIL: u32 = 1 << 3;
    pub(in super::super) const STREET: u32 = 1 << 4;
    pub(in super::super) const CITY: u32 = 1 << 5;
    pub(in super::super) const ZIP: u32 = 1 << 6;
    pub(in super::super) const MRN: u32 = 1 << 7;
    pub(in super::super) const CASE: u32 = 1 << 8;
    pub(in super::super) const KIN: u32 = 1 << 9;
    pub(in super::super) const KIN_PHONE: u32 = 1 << 10;
    pub(in super::super) const WORKER: u32 = 1 << 11;
    pub(in super::super) const PROGRAM: u32 = 1 << 12;
    pub(in super::super) const STATUS: u32 = 1 << 13;
    /// The patient is grown, or it is not known.
    pub(in super::super) const GROWN: u32 = 1 << 14;
}

const SLOTS: &[(&str, Slot, u32)] = &[
    ("pt", Slot::Patient, 0),
    ("he", Slot::He, 0),
    ("nick", Slot::Nick, has::FIRST),
    ("age", Slot::Age, has::BORN),
    ("next_age", Slot::NextAge, has::BORN),
    ("man", Slot::Man, 0),
    ("dob", Slot::Born, has::BORN),
    ("on", Slot::On, 0),
    ("past", Slot::Past, 0),
    ("next", Slot::Next, 0),
    ("time", Slot::Time, 0),
    ("year", Slot::Year, 0),
    ("phone", Slot::Phone, has::PHONE),
    ("email", Slot::Email, has::EMAIL),
    ("address", Slot::Address, has::STREET),
    ("city", Slot::City, has::CITY),
    ("zip", Slot::Zip, has::ZIP),
    ("mrn", Slot::Mrn, has::MRN),
    ("caseno", Slot::CaseNumber, has::CASE),
    ("kin", Slot::Kin, has::KIN),
    ("relphone", Slot::KinPhone, has::KIN_PHONE),
    ("worker", Slot::Worker, has::WORKER),
    ("dx", Slot::Diagnosis, 0),
    ("drug", Slot::Drug, 0),
    ("program", Slot::Program, has::PROGRAM),
    ("status", Slot::Status, has::STATUS),
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

impl Slot {
    /// The slot of a name in the grammar.
    pub(super) fn find(name: &str) -> Option<Self> {
        SLOTS.iter().find(|(known, _, _)| *known == name).map(|(_, slot, _)| *slot)
    }

    /// What of the row it cannot do without.
    pub(super) fn need(self) -> u32 {
        SLOTS.iter().find(|(_, slot, _)| *slot == self).map_or(0, |(_, _, need)| *need)
    }
}

impl<W: Watch> Pen<'_, W> {
    /// Fills a slot; `capital` where it begins a sentence, which changes no name.
    pub(super) fn slot(&mut self, slot: Slot, capital: bool) {
        let start = self.column.bytes().len();
        let row = self.row;
        let kept = match slot {
            Slot::Patient => self.patient(),
            Slot::Nick => self.nick(),
            Slot::Kin => self.kin(),
            Slot::Worker => self.worker(),
            Slot::He => self.word(if row.male() {
                "he"
            } else if row.female() {
                "she"
            } else {
                "they"
            }),
            Slot::Man => self.man(),
            Slot::Age => self.age(0),
            Slot::NextAge => self.age(1),
            Slot::Born => self.date(row.born, 1),
            Slot::On => self.date(Some(row.on), 0),
            Slot::Past => self.past(),
            Slot::Next => self.next(),
            Slot::Time => self.time(),
            Slot::Year => self.year(),
            Slot::Phone => self.phone(row.phone),
            Slot::KinPhone => self.phone(row.kin_phone),
            Slot::Email => self.marked(Class::Email, |pen| pen.column.add(row.email.unwrap_or_default())),
            Slot::Address => self.address(),
            Slot::City => self.marked(Class::City, |pen| pen.column.add(row.city.unwrap_or_default())),
            Slot::Zip => self.marked(Class::Zip, |pen| pen.column.add(row.zip.unwrap_or_default())),
            Slot::Mrn => self.marked(Class::RecordNumber, |pen| pen.column.add(row.mrn.unwrap_or_default())),
            Slot::CaseNumber => {
                self.marked(Class::RecordNumber, |pen| pen.column.add(row.case_number.unwrap_or_default()))
            }
            Slot::Diagnosis => self.own_or_listed(row.diagnosis, self.grammar.condition),
            Slot::Drug => self.own_or_listed(row.drug, self.grammar.drugs),
            Slot::Program => self.label(row.program),
            Slot::Status => self.label(row.status),
        };
        if capital && !kept {
            self.column.bytes()[start..].iter_mut().take(1).for_each(u8::make_ascii_uppercase);
        }
    }

    /// Writes something that identifies, and tells where; it keeps its spelling.
    fn marked(&mut self, class: Class, write: impl FnOnce(&mut Self)) -> bool {
        let start = self.column.bytes().len();
        write(self);
        let end = self.column.bytes().len();
        self.watch.mention(class, start - self.start, end - self.start);
        true
    }

    fn word(&mut self, text: &str) -> bool {
        self.column.add(text);
        false
    }

    /// A code of a schema as a word.
    fn label(&mut self, text: Option<&str>) -> bool {
        let bytes = text.unwrap_or_default().bytes();
        self.column.bytes().extend(bytes.map(|b| if b == b'_' { b' ' } else { b }));
        false
    }

    fn own_or_listed(&mut self, own: Option<&str>, listed: super::grammar::Move) -> bool {
        match own {
            Some(own) if self.burst.below(2) == 0 => {
                let start = self.column.bytes().len();
                self.column.add(own);
                // `Essential hypertension` in the middle of a sentence; an acronym stays.
                let bytes = &mut self.column.bytes()[start..];
                if bytes.get(1).is_some_and(u8::is_ascii_lowercase) {
                    bytes.iter_mut().take(1).for_each(u8::make_ascii_lowercase);
                }
            }
            _ => self.one(listed),
        }
        false
    }

    /// The patient: by name at first, and then as often by what patients are called here.
    fn patient(&mut self) -> bool {
        let Some(first) = self.row.first else { return self.word(self.hand.client) };
        if self.named && self.burst.below(2) == 0 {
            return self.word(self.hand.client);
        }
        self.named = true;
        let Some(last) = self.row.last else {
            return self.marked(Class::PatientName, |pen| pen.column.add(first));
        };
        match self.burst.below(16) {
            0..=4 => self.full(Class::PatientName, first, last),
            5..=6 => self.marked(Class::PatientName, |pen| pen.column.add(first)),
            7..=9 if self.row.male() || self.row.female() => {
                self.column.add(if self.row.male() { "Mr. " } else { "Ms. " });
                self.marked(Class::PatientName, |pen| pen.column.add(last))
            }
            10..=11 => self.marked(Class::PatientName, |pen| {
                pen.column.add(last);
                pen.column.add(", ");
                pen.column.add(first);
            }),
            12 => self.initial(Class::PatientName, first, last),
            13 => self.marked(Class::PatientName, |pen| {
                let start = pen.column.bytes().len();
                pen.column.add(last);
                pen.column.bytes()[start..].make_ascii_uppercase();
                pen.column.add(", ");
                pen.column.add(first);
            }),
            14 => self.marked(Class::PatientName, |pen| {
                pen.letter(first);
                pen.letter(last);
            }),
            _ => self.full(Class::PatientName, first, last),
        }
    }

    fn full(&mut self, class: Class, first: &str, last: &str) -> bool {
        self.marked(class, |pen| {
            pen.column.add(first);
            pen.column.add(" ");
            pen.column.add(last);
        })
    }

    fn initial(&mut self, class: Class, first: &str, last: &str) -> bool {
        self.marked(class, |pen| {
            pen.letter(first);
            pen.column.add(" ");
            pen.column.add(last);
        })
    }

    /// The first letter of a name, with its point.
    fn letter(&mut self, name: &str) {
        let letter = name.chars().next().map_or(0, char::len_utf8);
        self.column.add(&name[..letter]);
        self.column.add(".");
    }

    fn nick(&mut self) -> bool {
        let first = self.row.first.unwrap_or_default();
        let names = nicknames_group(first);
        let n = u32::try_from(names.len()).unwrap_or(0);
        let name = match n {
            0 => first,
            n => nicknames::NICKNAME.get(names.start + self.burst.below(n) as usize),
        };
        self.marked(Class::PatientName, |pen| pen.column.add(name))
    }

    /// A relative, with what they are to the patient.
    fn kin(&mut self) -> bool {
        let Row { kin, kin_last, relationship, .. } = *self.row;
        let kin = kin.unwrap_or_default();
        let form = self.burst.below(8);
        let full = kin_last.filter(|_| form != 2 && form != 6);
        if let (0 | 1, Some(relation)) = (form, relationship) {
            self.column.add(if self.row.male() {
                "his "
            } else if self.row.female() {
                "her "
            } else {
                "the "
            });
            self.relation(relation);
            self.column.add(" ");
        } else if let (3, Some(relation)) = (form, relationship) {
            self.relation(relation);
            self.column.add(" ");
        }
        match full {
            Some(last) => self.full(Class::RelativeName, kin, last),
            None => self.marked(Class::RelativeName, |pen| pen.column.add(kin)),
        };
        if let (4..=6, Some(relation)) = (form, relationship) {
            self.column.add(" (");
            self.relation(relation);
            self.column.add(")");
        }
        !matches!(form, 0 | 1 | 3) || relationship.is_none()
    }

    fn relation(&mut self, relation: &str) {
        let start = self.column.bytes().len();
        self.column.add(relation);
        self.column.bytes()[start..].make_ascii_lowercase();
    }

    /// A worker, now and then with a degree.
    pub(super) fn worker(&mut self) -> bool {
        let first = self.row.worker.unwrap_or_default();
        let Some(last) = self.row.worker_last else {
            return self.marked(Class::WorkerName, |pen| pen.column.add(first));
        };
        match self.burst.below(6) {
            0..=1 => self.full(Class::WorkerName, first, last),
            2..=3 => self.initial(Class::WorkerName, first, last),
            4 => self.marked(Class::WorkerName, |pen| pen.column.add(first)),
            _ => {
                self.full(Class::WorkerName, first, last);
                self.column.add(" ");
                self.one(self.grammar.degrees);
                true
            }
        }
    }

    fn man(&mut self) -> bool {
        let grown = self.row.has & has::GROWN != 0;
        let clinical = self.burst.below(2) == 0;
        self.word(match (self.row.male(), self.row.female(), grown) {
            (true, _, true) => {
                if clinical {
                    "male"
                } else {
                    "man"
                }
            }
            (true, _, false) => {
                if clinical {
                    "male"
                } else {
                    "boy"
                }
            }
            (_, true, true) => {
                if clinical {
                    "female"
                } else {
                    "woman"
                }
            }
            (_, true, false) => {
                if clinical {
                    "female"
                } else {
                    "girl"
                }
            }
            (false, false, true) => "adult",
            (false, false, false) => "child",
        })
    }

    /// The age in the forms of charts; from 90 on it identifies.
    fn age(&mut self, more: i64) -> bool {
        let Some(born) = self.row.born else { return true };
        let years = age_years(born, self.row.on) + more;
        if years < 2 && more == 0 {
            let months = (0..24).rev().find(|&m| add_months(born, m).is_some_and(|day| day <= self.row.on));
            self.column.digits(months.unwrap_or(0).unsigned_abs(), 1);
            let form = self.burst.below(3) as usize;
            return self.word([" mo old", "-month-old", " m/o"][form]);
        }
        let number = |pen: &mut Self| pen.column.digits(years.unsigned_abs(), 1);
        if years >= 90 {
            self.marked(Class::Age, number);
        } else {
            number(self);
        }
        let forms = [" yo", " y/o", "-year-old", " year old", "yo", " y.o."];
        if more == 0 {
            self.column.add(forms[self.burst.below(6) as usize]);
        }
        true
    }

    fn past(&mut self) -> bool {
        // Mostly in the last weeks, now and then years ago.
        let back = match self.burst.below(4) {
            0 => self.burst.between(31, 900),
            _ => self.burst.between(1, 30),
        };
        let day = (self.row.on - i64::from(back)).max(self.row.born.unwrap_or(i64::MIN));
        self.date(Some(day), 0)
    }

    fn next(&mut self) -> bool {
        let day = self.row.on + i64::from(self.burst.between(1, 45));
        self.date(Some(day), 0)
    }

    fn year(&mut self) -> bool {
        let year = civil(self.row.on).year;
        let since = self.row.born.map_or(year - 30, |born| civil(born).year);
        let span = u32::try_from((year - since).clamp(0, 30)).unwrap_or(0);
        self.column.digits((year - i64::from(self.burst.between(0, span))).unsigned_abs(), 4);
        true
    }

    fn time(&mut self) -> bool {
        let (hour, quarter) = (self.burst.between(7, 18), self.burst.below(12) * 5);
        let form = self.burst.below(4);
        let noon = if form == 2 { hour } else { (hour + 11) % 12 + 1 };
        self.column.digits(u64::from(noon), if form == 2 { 2 } else { 1 });
        if form != 2 {
            self.column.add(":");
        }
        self.column.digits(u64::from(quarter), 2);
        let half = usize::from(hour >= 12);
        self.word([["am", "pm"], [" AM", " PM"], ["", ""], ["a", "p"]][form as usize][half]);
        true
    }

    /// A date in one of its forms; `whole` is 1 where the year must be told.
    fn date(&mut self, day: Option<i64>, whole: u32) -> bool {
        let Some(day) = day else { return true };
        let form = self.burst.below(if whole == 1 { 8 } else { 12 });
        let date = civil(day);
        if form == 11 {
            // The day of the week is no identifier.
            self.column.add(DAYS[usize::try_from(iso_weekday(day) - 1).unwrap_or(0) % 7]);
            self.column.add(" ");
        }
        self.marked(Class::Date, |pen| pen.date_form(date, form))
    }

    fn date_form(&mut self, date: Civil, form: u32) {
        let number = |n: i64| n.unsigned_abs();
        let name = MONTHS[usize::try_from(date.month - 1).unwrap_or(0) % 12];
        let (year, month, day) = (number(date.year), number(date.month), number(date.day));
        let numbers: &[(u64, usize, &str)] = match form {
            0 | 1 => &[(month, 1, "/"), (day, 1, "/"), (year % 100, 2, "")],
            2 => &[(month, 1, "/"), (day, 1, "/"), (year, 4, "")],
            3 => &[(month, 2, "/"), (day, 2, "/"), (year, 4, "")],
            4 => &[(year, 4, "-"), (month, 2, "-"), (day, 2, "")],
            5 => return self.named_date(&name[..3], day, Some((" ", year))),
            6 => return self.named_date(name, day, Some((", ", year))),
            7 => {
                self.column.digits(day, 1);
                let between = if name.len().is_multiple_of(2) { "-" } else { " " };
                self.column.add(between);
                self.column.add(&name[..3]);
                self.column.add(between);
                return self.column.digits(year, 4);
            }
            8 => return self.named_date(name, day, None),
            9 => return self.named_date(&name[..3], day, None),
            10 => &[(month, 1, "-"), (day, 1, "")],
            _ => &[(month, 1, "/"), (day, 1, "")],
        };
        for (number, width, after) in numbers {
            self.column.digits(*number, *width);
            self.column.add(after);
        }
    }

    fn named_date(&mut self, month: &str, day: u64, year: Option<(&str, u64)>) {
        self.column.add(month);
        self.column.add(" ");
        self.column.digits(day, 1);
        match year {
            Some((between, year)) => {
                self.column.add(between);
                self.column.digits(year, 4);
            }
            None if self.burst.below(2) == 0 => self.column.add(match day {
                1 | 21 | 31 => "st",
                2 | 22 => "nd",
                3 | 23 => "rd",
                _ => "th",
            }),
            None => {}
        }
    }

    /// A phone in one of its forms, where it has ten digits, and else as it is.
    fn phone(&mut self, phone: Option<&str>) -> bool {
        let phone = phone.unwrap_or_default();
        let mut digits = [0u8; 10];
        let mut n = 0;
        for digit in phone.trim_start_matches("+1").bytes().filter(u8::is_ascii_digit) {
            if let Some(slot) = digits.get_mut(n) {
                *slot = digit;
            }
            n += 1;
        }
        let form = if n == 10 { self.burst.below(8) } else { 8 };
        self.marked(Class::Phone, |pen| {
            let (area, middle, last) = (&digits[..3], &digits[3..6], &digits[6..]);
            let parts: [(&str, &[u8]); 4] = match form {
                0 | 1 => [("", area), ("-", middle), ("-", last), ("", &[])],
                2 => [("(", area), (") ", middle), ("-", last), ("", &[])],
                3 => [("", area), (".", middle), (".", last), ("", &[])],
                4 => [("", area), ("", middle), ("", last), ("", &[])],
                5 => [("", area), (" ", middle), (" ", last), ("", &[])],
                6 => [("+1 ", area), (" ", middle), ("-", last), ("", &[])],
                7 => [("", middle), ("-", last), ("", &[]), ("", &[])],
                _ => [(phone, &[]), ("", &[]), ("", &[]), ("", &[])],
            };
            for (before, digits) in parts {
                pen.column.add(before);
                pen.column.bytes().extend_from_slice(digits);
            }
        })
    }

    fn address(&mut self) -> bool {
        let Row { street, city, state, zip, .. } = *self.row;
        let form = self.burst.below(6);
        self.marked(Class::Street, |pen| pen.column.add(street.unwrap_or_default()));
        if let (1..=5, Some(city)) = (form, city) {
            self.column.add(", ");
            self.marked(Class::City, |pen| pen.column.add(city));
            if let (2..=4, Some(state)) = (form, state) {
                self.column.add(if form == 3 { " " } else { ", " });
                self.column.add(state);
                if let (3..=4, Some(zip)) = (form, zip) {
                    self.column.add(" ");
                    self.marked(Class::Zip, |pen| pen.column.add(zip));
                }
            }
        }
        true
    }
}

//! The blanks of the grammar that are filled from the row, and what each cannot do without.

use super::class::Class;
use super::compose::{Pen, Watch};

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
    pub(super) fn marked(&mut self, class: Class, write: impl FnOnce(&mut Self)) -> bool {
        let start = self.column.bytes().len();
        write(self);
        let end = self.column.bytes().len();
        self.watch.mention(class, start - self.start, end - self.start);
        true
    }

    pub(super) fn word(&mut self, text: &str) -> bool {
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
}

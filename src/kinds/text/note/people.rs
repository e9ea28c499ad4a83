//! Whom a note names: the patient, a relative, a worker, each by what people call them.

use super::class::Class;
use super::compose::{Pen, Watch};
use super::row::Row;
use super::slots::has;
use crate::kinds::nickname;

impl<W: Watch> Pen<'_, W> {
    /// The patient: by name at first, and then as often by what patients are called here.
    pub(super) fn patient(&mut self) -> bool {
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

    pub(super) fn nick(&mut self) -> bool {
        let first = self.row.first.unwrap_or_default();
        let name = nickname(first, &mut self.burst).unwrap_or(first);
        self.marked(Class::PatientName, |pen| pen.column.add(name))
    }

    /// A relative, with what they are to the patient.
    pub(super) fn kin(&mut self) -> bool {
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

    pub(super) fn man(&mut self) -> bool {
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
}

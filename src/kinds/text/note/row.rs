//! What a note may say: the inputs of one row.

use super::slots::has;
use crate::calendar::{DAY, age_years};
use crate::kinds::{Ask, Input, Takes};
use arrow::array::{Array, StringArray};

const fn text(name: &'static str, natural: &'static [&'static str], summary: &'static str) -> Input {
    Input { name, takes: Takes::Text, summary, required: false, natural }
}

/// The inputs, in the order in which [`Row`] reads them.
pub(super) const INPUTS: &[Input] = &[
    text(
        "first",
        &["first_name"],
        "The patient's first name. Where it is NULL or not given, nobody is named.",
    ),
    text("last", &["last_name"], "The patient's last name; without it the first name stands alone."),
    text("sex", &[], "F or M, for `she`, `Mr.` and the like. Where it is NULL or not given, none is told."),
    Input {
        name: "born",
        takes: Takes::Date,
        summary: "The date of birth, for ages and as such. Where it is NULL, not given or after the note, neither is told.",
        required: false,
        natural: &[],
    },
    Input {
        name: "on",
        takes: Takes::Moment,
        summary: "The moment of the note, from which its dates are counted. Where it is NULL or not given, the epoch.",
        required: false,
        natural: &[],
    },
    text("phone", &[], "The patient's phone. Where it is NULL or not given, none is told."),
    text("email", &[], "The patient's e-mail. Where it is NULL or not given, none is told."),
    text(
        "street",
        &[],
        "The patient's street and number. Where it is NULL or not given, no address is told.",
    ),
    text("city", &[], "The patient's city. Where it is NULL or not given, none is told."),
    text("state", &[], "The patient's state, in addresses. Where it is NULL or not given, none is told."),
    text("zip", &[], "The patient's ZIP. Where it is NULL or not given, none is told."),
    text("mrn", &["mrn"], "The number of the patient's record. Where it is NULL or not given, none is told."),
    text("case_number", &[], "The number of the case. Where it is NULL or not given, none is told."),
    text(
        "relative",
        &[],
        "The first name of a relative. Where it is NULL or not given, no relative is named.",
    ),
    text("relative_last", &[], "The relative's last name; without it the first name stands alone."),
    text(
        "relationship",
        &[],
        "What the relative is to the patient. Where it is NULL or not given, it is not told.",
    ),
    text("relative_phone", &[], "The relative's phone. Where it is NULL or not given, none is told."),
    text("worker", &[], "The first name of a worker. Where it is NULL or not given, no worker is named."),
    text("worker_last", &[], "The worker's last name; without it the first name stands alone."),
    text(
        "diagnosis",
        &[],
        "A diagnosis, told beside others. Where it is NULL or not given, only others are.",
    ),
    text("drug", &[], "A drug, told beside others. Where it is NULL or not given, only others are."),
    text("status", &[], "The status of the case. Where it is NULL or not given, none is told."),
    text("program", &[], "The programme of the case. Where it is NULL or not given, none is told."),
    text(
        "style",
        &[],
        "The style, one of those that `styles` names. Where it is anything else, NULL or not given, one is drawn.",
    ),
];

/// The inputs of a batch.
pub(super) struct Inputs<'a> {
    ask: &'a Ask<'a>,
    texts: [Option<&'a StringArray>; 24],
    epoch: i64,
}

/// The inputs of one row.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) first: Option<&'a str>,
    pub(super) last: Option<&'a str>,
    pub(super) sex: Option<&'a str>,
    pub(super) born: Option<i64>,
    /// The day of the note.
    pub(super) on: i64,
    pub(super) phone: Option<&'a str>,
    pub(super) email: Option<&'a str>,
    pub(super) street: Option<&'a str>,
    pub(super) city: Option<&'a str>,
    pub(super) state: Option<&'a str>,
    pub(super) zip: Option<&'a str>,
    pub(super) mrn: Option<&'a str>,
    pub(super) case_number: Option<&'a str>,
    pub(super) kin: Option<&'a str>,
    pub(super) kin_last: Option<&'a str>,
    pub(super) relationship: Option<&'a str>,
    pub(super) kin_phone: Option<&'a str>,
    pub(super) worker: Option<&'a str>,
    pub(super) worker_last: Option<&'a str>,
    pub(super) diagnosis: Option<&'a str>,
    pub(super) drug: Option<&'a str>,
    pub(super) status: Option<&'a str>,
    pub(super) program: Option<&'a str>,
    pub(super) style: Option<&'a str>,
    /// A bit for each of what it has, after [`has`].
    pub(super) has: u32,
}

impl<'a> Inputs<'a> {
    pub(super) fn new(ask: &'a Ask<'a>, epoch: i32) -> Self {
        Self { ask, texts: std::array::from_fn(|n| ask.text(n)), epoch: i64::from(epoch) }
    }

    /// The inputs of the `i`th row. An empty text is as good as none.
    pub(super) fn row(&self, i: usize) -> Row<'a> {
        let text = |n: usize| {
            let array = self.texts[n]?;
            Some(array).filter(|a| a.is_valid(i)).map(|a| a.value(i)).filter(|text| !text.is_empty())
        };
        let on = self.ask.moments(4).filter(|a| a.is_valid(i)).map(|a| a.value(i).div_euclid(DAY));
        let on = on.unwrap_or(self.epoch);
        let born = self.ask.dates(3).filter(|a| a.is_valid(i)).map(|a| i64::from(a.value(i)));
        let mut row = Row {
            first: text(0),
            last: text(1),
            sex: text(2),
            born: born.filter(|born| *born <= on),
            on,
            phone: text(5),
            email: text(6),
            street: text(7),
            city: text(8),
            state: text(9),
            zip: text(10),
            mrn: text(11),
            case_number: text(12),
            kin: text(13),
            kin_last: text(14),
            relationship: text(15),
            kin_phone: text(16),
            worker: text(17),
            worker_last: text(18),
            diagnosis: text(19),
            drug: text(20),
            status: text(21),
            program: text(22),
            style: text(23),
            has: 0,
        };
        row.has = row.bits();
        row
    }
}

impl Row<'_> {
    pub(super) fn male(&self) -> bool {
        self.sex == Some("M")
    }

    pub(super) fn female(&self) -> bool {
        self.sex == Some("F")
    }

    fn bits(&self) -> u32 {
        let parts = [
            (has::FIRST, self.first.is_some()),
            (has::BORN, self.born.is_some()),
            (has::PHONE, self.phone.is_some()),
            (has::EMAIL, self.email.is_some()),
            (has::STREET, self.street.is_some()),
            (has::CITY, self.city.is_some()),
            (has::ZIP, self.zip.is_some()),
            (has::MRN, self.mrn.is_some()),
            (has::CASE, self.case_number.is_some()),
            (has::KIN, self.kin.is_some()),
            (has::KIN_PHONE, self.kin_phone.is_some()),
            (has::WORKER, self.worker.is_some()),
            (has::PROGRAM, self.program.is_some()),
            (has::STATUS, self.status.is_some()),
            (has::GROWN, self.born.is_none_or(|born| age_years(born, self.on) >= 18)),
        ];
        parts.iter().filter(|(_, there)| *there).fold(0, |bits, (bit, _)| bits | bit)
    }
}

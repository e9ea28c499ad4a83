//! Diagnoses taken from those that somebody has: mostly one of them, or each in its turn.

use super::age::AgeInputs;
use super::coded::{Coded, Draw, Show};
use super::diagnosis::{Diagnoses, Fits, WORDS, sex_index, with_dot};
use crate::draw::{Burst, Width, below, unit};
use crate::kinds::{Ask, Fault, Input, Maker, Param, Settings, Shape, Takes, TextColumn};
use crate::reference::{Source, conditions, icd10cm, icd10cm_ages};
use arrow::array::{Array, ArrayRef, UInt32Array};
use arrow::datatypes::DataType;
use std::sync::Arc;

pub(super) const AMONG: Input = Input {
    name: "among",
    takes: Takes::Text,
    summary: "The codes that somebody has, in one text, as the kind `conditions` writes them: the diagnosis is one of them that \
              fits sex and age, at the rate `among_rate`; else one is drawn that does not last, as only who has a lasting condition \
              has it in the set.",
    required: false,
    natural: &[],
};
pub(super) const NTH: Input = Input {
    name: "nth",
    takes: Takes::Integer,
    summary: "Which of the codes in `among` it is, from 1, so that each has a row of its own. NULL where there are not so \
              many, and where it does not fit the sex and the age that are given.",
    required: false,
    natural: &[],
};
pub(super) const AMONG_RATE: Param = Param::optional(
    "among_rate",
    Shape::Number,
    "1",
    "The share of diagnoses that are among those which somebody has, where there are any.",
);

/// Takes from a set, where the settings give one: `first` is the place of the input `sex`, after which the others stand.
pub(super) fn build(
    settings: &Settings,
    first: usize,
    show: Option<Show>,
) -> Result<Option<Box<dyn Maker>>, Fault> {
    let (among, nth, rate) =
        (settings.has_input("among"), settings.has_input("nth"), settings.number("among_rate"));
    if !among {
        let lonely = if nth { "nth" } else { "among_rate" };
        return match nth || rate.is_some() {
            true => Err(Fault::of(
                lonely,
                format!("`{lonely}` says which of the codes in `among`, which is missing"),
            )),
            false => Ok(None),
        };
    }
    if settings.has_input("of") {
        return Err(Fault::of("among", "a diagnosis is taken of a hidden column or from a set, not of both"));
    }
    if settings.unique {
        return Err(Fault::of("among", "a diagnosis of a set is not unique"));
    }
    if nth {
        return match rate {
            Some(_) => Err(Fault::of("among_rate", "`nth` takes every diagnosis from the set")),
            None => {
                let age = settings.has_input("born").then_some(AgeInputs {
                    born: first + 1,
                    on: first + 2,
                    epoch: settings.epoch,
                });
                let sex = settings.has_input("sex").then_some(first);
                Ok(Some(Box::new(Nth { among: first + 3, show, fits: Fits::new(), sex, age })))
            }
        };
    }
    let rate = rate.unwrap_or(1.0);
    if !(0.0..=1.0).contains(&rate) {
        return Err(Fault::of("among_rate", format!("the share {rate} is not between 0 and 1")));
    }
    // Whoever has a lasting condition has it in the set, so that nobody else is told to have it.
    let lasting = (0..conditions::ROWS).filter(|&row| !conditions::CLUSTER.get(row).is_empty());
    let lasting = lasting.filter_map(|row| icd10cm::CODE.find_sorted(conditions::CODE.get(row))).collect();
    let others = Diagnoses::leaving_out(settings, first, lasting)?;
    let draw = Box::new(Among { others, among: first + 3, rate });
    let more = vec![&conditions::SOURCE, &icd10cm_ages::SOURCE];
    Ok(Some(Box::new(Coded::new(draw, (show, false), &icd10cm::SOURCE, more, WORDS))))
}

/// The codes in a text, whatever stands between them.
fn codes(text: &str) -> impl Iterator<Item = &str> + Clone {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '.').filter(|code| !code.is_empty())
}

fn row_of(code: &str, dotted: &mut String) -> Option<usize> {
    icd10cm::CODE.find_sorted(with_dot(code, dotted))
}

/// One of the codes of a set, or one that is drawn without it.
struct Among {
    others: Diagnoses,
    among: usize,
    rate: f64,
}

impl Among {
    /// One of the codes that fits, each alike: the first that does, from one of them on.
    fn pick(&self, ask: &Ask<'_>, i: usize, text: &str, word: u64) -> Option<usize> {
        let (sex, age) = (sex_index(ask, self.others.sex, i), self.others.age.years(ask, i));
        let known = codes(text).count();
        let first = usize::try_from(below(word, known as u64)).unwrap_or(0);
        let mut dotted = String::new();
        codes(text)
            .cycle()
            .skip(first)
            .take(known)
            .filter_map(|code| row_of(code, &mut dotted))
            .find(|&row| self.others.fits.row(row, sex, age))
    }
}

impl Draw for Among {
    fn row(&self, ask: &Ask<'_>, i: usize) -> Result<usize, String> {
        let known = ask.text(self.among).filter(|texts| texts.is_valid(i)).map(|texts| texts.value(i));
        if let Some(text) = known {
            let mut words = Burst::new(ask.word(i, 0).rotate_left(32) ^ ask.word(i, 1));
            if unit(words.word()) < self.rate
                && let Some(row) = self.pick(ask, i, text, words.word())
            {
                return Ok(row);
            }
        }
        self.others.row(ask, i)
    }

    fn rows(&self) -> Option<&[u32]> {
        None
    }

    fn law(&self) -> String {
        format!(
            "for {:.0} % one of the codes that somebody has, alike; else {}",
            self.rate * 100.0,
            self.others.law()
        )
    }

    fn width(&self) -> Width {
        self.others.width()
    }

    fn all(&self) -> Box<dyn Iterator<Item = usize> + '_> {
        self.others.all()
    }

    fn fits(&self, ask: &Ask<'_>, i: usize, row: usize) -> bool {
        self.others.fits(ask, i, row)
    }
}

/// The code of a set that a number means.
struct Nth {
    among: usize,
    show: Option<Show>,
    fits: Fits,
    /// Where the sex is read, and the age, as far as they are given.
    sex: Option<usize>,
    age: Option<AgeInputs>,
}

impl Nth {
    /// Whether a code fits what is given of somebody.
    fn fits(&self, ask: &Ask<'_>, i: usize, row: usize) -> bool {
        let age = self.age.and_then(|age| age.years(ask, i));
        match self.sex {
            Some(sex) => self.fits.row(row, sex_index(ask, sex, i), age),
            None => [1, 2].iter().any(|&sex| self.fits.row(row, sex, age)),
        }
    }
}

impl Maker for Nth {
    fn data_type(&self) -> DataType {
        if self.show.is_some() { DataType::Utf8 } else { DataType::UInt32 }
    }

    fn law(&self) -> String {
        "the code of that number among those that somebody has".to_owned()
    }

    fn sources(&self) -> Vec<&'static Source> {
        vec![&icd10cm::SOURCE]
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let Some((sets, numbers)) = ask.text(self.among).zip(ask.integers(self.among + 1)) else {
            return Err("the inputs `among` and `nth` are missing".to_owned());
        };
        let mut dotted = String::new();
        let mut row = |i: usize| {
            let known = sets.is_valid(i) && numbers.is_valid(i);
            let at = usize::try_from(numbers.value(i)).ok()?.checked_sub(1)?;
            let code = codes(if known { sets.value(i) } else { "" }).nth(at)?;
            row_of(code, &mut dotted).filter(|&row| self.fits(ask, i, row))
        };
        let Some(show) = self.show else {
            let rows: UInt32Array =
                (0..ask.len()).map(|i| row(i).and_then(|row| u32::try_from(row).ok())).collect();
            return Ok(Arc::new(rows));
        };
        let mut column = TextColumn::new(ask.len(), 8);
        for i in 0..ask.len() {
            match row(i) {
                Some(row) => show(row, &mut column),
                None => column.push_null(),
            }
        }
        column.finish()
    }
}

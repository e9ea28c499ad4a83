//! What stands before and after a name: `Ms.`, `Dr.`, `Jr.`, `III`.

use super::super::{Ask, Build, Family, Fault, Kind, Maker, Param, Settings, Shape, TextColumn};
use super::sex::{SEX_INPUT, SexColumn, check_sex};
use crate::draw::{Cutpoints, high, low};
use crate::kinds::masking::Masking;
use crate::reference::Sex;
use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

const SOURCE: &str = "compiled for this project; shares approximate";

pub(super) const NAME_PREFIX: Kind = Kind {
    name: "name_prefix",
    mask: Masking::QUASI,
    names: &["name prefix", "salutation", "honorific", "@person =prefix", "@person =title", "prefix id"],
    family: Family::Person,
    version: 1,
    summary: "The title before a name: `Mr.`, `Ms.`, `Mrs.`, `Miss`, `Mx.`, `Dr.`, `Rev.`.",
    params: &[],
    inputs: &[SEX_INPUT],
    example: r#"prefix = { kind = "name_prefix", sex = "sex" }"#,
    source: SOURCE,
    build: Build::Maker(|settings| titles(settings, &PREFIXES, 1.0)),
    ..Kind::BLANK
};

pub(super) const NAME_SUFFIX: Kind = Kind {
    name: "name_suffix",
    mask: Masking::QUASI,
    names: &["name suffix", "@person =suffix", "degree suffix"],
    family: Family::Person,
    version: 1,
    summary: "What follows a name: `Jr.`, `Sr.`, `II`, `III`, `IV`; NULL for most, and for women.",
    params: &[Param::optional(
        "rate",
        Shape::Number,
        "0.04",
        "The share of men, from 0 to 1, who have one; half of it where the sex is not known.",
    )],
    inputs: &[SEX_INPUT],
    example: r#"suffix = { kind = "name_suffix", sex = "sex" }"#,
    source: SOURCE,
    build: Build::Maker(|settings| {
        let rate = settings.number("rate").unwrap_or(0.04);
        if !(0.0..=1.0).contains(&rate) {
            return Err(Fault::of("rate", "a share lies between 0 and 1"));
        }
        titles(settings, &SUFFIXES, rate)
    }),
    ..Kind::BLANK
};

/// A title with its weights among women, men, and those of whom it is not known.
type Title = (&'static str, [u64; 3]);

const PREFIXES: [Title; 7] = [
    ("Mr.", [0, 970, 420]),
    ("Ms.", [620, 0, 270]),
    ("Mrs.", [300, 0, 130]),
    ("Miss", [50, 0, 20]),
    ("Mx.", [0, 0, 130]),
    ("Dr.", [27, 25, 27]),
    ("Rev.", [3, 5, 3]),
];

const SUFFIXES: [Title; 5] = [
    ("Jr.", [0, 620, 620]),
    ("Sr.", [0, 150, 150]),
    ("II", [0, 80, 80]),
    ("III", [0, 120, 120]),
    ("IV", [0, 30, 30]),
];

fn titles(settings: &Settings, titles: &'static [Title], rate: f64) -> Result<Box<dyn Maker>, Fault> {
    check_sex(settings)?;
    let law = |group: usize| Cutpoints::new(titles.iter().map(|(_, weights)| weights[group]));
    // Where no title has a weight, nobody of the group has one.
    let laws = [law(0), law(1), law(2)];
    let unknown = if laws[0].is_some() { rate } else { rate / 2.0 };
    Ok(Box::new(Titles { titles, laws, rates: [rate, rate, unknown] }))
}

struct Titles {
    titles: &'static [Title],
    /// For women, men, and those of whom it is not known.
    laws: [Option<Cutpoints>; 3],
    rates: [f64; 3],
}

impl Maker for Titles {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn values(&self) -> Option<Vec<String>> {
        Some(self.titles.iter().map(|(title, _)| (*title).to_owned()).collect())
    }

    fn law(&self) -> String {
        "by weights for the sex".into()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 3);
        let sexes = SexColumn::of(ask, 0);
        for i in 0..ask.len() {
            let group = match sexes.get(i) {
                Some(Sex::Female) => 0,
                Some(Sex::Male) => 1,
                None => 2,
            };
            let word = ask.word(i, 0);
            let has = f64::from(low(word)) / 4_294_967_296.0 < self.rates[group];
            let picked = self.laws[group].as_ref().filter(|_| has).map(|law| law.pick(high(word)));
            column.push_option(picked.map(|title| self.titles[title].0));
        }
        column.finish()
    }
}

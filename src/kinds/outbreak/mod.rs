//! Outbreaks: who infected whom, and when.

mod chain;
#[cfg(test)]
mod tests;
mod tree;

use super::group::alone;
use super::number::{describe, read_law};
use super::{Ask, Build, Family, Fault, Group, Input, Kind, Maker, Param, Settings, Shape, Takes, Value};
use crate::draw::{Bounds, FanOut, Width};
use arrow::array::{Array, ArrayRef, Int64Array, UInt64Array};
use arrow::datatypes::DataType;
use chain::Chain;
use std::ops::Range;
use std::sync::Arc;
use tree::{BLOCK, LONGEST, Laws, grow};

/// The kinds of this family.
pub static KINDS: &[Kind] = &[OUTBREAK, ROW, DAY, GENERATION];

const OUTBREAK: Kind = Kind {
    name: "outbreak",
    family: Family::Clinical,
    summary: "Cuts the rows of a table, 4,096 at a time, into outbreaks: each case but the first of one was infected by \
              an earlier row, and had its onset after that case's; for a hidden column that other kinds read.",
    params: &[
        Param::optional(
            "reproduction",
            Shape::Number,
            "0.9",
            "How many others a case infects on average; from 1 on outbreaks go on until they are full.",
        ),
        Param::optional(
            "dispersion",
            Shape::Number,
            "0.4",
            "How evenly: the `k` of a negative binomial law. Below 1 a few cases infect most.",
        ),
        Param::optional("max_cases", Shape::Integer, "4096", "The most cases of one outbreak."),
        Param::optional(
            "max_days",
            Shape::Integer,
            "3650",
            "The most days from its first onset to its last.",
        ),
        Param::optional(
            "interval",
            Shape::Law,
            "{ log_normal = { median = 4.5, sigma = 0.5 } }",
            "The serial interval: days from the infector's onset to that of the case, a whole day at least.",
        ),
        Param::optional(
            "incubation",
            Shape::Law,
            "{ log_normal = { median = 3.5, sigma = 0.4 } }",
            "Days from infection to onset, as far as the infector was infected before.",
        ),
    ],
    example: r#"_outbreak = { kind = "outbreak", reproduction = 0.9, dispersion = 0.4 }"#,
    source: "branching process with negative binomial offspring (Lloyd-Smith et al. 2005); defaults near published \
             figures of respiratory infections",
    build: Build::Maker(build),
    ..Kind::BLANK
};

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let positive = |name: &'static str, default: f64, most: f64| {
        let number = settings.number(name).unwrap_or(default);
        if number > 0.0 && number <= most {
            Ok(number)
        } else {
            Err(Fault::of(name, format!("expected a number above 0, {most} at most")))
        }
    };
    let (reproduction, dispersion) =
        (positive("reproduction", 0.9, 100.0)?, positive("dispersion", 0.4, 1e6)?);
    let offspring = FanOut::NegativeBinomial(reproduction, dispersion)
        .compile(None..Some(BLOCK))
        .map_err(|why| Fault::of("reproduction", why))?;
    let most = settings.integer("max_cases").unwrap_or(4_096);
    let most = u64::try_from(most)
        .ok()
        .filter(|most| (1..=BLOCK).contains(most))
        .ok_or_else(|| Fault::of("max_cases", format!("an outbreak has 1 to {BLOCK} cases")))?;
    let longest = settings.integer("max_days").unwrap_or(LONGEST.outbreak);
    if !(1..=LONGEST.outbreak).contains(&longest) {
        return Err(Fault::of("max_days", format!("an outbreak lasts 1 to {} days", LONGEST.outbreak)));
    }
    let law = |name: &'static str, median: f64, sigma: f64, least: f64, longest: u32| {
        let bounds = Bounds { min: Some(least), max: Some(f64::from(longest)) };
        let usual = || {
            let numbers =
                [("median", median), ("sigma", sigma)].map(|(n, x)| (n.to_owned(), Value::Number(x)));
            Value::Table(vec![("log_normal".to_owned(), Value::Table(numbers.into()))])
        };
        let value = settings.get(name).cloned().unwrap_or_else(usual);
        read_law(name, &value, bounds).map(|law| (law, describe(&value)))
    };
    let (interval, interval_words) = law("interval", 4.5, 0.5, 0.5, LONGEST.interval)?;
    let (incubation, _) = law("incubation", 3.5, 0.4, 0.5, LONGEST.incubation)?;
    let law = format!(
        "each case infects others by a negative binomial law of mean {reproduction} and dispersion {dispersion}; serial \
         intervals by {interval_words}"
    );
    Ok(Box::new(Outbreak { laws: Laws { offspring, most, longest, interval, incubation }, law }))
}

/// How many others a case infects, with the share of each number; empty where that cannot be told.
pub(crate) fn offspring_of(settings: &Settings) -> Vec<(u64, f64)> {
    let number = |name: &str, default: f64| settings.number(name).unwrap_or(default);
    let law = FanOut::NegativeBinomial(number("reproduction", 0.9), number("dispersion", 0.4));
    law.compile(None..Some(BLOCK)).map(|counts| counts.shares()).unwrap_or_default()
}

struct Outbreak {
    laws: Laws,
    law: String,
}

impl Maker for Outbreak {
    fn data_type(&self) -> DataType {
        DataType::UInt64
    }

    fn width(&self) -> Width {
        Width::Sixteen
    }

    fn group(&self) -> Group {
        Group::Rows(BLOCK)
    }

    fn law(&self) -> String {
        self.law.clone()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        self.make_groups(ask, &alone(ask))
    }

    fn make_groups(&self, ask: &Ask<'_>, groups: &[Range<usize>]) -> Result<ArrayRef, String> {
        let mut packed = Vec::with_capacity(ask.len());
        for group in groups {
            grow(&self.laws, group.len(), &|at, k| ask.word(group.start + at, k), &mut packed);
        }
        Ok(Arc::new(UInt64Array::from(packed)))
    }
}

/// The input of the kinds that read an outbreak.
const OF: Input = Input {
    name: "of",
    takes: Takes::Member,
    summary: "The outbreak, a hidden column of kind `outbreak`. NULL gives NULL.",
    required: true,
    natural: &["outbreak"],
};

const ROW: Kind = Kind {
    name: "outbreak_row",
    family: Family::Clinical,
    summary: "The number, from 0, of the row that is the first case of the outbreak, or that infected this one: for \
              `from_row`, and for `row` of a `reference`; NULL where nobody is known to have infected it.",
    params: &[Param::required(
        "who",
        Shape::OneOf(&["first", "infector"]),
        "The first case, or the infector.",
    )],
    inputs: &[OF],
    example: r#"_infector = { kind = "outbreak_row", of = "_outbreak", who = "infector" }"#,
    build: Build::Maker(|settings| {
        Ok(match settings.text("who") {
            Some("infector") => Box::new(Fact(|chain: Chain, row| chain.infector(row))),
            _ => Box::new(Fact(|chain: Chain, row| Some(chain.first(row)))),
        })
    }),
    ..Kind::BLANK
};

const DAY: Kind = Kind {
    name: "outbreak_day",
    family: Family::Clinical,
    summary: "A day of an outbreak, counted from the onset of its first case: that of onset, of infection (of the first \
              case it is negative), or of the last onset that the outbreak has.",
    params: &[Param::required("of_what", Shape::OneOf(&["onset", "infection", "last_onset"]), "Which day.")],
    inputs: &[OF],
    example: r#"_day = { kind = "outbreak_day", of = "_outbreak", of_what = "onset" }"#,
    build: Build::Maker(|settings| {
        Ok(match settings.text("of_what") {
            Some("infection") => Box::new(Fact(|chain: Chain, _row| Some(chain.infection))),
            Some("last_onset") => Box::new(Fact(|chain: Chain, _row| Some(chain.last))),
            _ => Box::new(Fact(|chain: Chain, _row| Some(chain.onset))),
        })
    }),
    ..Kind::BLANK
};

const GENERATION: Kind = Kind {
    name: "outbreak_generation",
    family: Family::Clinical,
    summary: "How many infections lie between a case and the first of its outbreak: 0 for the first; 63 stands for more.",
    inputs: &[OF],
    example: r#"generation = { kind = "outbreak_generation", of = "_outbreak" }"#,
    build: Build::Maker(|_| Ok(Box::new(Fact(|chain: Chain, _row| Some(chain.generation))))),
    ..Kind::BLANK
};

/// A number that an outbreak says of a row.
struct Fact<F>(F);

impl<F: Fn(Chain, i64) -> Option<i64> + Send + Sync> Maker for Fact<F> {
    fn data_type(&self) -> DataType {
        DataType::Int64
    }

    fn law(&self) -> String {
        "as the outbreak says".into()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let members = ask.members(0).ok_or("the outbreak is missing")?;
        let fact = |i: usize| {
            let row = i64::try_from(ask.row(i)).ok()?;
            members.is_valid(i).then(|| self.0(Chain::unpack(members.value(i)), row)).flatten()
        };
        Ok(Arc::new((0..ask.len()).map(fact).collect::<Int64Array>()))
    }
}

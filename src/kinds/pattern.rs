//! Texts of a form: a regular expression read backwards, and random strings over an alphabet.

mod choices;
mod countable;
mod flat;
mod form;
mod path;

#[cfg(test)]
mod tests;

pub use countable::{between, countable};
pub(crate) use form::Form;

use super::{Ask, Build, Domain, Edges, Family, Fault, Kind, Maker, Param, Settings, Shape, TextColumn};
use crate::draw::Width;
use crate::kinds::masking::{Masking, Read, Stand};
use arrow::array::ArrayRef;
use arrow::datatypes::DataType;
use choices::Choices;
use flat::Flat;

/// The longest text of a string column, in characters.
const LONGEST: i64 = 256;

/// The kinds of this family.
pub static KINDS: &[Kind] = &[
    Kind {
        name: "pattern",
        mask: Masking::made('R', Read::Any),
        family: Family::Identifier,
        version: 1,
        summary: "A text that a regular expression matches as a whole, such as a case number. Branches and numbers of \
                  repeats are equally likely; in a unique column every text is.",
        params: &[Param::required(
            "pattern",
            Shape::Text,
            "The regular expression, with literals, classes, groups, alternation and repeats. `*`, `+` and `{n,}` end at 16 \
             repeats (or at n); `.`, `\\d`, `\\w`, `\\s` and other wide classes mean their printable ASCII characters; `^` and `$` \
             may stand at the ends. No text may be longer than 1,024 bytes.",
        )],
        inputs: &[],
        example: r#"case_number = { kind = "pattern", pattern = "C-20[12][0-9]-[0-9]{6}", unique = true }"#,
        source: "Syntax of the Rust crate regex-syntax. No range is reserved: the pattern is the house's own",
        build: Build::Maker(build_pattern),
        ..Kind::BLANK
    },
    Kind {
        name: "string",
        mask: Masking::surrogate('R', Read::Any, Stand::Token),
        family: Family::Identifier,
        version: 1,
        summary: "A random string over an alphabet; every length is equally likely, in a unique column every string is.",
        params: &[
            Param::optional(
                "alphabet",
                Shape::Text,
                "A-Z, a-z and 0-9",
                "The characters to draw from, each once.",
            ),
            Param::optional("length", Shape::Integer, "12", "The number of characters, from 1 to 256."),
            Param::optional(
                "min_length",
                Shape::Integer,
                "length",
                "The least number of characters, with `max_length` instead of `length`.",
            ),
            Param::optional("max_length", Shape::Integer, "length", "The greatest number of characters."),
        ],
        inputs: &[],
        example: r#"batch = { kind = "string", alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789", length = 10 }"#,
        source: "No range is reserved: the alphabet is the house's own",
        build: Build::Maker(build_string),
        ..Kind::BLANK
    },
];

fn build_pattern(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let Some(pattern) = settings.text("pattern") else {
        return Err(Fault::whole("a pattern is missing").help("write `pattern = \"[A-Z]{2}[0-9]{6}\"`"));
    };
    Ok(Box::new(FormMaker::new(Form::parse("pattern", pattern)?, "pattern", settings.unique)?))
}

fn build_string(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let alphabet =
        settings.text("alphabet").unwrap_or("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    let mut seen: Vec<char> = alphabet.chars().collect();
    seen.sort_unstable();
    if let Some(pair) = seen.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Fault::of("alphabet", format!("`{}` is in the alphabet twice", pair[0])));
    }
    if seen.is_empty() {
        return Err(Fault::of("alphabet", "the alphabet is empty"));
    }
    let (low, high) = lengths(settings)?;
    let form = Form::string(seen, low, high);
    Ok(Box::new(FormMaker::new(form, "max_length", settings.unique)?))
}

fn lengths(settings: &Settings) -> Result<(u32, u32), Fault> {
    let length = settings.integer("length");
    let (low, high) = (settings.integer("min_length"), settings.integer("max_length"));
    if length.is_some() && (low.is_some() || high.is_some()) {
        return Err(Fault::of("length", "`length` and `min_length` or `max_length` exclude each other"));
    }
    let fixed = length.unwrap_or(12);
    let high = high.unwrap_or_else(|| fixed.max(low.unwrap_or(0)));
    let low = low.unwrap_or(if length.is_some() { fixed } else { high.min(fixed) });
    let checked = |param, n: i64| {
        u32::try_from(n).ok().filter(|n| (1..=LONGEST).contains(&i64::from(*n))).ok_or_else(|| {
            Fault::of(param, format!("{n} characters are not possible")).help("write a number from 1 to 256")
        })
    };
    let of = |param| if length.is_some() { "length" } else { param };
    let (low, high) = (checked(of("min_length"), low)?, checked(of("max_length"), high)?);
    if low > high {
        return Err(Fault::of("min_length", format!("the least length {low} is above the greatest, {high}")));
    }
    Ok((low, high))
}

/// Makes the texts of a form.
pub(crate) struct FormMaker {
    form: Form,
    flat: Option<Flat>,
    unique: bool,
    domain: Domain,
}

impl FormMaker {
    /// A maker of the form's texts; `param` is what a fault is put down to.
    ///
    /// # Errors
    /// Where the column is unique and the form's texts cannot be counted one by one.
    pub(crate) fn new(form: Form, param: &'static str, unique: bool) -> Result<Self, Fault> {
        let domain = match form.distinct() {
            Ok(n) => Domain::Counted(n),
            Err(why) if unique => {
                return Err(Fault::of(param, format!("the column cannot be unique: {why}")).help(
                    "write the pattern so that each text matches in one way only, and has fewer than 2^127 texts",
                ));
            }
            Err(_) => Domain::Open,
        };
        let flat = Flat::of(&form);
        Ok(Self { form, flat, unique, domain })
    }
}

impl Maker for FormMaker {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn width(&self) -> Width {
        Width::Four
    }

    fn domain(&self) -> Domain {
        self.domain
    }

    fn edges(&self) -> Edges {
        Edges::Ends
    }

    fn law(&self) -> String {
        let count = match self.domain {
            Domain::Counted(n) if n < form::MOST => format!("{n} texts"),
            Domain::Counted(_) => "more than 2^62 texts".to_owned(),
            _ => "texts that may repeat".to_owned(),
        };
        if self.unique {
            format!("a permuted number below the count picks one of {count}, each once")
        } else {
            format!("each branch, character and number of repeats is equally likely; {count}")
        }
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), self.form.longest().min(32));
        let numbers = match self.domain {
            Domain::Counted(_) => ask.distinct.as_deref(),
            _ => None,
        };
        let all_numbered = self.form.count() <= u128::from(form::MOST);
        for i in 0..ask.len() {
            let out = column.bytes();
            match (numbers, &self.flat) {
                (Some(numbers), Some(flat)) if all_numbered => flat.nth(numbers[i], out),
                (Some(numbers), _) => self.form.nth(numbers[i], ask.word(i, 1), out),
                (None, Some(flat)) => flat.draw(&mut Choices::new(ask, i), out),
                (None, None) => self.form.draw(&mut Choices::new(ask, i), out),
            }
            column.end();
        }
        column.finish()
    }
}

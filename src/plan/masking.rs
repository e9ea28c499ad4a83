//! What a profile does to each column: the same schema, compiled for masking.
//!
//! [`policy`] takes a [`Document`] and a [`Profile`], and either reports every problem with its place, or gives a
//! [`Policy`]: for each column a treatment, for each treatment the domain its stand-ins belong to, for each table where
//! its rows find their subject. Nothing in it is a default of passing on: a column that states nothing takes what is usual
//! for its kind, and a kind for which nothing is usual must be stated.

mod columns;
mod derive;
mod describe;
mod groups;
mod places;
mod sealed;
mod short;
mod words;

pub use derive::{Derive, condition};
pub use sealed::Sealed;
pub use short::{DatePart, ShortDate};
pub use words::WEEKS as SHIFT_WEEKS;

use crate::error::{Error, Problem, Problems, Result, Span};
use crate::kinds::{Kind, Settings};
use crate::markup::Coding;
use crate::schema::Document;
use crate::shape::Filler;

/// Which rules an extract is made by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Identifiers A to R of 45 CFR 164.514(b)(2) are treated, under a key that is destroyed.
    SafeHarbor,
    /// Keyed stand-ins and dates that move by subject; the output remains PHI.
    Pseudonymised,
}

impl Profile {
    /// The name by which it is asked for.
    pub fn name(self) -> &'static str {
        match self {
            Self::SafeHarbor => "safe-harbor",
            Self::Pseudonymised => "pseudonymised",
        }
    }
}

/// What masking does to every column of every table.
pub struct Policy {
    /// Which rules it follows.
    pub profile: Profile,
    /// The name of the schema.
    pub name: String,
    /// The tables, in the order of the schema.
    pub tables: Vec<TablePolicy>,
    /// The domains of stand-ins.
    pub domains: Vec<Domain>,
    /// Which columns refer to a column of another row.
    pub references: Vec<Reference>,
    /// BLAKE3 over everything that changes what masking does.
    pub digest: String,
}

impl Policy {
    /// The position of a table.
    pub fn table(&self, name: &str) -> Option<usize> {
        self.tables.iter().position(|table| table.name == name)
    }

    /// Why Safe Harbor is not met by what is done to the columns; nothing where treatments A to R are applied to all of them.
    pub fn unmet(&self) -> Vec<String> {
        let names = |wanted: fn(&ColumnPolicy) -> bool| {
            let columns = self.tables.iter().flat_map(|table| table.columns.iter().map(move |c| (table, c)));
            let named =
                columns.filter(|(_, c)| wanted(c)).map(|(table, c)| format!("{}.{}", table.name, c.name));
            named.collect::<Vec<_>>().join(", ")
        };
        let kept = names(|column| column.class.is_some() && matches!(column.treatment, Treatment::Keep(_)));
        let texts = names(|column| matches!(column.treatment, Treatment::Scrub(_)));
        let mut reasons = Vec::new();
        if !kept.is_empty() {
            reasons.push(format!("identifiers are kept: {kept}"));
        }
        if !texts.is_empty() {
            reasons.push(format!("free text was scrubbed and not left out: {texts}"));
        }
        reasons
    }
}

/// A column that holds the key of another row, as table and column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The column that refers.
    pub from: (usize, usize),
    /// The column referred to.
    pub to: (usize, usize),
}

/// Columns that say together where one place is, as far as the table has them and they are replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlaceColumns {
    /// The city, where it gets a stand-in.
    pub city: Option<usize>,
    /// The state, whatever is done with it.
    pub state: Option<usize>,
    /// The ZIP code, where it gets a stand-in or three digits of it stay.
    pub zip: Option<usize>,
}

/// What masking does to one table.
pub struct TablePolicy {
    /// Its name.
    pub name: String,
    /// Its columns that are written.
    pub columns: Vec<ColumnPolicy>,
    /// Where the rows find their subject.
    pub subject: Option<Subject>,
    /// The column of the tenant.
    pub scope: Option<usize>,
    /// Columns whose stand-ins are one place.
    pub places: Vec<PlaceColumns>,
}

impl TablePolicy {
    /// The position of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The position of the encrypted column that stands for a hidden one.
    pub fn holder(&self, name: &str) -> Option<usize> {
        let holds =
            |column: &ColumnPolicy| column.sealed.as_ref().is_some_and(|s| s.holds.as_deref() == Some(name));
        self.columns.iter().position(holds)
    }
}

/// Where the rows of a table find their subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// In a column of their own.
    Own(usize),
    /// In the row of another table that a column refers to.
    Through {
        /// The column that refers.
        column: usize,
        /// The table referred to.
        table: usize,
        /// The column referred to.
        key: usize,
    },
}

/// What masking does to one column.
pub struct ColumnPolicy {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: &'static Kind,
    /// The kind's settings, without inputs.
    pub settings: Settings,
    /// The letter of the identifier that it carries.
    pub class: Option<char>,
    /// Whether it helps to single somebody out together with others.
    pub quasi: bool,
    /// What is done.
    pub treatment: Treatment,
    /// The domain of its stand-ins.
    pub domain: usize,
    /// Whether the schema says that no value comes twice.
    pub unique: bool,
    /// Whether stand-ins must differ where originals do, although values come again.
    pub apart: bool,
    /// The most characters that a text may have.
    pub max_chars: Option<u32>,
    /// How many bits the database has for a whole number, where it says so.
    pub bits: Option<u8>,
    /// What happens to a value that is none of the kind.
    pub on_invalid: OnInvalid,
    /// What takes the place of a token, where the type of the column takes none.
    pub fits: Option<Fits>,
    /// Values that stand for nothing and stay.
    pub placeholders: Vec<String>,
    /// How dates with two digits of the year are written, where there are such.
    pub short_date: Option<ShortDate>,
    /// Whether the schema states the treatment, and not the kind.
    pub stated: bool,
    /// How the application encrypts it: what is said of the column is then said of what it holds.
    pub sealed: Option<Box<Sealed>>,
}

impl ColumnPolicy {
    /// The kind of what is written, which is not that of what is encrypted in it.
    pub fn written_kind(&self) -> &'static Kind {
        self.sealed.as_ref().map_or(self.kind, |sealed| sealed.kind)
    }

    /// What is done with the values, for people.
    pub fn described(&self) -> String {
        match &self.sealed {
            Some(sealed) if sealed.is_cipher() => {
                format!("{} (decrypted, and encrypted for development)", self.treatment.described())
            }
            Some(_) => format!("{} (its index under the development key)", self.treatment.described()),
            None => self.treatment.described(),
        }
    }

    /// Whether a value that is none of the kind becomes NULL.
    pub fn may_null(&self) -> bool {
        let fits_null = self.on_invalid == OnInvalid::Token && self.fits.is_some_and(|fits| fits.null);
        self.on_invalid == OnInvalid::Null || fits_null
    }

    /// Whether the database takes nothing but numbers.
    pub fn takes_numbers(&self) -> bool {
        self.fits.is_some_and(|fits| matches!(fits.filler, Filler::Number(_)))
    }

    /// Whether the month is left of a date.
    pub fn treatment_keeps_month(&self) -> bool {
        matches!(self.treatment, Treatment::Generalise(Grain::Month))
    }

    /// Whether the values are dates or moments.
    pub fn is_dated(&self) -> bool {
        self.kind.mask.safe_harbor == crate::kinds::Usual::Year
    }

    /// Whether the treatment looks at values.
    pub fn reads_values(&self) -> bool {
        matches!(
            self.treatment,
            Treatment::Surrogate
                | Treatment::Token
                | Treatment::Shift { .. }
                | Treatment::Generalise(_)
                | Treatment::Scrub(_)
                | Treatment::Copy(_)
                | Treatment::Marker
        )
    }
}

/// What takes the place of a token in a column of numbers, moments or whatever else takes no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fits {
    /// A value of the type.
    pub filler: Filler,
    /// Whether the column takes NULL, which is then what takes the place.
    pub null: bool,
}

/// What happens to a value that is none of its column's kind. There is no way to pass it on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnInvalid {
    /// A keyed token takes its place.
    Token,
    /// NULL takes its place.
    Null,
    /// The run fails.
    Fail,
}

/// What is done to the values of a column.
#[derive(Clone)]
pub enum Treatment {
    /// They stay, for this reason.
    Keep(String),
    /// The column is left out.
    Drop,
    /// NULL.
    Null,
    /// One text for all.
    Constant(String),
    /// A stand-in of the same kind.
    Surrogate,
    /// A keyed token.
    Token,
    /// Dates move with their subject, back by whole weeks, at least so many and at most so many.
    Shift {
        /// The fewest weeks.
        least: u32,
        /// The most weeks.
        most: u32,
    },
    /// A part of the value.
    Generalise(Grain),
    /// An expression over masked columns.
    Derive(Derive),
    /// Free text, coded so, in which what names somebody is replaced.
    Scrub(Coding),
    /// JSON or YAML that copies rows of other tables, which is treated by their columns.
    Copy(CopyOf),
    /// A marker in the place of free text.
    Marker,
    /// Made anew with the column that it belongs to.
    Anew,
}

/// Whose rows a column copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyOf {
    /// Those of one table.
    Table(usize),
    /// Those of the table that a column names, in singular or plural; with it may stand the column of the row's key.
    Named {
        /// The column with the name.
        by: usize,
        /// The column with the key.
        id: Option<usize>,
    },
}

/// What is left of a value that is generalised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// The year of a date.
    Year,
    /// The year and the month of a date.
    Month,
    /// Ages of 90 and more as 90.
    Ages,
    /// Ages in bands of so many years.
    AgeBand(u32),
    /// The first three digits of a ZIP code, where enough people live there.
    Zip3,
    /// The state of a ZIP code.
    State,
}

/// A domain: stand-ins of equal originals in one domain are equal.
#[derive(Default)]
pub struct Domain {
    /// Its name, which its sub-key comes from.
    pub name: String,
    /// Whether originals that differ must have stand-ins that differ.
    pub apart: bool,
    /// Whether values must be told apart as they are written: some column is unique, or columns refer to each other.
    pub strict: bool,
    /// Whether columns of it refer to each other.
    pub joined: bool,
    /// How many bits the narrowest of them has for whole numbers, so that numbers of as many keep to them.
    pub bits: Option<u8>,
    /// The most characters that a stand-in may have, where columns refer to each other and one of them says so.
    pub most_chars: Option<u32>,
    /// Whether all its tables say whose tenant's a row is, so that each tenant has stand-ins of its own.
    pub scoped: bool,
    /// The columns that belong to it, as table and column.
    pub members: Vec<(usize, usize)>,
}

/// Compiles a schema for masking.
///
/// # Errors
/// All problems at once, each with its place.
pub fn policy(document: &Document, profile: Profile) -> Result<Policy> {
    let mut problems = Problems { sources: document.sources.clone(), list: Vec::new() };
    let mut tables: Vec<TablePolicy> = Vec::new();
    let mut targets = groups::Links::default();
    for (t, table) in document.tables.iter().enumerate() {
        let drafted = columns::table(document, t, table, profile, &mut targets, &mut problems);
        tables.push(drafted);
    }
    let mut domains = groups::domains(&mut tables, &targets, &mut problems);
    sealed::join(&mut tables, &mut domains);
    groups::subjects(document, &mut tables, &targets, &mut problems);
    for (t, table) in document.tables.iter().enumerate() {
        columns::check(table, t, &tables, &domains, &mut problems);
        derive::resolve(document, table, &mut tables[t], &mut problems);
        columns::copies(table, t, &mut tables, &mut problems);
        sealed::resolve(document, t, &mut tables, &mut problems);
        tables[t].places = places::find(table, &tables[t]);
    }
    if !problems.is_empty() {
        problems.sort();
        return Err(Error::problems(problems));
    }
    let name = document.name.as_ref().map_or_else(|| "schema".to_owned(), |name| name.value.clone());
    let digest = describe::digest(profile, &tables, &domains);
    let references = targets.references(&tables);
    Ok(Policy { profile, name, tables, domains, references, digest })
}

/// A problem of the masking half.
fn wrong(span: Span, message: impl Into<String>) -> Problem {
    Problem::new(span, message)
}

#[cfg(test)]
mod tests;

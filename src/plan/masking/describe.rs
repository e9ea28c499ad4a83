//! The policy in words that do not change with comments or spelling: what its digest is over.

use crate::markup::Coding;

use super::{CopyOf, Domain, Grain, OnInvalid, Profile, Subject, TablePolicy, Treatment};

/// The name of a treatment, with what it does.
impl Treatment {
    /// One word, as the schema writes it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Keep(_) => "keep",
            Self::Drop => "drop",
            Self::Null => "null",
            Self::Constant(_) => "constant",
            Self::Surrogate => "surrogate",
            Self::Token => "token",
            Self::Shift { .. } => "shift",
            Self::Generalise(_) => "generalise",
            Self::Derive(_) => "derive",
            Self::Scrub(_) => "scrub",
            Self::Copy(_) => "copy",
            Self::Marker => "marker",
            Self::Anew => "anew",
        }
    }

    /// Whether what it does is done with dates as such.
    pub fn moves_dates(&self) -> bool {
        matches!(self, Self::Shift { .. } | Self::Generalise(Grain::Year | Grain::Month))
    }

    /// The treatment with its arguments, for people.
    pub fn described(&self) -> String {
        match self {
            Self::Keep(reason) => format!("keep: {reason}"),
            Self::Shift { least, most } => format!("shift by {least} to {most} weeks"),
            Self::Generalise(grain) => format!("generalise to {}", grain.word()),
            Self::Derive(derive) => format!("derive: {}", derive.text()),
            Self::Scrub(coding) if *coding == Coding::default() => {
                "scrub (what names somebody in the text is replaced)".to_owned()
            }
            Self::Scrub(coding) => {
                format!("scrub (what names somebody in the text is replaced; the text is {})", coding.word())
            }
            Self::Copy(CopyOf::Table(_)) => {
                "copy (treated as the rows of the table that it copies)".to_owned()
            }
            Self::Copy(CopyOf::Named { .. }) => {
                "copy (treated as the rows of the table that is named)".to_owned()
            }
            Self::Marker => "marker (nothing of the text is left)".to_owned(),
            Self::Anew => "anew (made with the column that it belongs to)".to_owned(),
            other => other.word().to_owned(),
        }
    }
}

impl Grain {
    /// What is left, in words.
    pub fn word(self) -> String {
        match self {
            Self::Year => "the year".to_owned(),
            Self::Month => "the month".to_owned(),
            Self::Ages => "ages, 90 and more as one".to_owned(),
            Self::AgeBand(years) => format!("bands of {years} years"),
            Self::Zip3 => "three digits".to_owned(),
            Self::State => "the state".to_owned(),
        }
    }
}

pub(super) fn digest(profile: Profile, tables: &[TablePolicy], domains: &[Domain]) -> String {
    let mut hash = blake3::Hasher::new_derive_key("placebo 2026 masking policy");
    let mut add = |text: &str| {
        hash.update(&(text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    add(profile.name());
    let table_name = |at: usize| tables.get(at).map_or("", |table| table.name.as_str());
    let mut order: Vec<&TablePolicy> = tables.iter().collect();
    order.sort_by(|a, b| a.name.cmp(&b.name));
    for table in order {
        add(&table.name);
        let named = |at: usize| table.columns.get(at).map_or("", |c| c.name.as_str());
        match table.subject {
            Some(Subject::Own(column)) => add(named(column)),
            Some(Subject::Through { column, table: to, key }) => {
                let key = tables.get(to).and_then(|table| table.columns.get(key));
                add(named(column));
                add(table_name(to));
                add(key.map_or("", |c| c.name.as_str()));
            }
            None => add(""),
        }
        add(table.scope.map_or("", named));
        // Which columns are one place: where there are several, their order is that of the schema.
        let mut places: Vec<[&str; 3]> = table
            .places
            .iter()
            .map(|place| [place.city, place.state, place.zip].map(|at| at.map_or("", named)))
            .collect();
        places.sort_unstable();
        add(&places.len().to_string());
        places.iter().flatten().for_each(|name| add(name));
        let mut columns: Vec<_> = table.columns.iter().collect();
        columns.sort_by(|a, b| a.name.cmp(&b.name));
        for column in columns {
            let invalid = match column.on_invalid {
                OnInvalid::Token => "token",
                OnInvalid::Null => "null",
                OnInvalid::Fail => "fail",
            };
            let treatment = treatment(&column.treatment, &named, &table_name);
            // Settings hold no value of an input: they are words of the schema.
            let settings = format!("{:?} {}", column.settings.values, column.settings.locale);
            let version = column.kind.version.to_string();
            let domain = domains.get(column.domain).map_or("", |d| d.name.as_str());
            let unique = if column.unique { "unique" } else { "" };
            for part in
                [&column.name, column.kind.name, &version, &treatment, &settings, domain, unique, invalid]
            {
                add(part);
            }
            column.placeholders.iter().for_each(|text| add(text));
            column.apart.then(|| add("apart"));
            column.fits.iter().for_each(|fits| add(&format!("fits {fits:?}")));
            column.max_chars.iter().for_each(|most| add(&format!("at most {most}")));
            column.short_date.iter().for_each(|short| add(&format!("{short:?}")));
            column.sealed.iter().for_each(|sealed| add(&sealed.words()));
        }
    }
    hash.finalize().to_hex().to_string()
}

/// What is done to a column, in words that name what it depends on.
fn treatment<'p>(
    treatment: &Treatment,
    named: &dyn Fn(usize) -> &'p str,
    table_name: &dyn Fn(usize) -> &'p str,
) -> String {
    match treatment {
        Treatment::Keep(_) => "keep".to_owned(),
        Treatment::Constant(text) => format!("constant {text}"),
        Treatment::Copy(CopyOf::Table(of)) => format!("copy of {}", table_name(*of)),
        Treatment::Copy(CopyOf::Named { by, id }) => {
            format!("copy of what {} names, by {}", named(*by), id.map_or("", named))
        }
        other => other.described(),
    }
}

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
        }
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
    let mut order: Vec<&TablePolicy> = tables.iter().collect();
    order.sort_by(|a, b| a.name.cmp(&b.name));
    for table in order {
        add(&table.name);
        let named = |at: usize| table.columns.get(at).map_or("", |c| c.name.as_str());
        add(match table.subject {
            Some(Subject::Own(column) | Subject::Through { column, .. }) => named(column),
            None => "",
        });
        add(table.scope.map_or("", named));
        let mut columns: Vec<_> = table.columns.iter().collect();
        columns.sort_by(|a, b| a.name.cmp(&b.name));
        for column in columns {
            let invalid = match column.on_invalid {
                OnInvalid::Token => "token",
                OnInvalid::Null => "null",
                OnInvalid::Fail => "fail",
            };
            let treatment = match &column.treatment {
                Treatment::Keep(_) => "keep".to_owned(),
                Treatment::Constant(text) => format!("constant {text}"),
                other => other.described(),
            };
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
        }
    }
    hash.finalize().to_hex().to_string()
}

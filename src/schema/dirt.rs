//! How dirty data is to be: of the whole schema, of a table, of a column.

use super::keys::{Decode, keyed};
use super::reader::{Node, Reader};
use crate::error::{Problem, Spanned};
use schemars::{Schema, SchemaGenerator, json_schema};
use toml::de::DeValue;

keyed! {
    /// How dirty data is: the share of cells with an error, and which errors come.
    #[derive(Clone, Debug, Default)]
    pub struct Dirt {
        apart {}
        keys {
            /// The share of cells with an error, from 0 to 0.5.
            rate: Option<Spanned<f64>>,
            /// The share of rows that are near-duplicates of an earlier row, in tables whose `subject` is their own key; half of
            /// `rate` unless stated.
            duplicates: Option<Spanned<f64>>,
            /// How often each error comes beside the others: `{ typo = 30, ocr = 0 }`.
            errors: Option<Shares>,
        }
    }
}

keyed! {
    /// How dirty a table is, and who makes its errors.
    #[derive(Clone, Debug, Default)]
    pub struct TableDirt {
        apart {}
        keys {
            /// The share of cells with an error, from 0 to 0.5.
            rate: Option<Spanned<f64>>,
            /// The share of rows that are near-duplicates of an earlier row.
            duplicates: Option<Spanned<f64>>,
            /// The column that says which clerk wrote a row; clerks are drawn unless stated.
            clerk: Option<Spanned<String>>,
            /// The column that says at which site a row was written; sites are drawn unless stated.
            site: Option<Spanned<String>>,
        }
    }
}

keyed! {
    /// How dirty a column is.
    #[derive(Clone, Debug, Default)]
    pub struct ColumnDirt {
        apart {}
        keys {
            /// The share of cells with an error, from 0 to 0.5.
            rate: Option<Spanned<f64>>,
            /// The errors that may come, instead of those of the kind.
            errors: Vec<Spanned<String>>,
            /// The share of references to rows that are not there, which a foreign key in a database would refuse.
            orphans: Option<Spanned<f64>>,
        }
    }
}

/// Something that may be said by a rate alone, or by `false`.
pub(super) trait Rated: Decode + Default {
    /// What a rate alone means.
    fn set_rate(&mut self, rate: Spanned<f64>);
    /// All shares that were written.
    fn shares(&self) -> Vec<(&'static str, &Spanned<f64>)>;
}

macro_rules! rated {
    ($($name:ident: $($share:ident),+;)*) => { $(
        impl Rated for $name {
            fn set_rate(&mut self, rate: Spanned<f64>) {
                self.rate = Some(rate);
            }

            fn shares(&self) -> Vec<(&'static str, &Spanned<f64>)> {
                [$((stringify!($share), self.$share.as_ref())),+]
                    .into_iter()
                    .filter_map(|(name, share)| Some((name, share?)))
                    .collect()
            }
        }
    )* };
}
rated! {
    Dirt: rate, duplicates;
    TableDirt: rate, duplicates;
    ColumnDirt: rate, orphans;
}

/// The greatest share that may be asked for: beyond it, what is left would no longer tell what it was.
const MOST: f64 = 0.5;

/// A table with keys, or a rate alone, or `false`.
#[derive(Clone, Debug, Default)]
pub struct OrRate<T>(pub T);

impl<T: Rated> Decode for OrRate<T> {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        let mut said = T::default();
        match node.get_ref() {
            DeValue::Table(_) => said = T::decode(reader, key, node)?,
            DeValue::Boolean(false) => said.set_rate(Spanned::new(0.0, reader.span(node))),
            DeValue::Integer(_) | DeValue::Float(_) => said.set_rate(Spanned::decode(reader, key, node)?),
            _ => {
                reader.wrong(key, "a share from 0 to 0.5, `false`, or a table", node);
                return None;
            }
        }
        for (name, share) in said.shares() {
            if !(0.0..=MOST).contains(&share.value) {
                let name = if share.span == reader.span(node) { key } else { name };
                reader.report(Problem::new(share.span, format!("`{name}` expects a share from 0 to {MOST}")));
            }
        }
        Some(Self(said))
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let table = T::schema(generator);
        json_schema!({ "anyOf": [{ "type": "number", "minimum": 0, "maximum": MOST }, { "const": false }, table] })
    }
}

/// Names with shares, in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Shares(pub Vec<(Spanned<String>, Spanned<f64>)>);

impl Decode for Shares {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        let table = reader.table(key, node, &["the names of errors"])?;
        let mut shares = Vec::new();
        for (name, node) in table {
            let name = reader.key(name);
            let Some(share) = Spanned::<f64>::decode(reader, &name.value, node) else { continue };
            if share.value < 0.0 {
                reader
                    .report(Problem::new(share.span, format!("`{}` expects a number from 0 on", name.value)));
            }
            shares.push((name, share));
        }
        Some(Self(shares))
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": { "type": "number", "minimum": 0 } })
    }
}

//! Columns of a schema document: a kind, its arguments, and what any column can say.

use super::Value;
use super::dirt::{ColumnDirt, OrRate};
use super::keys::{Decode, keyed};
use super::mask::Mask;
use super::reader::{Node, Reader};
use super::sql::Sql;
use crate::error::{Problem, Span, Spanned};
use schemars::{Schema, SchemaGenerator, json_schema};
use toml::de::DeValue;

keyed! {
    /// One column: its kind, the kind's parameters and inputs, and what any column can say.
    #[derive(Clone, Debug, Default)]
    pub struct Column {
        apart {
            /// Its name; a leading underscore marks a column that is drawn and not written.
            name: Spanned<String>,
            /// The named kind through which `kind` was found, as the column (or the default) wrote it.
            named_kind: Option<Spanned<String>>,
        }
        keys {
            /// The kind of the values, or a kind that `[kinds]` names.
            kind: Option<Spanned<String>>,
            /// Whether the column is the primary key.
            primary_key: Option<Spanned<bool>>,
            /// Whether no value comes twice.
            unique: Option<Spanned<bool>>,
            /// How often the value is absent.
            null: Option<Null>,
            /// A condition in SQL: where it is not true, the value is absent.
            when: Option<Spanned<String>>,
            /// Whether the column is written, also where its name begins with an underscore.
            written: Option<Spanned<bool>>,
            /// The most characters that a text may have: a longer one is cut.
            max_chars: Option<Spanned<u32>>,
            /// Whether a date or a moment after the as-of date is absent: an event that has not happened yet.
            cut: Option<Spanned<bool>>,
            /// A value derived from other columns, in SQL.
            expr: Option<Spanned<String>>,
            /// The row of this table, by its number from 0, whose value the column takes, in SQL; its own where that is NULL.
            from_row: Option<Spanned<String>>,
            /// A seed of this column's own.
            seed: Option<Spanned<u64>>,
            /// The version of the kind that the column pins.
            generator: Option<Spanned<u32>>,
            /// What the column holds.
            description: Option<Spanned<String>>,
            /// What CREATE TABLE says behind the column's name, where `--create` makes the table: a type, NOT NULL, a default.
            sql: Option<Spanned<Sql>>,
            /// What masking does to the column.
            mask: Option<Spanned<Mask>>,
            /// How dirty the column is, where data is dirty.
            dirt: Option<OrRate<ColumnDirt>>,
            /// Another column with the same values, `table.column`: masking gives both the same stand-ins.
            same_as: Option<Spanned<String>>,
            /// What masking does with a value that is none of the kind: `token`, `null` or `fail`.
            on_invalid: Option<Spanned<String>>,
            /// Values that stand for nothing, such as UNKNOWN, and stay what they are when masked.
            placeholders: Vec<Spanned<String>>,
            /// The table whose rows this JSON or YAML copies, or the column that names it: masking treats it by that table's columns.
            copy_of: Option<Spanned<String>>,
        }
        rest {
            /// Everything that is not a key of any column: the kind's parameters and inputs, unchecked.
            args
        }
        place {
            /// Where the column is stated.
            span
        }
    }
}

impl Column {
    /// The argument with this name.
    pub fn arg(&self, name: &str) -> Option<&Spanned<Value>> {
        self.args.iter().find(|(key, _)| key.value == name).map(|(_, value)| value)
    }
}

/// Names with definitions of columns, in the order of the file.
impl Decode for Vec<Column> {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        let table = reader.table(key, node, &["the names of the columns"])?;
        let mut columns = Self::with_capacity(table.len());
        for (name, node) in table {
            let name = reader.key(name);
            if let DeValue::String(kind) = node.get_ref() {
                let problem = Problem::new(reader.span(node), format!("`{}` expects a table", name.value))
                    .label("found a text")
                    .help(format!("write {{ kind = \"{kind}\" }}"));
                reader.report(problem);
            } else if let Some(mut column) = Column::decode(reader, &name.value, node) {
                column.name = name;
                // A kind or an expression that is written and wrong has had its problem; it is not missing.
                if ["kind", "expr"].iter().any(|key| node.get_ref().get(*key).is_some())
                    && column.expr.is_none()
                {
                    column.kind.get_or_insert_with(Spanned::default);
                }
                columns.push(column);
            }
        }
        // A table under a header of its own is put where its header ends; the order of the names is the file's.
        columns.sort_by_key(|column| column.name.span);
        Some(columns)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let column = generator.subschema_for::<Column>();
        json_schema!({ "type": "object", "additionalProperties": column })
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

/// How often the value of a column is absent.
#[derive(Clone, Debug, PartialEq)]
pub struct Null {
    /// The share of absent values, from 0 to 1; where `when` is stated, in the rows for which it is true.
    pub rate: Spanned<f64>,
    /// A condition in SQL.
    pub when: Option<Spanned<String>>,
    /// The share in all other rows, from 0 to 1; 0 unless stated.
    pub otherwise: f64,
}

keyed! {
    /// How often a value is absent, where that depends on the row.
    #[derive(Clone, Debug)]
    pub(super) struct NullRates {
        apart {}
        keys {
            /// The share of absent values, from 0 to 1, in the rows for which the condition holds.
            rate: Spanned<f64>,
            /// A condition in SQL.
            when: Option<Spanned<String>>,
            /// The share in all other rows; 0 unless stated.
            otherwise: Option<Spanned<f64>>,
        }
    }
}

impl Decode for Null {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        let null = match node.get_ref() {
            DeValue::Table(_) => {
                let NullRates { rate, when, otherwise, .. } = NullRates::decode(reader, key, node)?;
                if let (Some(otherwise), None) = (&otherwise, &when) {
                    let problem = Problem::new(otherwise.span, "`otherwise` has no `when` to differ from")
                        .help("state the condition: when = \"SQL\"");
                    reader.report(problem);
                }
                if let Some(rate) = &otherwise {
                    share(reader, "otherwise", rate.value, rate.span);
                }
                Self { rate, when, otherwise: otherwise.map_or(0.0, |rate| rate.value) }
            }
            DeValue::Integer(_) | DeValue::Float(_) => {
                Self { rate: Spanned::decode(reader, key, node)?, when: None, otherwise: 0.0 }
            }
            _ => {
                reader.wrong(
                    key,
                    "a share from 0 to 1, or a table with `rate`, `when` and `otherwise`",
                    node,
                );
                return None;
            }
        };
        share(
            reader,
            if null.rate.span == reader.span(node) { key } else { "rate" },
            null.rate.value,
            null.rate.span,
        );
        Some(null)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let rates = generator.subschema_for::<NullRates>();
        json_schema!({ "anyOf": [{ "type": "number", "minimum": 0, "maximum": 1 }, rates] })
    }
}

/// Reports a share that is not one.
fn share(reader: &mut Reader<'_>, key: &str, share: f64, span: Span) {
    if !(0.0..=1.0).contains(&share) {
        reader.report(Problem::new(span, format!("`{key}` expects a share from 0 to 1")));
    }
}

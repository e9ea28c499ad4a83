//! How the values of a type are sent: in the binary form of its receive function, where that is written here.
//!
//! A type that has none here, and any value that is not plainly of its type, goes as text: the server reads it, or says
//! what is wrong with it. So nothing is refused that the server would take.

use std::collections::BTreeMap;

/// How the values of a type are sent in binary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coding {
    /// Text as it is: `text`, `varchar`, `char(n)`, enumerations, `json`, `xml`, `citext`.
    Text,
    /// A version and then text.
    Jsonb,
    /// True or false.
    Bool,
    /// 16 bits.
    Int2,
    /// 32 bits.
    Int4,
    /// 64 bits.
    Int8,
    /// A single.
    Float4,
    /// A double.
    Float8,
    /// Digits to the base of 10,000.
    Numeric,
    /// Days.
    Date,
    /// Microseconds of a day.
    Time,
    /// Microseconds without a zone.
    Timestamp,
    /// Microseconds in UTC.
    Timestamptz,
    /// 16 bytes.
    Uuid,
    /// Bytes as they are.
    Bytea,
    /// An address of a host, or (`true`) of a network.
    Inet(bool),
    /// Six bytes.
    Macaddr,
    /// Microseconds, days and months.
    Interval,
    /// Fields of types with these numbers and codings.
    Row(Vec<(u32, Coding)>),
    /// Elements of a type with this number and coding.
    Array(u32, Box<Coding>),
    /// As text.
    Other,
}

/// A row of the catalog of types.
pub(super) struct TypeRow {
    pub(super) oid: u32,
    pub(super) of_system: bool,
    pub(super) name: String,
    /// `b`ase, `d`omain, `e`numeration and so on.
    pub(super) sort: String,
    /// What a domain stands on.
    pub(super) base: u32,
    /// Of what an array is; 0 for what is no array.
    pub(super) element: u32,
    /// Of a composite type those of its fields.
    pub(super) fields: Vec<u32>,
}

const BY_NAME: [(&str, Coding); 24] = [
    ("text", Coding::Text),
    ("varchar", Coding::Text),
    ("bpchar", Coding::Text),
    ("json", Coding::Text),
    ("xml", Coding::Text),
    ("jsonb", Coding::Jsonb),
    ("bool", Coding::Bool),
    ("int2", Coding::Int2),
    ("int4", Coding::Int4),
    ("int8", Coding::Int8),
    ("float4", Coding::Float4),
    ("float8", Coding::Float8),
    ("numeric", Coding::Numeric),
    ("date", Coding::Date),
    ("time", Coding::Time),
    ("timestamp", Coding::Timestamp),
    ("timestamptz", Coding::Timestamptz),
    ("uuid", Coding::Uuid),
    ("bytea", Coding::Bytea),
    ("inet", Coding::Inet(false)),
    ("cidr", Coding::Inet(true)),
    ("macaddr", Coding::Macaddr),
    ("citext", Coding::Text),
    ("interval", Coding::Interval),
];

/// The codings of all types by their numbers.
pub(super) fn codings(rows: &[TypeRow]) -> BTreeMap<u32, Coding> {
    let types: BTreeMap<u32, &TypeRow> = rows.iter().map(|row| (row.oid, row)).collect();
    types.keys().map(|&oid| (oid, coding(&types, oid, 0))).collect()
}

/// A domain on a domain, or an array of domains, goes no deeper than this.
const DEEPEST: usize = 32;

fn coding(types: &BTreeMap<u32, &TypeRow>, oid: u32, depth: usize) -> Coding {
    let Some(row) = types.get(&oid).filter(|_| depth < DEEPEST) else { return Coding::Other };
    match row.sort.as_str() {
        "d" => coding(types, row.base, depth + 1),
        "e" => Coding::Text,
        "c" => {
            Coding::row(row.fields.iter().map(|&field| (field, coding(types, field, depth + 1))).collect())
        }
        _ if row.element != 0 => match coding(types, row.element, depth + 1) {
            Coding::Other | Coding::Array(..) => Coding::Other,
            element => Coding::Array(row.element, Box::new(element)),
        },
        _ if row.of_system || row.name == "citext" => {
            let known = BY_NAME.iter().find(|(name, _)| *name == row.name);
            known.map_or(Coding::Other, |(_, coding)| coding.clone())
        }
        _ => Coding::Other,
    }
}

impl Coding {
    /// That of fields; as text where one of them has no binary form here.
    pub fn row(fields: Vec<(u32, Self)>) -> Self {
        let known = |(oid, coding): &(u32, Self)| *oid != 0 && *coding != Self::Other;
        if !fields.is_empty() && fields.iter().all(known) { Self::Row(fields) } else { Self::Other }
    }
}

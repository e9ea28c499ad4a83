//! What a column's type lets it hold, and a plain definition that fills it.

mod places;

use super::definition::{Definition, key, text};
use crate::shape::Database;

/// What values of a type are, domains resolved.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sort {
    /// Whole numbers between two bounds.
    Integer { min: i64, max: i64 },
    /// Decimals: digits in all, and after the point.
    Decimal { digits: u32, places: u32 },
    /// Floating-point numbers.
    Float,
    /// True or false.
    Boolean,
    /// Text: the most characters, and whether it is filled up to them.
    Text { most: Option<u32>, padded: bool },
    /// Bytes.
    Bytes,
    /// A date.
    Date,
    /// A moment.
    Moment,
    /// A time of day.
    Clock,
    /// A span of time.
    Interval,
    /// A UUID.
    Uuid,
    /// JSON.
    Json,
    /// One of a list.
    Choice(Vec<String>),
    /// Several values.
    Array(Box<Sort>),
    /// Fields, each with its name.
    Row(Vec<(String, Sort)>),
    /// A range, and whether it is a multirange.
    Range { of: &'static str, multirange: bool },
    /// Texts of a form of its own, as a pattern.
    Form(&'static str),
    /// Points, lines or areas of PostGIS, as a pattern.
    Place(String),
    /// A kind that makes such values.
    Kind(&'static str),
    /// A type that nothing is known of.
    Unknown,
}

/// What is known of the type of a column.
pub(super) struct Resolved {
    pub(super) sort: Sort,
    pub(super) not_null: bool,
    /// The checks of its domains, over `VALUE`.
    pub(super) checks: Vec<String>,
}

/// Resolves a type, domains and arrays and all.
pub(super) fn resolve(db: &Database, oid: u32, modifier: i32) -> Resolved {
    let mut checks = Vec::new();
    let (mut oid, mut modifier, mut not_null) = (oid, modifier, false);
    for _ in 0..32 {
        let Some(domain) = db.type_of(oid).filter(|t| t.kind == "d") else { break };
        checks.extend(domain.checks.iter().cloned());
        not_null |= domain.not_null;
        (oid, modifier) = (domain.base, domain.modifier);
    }
    Resolved { sort: sort(db, oid, modifier, 0), not_null, checks }
}

fn sort(db: &Database, oid: u32, modifier: i32, depth: u32) -> Sort {
    let Some(it) = db.type_of(oid).filter(|_| depth < 16) else { return Sort::Unknown };
    let inner = |oid: u32, modifier: i32| match db.type_of(oid) {
        Some(t) if t.kind == "d" => sort(db, t.base, t.modifier, depth + 1),
        _ => sort(db, oid, modifier, depth + 1),
    };
    match it.kind.as_str() {
        "e" => return Sort::Choice(it.values.clone()),
        "c" => {
            let field = |(name, oid, modifier): &(String, u32, i32)| (name.clone(), inner(*oid, *modifier));
            return Sort::Row(it.fields.iter().map(field).collect());
        }
        "r" | "m" => {
            let of = match inner(it.base, -1) {
                Sort::Date => "date",
                Sort::Moment => "timestamp",
                Sort::Integer { .. } | Sort::Decimal { .. } | Sort::Float => "number",
                _ => return Sort::Unknown,
            };
            return Sort::Range { of, multirange: it.kind == "m" };
        }
        _ if it.item != 0 => return Sort::Array(Box::new(inner(it.item, modifier))),
        _ => {}
    }
    named(&it.name, modifier)
}

fn named(name: &str, modifier: i32) -> Sort {
    let length = u32::try_from(modifier - 4).ok();
    let bits = u32::try_from(modifier).ok();
    match name {
        "int2" => Sort::Integer { min: -32_768, max: 32_767 },
        "int4" => Sort::Integer { min: i64::from(i32::MIN), max: i64::from(i32::MAX) },
        "int8" => Sort::Integer { min: i64::MIN, max: i64::MAX },
        "oid" | "xid" | "cid" => Sort::Integer { min: 0, max: i64::from(u32::MAX) },
        "numeric" => match length {
            Some(packed) => Sort::Decimal { digits: packed >> 16, places: packed & 0x7ff },
            None => Sort::Decimal { digits: 18, places: 2 },
        },
        "money" => Sort::Decimal { digits: 9, places: 2 },
        "float4" | "float8" => Sort::Float,
        "bool" => Sort::Boolean,
        "text" | "citext" => Sort::Text { most: None, padded: false },
        "varchar" => Sort::Text { most: length, padded: false },
        "bpchar" => Sort::Text { most: length, padded: length.is_some() },
        "char" => Sort::Text { most: Some(1), padded: true },
        "name" => Sort::Text { most: Some(63), padded: false },
        "bytea" => Sort::Bytes,
        "bit" => Sort::Array(Box::new(Sort::Integer { min: 0, max: i64::from(bits.unwrap_or(1)) })).bits(),
        "varbit" => Sort::Form("[01]{1,4}").varying(bits),
        "date" => Sort::Date,
        "timestamp" | "timestamptz" => Sort::Moment,
        "time" => Sort::Clock,
        "timetz" => Sort::Form("(0[0-9]|1[0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\\+00"),
        "interval" => Sort::Interval,
        "uuid" => Sort::Uuid,
        "json" | "jsonb" => Sort::Json,
        "inet" | "cidr" => Sort::Kind("ipv4"),
        "macaddr" => Sort::Kind("mac"),
        "macaddr8" => Sort::Form("02:00:5e:[0-9a-f]{2}:53:[0-9a-f]{2}:[0-9a-f]{2}:[0-9a-f]{2}"),
        "tsvector" => Sort::Form("[a-z]{3,8} [a-z]{3,8} [a-z]{3,8}"),
        "tsquery" => Sort::Form("[a-z]{3,8} & [a-z]{3,8}"),
        "xml" => Sort::Form("<note>[a-z]{3,8} [a-z]{3,8}</note>"),
        "jsonpath" => Sort::Form("\\$\\.[a-z]{3,8}"),
        "pg_lsn" => Sort::Form("[0-9A-F]{1,4}/[0-9A-F]{1,8}"),
        "hstore" => Sort::Form("\"[a-z]{3,8}\"=>\"[a-z]{3,8}\""),
        "ltree" => Sort::Form("[a-z]{3,6}\\.[a-z]{3,6}\\.[a-z]{3,6}"),
        "point" => Sort::Form("\\(-?[0-9]{1,2}\\.[0-9]{3},-?[0-9]{1,2}\\.[0-9]{3}\\)"),
        "line" => Sort::Form("\\{[1-9],[1-9],[0-9]\\}"),
        "lseg" | "path" => Sort::Form("\\[\\([0-4],[0-9]\\),\\([5-9],[0-9]\\)\\]"),
        "box" => Sort::Form("\\([5-9],[5-9]\\),\\([0-4],[0-4]\\)"),
        "polygon" => Sort::Form("\\(\\([0-4],[0-4]\\),\\([5-9],[0-4]\\),\\([5-9],[5-9]\\)\\)"),
        "circle" => Sort::Form("<\\([0-9],[0-9]\\),[1-9]>"),
        "geometry" | "geography" => places::pattern(modifier).map_or(Sort::Unknown, Sort::Place),
        _ => Sort::Unknown,
    }
}

/// Patterns of bit strings by their length, which a schema states in full.
const BITS: [&str; 9] =
    ["[01]{1}", "[01]{2}", "[01]{3}", "[01]{4}", "[01]{5}", "[01]{6}", "[01]{7}", "[01]{8}", "[01]{1,8}"];

impl Sort {
    /// Bit strings of a fixed length: filled by a pattern where it is short.
    fn bits(self) -> Self {
        let Self::Array(inner) = &self else { return self };
        match **inner {
            Self::Integer { max: n @ 1..=8, .. } => Self::Form(BITS[usize::try_from(n - 1).unwrap_or(0)]),
            Self::Integer { max: n, .. } => {
                Self::Text { most: u32::try_from(n).ok(), padded: true }.of_bits()
            }
            _ => self,
        }
    }

    fn varying(self, bits: Option<u32>) -> Self {
        match bits {
            Some(n @ 1..=7) => Self::Form(BITS[n as usize - 1]),
            _ => Self::Form(BITS[8]),
        }
    }

    fn of_bits(self) -> Self {
        match self {
            Self::Text { most: Some(n), .. } => {
                Self::Choice(vec!["0".repeat(n as usize), "1".repeat(n as usize), {
                    let half = (n / 2) as usize;
                    format!("{}{}", "1".repeat(half), "0".repeat(n as usize - half))
                }])
            }
            other => other,
        }
    }

    /// Whether values are text of any form.
    pub(super) fn is_text(&self) -> bool {
        matches!(self, Self::Text { .. })
    }

    /// Whether values are dates or moments.
    pub(super) fn is_time(&self) -> bool {
        matches!(self, Self::Date | Self::Moment)
    }

    /// A definition that fills a column of this type, whatever it is called; `None` where nothing is known.
    pub(super) fn plain(&self) -> Option<Definition> {
        Some(match self {
            Self::Integer { min, max } => {
                Definition::of("integer").with("min", (*min).max(0)).with("max", (*max).min(100))
            }
            Self::Decimal { digits, places } => decimal(*digits, *places),
            Self::Float => Definition::of("number").with("min", 0).with("max", 100),
            Self::Boolean => Definition::of("boolean"),
            Self::Text { most: Some(n), padded: true } => {
                Definition::of("pattern").with("pattern", text(&format!("[A-Z0-9]{{{}}}", (*n).min(64))))
            }
            // As codes are: a few, in capitals.
            Self::Text { most: Some(n @ ..16), .. } => {
                Definition::of("pattern").with("pattern", text(if *n < 2 { "[A-D]" } else { "[A-F][1-9]" }))
            }
            Self::Text { most: Some(n @ ..120), .. } => Definition::of("sentence").with("max_chars", n),
            Self::Text { .. } => Definition::of("sentence").with("max_chars", 120),
            Self::Bytes => Definition::of("bytes"),
            Self::Date => Definition::of("date"),
            Self::Moment => Definition::of("timestamp"),
            Self::Clock => Definition::of("time_of_day"),
            Self::Interval => Definition::of("duration").with("style", text("clock")),
            Self::Uuid => Definition::of("uuid"),
            Self::Json => Definition::of("choice").with("values", "[\"{}\"]"),
            Self::Choice(values) => Definition::choice(values),
            Self::Array(inner) => Definition::of("array").with("of", inner.item()?.table()),
            Self::Row(fields) => {
                let field =
                    |(name, sort): &(String, Self)| Some(format!("{} = {}", key(name), sort.item()?.table()));
                let fields = fields.iter().map(field).collect::<Option<Vec<_>>>()?;
                Definition::of("row").with("fields", format!("{{ {} }}", fields.join(", ")))
            }
            Self::Range { of, multirange } => {
                let range = Definition::of("range").with("of", text(of));
                if *multirange { range.with("multirange", true) } else { range }
            }
            Self::Form(pattern) => Definition::of("pattern").with("pattern", text(pattern)),
            Self::Place(pattern) => Definition::of("pattern").with("pattern", text(pattern)),
            Self::Kind(kind) => Definition::of(kind),
            Self::Unknown => return None,
        })
    }
}

impl Sort {
    /// The same for an item of an array or a field of a row, which has nothing but its kind.
    fn item(&self) -> Option<Definition> {
        let short = |n: u32| {
            Definition::of("pattern").with("pattern", text(&format!("[a-z]{{1,{}}}", n.clamp(1, 12))))
        };
        match self {
            Self::Text { most, padded: false } => Some(short(most.unwrap_or(12))),
            _ => self.plain(),
        }
    }
}

/// A decimal of at most so many digits, places of them after the point.
fn decimal(digits: u32, places: u32) -> Definition {
    let whole = digits.saturating_sub(places).min(3);
    let places = places.min(12).min(digits);
    let max = if whole == 0 {
        1.0 - 10f64.powi(-places.cast_signed())
    } else {
        10f64.powi(whole.cast_signed()) - 1.0
    };
    let max = if whole == 0 { format!("{max:.*}", places as usize) } else { format!("{max:.0}") };
    Definition::of("number").with("min", 0).with("max", max).with("decimals", places)
}

//! Expressions as PostgreSQL evaluates them: what a check of a table says in a database, or why it cannot be said there.
//!
//! What is written is the program, not the text: days are dates and every type is known. Each node has the meaning that it has
//! here for every value that a row could hold, whatever the settings, the time zone and the locale of the server; what
//! depends on those, or is computed otherwise there, is refused with its reason.

mod calls;

use super::Compiled;
use super::program::{Lazy, Node, Op};
use super::types::{Type, Value};

/// How a database holds the values of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// True or false.
    Boolean,
    /// A whole number of 16 or 32 bits, whose arithmetic ends sooner than it does here.
    Narrow,
    /// A whole number of 64 bits.
    Wide,
    /// A number of exact digits.
    Numeric,
    /// A number of 64 bits with a floating point.
    Double,
    /// A text.
    Text,
    /// What is a text here once it is cast: a label of an enumeration, a UUID.
    Worded,
    /// A network address that is a text here.
    Address,
    /// A day.
    Date,
    /// A moment without a time zone, which is UTC.
    Timestamp,
    /// A moment with a time zone.
    Timestamptz,
    /// A span of time.
    Interval,
    /// A type of which nothing can be said but whether a value is there.
    Opaque,
}

/// What an expression has to know of a database.
#[derive(Clone, Copy)]
pub struct Database<'a> {
    /// The input at a position: how SQL names it, and what it is there; or why it cannot be read.
    pub column: &'a dyn Fn(usize) -> Result<(String, Stored), String>,
    /// A text as a literal.
    pub literal: &'a dyn Fn(&str) -> String,
}

/// A piece of SQL that needs no parentheses, or why there is none.
type Piece = Result<String, String>;

/// A piece with what it is in the database.
struct Written {
    text: String,
    stored: Stored,
}

impl Compiled {
    /// The expression as PostgreSQL reads it.
    ///
    /// # Errors
    /// A phrase that says why it cannot be said there.
    pub fn sql(&self, database: Database<'_>) -> Result<String, String> {
        database.plain(&self.root)
    }
}

fn opaque() -> String {
    "a column has a type in the database that is compared otherwise".to_owned()
}

impl Database<'_> {
    fn node(self, node: &Node) -> Result<Written, String> {
        let (text, stored) = match &node.op {
            Op::Literal { value, .. } => (self.constant(value, node.of, false)?, canonical(node.of)),
            Op::Column(position) => {
                let (text, stored) = (self.column)(*position)?;
                (text, if holds(stored, node.of) { stored } else { Stored::Opaque })
            }
            Op::Call(function, args) => return self.call(*function, args, node.of),
            // Constants may make it narrower than a whole number is here.
            Op::Case { operand, branches, otherwise } => {
                (self.case(operand.as_deref(), branches, otherwise.as_deref())?, narrowed(node.of))
            }
            Op::Coalesce(list) => {
                let list: Vec<&Node> = list.iter().map(|lazy| &lazy.node).collect();
                (format!("coalesce({})", self.all(&list)?), narrowed(node.of))
            }
        };
        Ok(Written { text, stored })
    }

    /// A node in the type that stands for its own: whole numbers of 64 bits, texts, moments in UTC.
    fn plain(self, node: &Node) -> Piece {
        let Written { text, stored } = self.node(node)?;
        Ok(match stored {
            Stored::Narrow => format!("{text}::bigint"),
            Stored::Worded => format!("{text}::text"),
            Stored::Address => format!("host({text})"),
            Stored::Timestamptz => format!("({text} AT TIME ZONE 'UTC')"),
            Stored::Opaque => return Err(opaque()),
            _ => text,
        })
    }

    fn all(self, nodes: &[&Node]) -> Piece {
        Ok(nodes.iter().map(|node| self.plain(node)).collect::<Result<Vec<_>, _>>()?.join(", "))
    }

    /// Nodes of one type that are compared: as they stand, where the server compares them so, too.
    fn compared(self, nodes: &[&Node]) -> Result<Vec<String>, String> {
        let of = nodes.iter().map(|node| node.of).find(|of| *of != Type::Null);
        if of == Some(Type::Int) {
            return nodes.iter().map(|node| self.node(node).and_then(known)).collect();
        }
        let zoned = |node: &&Node| match node.literal() {
            Some(_) => Ok(true),
            None => self.node(node).map(|written| written.stored == Stored::Timestamptz),
        };
        if of == Some(Type::Timestamp)
            && nodes.iter().map(zoned).collect::<Result<Vec<_>, _>>()?.iter().all(|zoned| *zoned)
        {
            let write = |node: &&Node| match node.literal() {
                Some(value) => self.constant(value, node.of, true),
                None => self.node(node).map(|written| written.text),
            };
            return nodes.iter().map(write).collect();
        }
        nodes.iter().map(|node| self.plain(node)).collect()
    }

    /// The same where order counts, which is that of bytes here.
    fn ordered(self, nodes: &[&Node]) -> Result<Vec<String>, String> {
        let mut pieces = self.compared(nodes)?;
        if nodes.iter().any(|node| node.of == Type::Text)
            && let Some(first) = pieces.first_mut()
        {
            *first = format!("({first} COLLATE \"C\")");
        }
        Ok(pieces)
    }

    fn case(self, operand: Option<&Lazy>, branches: &[(Lazy, Lazy)], otherwise: Option<&Lazy>) -> Piece {
        let mut text = "(CASE".to_owned();
        for (condition, result) in branches {
            let condition = match operand {
                Some(operand) => self.compared(&[&operand.node, &condition.node])?.join(" = "),
                None => self.plain(&condition.node)?,
            };
            text.push_str(&format!(" WHEN {condition} THEN {}", self.plain(&result.node)?));
        }
        if let Some(otherwise) = otherwise {
            text.push_str(&format!(" ELSE {}", self.plain(&otherwise.node)?));
        }
        text.push_str(" END)");
        Ok(text)
    }

    /// A constant; a moment with a time zone where it is compared with such.
    fn constant(self, value: &Value, of: Type, zoned: bool) -> Piece {
        let written = match of {
            Type::Null => None,
            Type::Boolean => value.booleans().get(0).map(|b| Ok(if b { "TRUE" } else { "FALSE" }.to_owned())),
            Type::Int => value.ints().get(0).map(|n| Ok(signed(&n.to_string()))),
            Type::Float => value.floats().get(0).map(float),
            Type::Decimal(..) => {
                self.cast_text(value, of)?.map(|digits| Ok(format!("{}::numeric", signed(&digits))))
            }
            Type::Text => value.texts().get(0).map(|text| {
                let whole = !text.contains('\0');
                whole
                    .then(|| format!("{}::text", (self.literal)(text)))
                    .ok_or_else(|| "a text has a sign that no database holds".to_owned())
            }),
            Type::Date => self.cast_text(value, of)?.map(|day| Ok(format!("DATE '{day}'"))),
            Type::Timestamp => self.cast_text(value, of)?.map(|moment| {
                let bare = moment.trim_end_matches("+00");
                Ok(if zoned { format!("TIMESTAMPTZ '{moment}'") } else { format!("TIMESTAMP '{bare}'") })
            }),
            Type::Interval => value.intervals().get(0).map(|span| {
                // As a time of day: before version 15 a server takes no more than 2^31 of a unit.
                let micros = (span.nanoseconds / 1_000).unsigned_abs();
                let sign = if span.nanoseconds < 0 { "-" } else { "" };
                let (seconds, micros) = (micros / 1_000_000, micros % 1_000_000);
                let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
                let time = format!("{sign}{hours}:{minutes:02}:{seconds:02}.{micros:06}");
                Ok(format!("INTERVAL '{} months {} days {time}'", span.months, span.days))
            }),
        };
        written.unwrap_or_else(|| Ok(format!("NULL::{}", name(of))))
    }

    /// A constant as the program itself writes it.
    fn cast_text(self, value: &Value, of: Type) -> Result<Option<String>, String> {
        let text = super::cast::cast(value, Type::Text, 1).map_err(|fault| fault.cause.to_string())?;
        debug_assert!(of != Type::Text);
        Ok(text.texts().get(0).map(str::to_owned))
    }
}

/// A piece of which more is known than whether it is there.
fn known(written: Written) -> Piece {
    if written.stored == Stored::Opaque { Err(opaque()) } else { Ok(written.text) }
}

fn signed(digits: &str) -> String {
    if digits.starts_with('-') { format!("({digits})") } else { digits.to_owned() }
}

fn float(x: f64) -> Piece {
    if x.is_finite() {
        Ok(format!("'{x:?}'::double precision"))
    } else {
        Err("a number is not finite".to_owned())
    }
}

/// Whether a column of a database holds values of a type exactly.
fn holds(stored: Stored, of: Type) -> bool {
    match stored {
        Stored::Boolean => of == Type::Boolean,
        Stored::Narrow | Stored::Wide => of == Type::Int,
        Stored::Numeric => matches!(of, Type::Decimal(..)),
        Stored::Double => of == Type::Float,
        Stored::Text | Stored::Worded | Stored::Address => of == Type::Text,
        Stored::Date => of == Type::Date,
        Stored::Timestamp | Stored::Timestamptz => of == Type::Timestamp,
        Stored::Interval => of == Type::Interval,
        Stored::Opaque => false,
    }
}

/// What stands for a type in a database.
fn canonical(of: Type) -> Stored {
    match of {
        Type::Boolean => Stored::Boolean,
        Type::Int => Stored::Wide,
        Type::Float => Stored::Double,
        Type::Decimal(..) => Stored::Numeric,
        Type::Text | Type::Null => Stored::Text,
        Type::Date => Stored::Date,
        Type::Timestamp => Stored::Timestamp,
        Type::Interval => Stored::Interval,
    }
}

fn narrowed(of: Type) -> Stored {
    if of == Type::Int { Stored::Narrow } else { canonical(of) }
}

/// The name of a type in a database.
fn name(of: Type) -> String {
    match of {
        Type::Null | Type::Text => "text".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Int => "bigint".to_owned(),
        Type::Float => "double precision".to_owned(),
        Type::Decimal(p, s) => format!("numeric({p},{s})"),
        Type::Date => "date".to_owned(),
        Type::Timestamp => "timestamp".to_owned(),
        Type::Interval => "interval".to_owned(),
    }
}

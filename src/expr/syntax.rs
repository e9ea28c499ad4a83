//! What was written: the tree of an expression with a place for every node, before any name or type is known.

use super::Name;
use super::types::Type;
use std::ops::Range;

/// A node and the bytes it was written in.
pub(super) struct Syntax {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

/// The sorts of nodes.
pub(super) enum Kind {
    /// A column; `folds` where a name that does not exist as written may be meant in lower case.
    Column {
        name: Name,
        folds: bool,
    },
    /// One of the reserved words that stand for a day.
    Day(DayWord),
    /// Digits, perhaps with a sign, a point and an exponent.
    Number(String),
    Text(String),
    Boolean(bool),
    Null,
    /// The text of an interval and the unit of a bare number.
    Interval(String, Option<String>),
    Operator(Operator, Vec<Syntax>),
    Cast(Box<Syntax>, Type),
    Call {
        name: String,
        name_range: Range<usize>,
        args: Vec<Syntax>,
    },
    /// The operand that the conditions are compared with, the branches, and what holds otherwise.
    Case {
        operand: Option<Box<Syntax>>,
        branches: Vec<(Syntax, Syntax)>,
        otherwise: Option<Box<Syntax>>,
    },
}

/// The reserved words that stand for a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DayWord {
    Epoch,
    Horizon,
    AsOf,
}

impl DayWord {
    /// The word that is written so, in any case.
    pub(super) fn of(text: &str) -> Option<Self> {
        let words = [("epoch", Self::Epoch), ("horizon", Self::Horizon), ("as_of", Self::AsOf)];
        words.into_iter().find(|(word, _)| text.eq_ignore_ascii_case(word)).map(|(_, day)| day)
    }
}

/// Operators; their operands in the order of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    And,
    Or,
    Not,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Distinct,
    NotDistinct,
    IsNull,
    IsNotNull,
    IsTrue,
    IsFalse,
    /// Operand, lower bound, upper bound.
    Between,
    /// Operand, then the list.
    In,
    /// Text, pattern and perhaps the escape character.
    Like,
    /// The same without regard to case.
    ILike,
    /// Text and regular expression.
    Matches,
    /// The same without regard to case.
    IMatches,
    Join,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
    Negate,
    Plus,
}

impl Operator {
    /// How it is written.
    pub(super) fn symbol(self) -> &'static str {
        match self {
            Self::And => "AND",
            Self::Or => "OR",
            Self::Not => "NOT",
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Distinct => "IS DISTINCT FROM",
            Self::NotDistinct => "IS NOT DISTINCT FROM",
            Self::IsNull => "IS NULL",
            Self::IsNotNull => "IS NOT NULL",
            Self::IsTrue => "IS TRUE",
            Self::IsFalse => "IS FALSE",
            Self::Between => "BETWEEN",
            Self::In => "IN",
            Self::Like => "LIKE",
            Self::ILike => "ILIKE",
            Self::Matches => "~",
            Self::IMatches => "~*",
            Self::Join => "||",
            Self::Add | Self::Plus => "+",
            Self::Subtract | Self::Negate => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
            Self::Power => "^",
        }
    }
}

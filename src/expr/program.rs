//! The program of an expression: a tree in which every name is a position and every node has its type.

use super::functions::Builtin;
use super::types::{Type, Value};
use std::ops::Range;

/// A node of the program.
#[derive(Clone)]
pub(super) struct Node {
    pub(super) op: Op,
    pub(super) of: Type,
    /// Where it was written.
    pub(super) range: Range<usize>,
}

/// What a node does.
#[derive(Clone)]
pub(super) enum Op {
    /// A constant; `untyped` if it is a text literal that may yet become another type.
    Literal { value: Value, untyped: bool },
    /// The input at a position.
    Column(usize),
    /// A function of the values of its arguments, which are all computed.
    Call(Function, Vec<Node>),
    /// The first branch whose condition holds; rows see only what they need.
    Case { operand: Option<Box<Lazy>>, branches: Vec<(Lazy, Lazy)>, otherwise: Option<Box<Lazy>> },
    /// The first that is not NULL; rows see only what they need.
    Coalesce(Vec<Lazy>),
}

/// A node that is computed for some of the rows, with the inputs that it needs.
#[derive(Clone)]
pub(super) struct Lazy {
    pub(super) node: Node,
    pub(super) columns: Vec<usize>,
}

impl Lazy {
    pub(super) fn new(node: Node) -> Self {
        let mut columns = Vec::new();
        node.columns(&mut columns);
        columns.sort_unstable();
        columns.dedup();
        Self { node, columns }
    }
}

impl Node {
    /// The constant, if it is one.
    pub(super) fn literal(&self) -> Option<&Value> {
        match &self.op {
            Op::Literal { value, .. } => Some(value),
            _ => None,
        }
    }

    /// Adds the positions of the inputs that it reads.
    fn columns(&self, into: &mut Vec<usize>) {
        match &self.op {
            Op::Literal { .. } => {}
            Op::Column(position) => into.push(*position),
            Op::Call(_, args) => args.iter().for_each(|a| a.columns(into)),
            Op::Case { operand, branches, otherwise } => {
                let branches = branches.iter().flat_map(|(c, r)| [c, r]);
                for lazy in branches.chain(operand.as_deref()).chain(otherwise.as_deref()) {
                    into.extend(&lazy.columns);
                }
            }
            Op::Coalesce(list) => list.iter().for_each(|l| into.extend(&l.columns)),
        }
    }
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Year,
    Quarter,
    Month,
    Week,
    Day,
    Dow,
    Isodow,
    Doy,
    Hour,
    Minute,
    Second,
    Epoch,
}

/// The names of units, for [`Unit`].
pub(super) const UNITS: [(&str, Unit); 12] = [
    ("year", Unit::Year),
    ("quarter", Unit::Quarter),
    ("month", Unit::Month),
    ("week", Unit::Week),
    ("day", Unit::Day),
    ("dow", Unit::Dow),
    ("isodow", Unit::Isodow),
    ("doy", Unit::Doy),
    ("hour", Unit::Hour),
    ("minute", Unit::Minute),
    ("second", Unit::Second),
    ("epoch", Unit::Epoch),
];

/// How a number is made whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rounding {
    HalfAway,
    Floor,
    Ceil,
    Truncate,
}

/// The arithmetic of numbers; both operands are of one type, and NUMERIC operands keep their own digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// How two values of one type compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Distinct,
    NotDistinct,
}

/// The arithmetic of dates, timestamps and intervals; the operands in the order of the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimeArithmetic {
    DatePlusDays,
    DateMinusDays,
    DateMinusDate,
    TimestampMinusTimestamp,
    TimestampPlusInterval,
    TimestampMinusInterval,
    IntervalPlusInterval,
    IntervalMinusInterval,
    IntervalTimesInt,
}

/// What a call computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    And,
    Or,
    Not,
    IsNull,
    IsNotNull,
    IsTrue,
    IsFalse,
    Compare(Comparison),
    Between,
    In,
    /// Text, pattern and perhaps the escape character.
    Like {
        ignore_case: bool,
    },
    /// Text and a regular expression, which is a constant that [`super::matches::form`] takes.
    Matches {
        ignore_case: bool,
    },
    Join,
    Arithmetic(Arithmetic),
    Negate,
    Time(TimeArithmetic),
    /// To the type of the node.
    Cast,
    Round(Rounding),
    Extract(Unit),
    DateTrunc(Unit),
    /// Everything that needs no more than its name.
    Builtin(Builtin),
}

//! Operators and functions as PostgreSQL has them, where it has them with the same meaning.

use super::super::functions::Builtin;
use super::super::program::{Arithmetic, Comparison, Function, Node, Rounding, TimeArithmetic, UNITS, Unit};
use super::super::types::Type;
use super::{Database, Piece, Stored, Written, canonical, name, narrowed};

/// What a function of the same name does otherwise there.
const CASE: &str = "upper and lower case depend on the locale of the database";
const ROUNDED: &str = "a floating-point number is rounded otherwise in a database";
const LIBM: &str = "powers, logarithms and exponentials end in other digits in a database";
const SPELT: &str = "what a text spells depends on the settings of the server";
const COUNTED: &str = "a count that is not written as a number has other bounds in a database";

fn no<T>(why: &str) -> Result<T, String> {
    Err(why.to_owned())
}

fn written(text: String, stored: Stored) -> Result<Written, String> {
    Ok(Written { text, stored })
}

impl Database<'_> {
    pub(super) fn call(self, function: Function, args: &[Node], of: Type) -> Result<Written, String> {
        let list: Vec<&Node> = args.iter().collect();
        let boolean = |text: Piece| written(text?, Stored::Boolean);
        let test = |node: &Node, what: &str| Ok(format!("({} {what})", self.plain(node)?));
        match (function, list.as_slice()) {
            (Function::And, [a, b]) => boolean(self.infix(a, "AND", b)),
            (Function::Or, [a, b]) => boolean(self.infix(a, "OR", b)),
            (Function::Not, [a]) => boolean(self.plain(a).map(|a| format!("(NOT {a})"))),
            // Whether a value is there can be asked of every type.
            (Function::IsNull, [a]) => boolean(self.node(a).map(|a| format!("({} IS NULL)", a.text))),
            (Function::IsNotNull, [a]) => boolean(self.node(a).map(|a| format!("({} IS NOT NULL)", a.text))),
            (Function::IsTrue, [a]) => boolean(test(a, "IS TRUE")),
            (Function::IsFalse, [a]) => boolean(test(a, "IS FALSE")),
            (Function::Compare(comparison), [_, _]) => boolean(self.comparison(comparison, &list)),
            (Function::Between, [_, _, _]) => match self.ordered(&list)?.as_slice() {
                [x, low, high] => boolean(Ok(format!("({x} BETWEEN {low} AND {high})"))),
                _ => no("it has other operands"),
            },
            (Function::In, [_, _, ..]) => {
                let pieces = self.compared(&list)?;
                let (first, rest) = pieces.split_first().ok_or("it has no operands")?;
                boolean(Ok(format!("({first} IN ({}))", rest.join(", "))))
            }
            (Function::Like { ignore_case: true }, _) => no(CASE),
            (Function::Like { ignore_case: false }, [text, pattern, rest @ ..]) => {
                boolean(self.like(text, pattern, rest))
            }
            (Function::Matches { ignore_case: true }, _) => no(CASE),
            (Function::Matches { ignore_case: false }, [text, pattern]) => {
                boolean(self.infix(text, "~", pattern))
            }
            (Function::Join, [a, b]) => written(self.infix(a, "||", b)?, Stored::Text),
            (Function::Arithmetic(kind), [a, b]) => written(self.arithmetic(kind, a, b, of)?, canonical(of)),
            (Function::Negate, [a]) => written(format!("(- {})", self.plain(a)?), canonical(of)),
            (Function::Time(kind), [a, b]) => self.time(kind, a, b),
            (Function::Cast, [a]) => self.cast(a, of),
            (Function::Round(mode), [number, digits]) => self.round(mode, number, digits),
            (Function::Extract(unit), [a]) => self.extract(unit, a),
            (Function::DateTrunc(unit), [a]) => {
                written(format!("date_trunc('{}', {})", named(unit), self.plain(a)?), Stored::Timestamp)
            }
            (Function::Builtin(builtin), args) => self.builtin(builtin, args, of),
            _ => no("it has other operands"),
        }
    }

    fn infix(self, a: &Node, operator: &str, b: &Node) -> Piece {
        Ok(format!("({} {operator} {})", self.plain(a)?, self.plain(b)?))
    }

    fn comparison(self, comparison: Comparison, list: &[&Node]) -> Piece {
        let symbol = match comparison {
            Comparison::Equal => "=",
            Comparison::NotEqual => "<>",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
            Comparison::Distinct => "IS DISTINCT FROM",
            Comparison::NotDistinct => "IS NOT DISTINCT FROM",
        };
        let ordered = matches!(symbol, "<" | "<=" | ">" | ">=");
        let pieces = if ordered { self.ordered(list)? } else { self.compared(list)? };
        Ok(format!("({})", pieces.join(&format!(" {symbol} "))))
    }

    fn like(self, text: &Node, pattern: &Node, escape: &[&Node]) -> Piece {
        let of =
            |node: &Node| node.literal().map(|value| value.texts().get(0).unwrap_or_default().to_owned());
        let Some(form) = of(pattern) else {
            return no("a pattern that is not written as a text may be none in a database");
        };
        let sign = match escape.first() {
            Some(escape) => of(escape).unwrap_or_default(),
            None => "\\".to_owned(),
        };
        // A sign that escapes nothing is an error there.
        if sign.chars().count() != 1 || form.replace(&sign.repeat(2), "").ends_with(&sign) {
            return no("the pattern ends with a sign that escapes nothing");
        }
        Ok(format!("({} LIKE {} ESCAPE {})", self.plain(text)?, self.plain(pattern)?, (self.literal)(&sign)))
    }

    fn arithmetic(self, kind: Arithmetic, a: &Node, b: &Node, of: Type) -> Piece {
        let operator = match (kind, of) {
            (Arithmetic::Add, _) => "+",
            (Arithmetic::Subtract, _) => "-",
            (Arithmetic::Multiply, _) => "*",
            (Arithmetic::Divide, Type::Decimal(..)) => {
                return no("a quotient of exact numbers has other digits in a database");
            }
            (Arithmetic::Divide, _) => "/",
            (Arithmetic::Remainder, Type::Float) => {
                return no("a database has no remainder of floating-point numbers");
            }
            (Arithmetic::Remainder, _) => "%",
        };
        self.infix(a, operator, b)
    }

    fn time(self, kind: TimeArithmetic, a: &Node, b: &Node) -> Result<Written, String> {
        use TimeArithmetic as T;
        let days =
            |operator: &str| Ok::<_, String>(format!("({} {operator} {})", self.plain(a)?, self.small(b)?));
        match kind {
            T::DatePlusDays => written(days("+")?, Stored::Date),
            T::DateMinusDays => written(days("-")?, Stored::Date),
            T::DateMinusDate => written(self.infix(a, "-", b)?, Stored::Narrow),
            T::TimestampMinusTimestamp | T::IntervalMinusInterval => {
                written(self.infix(a, "-", b)?, Stored::Interval)
            }
            T::TimestampPlusInterval => written(self.infix(a, "+", b)?, Stored::Timestamp),
            T::TimestampMinusInterval => written(self.infix(a, "-", b)?, Stored::Timestamp),
            T::IntervalPlusInterval => written(self.infix(a, "+", b)?, Stored::Interval),
            T::IntervalTimesInt => no("an interval is multiplied otherwise in a database"),
        }
    }

    /// A whole number where a database takes 32 bits.
    fn small(self, node: &Node) -> Piece {
        let written = self.node(node)?;
        let fits =
            node.literal().and_then(|value| value.ints().get(0)).is_some_and(|n| i32::try_from(n).is_ok());
        Ok(if fits || written.stored == Stored::Narrow {
            written.text
        } else {
            format!("{}::integer", written.text)
        })
    }

    fn cast(self, node: &Node, to: Type) -> Result<Written, String> {
        let text = self.plain(node)?;
        let stored = canonical(to);
        match (node.of, to) {
            (Type::Int, Type::Boolean) => written(format!("({text} <> 0)"), stored),
            (Type::Boolean, Type::Int) => written(format!("{text}::integer"), Stored::Narrow),
            (Type::Boolean | Type::Int, Type::Text) => written(format!("{text}::text"), stored),
            (Type::Decimal(..), Type::Text) => written(format!("{text}::{}::text", name(node.of)), stored),
            (Type::Date, Type::Text) => written(format!("to_char({text}, 'YYYY-MM-DD')"), stored),
            (Type::Float, Type::Text | Type::Decimal(..)) => {
                no("a floating-point number has other digits in a database")
            }
            (Type::Timestamp, Type::Text) => no("a moment is written otherwise in a database"),
            (Type::Text, _) => no(SPELT),
            // More digits are the same number.
            (Type::Decimal(p, s), Type::Decimal(q, t))
                if t >= s && i32::from(q) - i32::from(t) >= i32::from(p) - i32::from(s) =>
            {
                written(text, stored)
            }
            (Type::Int, Type::Decimal(q, t)) if i32::from(q) - i32::from(t) >= 19 => {
                written(format!("{text}::numeric"), stored)
            }
            (Type::Int | Type::Float | Type::Decimal(..) | Type::Date | Type::Timestamp, _) => {
                written(format!("{text}::{}", name(to)), stored)
            }
            _ => no("there is no such cast in a database"),
        }
    }

    fn round(self, mode: Rounding, number: &Node, digits: &Node) -> Result<Written, String> {
        let text = self.plain(number)?;
        let digits =
            digits.literal().and_then(|value| value.ints().get(0)).filter(|n| (-1_000..=1_000).contains(n));
        let Some(digits) = digits else { return no(COUNTED) };
        let function = match mode {
            Rounding::HalfAway => "round",
            Rounding::Floor => "floor",
            Rounding::Ceil => "ceil",
            Rounding::Truncate => "trunc",
        };
        match (number.of, mode) {
            // What is whole stays so.
            (Type::Int, _) if digits >= 0 => written(text, Stored::Wide),
            (Type::Decimal(..), Rounding::HalfAway | Rounding::Truncate) if digits != 0 => {
                written(format!("{function}({text}, {digits})"), Stored::Numeric)
            }
            (Type::Decimal(..), _) if digits == 0 => written(format!("{function}({text})"), Stored::Numeric),
            (Type::Float, Rounding::Floor | Rounding::Ceil | Rounding::Truncate) if digits == 0 => {
                written(format!("{function}({text})"), Stored::Double)
            }
            (Type::Float, _) => no(ROUNDED),
            _ => no("a database does not round so"),
        }
    }

    fn extract(self, unit: Unit, node: &Node) -> Result<Written, String> {
        if matches!(unit, Unit::Second | Unit::Epoch) {
            return no("seconds are numbers of another type in some versions of the server");
        }
        let moment = if node.of == Type::Date {
            format!("{}::timestamp", self.plain(node)?)
        } else {
            self.plain(node)?
        };
        written(format!("extract({} FROM {moment})::bigint", named(unit)), Stored::Wide)
    }

    fn builtin(self, builtin: Builtin, args: &[&Node], of: Type) -> Result<Written, String> {
        use Builtin as B;
        let call =
            |function: &str, stored: Stored| written(format!("{function}({})", self.all(args)?), stored);
        match builtin {
            B::Abs => call("abs", canonical(of)),
            B::Sign if of == Type::Int => {
                written(format!("sign({}::numeric)::bigint", self.all(args)?), Stored::Wide)
            }
            B::Sign => call("sign", canonical(of)),
            B::Sqrt => call("sqrt", Stored::Double),
            B::Power | B::Exp | B::Ln => no(LIBM),
            B::Lower | B::Upper | B::Initcap => no(CASE),
            B::Length => call("length", Stored::Narrow),
            B::Strpos => call("strpos", Stored::Narrow),
            B::StartsWith => call("starts_with", Stored::Boolean),
            B::Trim => call("btrim", Stored::Text),
            B::Ltrim => call("ltrim", Stored::Text),
            B::Rtrim => call("rtrim", Stored::Text),
            B::Replace => call("replace", Stored::Text),
            B::Reverse => call("reverse", Stored::Text),
            B::Concat => call("concat", Stored::Text),
            B::ConcatWs => call("concat_ws", Stored::Text),
            B::Left => self.cut("left", args),
            B::Right => self.cut("right", args),
            B::Repeat => self.cut("repeat", args),
            B::Lpad => self.cut("lpad", args),
            B::Rpad => self.cut("rpad", args),
            B::Substr => self.cut("substr", args),
            B::SplitPart => self.cut("split_part", args),
            B::AgeYears => match args {
                [birth, on] => {
                    let (birth, on) = (self.plain(birth)?, self.plain(on)?);
                    let age = format!("age({on}::timestamp, {birth}::timestamp)");
                    written(format!("extract(year FROM {age})::bigint"), Stored::Wide)
                }
                _ => no(COUNTED),
            },
            B::MakeDate => {
                let parts = args.iter().map(|part| self.small(part)).collect::<Result<Vec<_>, _>>()?;
                written(format!("make_date({})", parts.join(", ")), Stored::Date)
            }
            B::ToChar => self.to_char(args),
            B::NullIf => written(format!("nullif({})", self.all(args)?), narrowed(of)),
            B::Greatest => written(format!("greatest({})", self.in_order(args)?), narrowed(of)),
            B::Least => written(format!("least({})", self.in_order(args)?), narrowed(of)),
            // These are nodes of their own.
            B::Round | B::Floor | B::Ceil | B::Trunc | B::Mod | B::Extract | B::DateTrunc | B::Coalesce => {
                no("it has other operands")
            }
        }
    }

    /// Arguments of which the first by order is taken, which for texts is that of bytes.
    fn in_order(self, args: &[&Node]) -> Piece {
        let mut pieces = args.iter().map(|node| self.plain(node)).collect::<Result<Vec<_>, _>>()?;
        if args.iter().any(|node| node.of == Type::Text)
            && let Some(first) = pieces.first_mut()
        {
            *first = format!("({first} COLLATE \"C\")");
        }
        Ok(pieces.join(", "))
    }

    /// Functions of texts that count characters: by numbers that are written, which mean the same in all versions.
    fn cut(self, function: &str, args: &[&Node]) -> Result<Written, String> {
        let mut pieces = Vec::with_capacity(args.len());
        for node in args {
            if node.of != Type::Int {
                pieces.push(self.plain(node)?);
                continue;
            }
            let count = node.literal().and_then(|value| value.ints().get(0));
            let least = if matches!(function, "left" | "right") { -100_000 } else { 1 };
            let Some(count) = count.filter(|n| (least..=100_000).contains(n)) else { return no(COUNTED) };
            pieces.push(count.to_string());
        }
        written(format!("{function}({})", pieces.join(", ")), Stored::Text)
    }

    /// Moments in figures; words of a form are read otherwise here and there (`DDTH` is a day with its ending).
    fn to_char(self, args: &[&Node]) -> Result<Written, String> {
        let [moment, form] = args else { return no(COUNTED) };
        let written_form =
            form.literal().and_then(|value| value.texts().get(0).map(str::to_owned)).unwrap_or_default();
        let mut rest = written_form.as_str();
        while !rest.is_empty() {
            let field = ["YYYY", "HH24", "MM", "DD", "MI", "SS", "-", "/", ":", ".", " "]
                .iter()
                .find_map(|f| rest.strip_prefix(f));
            let Some(after) = field else {
                return no("a form of to_char with words is read otherwise in a database");
            };
            rest = after;
        }
        let moment = if moment.of == Type::Date {
            format!("{}::timestamp", self.plain(moment)?)
        } else {
            self.plain(moment)?
        };
        written(format!("to_char({moment}, {})", (self.literal)(&written_form)), Stored::Text)
    }
}

fn named(unit: Unit) -> &'static str {
    UNITS.iter().find(|(_, known)| *known == unit).map_or("", |(name, _)| name)
}

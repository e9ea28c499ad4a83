//! The types of calls: finds the function, checks its arguments against the table and gives the result a type.

use super::Fault;
use super::compile::{
    build, comparable, constant, explicit, fold, implicit, is_open, needed, suggest, unify,
};
use super::functions::{Builtin, ENTRIES, Entry, Gives, Param, find, refusal};
use super::operators::arithmetic;
use super::program::{Arithmetic, Function, Lazy, Node, Op, Rounding, UNITS, Unit};
use super::types::{Type, decimal};
use arrow::array::Int64Array;
use std::ops::Range;
use std::sync::Arc;

/// Types a call. The arguments are missing where one of them is at fault; then only the name can be.
pub(super) fn call(
    name: &str,
    name_range: &Range<usize>,
    args: Option<Vec<Node>>,
    range: Range<usize>,
) -> Option<Result<Node, Fault>> {
    let Some(entry) = find(name) else {
        let fault = match refusal(name) {
            Some((why, help)) => Fault::new(name_range.clone(), format!("`{name}` {why}")).help(help),
            None => {
                let names: Vec<&str> = ENTRIES.iter().map(|e| e.doc.name).collect();
                suggest(
                    Fault::new(name_range.clone(), format!("there is no function `{name}`")),
                    name,
                    &names,
                )
            }
        };
        return Some(Err(fault));
    };
    args.map(|args| typed(entry, args, range))
}

fn typed(entry: &Entry, args: Vec<Node>, range: Range<usize>) -> Result<Node, Fault> {
    let most = if entry.repeats { usize::MAX } else { entry.params.len() };
    if args.len() < entry.required || args.len() > most {
        let plural = if args.len() == 1 { "" } else { "s" };
        let message = format!("`{}` does not take {} argument{plural}", entry.doc.name, args.len());
        return Err(Fault::new(range, message).help(entry.doc.signature));
    }
    let mut checked = Vec::with_capacity(args.len());
    for (i, arg) in args.into_iter().enumerate() {
        let param = entry.params.get(i).or(entry.params.last()).copied().unwrap_or(Param::AsText);
        checked.push(argument(entry, param, arg)?);
    }
    if entry.gives == Gives::Special || entry.builtin == Builtin::NullIf {
        return special(entry, checked, range);
    }
    let of = match entry.gives {
        Gives::Text => Type::Text,
        Gives::Int => Type::Int,
        Gives::Float => Type::Float,
        Gives::Boolean => Type::Boolean,
        Gives::Date => Type::Date,
        Gives::First | Gives::Special => checked.first().map_or(Type::Null, |a| a.of),
    };
    if entry.builtin == Builtin::ToChar
        && let Some(format) = checked.get(1)
        && format.literal().is_none()
    {
        return Err(Fault::new(format.range.clone(), "the form of `to_char` is written as a literal"));
    }
    build(Function::Builtin(entry.builtin), checked, of, range)
}

/// Brings an argument to what the parameter needs.
fn argument(entry: &Entry, param: Param, arg: Node) -> Result<Node, Fault> {
    let by = format!("`{}`", entry.doc.name);
    let refuse = |arg: &Node, what: &str| {
        Err(Fault::new(arg.range.clone(), format!("{by} needs {what}, this is {}", arg.of))
            .help(entry.doc.signature))
    };
    match param {
        Param::Same => Ok(arg),
        Param::AsText => {
            let range = arg.range.clone();
            explicit(arg, Type::Text, range)
        }
        Param::Text => needed(arg, Type::Text, &by).map_err(|f| f.help(entry.doc.signature)),
        Param::Int => needed(arg, Type::Int, &by).map_err(|f| f.help(entry.doc.signature)),
        Param::Float => needed(arg, Type::Float, &by).map_err(|f| f.help(entry.doc.signature)),
        Param::Date => needed(arg, Type::Date, &by).map_err(|f| f.help(entry.doc.signature)),
        Param::Number if is_open(&arg) => implicit(arg, Type::Float),
        Param::Number if arg.of.is_number() => Ok(arg),
        Param::Number => refuse(&arg, "a number"),
        Param::Moment | Param::Time if is_open(&arg) => implicit(arg, Type::Timestamp),
        Param::Moment | Param::Time if matches!(arg.of, Type::Date | Type::Timestamp) => Ok(arg),
        Param::Time if arg.of == Type::Interval => Ok(arg),
        Param::Moment => refuse(&arg, "DATE or TIMESTAMP"),
        Param::Time => refuse(&arg, "DATE, TIMESTAMP or INTERVAL"),
    }
}

/// The functions whose result depends on more than the types of their arguments.
fn special(entry: &Entry, args: Vec<Node>, range: Range<usize>) -> Result<Node, Fault> {
    match entry.builtin {
        Builtin::Coalesce => {
            let args = unify(args, "`coalesce`")?;
            let of = args.first().map_or(Type::Null, |a| a.of);
            fold(Node { op: Op::Coalesce(args.into_iter().map(Lazy::new).collect()), of, range })
        }
        Builtin::NullIf | Builtin::Greatest | Builtin::Least => {
            let by = format!("`{}`", entry.doc.name);
            let args: Vec<Node> = unify(args, &by)?.into_iter().map(comparable).collect();
            let of = args.first().map_or(Type::Null, |a| a.of);
            build(Function::Builtin(entry.builtin), args, of, range)
        }
        Builtin::Mod => {
            let numbers = unify(args, "`mod`")?.into_iter().map(|a| {
                let a = if is_open(&a) { implicit(a, Type::Int)? } else { a };
                argument(entry, Param::Number, a)
            });
            match <[Node; 2]>::try_from(numbers.collect::<Result<Vec<_>, _>>()?) {
                Ok([a, b]) => arithmetic(Arithmetic::Remainder, a, b, range),
                Err(_) => Err(Fault::new(range, "`mod` takes 2 arguments").help(entry.doc.signature)),
            }
        }
        Builtin::Round => rounding(Rounding::HalfAway, args, range),
        Builtin::Trunc => rounding(Rounding::Truncate, args, range),
        Builtin::Floor => rounding(Rounding::Floor, args, range),
        Builtin::Ceil => rounding(Rounding::Ceil, args, range),
        _ => with_unit(entry, args, range),
    }
}

/// `extract`, `date_part` and `date_trunc`: the unit belongs to the program, not to the values.
fn with_unit(entry: &Entry, args: Vec<Node>, range: Range<usize>) -> Result<Node, Fault> {
    let truncates = entry.builtin == Builtin::DateTrunc;
    let Ok([unit, of]) = <[Node; 2]>::try_from(args) else {
        return Err(Fault::new(range, format!("`{}` takes 2 arguments", entry.doc.name)));
    };
    let Some(written) = unit.literal().and_then(|v| v.texts().get(0).map(str::to_lowercase)) else {
        return Err(Fault::new(unit.range, "the unit is written as a literal").help(entry.doc.signature));
    };
    let fits = |u: Unit| {
        !(truncates && matches!(u, Unit::Dow | Unit::Isodow | Unit::Doy | Unit::Epoch)
            || of.of == Type::Interval
                && matches!(u, Unit::Dow | Unit::Isodow | Unit::Doy | Unit::Week | Unit::Quarter))
    };
    let singular = written.strip_suffix('s').unwrap_or(&written);
    let found = UNITS.iter().find(|(name, u)| (*name == written || *name == singular) && fits(*u));
    let Some((_, found)) = found else {
        let names: Vec<&str> = UNITS.iter().filter(|(_, u)| fits(*u)).map(|(name, _)| *name).collect();
        let fault =
            Fault::new(unit.range, format!("`{}` has no unit `{written}` of {}", entry.doc.name, of.of));
        return Err(suggest(fault, &written, &names));
    };
    if truncates {
        let of = needed(of, Type::Timestamp, "`date_trunc`")?;
        return build(Function::DateTrunc(*found), vec![of], Type::Timestamp, range);
    }
    let result = if matches!(found, Unit::Second | Unit::Epoch) { decimal(18, 6) } else { Type::Int };
    build(Function::Extract(*found), vec![of], result, range)
}

/// The rounding functions. The digits of a NUMERIC are part of its type, so they have to be constant.
fn rounding(mode: Rounding, args: Vec<Node>, range: Range<usize>) -> Result<Node, Fault> {
    let mut args = args.into_iter();
    let Some(number) = args.next() else {
        return Err(Fault::new(range, "there is nothing to round"));
    };
    let zero = || constant(Arc::new(Int64Array::from(vec![0])), Type::Int, range.clone());
    let digits = args.next().unwrap_or_else(zero);
    let of = match number.of {
        Type::Decimal(p, s) => {
            let constant = digits.literal().and_then(|v| v.ints().get(0));
            let Some(n) = constant.and_then(|n| i32::try_from(n).ok()) else {
                let message = "how many digits a NUMERIC is rounded to is written as a literal";
                return Err(Fault::new(digits.range, message));
            };
            let (p, s) = (i32::from(p), i32::from(s));
            let scale = n.clamp(0, s);
            decimal(p - s + scale + 1, scale)
        }
        of => of,
    };
    build(Function::Round(mode), vec![number, digits], of, range)
}

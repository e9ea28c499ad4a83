//! Evaluates a program on a batch: which rows see which node, and which file computes it.

use super::functions::Builtin;
use super::program::{Comparison, Function, Lazy, Node, Op};
use super::types::{Type, Value};
use super::{Cause, RunFault, arithmetic, cast, compare, matches, numbers, text, time};
use arrow::array::{Array, ArrayRef, UInt32Array, new_null_array};
use arrow::compute::{CastOptions, cast_with_options, interleave, take};
use arrow::datatypes::DataType;
use std::borrow::Cow;

/// What evaluating gives: a fault knows its row.
pub(super) type Run<T> = Result<T, RunFault>;

/// The rows that a node sees.
struct Frame<'a> {
    inputs: Cow<'a, [ArrayRef]>,
    rows: usize,
}

/// Evaluates a program; the result has the type `to`, to which the program's own type converts without loss.
pub(super) fn run(root: &Node, inputs: &[ArrayRef], rows: usize, to: &DataType) -> Run<ArrayRef> {
    let frame = Frame { inputs: Cow::Borrowed(inputs), rows };
    let array = expand(&eval(root, &frame)?, rows)?;
    if array.data_type() == to { Ok(array) } else { convert(&array, to, Cause::OutOfRange) }
}

/// Evaluates a node that depends on no input.
pub(super) fn constant(node: &Node) -> Run<Value> {
    let value = eval(node, &Frame { inputs: Cow::Borrowed(&[]), rows: 1 })?;
    Ok(Value::scalar(value.array))
}

fn eval(node: &Node, frame: &Frame<'_>) -> Run<Value> {
    match &node.op {
        Op::Literal { value, .. } => Ok(value.clone()),
        Op::Column(position) => {
            let array = frame.inputs.get(*position).filter(|a| a.len() == frame.rows);
            let array = array.filter(|a| Type::of(a.data_type()) == Some(node.of));
            let Some(array) = array else { return Err(RunFault { cause: Cause::Input, row: 0 }) };
            let to = node.of.arrow();
            let array =
                if *array.data_type() == to { array.clone() } else { convert(array, &to, Cause::Input)? };
            Ok(Value { array, scalar: false })
        }
        Op::Call(function, args) => {
            let args = args.iter().map(|a| eval(a, frame)).collect::<Run<Vec<Value>>>()?;
            let scalar = args.iter().all(|a| a.scalar);
            let rows = if scalar { 1 } else { frame.rows };
            Ok(Value { array: call(*function, &args, node.of, rows)?, scalar })
        }
        Op::Case { operand, branches, otherwise } => {
            case(operand.as_deref(), branches, otherwise.as_deref(), node.of, frame)
        }
        Op::Coalesce(list) => coalesce(list, node.of, frame),
    }
}

fn call(function: Function, args: &[Value], of: Type, rows: usize) -> Run<ArrayRef> {
    match function {
        Function::And | Function::Or | Function::Not => compare::logical(function, args, rows),
        Function::IsNull | Function::IsNotNull | Function::IsTrue | Function::IsFalse => {
            compare::test(function, args, rows)
        }
        Function::Compare(comparison) => compare::compare(comparison, args),
        Function::Between => compare::between(args, rows),
        Function::In => compare::within(args, rows),
        Function::Like { ignore_case } => text::like(args, ignore_case, rows),
        Function::Matches { ignore_case } => matches::matches(args, ignore_case, rows),
        Function::Join => text::join(args, rows),
        Function::Arithmetic(kind) => arithmetic::arithmetic(kind, args, of, rows),
        Function::Negate => arithmetic::negate(args, of, rows),
        Function::Time(kind) => time::arithmetic(kind, args, rows),
        Function::Cast => match args {
            [value] => cast::cast(value, of, rows).map(|v| v.array),
            _ => Err(RunFault { cause: Cause::Input, row: 0 }),
        },
        Function::Round(mode) => numbers::round(mode, args, of, rows),
        Function::Extract(unit) => time::extract(unit, args, rows),
        Function::DateTrunc(unit) => time::truncate(unit, args, rows),
        Function::Builtin(builtin) => match builtin {
            Builtin::NullIf => compare::null_if(args, rows),
            Builtin::Greatest => compare::extreme(Comparison::GreaterOrEqual, args, rows),
            Builtin::Least => compare::extreme(Comparison::LessOrEqual, args, rows),
            Builtin::Abs | Builtin::Sign | Builtin::Power => numbers::number(builtin, args, of, rows),
            Builtin::Sqrt | Builtin::Exp | Builtin::Ln => numbers::number(builtin, args, of, rows),
            Builtin::AgeYears | Builtin::MakeDate | Builtin::ToChar => time::builtin(builtin, args, rows),
            _ => text::builtin(builtin, args, rows),
        },
    }
}

/// One cell for each row. A text that would fill more than a batch can hold is refused.
pub(super) fn expand(value: &Value, rows: usize) -> Run<ArrayRef> {
    if !value.scalar {
        return Ok(value.array.clone());
    }
    let fault = RunFault { cause: Cause::OutOfRange, row: 0 };
    if text::bytes(value, rows) > text::BATCH_MAX {
        return Err(fault);
    }
    take(&value.array, &UInt32Array::from(vec![0; rows]), None).or(Err(fault))
}

/// Casts with arrow where only a value out of range can fail; its messages hold values and are dropped.
fn convert(array: &ArrayRef, to: &DataType, cause: Cause) -> Run<ArrayRef> {
    let options = CastOptions { safe: true, ..CastOptions::default() };
    let Ok(made) = cast_with_options(array, to, &options) else {
        return Err(RunFault { cause, row: 0 });
    };
    if made.null_count() > array.null_count() {
        let row = (0..array.len()).find(|&i| made.is_null(i) && array.is_valid(i)).unwrap_or(0);
        return Err(RunFault { cause, row });
    }
    Ok(made)
}

/// Evaluates a node for some of the rows of a frame.
fn lazily(lazy: &Lazy, frame: &Frame<'_>, rows: &[u32]) -> Run<Value> {
    if rows.len() == frame.rows || lazy.node.literal().is_some() {
        return eval(&lazy.node, frame);
    }
    let indices = UInt32Array::from(rows.to_vec());
    let mut inputs = frame.inputs.to_vec();
    for column in &lazy.columns {
        if let Some(array) = inputs.get_mut(*column).filter(|a| a.len() == frame.rows) {
            *array = take(array, &indices, None).or(Err(RunFault { cause: Cause::OutOfRange, row: 0 }))?;
        }
    }
    let part = Frame { inputs: Cow::Owned(inputs), rows: rows.len() };
    eval(&lazy.node, &part).map_err(|fault| {
        let row = rows.get(fault.row).map_or(fault.row, |&r| r as usize);
        RunFault { row, ..fault }
    })
}

/// The cells of a result, gathered from the values of several nodes, each of which saw other rows.
struct Gathered {
    arrays: Vec<ArrayRef>,
    cells: Vec<(usize, usize)>,
    /// At most how many bytes of text the cells have together.
    bytes: usize,
}

impl Gathered {
    /// NULL everywhere.
    fn new(of: Type, rows: usize) -> Self {
        Self { arrays: vec![new_null_array(&of.arrow(), 1)], cells: vec![(0, 0); rows], bytes: 0 }
    }

    /// Puts the values of a node into the rows that it saw.
    fn put(&mut self, value: &Value, rows: &[u32]) {
        let source = self.arrays.len();
        self.arrays.push(value.array.clone());
        self.bytes = self.bytes.saturating_add(text::bytes(value, rows.len()));
        for (i, row) in rows.iter().enumerate() {
            if let Some(cell) = self.cells.get_mut(*row as usize) {
                *cell = (source, if value.scalar { 0 } else { i });
            }
        }
    }

    fn finish(self) -> Run<Value> {
        if self.bytes > text::BATCH_MAX {
            return Err(RunFault { cause: Cause::OutOfRange, row: 0 });
        }
        let arrays: Vec<&dyn Array> = self.arrays.iter().map(AsRef::as_ref).collect();
        match interleave(&arrays, &self.cells) {
            Ok(array) => Ok(Value { array, scalar: false }),
            Err(_) => Err(RunFault { cause: Cause::OutOfRange, row: 0 }),
        }
    }
}

fn all_rows(frame: &Frame<'_>) -> Run<Vec<u32>> {
    match u32::try_from(frame.rows) {
        Ok(rows) => Ok((0..rows).collect()),
        Err(_) => Err(RunFault { cause: Cause::OutOfRange, row: 0 }),
    }
}

fn case(
    operand: Option<&Lazy>,
    branches: &[(Lazy, Lazy)],
    otherwise: Option<&Lazy>,
    of: Type,
    frame: &Frame<'_>,
) -> Run<Value> {
    let mut gathered = Gathered::new(of, frame.rows);
    let mut left = all_rows(frame)?;
    let mut operand = operand.map(|o| eval(&o.node, frame)).transpose()?;
    for (condition, result) in branches {
        if left.is_empty() {
            break;
        }
        let mut holds = lazily(condition, frame, &left)?;
        if let Some(operand) = &operand {
            let scalar = operand.scalar && holds.scalar;
            let array = compare::compare(Comparison::Equal, &[operand.clone(), holds])?;
            holds = Value { array, scalar };
        }
        let holds = holds.booleans();
        let (mut hit, mut missed, mut kept) = (Vec::new(), Vec::new(), Vec::new());
        for (i, row) in (0u32..).zip(&left) {
            if holds.get(i as usize) == Some(true) {
                hit.push(*row);
            } else {
                missed.push(*row);
                kept.push(i);
            }
        }
        if !hit.is_empty() {
            gathered.put(&lazily(result, frame, &hit)?, &hit);
        }
        if let Some(value) = operand.as_mut().filter(|o| !o.scalar && !hit.is_empty()) {
            value.array = take(&value.array, &UInt32Array::from(kept), None)
                .or(Err(RunFault { cause: Cause::OutOfRange, row: 0 }))?;
        }
        left = missed;
    }
    if let Some(otherwise) = otherwise.filter(|_| !left.is_empty()) {
        gathered.put(&lazily(otherwise, frame, &left)?, &left);
    }
    gathered.finish()
}

fn coalesce(list: &[Lazy], of: Type, frame: &Frame<'_>) -> Run<Value> {
    let mut gathered = Gathered::new(of, frame.rows);
    let mut left = all_rows(frame)?;
    for lazy in list {
        if left.is_empty() {
            break;
        }
        let value = lazily(lazy, frame, &left)?;
        gathered.put(&value, &left);
        let nulls = value.array.logical_nulls();
        let is_null = |i: usize| nulls.as_ref().is_some_and(|n| n.is_null(if value.scalar { 0 } else { i }));
        left = left.into_iter().enumerate().filter(|(i, _)| is_null(*i)).map(|(_, row)| row).collect();
    }
    gathered.finish()
}

/// The fault of a call whose arguments are not those that the compiler gave it.
pub(super) fn arity<T>() -> Run<T> {
    Err(RunFault { cause: Cause::Input, row: 0 })
}

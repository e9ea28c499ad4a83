//! Reads an expression with `sqlparser` and keeps, of its large grammar, what this room can evaluate.

use super::place::Places;
use super::syntax::{DayWord, Kind, Operator, Syntax};
use super::types::{Type, decimal};
use super::{Fault, Name};
use sqlparser::ast::{
    BinaryOperator, CaseWhen, CastKind, CeilFloorKind, DataType, DateTimeField, DuplicateTreatment,
    ExactNumberInfo, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Ident, Interval,
    ObjectNamePart, TrimWhereField, UnaryOperator, Value,
};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, Tokenizer};
use std::ops::Range;

/// The longest text that is read, in bytes.
const LENGTH_MAX: usize = 64 * 1024;
/// How deep nodes may nest, here and in `sqlparser`: both recurse.
const DEPTH_MAX: usize = 200;
/// The most words and signs that are not commas or literals. Each level of a tree takes one at least, so this bounds
/// the recursion of `sqlparser` where it frees a chain of operators, which its own limit does not.
const TOKENS_MAX: usize = 2_000;
/// How deep `sqlparser` may nest parentheses and the like.
const RECURSION_MAX: usize = 50;

/// Reads a text to a tree.
pub(super) fn read(text: &str) -> Result<Syntax, Fault> {
    if text.len() > LENGTH_MAX {
        return Err(Fault::new(0..text.len(), format!("the expression is longer than {LENGTH_MAX} bytes")));
    }
    let places = Places::new(text);
    let tokens = Tokenizer::new(&PostgreSqlDialect {}, text)
        .tokenize_with_location()
        .map_err(|e| Fault::new(places.after(e.location), sentence(&e.message)))?;
    let weight = tokens.iter().filter(|t| weighs(&t.token)).count();
    if weight > TOKENS_MAX {
        let message = format!("the expression has {weight} words and signs; {TOKENS_MAX} are allowed");
        return Err(Fault::new(0..text.len(), message));
    }
    let places = places.with_calls(&tokens);
    let mut parser = Parser::new(&PostgreSqlDialect {})
        .with_recursion_limit(RECURSION_MAX)
        .with_tokens_with_locations(tokens);
    let expr = parser.parse_expr().map_err(|e| refused(&e, &places))?;
    let rest = parser.peek_token();
    if rest.token != Token::EOF {
        let message = format!("expected the end of the expression, found {}", rest.token);
        return Err(Fault::new(places.range(rest.span), message));
    }
    Reader { places }.node(&expr, 0)
}

fn weighs(token: &Token) -> bool {
    !matches!(token, Token::Comma | Token::Number(..) | Token::SingleQuotedString(_) | Token::Whitespace(_))
}

fn refused(error: &ParserError, places: &Places<'_>) -> Fault {
    match error {
        ParserError::RecursionLimitExceeded => {
            Fault::new(places.whole(), "the expression nests too deeply".to_owned())
        }
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => {
            let (message, range) = places.split_message(message);
            Fault::new(range, sentence(message))
        }
    }
}

/// The words of `sqlparser` in the form of ours: `expected …, found …`.
fn sentence(message: &str) -> String {
    let message = message.replace("Expected: ", "expected ").replace("found: ", "found ");
    let message = message.replace("found EOF", "found the end");
    let mut chars = message.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => message,
    }
}

struct Reader<'a> {
    places: Places<'a>,
}

type Read = Result<Syntax, Fault>;

impl Reader<'_> {
    fn node(&self, expr: &Expr, depth: usize) -> Read {
        if depth > DEPTH_MAX {
            return Err(Fault::new(
                self.places.whole(),
                format!("the expression nests deeper than {DEPTH_MAX}"),
            ));
        }
        let depth = depth + 1;
        match expr {
            Expr::Identifier(ident) => Ok(self.identifier(ident)),
            Expr::CompoundIdentifier(parts) => self.compound(parts),
            Expr::Nested(inner) => self.node(inner, depth),
            Expr::Value(value) => self.value(&value.value, self.places.range(value.span)),
            Expr::TypedString(typed) => {
                self.typed(&typed.data_type, &typed.value.value, self.places.range(typed.value.span))
            }
            Expr::Interval(interval) => self.interval(interval, depth),
            Expr::UnaryOp { op, expr } => self.unary(*op, expr, depth),
            Expr::BinaryOp { left, op, right } => {
                let (left, right) = (self.node(left, depth)?, self.node(right, depth)?);
                let range = left.range.start..right.range.end;
                let not = matches!(op, BinaryOperator::PGRegexNotMatch | BinaryOperator::PGRegexNotIMatch);
                Ok(negated(not, operator(self.binary(op, &range)?, vec![left, right])))
            }
            Expr::Case { operand, conditions, else_result, case_token, end_token } => {
                let (first, last) =
                    (self.places.range(case_token.0.span), self.places.range(end_token.0.span));
                let range = first.start..last.end.max(first.start);
                self.case(operand.as_deref(), conditions, else_result.as_deref(), range, depth)
            }
            Expr::Function(function) => self.function(function, depth),
            Expr::Cast { kind, expr, data_type, format: None } => self.cast(kind, expr, data_type, depth),
            _ => self.predicate(expr, depth),
        }
    }

    /// The predicates that are written with words.
    fn predicate(&self, expr: &Expr, depth: usize) -> Read {
        let one = |op, inner: &Expr| Ok(operator(op, vec![self.node(inner, depth)?]));
        let two = |op, a: &Expr, b: &Expr| Ok(operator(op, vec![self.node(a, depth)?, self.node(b, depth)?]));
        match expr {
            Expr::IsNull(x) | Expr::IsUnknown(x) => one(Operator::IsNull, x),
            Expr::IsNotNull(x) | Expr::IsNotUnknown(x) => one(Operator::IsNotNull, x),
            Expr::IsTrue(x) => one(Operator::IsTrue, x),
            Expr::IsFalse(x) => one(Operator::IsFalse, x),
            Expr::IsNotTrue(x) => Ok(negated(true, one(Operator::IsTrue, x)?)),
            Expr::IsNotFalse(x) => Ok(negated(true, one(Operator::IsFalse, x)?)),
            Expr::IsDistinctFrom(a, b) => two(Operator::Distinct, a, b),
            Expr::IsNotDistinctFrom(a, b) => two(Operator::NotDistinct, a, b),
            Expr::Between { expr, negated: not, low, high } => {
                let args = vec![self.node(expr, depth)?, self.node(low, depth)?, self.node(high, depth)?];
                Ok(negated(*not, operator(Operator::Between, args)))
            }
            Expr::InList { expr, list, negated: not } => {
                let args: Vec<Syntax> = std::iter::once(expr.as_ref())
                    .chain(list)
                    .map(|e| self.node(e, depth))
                    .collect::<Result<_, _>>()?;
                Ok(negated(*not, operator(Operator::In, args)))
            }
            Expr::Like { negated: not, any: false, expr, pattern, escape_char } => {
                self.like(Operator::Like, *not, [expr, pattern], escape_char.as_deref(), depth)
            }
            Expr::ILike { negated: not, any: false, expr, pattern, escape_char } => {
                self.like(Operator::ILike, *not, [expr, pattern], escape_char.as_deref(), depth)
            }
            _ => self.keyword_function(expr, depth),
        }
    }

    fn like(&self, op: Operator, not: bool, args: [&Expr; 2], escape: Option<&Expr>, depth: usize) -> Read {
        let args: Vec<Syntax> =
            args.into_iter().chain(escape).map(|e| self.node(e, depth)).collect::<Result<_, _>>()?;
        Ok(negated(not, operator(op, args)))
    }

    /// The functions that have a grammar of their own.
    fn keyword_function(&self, expr: &Expr, depth: usize) -> Read {
        let (name, args): (&str, Vec<&Expr>) = match expr {
            Expr::Extract { field, expr: of, .. } => {
                let of = self.node(of, depth)?;
                let range = self.places.enclosing(&of.range);
                let field =
                    Syntax { kind: Kind::Text(field.to_string().to_lowercase()), range: range.clone() };
                return Ok(call("extract", range, vec![field, of]));
            }
            Expr::Ceil { expr, field: CeilFloorKind::DateTimeField(DateTimeField::NoDateTime) } => {
                ("ceil", vec![expr])
            }
            Expr::Floor { expr, field: CeilFloorKind::DateTimeField(DateTimeField::NoDateTime) } => {
                ("floor", vec![expr])
            }
            Expr::Position { expr, r#in } => ("strpos", vec![r#in, expr]),
            Expr::Substring { expr, substring_from: Some(from), substring_for, .. } => {
                ("substr", [expr, from].into_iter().chain(substring_for).map(AsRef::as_ref).collect())
            }
            Expr::Substring { expr, substring_from: None, substring_for: Some(length), .. } => {
                ("left", vec![expr, length])
            }
            Expr::Trim { trim_where, trim_what, expr, trim_characters } => {
                let name = match trim_where {
                    Some(TrimWhereField::Leading) => "ltrim",
                    Some(TrimWhereField::Trailing) => "rtrim",
                    Some(TrimWhereField::Both) | None => "trim",
                };
                let characters = trim_what.as_deref().or_else(|| trim_characters.as_ref()?.first());
                (name, std::iter::once(expr.as_ref()).chain(characters).collect())
            }
            _ => return Err(self.unknown(expr, depth)),
        };
        let args: Vec<Syntax> = args.into_iter().map(|e| self.node(e, depth)).collect::<Result<_, _>>()?;
        let range = self.places.enclosing(&cover(&args));
        Ok(call(name, range, args))
    }

    /// Names the construct that cannot be evaluated.
    fn unknown(&self, expr: &Expr, depth: usize) -> Fault {
        let (what, help) = match expr {
            Expr::SimilarTo { .. } => ("SIMILAR TO", Some("use LIKE, or several of them joined with OR")),
            Expr::RLike { .. } => ("RLIKE", Some("use LIKE, or several of them joined with OR")),
            Expr::Like { .. } | Expr::ILike { .. } => {
                ("LIKE ANY", Some("write one LIKE for each, joined with OR"))
            }
            Expr::AnyOp { .. } => ("ANY", Some("write the values as a list: x IN (…)")),
            Expr::AllOp { .. } => ("ALL", None),
            Expr::Subquery(_) | Expr::InSubquery { .. } | Expr::Exists { .. } => (
                "a subquery",
                Some("an expression sees the columns of its own row, and of its parent as `table.column`"),
            ),
            Expr::InUnnest { .. } | Expr::Array(_) => ("an array", None),
            Expr::AtTimeZone { .. } => ("AT TIME ZONE", Some("every TIMESTAMP is in UTC")),
            Expr::Collate { .. } => ("COLLATE", Some("text is compared by its bytes")),
            Expr::Overlay { .. } => ("overlay", Some("join left(…) and substr(…) with ||")),
            Expr::Tuple(_) => ("a row of values", Some("compare one value at a time")),
            Expr::Ceil { .. } | Expr::Floor { .. } => ("ceil and floor to a unit", Some("use date_trunc")),
            Expr::Wildcard(_) | Expr::QualifiedWildcard(..) => ("`*`", None),
            Expr::Convert { .. } => ("CONVERT", Some("use CAST(… AS …)")),
            Expr::JsonAccess { .. } | Expr::CompoundFieldAccess { .. } => {
                ("access to a part of a value", None)
            }
            _ => ("this", None),
        };
        let child = match expr {
            Expr::SimilarTo { expr, .. } | Expr::RLike { expr, .. } | Expr::Collate { expr, .. } => {
                Some(expr)
            }
            Expr::Like { expr, .. } | Expr::ILike { expr, .. } | Expr::InSubquery { expr, .. } => Some(expr),
            Expr::AnyOp { left, .. } | Expr::AllOp { left, .. } => Some(left),
            Expr::AtTimeZone { timestamp, .. } => Some(timestamp),
            Expr::Overlay { expr, .. } | Expr::Ceil { expr, .. } | Expr::Floor { expr, .. } => Some(expr),
            _ => None,
        };
        let range = match child.map(|c| self.node(c, depth)) {
            Some(Ok(node)) => node.range,
            _ => self.places.whole(),
        };
        Fault {
            help: help.map(str::to_owned),
            ..Fault::new(range, format!("{what} cannot be used in an expression"))
        }
    }

    fn identifier(&self, ident: &Ident) -> Syntax {
        let range = self.places.range(ident.span);
        if ident.quote_style.is_none()
            && let Some(day) = DayWord::of(&ident.value)
        {
            return Syntax { kind: Kind::Day(day), range };
        }
        let name = Name { table: None, column: ident.value.clone(), range: range.clone() };
        Syntax { kind: Kind::Column { name, folds: ident.quote_style.is_none() }, range }
    }

    fn compound(&self, parts: &[Ident]) -> Read {
        let start = parts.first().map_or(0, |p| self.places.range(p.span).start);
        let end = parts.last().map_or(start, |p| self.places.range(p.span).end);
        let range = start..end.max(start);
        let [table, column] = parts else {
            let message = "a column is named as `column` or `table.column`".to_owned();
            return Err(Fault::new(range, message));
        };
        let name =
            Name { table: Some(table.value.clone()), column: column.value.clone(), range: range.clone() };
        let folds = table.quote_style.is_none() && column.quote_style.is_none();
        Ok(Syntax { kind: Kind::Column { name, folds }, range })
    }

    fn value(&self, value: &Value, range: Range<usize>) -> Read {
        let kind = match value {
            Value::Number(digits, _) => Kind::Number(digits.clone()),
            Value::SingleQuotedString(text)
            | Value::EscapedStringLiteral(text)
            | Value::UnicodeStringLiteral(text)
            | Value::NationalStringLiteral(text) => Kind::Text(text.clone()),
            Value::DollarQuotedString(text) => Kind::Text(text.value.clone()),
            Value::Boolean(value) => Kind::Boolean(*value),
            Value::Null => Kind::Null,
            Value::Placeholder(name) => {
                return Err(Fault::new(range, format!("there is no value for the placeholder {name}")));
            }
            _ => return Err(Fault::new(range, "a literal of this form cannot be used".to_owned())),
        };
        Ok(Syntax { kind, range })
    }

    /// `DATE '2020-01-01'` and its like.
    fn typed(&self, data_type: &DataType, value: &Value, range: Range<usize>) -> Read {
        let of = self.data_type(data_type, &range)?;
        let text = self.value(value, range.clone())?;
        Ok(Syntax { kind: Kind::Cast(Box::new(text), of), range })
    }

    fn interval(&self, interval: &Interval, depth: usize) -> Read {
        let value = self.node(&interval.value, depth)?;
        let unit = interval.leading_field.as_ref().map(|f| f.to_string().to_lowercase());
        if interval.last_field.is_some() || interval.leading_precision.is_some() {
            let fault = Fault::new(value.range, "an interval has one unit, or units in its text".to_owned());
            return Err(fault.help("write INTERVAL '1 year 2 months'"));
        }
        match value.kind {
            Kind::Text(text) | Kind::Number(text) => {
                Ok(Syntax { kind: Kind::Interval(text, unit), range: value.range })
            }
            _ => Err(Fault::new(value.range, "an interval is written as a literal".to_owned())
                .help("multiply one: n * INTERVAL '1 day'")),
        }
    }

    fn unary(&self, op: UnaryOperator, expr: &Expr, depth: usize) -> Read {
        let mut inner = self.node(expr, depth)?;
        let sign = self.places.before(inner.range.start);
        let op = match op {
            UnaryOperator::Not => Operator::Not,
            UnaryOperator::Plus => Operator::Plus,
            UnaryOperator::Minus => {
                // The smallest integer has no positive counterpart, so the sign belongs to the literal.
                if let Kind::Number(digits) = &mut inner.kind
                    && !digits.starts_with('-')
                {
                    digits.insert(0, '-');
                    inner.range.start = sign;
                    return Ok(inner);
                }
                Operator::Negate
            }
            _ => return Err(Fault::new(inner.range, format!("there is no operator {op} before a value"))),
        };
        let mut node = operator(op, vec![inner]);
        if op == Operator::Negate {
            node.range.start = sign;
        }
        Ok(node)
    }

    fn binary(&self, op: &BinaryOperator, range: &Range<usize>) -> Result<Operator, Fault> {
        Ok(match op {
            BinaryOperator::And => Operator::And,
            BinaryOperator::Or => Operator::Or,
            BinaryOperator::Eq => Operator::Equal,
            BinaryOperator::NotEq => Operator::NotEqual,
            BinaryOperator::Lt => Operator::Less,
            BinaryOperator::LtEq => Operator::LessOrEqual,
            BinaryOperator::Gt => Operator::Greater,
            BinaryOperator::GtEq => Operator::GreaterOrEqual,
            BinaryOperator::Plus => Operator::Add,
            BinaryOperator::Minus => Operator::Subtract,
            BinaryOperator::Multiply => Operator::Multiply,
            BinaryOperator::Divide => Operator::Divide,
            BinaryOperator::Modulo => Operator::Remainder,
            BinaryOperator::PGExp => Operator::Power,
            BinaryOperator::StringConcat => Operator::Join,
            BinaryOperator::PGRegexMatch | BinaryOperator::PGRegexNotMatch => Operator::Matches,
            BinaryOperator::PGRegexIMatch | BinaryOperator::PGRegexNotIMatch => Operator::IMatches,
            _ => return Err(Fault::new(range.clone(), format!("there is no operator {op}"))),
        })
    }

    fn case(
        &self,
        operand: Option<&Expr>,
        branches: &[CaseWhen],
        otherwise: Option<&Expr>,
        range: Range<usize>,
        depth: usize,
    ) -> Read {
        let boxed = |e: Option<&Expr>| e.map(|e| self.node(e, depth).map(Box::new)).transpose();
        let operand = boxed(operand)?;
        let branches = branches
            .iter()
            .map(|b| Ok((self.node(&b.condition, depth)?, self.node(&b.result, depth)?)))
            .collect::<Result<_, Fault>>()?;
        Ok(Syntax { kind: Kind::Case { operand, branches, otherwise: boxed(otherwise)? }, range })
    }

    fn cast(&self, kind: &CastKind, expr: &Expr, data_type: &DataType, depth: usize) -> Read {
        let inner = self.node(expr, depth)?;
        let range = match kind {
            CastKind::Cast => self.places.enclosing(&inner.range),
            CastKind::DoubleColon => inner.range.clone(),
            CastKind::TryCast | CastKind::SafeCast => {
                return Err(Fault::new(inner.range, format!("there is no {kind:?}")).help("use CAST(… AS …)"));
            }
        };
        let of = self.data_type(data_type, &range)?;
        Ok(Syntax { kind: Kind::Cast(Box::new(inner), of), range })
    }

    fn data_type(&self, data_type: &DataType, range: &Range<usize>) -> Result<Type, Fault> {
        Ok(match data_type {
            DataType::Text | DataType::String(None) | DataType::Varchar(None) => Type::Text,
            DataType::CharacterVarying(None) | DataType::CharVarying(None) => Type::Text,
            DataType::Int(None) | DataType::Integer(None) | DataType::BigInt(None) => Type::Int,
            DataType::Int4(None) | DataType::Int8(None) | DataType::Int64 => Type::Int,
            DataType::DoublePrecision | DataType::Double(ExactNumberInfo::None) => Type::Float,
            DataType::Real | DataType::Float(ExactNumberInfo::None) => Type::Float,
            DataType::Float4 | DataType::Float8 | DataType::Float64 => Type::Float,
            DataType::Boolean | DataType::Bool => Type::Boolean,
            DataType::Date => Type::Date,
            DataType::Timestamp(None, _) => Type::Timestamp,
            DataType::Numeric(digits) | DataType::Decimal(digits) | DataType::Dec(digits) => numeric(*digits)
                .ok_or_else(|| {
                    Fault::new(range.clone(), format!("{data_type} is not a type of 1 to 38 digits"))
                        .help("write all digits and those behind the point: NUMERIC(12,2)")
                })?,
            DataType::Varchar(Some(_)) | DataType::CharacterVarying(Some(_)) => {
                let fault =
                    Fault::new(range.clone(), format!("{data_type} would cut text without saying so"));
                return Err(fault.help("cast to TEXT and cut with left(…, n)"));
            }
            _ => {
                let types = "BOOLEAN, INTEGER, DOUBLE PRECISION, NUMERIC(p,s), TEXT, DATE, TIMESTAMP";
                let fault = Fault::new(range.clone(), format!("values cannot be cast to {data_type}"));
                return Err(fault.help(format!("expected one of: {types}")));
            }
        })
    }

    fn function(&self, function: &Function, depth: usize) -> Read {
        let mut parts = function.name.0.iter();
        let (Some(ObjectNamePart::Identifier(ident)), None) = (parts.next(), parts.next()) else {
            return Err(Fault::new(self.places.whole(), "a function has a name of one part".to_owned()));
        };
        let name_range = self.places.range(ident.span);
        let name = ident.value.to_lowercase();
        let range = self.places.call(name_range.start).unwrap_or_else(|| name_range.clone());
        let no =
            |what: &str| Err(Fault::new(range.clone(), format!("{what} cannot be used in an expression")));
        if function.over.is_some() {
            return no("a window (OVER)");
        }
        if function.filter.is_some() || !function.within_group.is_empty() || function.null_treatment.is_some()
        {
            return no("an aggregate");
        }
        let list = match &function.args {
            FunctionArguments::None => &[][..],
            FunctionArguments::Subquery(_) => return no("a subquery"),
            FunctionArguments::List(list) => {
                let distinct = matches!(list.duplicate_treatment, Some(DuplicateTreatment::Distinct));
                if distinct || !list.clauses.is_empty() {
                    return no("an aggregate");
                }
                &list.args[..]
            }
        };
        let mut args = Vec::with_capacity(list.len());
        for arg in list {
            match arg {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => args.push(self.node(expr, depth)?),
                FunctionArg::Unnamed(_) if super::functions::refusal(&name).is_some() => {}
                FunctionArg::Unnamed(_) => return no("`*`"),
                FunctionArg::Named { .. } | FunctionArg::ExprNamed { .. } => return no("a named argument"),
            }
        }
        Ok(Syntax { kind: Kind::Call { name, name_range, args }, range })
    }
}

fn numeric(digits: ExactNumberInfo) -> Option<Type> {
    let (precision, scale) = match digits {
        ExactNumberInfo::None => return None,
        ExactNumberInfo::Precision(p) => (p, 0),
        ExactNumberInfo::PrecisionAndScale(p, s) => (p, s),
    };
    let precision = i32::try_from(precision).ok().filter(|p| (1..=38).contains(p))?;
    let scale = i32::try_from(scale).ok().filter(|s| (0..=precision).contains(s))?;
    Some(decimal(precision, scale))
}

fn operator(op: Operator, args: Vec<Syntax>) -> Syntax {
    let range = cover(&args);
    Syntax { kind: Kind::Operator(op, args), range }
}

fn negated(not: bool, inner: Syntax) -> Syntax {
    if not { operator(Operator::Not, vec![inner]) } else { inner }
}

fn call(name: &str, range: Range<usize>, args: Vec<Syntax>) -> Syntax {
    Syntax { kind: Kind::Call { name: name.to_owned(), name_range: range.clone(), args }, range }
}

/// From the first byte of any to the last of any.
fn cover(args: &[Syntax]) -> Range<usize> {
    let start = args.iter().map(|a| a.range.start).min().unwrap_or(0);
    let end = args.iter().map(|a| a.range.end).max().unwrap_or(start);
    start..end
}

//! Columns that come out of the structure of the tables: serials, parents, references, templates, JSON.

use super::names::{ColumnDraft, Expression, Scope, is_structure};
use super::{Formula, Within};
use crate::error::{Problem, Problems, Span, Spanned};
use crate::kinds::Value;
use crate::schema::{Column, Value as Written};

/// A piece of a template.
pub enum Piece {
    /// Text as it stands.
    Text(String),
    /// A value.
    Value(Formula),
}

/// A node of a JSON document that is built for each row.
pub enum JsonNode {
    /// An object: names with nodes, in order.
    Object(Vec<(String, JsonNode)>),
    /// An array.
    Array(Vec<JsonNode>),
    /// A value of the row.
    Value(Box<Formula>),
    /// A constant, as JSON text.
    Constant(String),
}

/// A structural column whose names are resolved.
pub(super) enum Draft {
    Serial { start: i64, step: i64 },
    Ordinal { start: i64 },
    Arrival,
    Above { level: usize, column: usize },
    Reference(ReferenceDraft),
    Expr(Expression),
    Template(Vec<PieceDraft>),
    Json { node: JsonDraft, skip_null: bool },
}

pub(super) enum PieceDraft {
    Text(String),
    Value(Expression),
}

pub(super) enum JsonDraft {
    Object(Vec<(String, JsonDraft)>),
    Array(Vec<JsonDraft>),
    Value(Box<Expression>),
    Constant(String),
}

pub(super) struct ReferenceDraft {
    pub(super) table: usize,
    pub(super) column: usize,
    pub(super) zipf: Option<f64>,
    pub(super) within: Option<Within>,
    pub(super) distinct: bool,
    pub(super) same_row_as: Option<usize>,
    pub(super) or_self: bool,
    pub(super) span: Span,
}

impl Draft {
    /// The expressions in it.
    pub(super) fn expressions(&self) -> Vec<&Expression> {
        match self {
            Self::Expr(expression) => vec![expression],
            Self::Template(pieces) => pieces
                .iter()
                .filter_map(|p| match p {
                    PieceDraft::Value(expression) => Some(expression),
                    PieceDraft::Text(_) => None,
                })
                .collect(),
            Self::Json { node, .. } => {
                let mut all = Vec::new();
                node.collect(&mut all);
                all
            }
            _ => Vec::new(),
        }
    }

    /// The columns it needs beside those its expressions name.
    pub(super) fn needs(&self, scope: &Scope<'_>) -> Vec<(usize, usize)> {
        match self {
            Self::Above { level, column } => {
                scope.at_level(*level).map(|t| (t, *column)).into_iter().collect()
            }
            Self::Reference(reference) => {
                let shared = reference.same_row_as.map(|c| (scope.table, c));
                let moments = timely(scope, reference);
                [(reference.table, reference.column)].into_iter().chain(shared).chain(moments).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The columns by which a reference knows which rows are there when its own row enters.
fn timely(scope: &Scope<'_>, reference: &ReferenceDraft) -> Vec<(usize, usize)> {
    let target = &scope.drafts[reference.table];
    let above = |level: usize| match level {
        0 => Some(reference.table),
        _ => target.ancestors.get(level - 1).copied(),
    };
    let theirs = target.life.moments.iter().filter_map(|m| Some((above(m.level)?, m.column)));
    let own = scope.entry(reference.table).into_iter();
    let own = own.filter_map(|c| Some((scope.at_level(c.level)?, c.column)));
    theirs.chain(own).collect()
}

impl JsonDraft {
    fn collect<'a>(&'a self, all: &mut Vec<&'a Expression>) {
        match self {
            Self::Object(members) => members.iter().for_each(|(_, node)| node.collect(all)),
            Self::Array(nodes) => nodes.iter().for_each(|node| node.collect(all)),
            Self::Value(expression) => all.push(expression),
            Self::Constant(_) => {}
        }
    }
}

/// Reads the structure of a column, if its kind is structural.
pub(super) fn draft(
    scope: &Scope<'_>,
    column: &Column,
    draft: &ColumnDraft<'_>,
    problems: &mut Problems,
) -> Option<Draft> {
    let kind = draft.kind.filter(|kind| is_structure(kind))?;
    let reader = Reader { scope, column, draft };
    match kind.name {
        "serial" => reader.serial(problems),
        "ordinal" => reader.ordinal(problems),
        "arrival" => reader.arrival(problems),
        "parent" => reader.parent(problems),
        "reference" => reader.reference(problems).map(Draft::Reference),
        "expr" => match &column.expr {
            Some(text) => scope.expression(text, problems).map(Draft::Expr),
            None => {
                problems.push(Problem::new(column.span, "`expr` is missing").help(kind.example));
                None
            }
        },
        "template" => reader.template(problems).map(Draft::Template),
        "json" => {
            let value = draft.arguments.raw.get("value")?;
            let skip_null = matches!(draft.arguments.params.get("skip_null"), Some(Value::Boolean(true)));
            reader.json(value, problems).map(|node| Draft::Json { node, skip_null })
        }
        other => {
            problems.push(Problem::new(column.span, format!("the kind `{other}` cannot be made here")));
            None
        }
    }
}

struct Reader<'a, 'd> {
    scope: &'a Scope<'a>,
    column: &'a Column,
    draft: &'a ColumnDraft<'d>,
}

impl Reader<'_, '_> {
    fn integer(&self, name: &str, default: i64) -> i64 {
        match self.draft.arguments.params.get(name) {
            Some(Value::Integer(n)) => *n,
            _ => default,
        }
    }

    fn text(&self, name: &str) -> Option<Spanned<String>> {
        match self.draft.arguments.params.get(name) {
            Some(Value::Text(text)) => Some(Spanned::new(text.clone(), self.span(name))),
            _ => None,
        }
    }

    fn span(&self, name: &str) -> Span {
        self.draft.arguments.spans.get(name).copied().unwrap_or(self.column.span)
    }

    fn serial(&self, problems: &mut Problems) -> Option<Draft> {
        let (start, step) = (self.integer("start", 1), self.integer("step", 1));
        let rows = i64::try_from(self.scope.drafts[self.scope.table].rows).unwrap_or(i64::MAX);
        if step == 0 {
            problems.push(Problem::new(self.span("step"), "a step of 0 gives every row the same number"));
            return None;
        }
        if rows.checked_mul(step).and_then(|n| n.checked_add(start)).is_none() {
            problems.push(Problem::new(self.column.span, "the last number does not fit 64 bits"));
            return None;
        }
        Some(Draft::Serial { start, step })
    }

    fn ordinal(&self, problems: &mut Problems) -> Option<Draft> {
        if self.scope.document.tables[self.scope.table].parent.is_none() {
            let message = format!("`{}` has no parent whose children could be numbered", self.own());
            problems.push(Problem::new(self.column.span, message).help("use `serial` to number all rows"));
            return None;
        }
        Some(Draft::Ordinal { start: self.integer("start", 1) })
    }

    fn arrival(&self, problems: &mut Problems) -> Option<Draft> {
        if self.scope.drafts[self.scope.table].life.grows.is_some() {
            return Some(Draft::Arrival);
        }
        let message = format!("neither `{}` nor its root grows, so nothing arrives", self.own());
        problems.push(
            Problem::new(self.column.span, message)
                .help("state growth = { per_year = 0.08 } in the root table"),
        );
        None
    }

    fn own(&self) -> &str {
        self.scope.table_name(self.scope.table)
    }

    fn parent(&self, problems: &mut Problems) -> Option<Draft> {
        let column = self.text("column")?;
        let level = match self.text("table") {
            None => 1,
            Some(table) => match self.scope.level_of(&table.value).filter(|&l| l > 0) {
                Some(level) => level,
                None => {
                    let message = format!("`{}` is not above `{}`", table.value, self.own());
                    let above = self.scope.drafts[self.scope.table].ancestors.iter();
                    problems.push(
                        Problem::new(table.span, message)
                            .suggest(&table.value, above.map(|&t| self.scope.table_name(t))),
                    );
                    return None;
                }
            },
        };
        let Some(table) = self.scope.at_level(level) else {
            if self.scope.document.tables[self.scope.table].parent.is_none() {
                let span = self.column.kind.as_ref().map_or(self.column.span, |k| k.span);
                let message = format!("`{}` has no parent", self.own());
                problems
                    .push(Problem::new(span, message).help("a root table refers to others by `reference`"));
            }
            return None;
        };
        let column = self.scope.find_column(table, &column, problems)?;
        Some(Draft::Above { level, column })
    }

    fn reference(&self, problems: &mut Problems) -> Option<ReferenceDraft> {
        let (name, column) = (self.text("table")?, self.text("column")?);
        let tables = || self.scope.document.tables.iter().map(|t| t.name.value.as_str());
        let Some(table) = tables().position(|t| t == name.value) else {
            let message = format!("there is no table `{}`", name.value);
            problems.push(Problem::new(name.span, message).suggest(&name.value, tables()));
            return None;
        };
        let column = self.scope.find_column(table, &column, problems)?;
        let exponent = match self.draft.arguments.params.get("exponent") {
            Some(value) => value.number(),
            None => Some(1.1),
        };
        let zipf = self.text("law").is_some_and(|law| law.value == "zipf").then_some(exponent).flatten();
        if zipf.is_none() && self.draft.arguments.params.contains_key("exponent") {
            let help = "add law = \"zipf\"";
            problems.push(Problem::new(self.span("exponent"), "the uniform law has no exponent").help(help));
        }
        if zipf.is_some_and(|e| e <= 0.0 || !e.is_finite()) {
            problems.push(Problem::new(self.span("exponent"), "the exponent must be above zero"));
            return None;
        }
        let within = match self.text("within") {
            Some(name) => Some(self.within(table, &name, problems)?),
            None => None,
        };
        let same_row_as = match self.text("same_row_as") {
            Some(name) => Some(self.shared(&name, table, problems)?),
            None => None,
        };
        let distinct = matches!(self.draft.arguments.params.get("distinct"), Some(Value::Boolean(true)));
        let picked = ["law", "exponent", "within", "distinct", "same_row_as"];
        if let Some(row) = self.draft.arguments.inputs.get("row")
            && let Some(other) = picked.iter().find(|name| self.column.arg(name).is_some())
        {
            let message = format!("`{other}` says how a row is drawn, and `row` says which it is");
            problems.push(Problem::new(self.span(other), message).related(row.span, "the row"));
            return None;
        }
        self.numbered(within.is_some(), problems)?;
        let or_self = self.text("none").is_some_and(|none| none.value == "self");
        if or_self && table != self.scope.table {
            let message = "only a reference to the own table can be one to the row itself";
            problems.push(Problem::new(self.span("none"), message));
            return None;
        }
        let span = self.column.span;
        Some(ReferenceDraft { table, column, zipf, within, distinct, same_row_as, or_self, span })
    }

    /// What numbers a row among those under an ancestor says which it is, so that nothing else can say how it is drawn.
    fn numbered(&self, within: bool, problems: &mut Problems) -> Option<()> {
        let Some(nth) = self.draft.arguments.inputs.get("nth") else { return Some(()) };
        let others = ["row", "law", "exponent", "distinct", "same_row_as"];
        if let Some(other) = others.iter().find(|name| self.column.arg(name).is_some()) {
            let message = format!("`{other}` and `nth` both say which row it is");
            problems.push(Problem::new(self.span(other), message).related(nth.span, "the number"));
            return None;
        }
        if !within {
            let message = "`nth` numbers the rows under an ancestor, and none is named";
            problems.push(Problem::new(nth.span, message).help("name it: within = \"TABLE\""));
            return None;
        }
        Some(())
    }

    /// The column whose row is shared must be a reference to the same table, and not share itself.
    fn shared(&self, name: &Spanned<String>, table: usize, problems: &mut Problems) -> Option<usize> {
        let at = self.scope.find_column(self.scope.table, name, problems)?;
        let other = &self.scope.document.tables[self.scope.table].columns[at];
        let names = |key: &str, value: &str| {
            other.arg(key).is_some_and(|v| matches!(&v.value, Written::Text(text) if text == value))
        };
        let fits = other.kind.as_ref().is_some_and(|k| k.value == "reference")
            && names("table", self.scope.table_name(table))
            && other.arg("same_row_as").is_none();
        if !fits {
            let message = format!(
                "`{}` is not a reference to `{}` of its own",
                name.value,
                self.scope.table_name(table)
            );
            problems.push(Problem::new(name.span, message).related(other.name.span, "this column"));
            return None;
        }
        Some(at)
    }

    fn within(&self, target: usize, name: &Spanned<String>, problems: &mut Problems) -> Option<Within> {
        let above = &self.scope.drafts[target].ancestors;
        let level = self.scope.level_of(&name.value);
        let ancestor = level.and_then(|l| self.scope.at_level(l));
        let depth = ancestor.and_then(|a| above.iter().position(|&t| t == a));
        let (Some(level), Some(depth)) = (level, depth) else {
            let message = format!(
                "`{}` is not above both `{}` and `{}`",
                name.value,
                self.own(),
                self.scope.table_name(target)
            );
            let shared: Vec<&str> = above
                .iter()
                .map(|&t| self.scope.table_name(t))
                .filter(|t| self.scope.level_of(t).is_some())
                .collect();
            let help = if shared.is_empty() {
                "the two tables share no ancestor".to_owned()
            } else {
                format!("the two tables share: {}", shared.join(", "))
            };
            problems.push(Problem::new(name.span, message).help(help));
            return None;
        };
        let mut chain: Vec<usize> = above[..depth].iter().rev().copied().collect();
        chain.push(target);
        Some(Within { level, chain })
    }

    /// Splits a template at its braces.
    fn template(&self, problems: &mut Problems) -> Option<Vec<PieceDraft>> {
        let text = self.text("template")?;
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut rest = text.value.as_str();
        let place = |rest: &str, len: usize| {
            let start = text.value.len() - rest.len();
            super::inside(text.span, &(start..start + len))
        };
        while let Some(at) = rest.find(['{', '}']) {
            literal.push_str(&rest[..at]);
            let tail = &rest[at..];
            if tail.starts_with("{{") || tail.starts_with("}}") {
                literal.push_str(&tail[..1]);
                rest = &tail[2..];
                continue;
            }
            let end = if tail.starts_with('{') { tail.find('}') } else { None };
            let Some(end) = end else {
                let message = "a brace in a template is never closed, or was never opened";
                problems.push(
                    Problem::new(place(tail, 1), message).help("write `{{` or `}}` for a brace itself"),
                );
                return None;
            };
            // An expression's span must begin one byte before its text, as a quoted one does.
            let mut span = place(tail, end);
            span.end = span.end.saturating_add(1);
            let inner = Spanned::new(tail[1..end].to_owned(), span);
            if !literal.is_empty() {
                pieces.push(PieceDraft::Text(std::mem::take(&mut literal)));
            }
            pieces.push(PieceDraft::Value(self.scope.expression(&inner, problems)?));
            rest = &tail[end + 1..];
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            pieces.push(PieceDraft::Text(literal));
        }
        Some(pieces)
    }

    fn json(&self, value: &Spanned<Written>, problems: &mut Problems) -> Option<JsonDraft> {
        Some(match &value.value {
            Written::Table(table) => {
                if let [(key, constant)] = table.as_slice()
                    && key.value == "value"
                {
                    return constant_json(constant, problems).map(JsonDraft::Constant);
                }
                let mut members = Vec::with_capacity(table.len());
                for (name, node) in table {
                    members.push((name.value.clone(), self.json(node, problems)?));
                }
                JsonDraft::Object(members)
            }
            Written::List(list) => {
                JsonDraft::Array(list.iter().map(|node| self.json(node, problems)).collect::<Option<_>>()?)
            }
            Written::Text(text) => {
                let text = Spanned::new(text.clone(), value.span);
                JsonDraft::Value(Box::new(self.scope.expression(&text, problems)?))
            }
            _ => JsonDraft::Constant(constant_json(value, problems)?),
        })
    }
}

/// A constant of a JSON document as its text.
fn constant_json(value: &Spanned<Written>, problems: &mut Problems) -> Option<String> {
    fn convert(value: &Written) -> Option<serde_json::Value> {
        Some(match value {
            Written::Text(text) => text.clone().into(),
            Written::Integer(n) => (*n).into(),
            Written::Number(x) => serde_json::Number::from_f64(*x)?.into(),
            Written::Boolean(b) => (*b).into(),
            Written::List(list) => list.iter().map(|v| convert(&v.value)).collect::<Option<Vec<_>>>()?.into(),
            Written::Table(table) => serde_json::Value::Object(
                table
                    .iter()
                    .map(|(k, v)| Some((k.value.clone(), convert(&v.value)?)))
                    .collect::<Option<_>>()?,
            ),
            Written::Null | Written::Date(_) | Written::DateTime(..) | Written::Time(_) => return None,
        })
    }
    let json = convert(&value.value).map(|v| v.to_string());
    if json.is_none() {
        let message = format!("{} is no JSON value", value.value.sort());
        problems.push(Problem::new(value.span, message).help("write it as a text in quotes"));
    }
    json
}

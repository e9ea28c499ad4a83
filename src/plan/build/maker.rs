//! The maker of a column with its inputs, and expressions with their types.

use super::column::Builder;
use crate::error::{Problem, Problems, Span};
use crate::kinds::{Build, Domain, Fault, Group, Kind, Maker, Settings};
use crate::plan::names::{ColumnDraft, Expression};
use crate::plan::{Column, Formula, Source, arguments, expr_problem, is_handle};
use crate::schema;
use arrow::datatypes::DataType;
use std::collections::BTreeMap;

impl Builder<'_> {
    /// Gives an expression its types. `None` where it, or a column it reads, is broken; the problem is reported once.
    pub(in crate::plan) fn formula(
        &self,
        expression: &Expression,
        wanted: Option<&DataType>,
        handles: &[&str],
        problems: &mut Problems,
    ) -> Option<Formula> {
        let cells: Vec<&Column> =
            expression.cells.iter().map(|c| self.cell(c.level, c.column)).collect::<Option<_>>()?;
        let text = expression.parsed.text().to_owned();
        let span = expression.span;
        if expression.is_plain()
            && let [column] = cells.as_slice()
        {
            let wants_handle = wanted.is_some_and(is_handle);
            if wants_handle || is_handle(&column.data_type) {
                let table = expression.cells.first().and_then(|cell| self.scope.at_level(cell.level));
                let kind = table.map_or("expr", |table| self.origin(table, column));
                if !wants_handle || (!handles.is_empty() && !handles.contains(&kind)) {
                    problems.push(wrong_handle(span, &column.name, kind, handles));
                    return None;
                }
            }
            if wanted.is_none_or(|w| *w == column.data_type) {
                let data_type = column.data_type.clone();
                return Some(Formula { text, cells: expression.cells.clone(), program: None, data_type });
            }
        }
        let resolve = |name: &crate::expr::Name| {
            let at = expression.position(name)?;
            Some((at, cells.get(at)?.data_type.clone()))
        };
        let compiled = expression.parsed.compile(&resolve, &[], self.days);
        let compiled = match (compiled, wanted) {
            (Ok(compiled), Some(wanted)) => compiled.coerce(wanted).map_err(|fault| vec![fault]),
            (compiled, _) => compiled,
        };
        match compiled {
            Ok(program) => {
                let data_type = program.data_type().clone();
                Some(Formula { text, cells: expression.cells.clone(), program: Some(program), data_type })
            }
            Err(faults) => {
                problems.list.extend(faults.iter().map(|fault| expr_problem(span, fault)));
                None
            }
        }
    }

    /// The kind of a column, or of the one from which it is taken as it is.
    fn origin<'b>(&'b self, mut table: usize, mut column: &'b Column) -> &'b str {
        loop {
            let (at, from) = match &column.source {
                Source::Reference(reference) => (Some(reference.table), reference.column),
                Source::Above { level, column } => {
                    (self.scope.drafts[table].ancestors.get(level - 1).copied(), *column)
                }
                _ => return column.kind.map_or("expr", |kind| kind.name),
            };
            let Some(found) = at.and_then(|at| self.built[at][from].as_ref()) else { return "expr" };
            (table, column) = (at.unwrap_or(table), found);
        }
    }

    pub(super) fn maker(
        &self,
        doc: &schema::Column,
        draft: &ColumnDraft<'_>,
        kind: &'static Kind,
        unique: bool,
        problems: &mut Problems,
    ) -> Option<(Source, DataType, bool, Domain)> {
        let Build::Maker(build) = kind.build else { return None };
        let mut inputs = Vec::with_capacity(kind.inputs.len());
        for (input, expression) in kind.inputs.iter().zip(&draft.inputs) {
            let wanted = input.takes.data_type();
            let handles = if is_handle(&wanted) { input.natural } else { &[] };
            inputs.push(match expression {
                Some(expression) => Some(self.formula(expression, Some(&wanted), handles, problems)?),
                None => None,
            });
        }
        for (input, expression) in kind.inputs.iter().zip(&draft.inputs) {
            if let Some(expression) = expression {
                self.check_drawn(kind, input.name, expression, problems)?;
            }
        }
        let settings = self.settings(draft, kind, &inputs, unique);
        match build(&settings) {
            Ok(maker) => {
                if matches!(maker.group(), Group::Rows(_)) {
                    self.check_root(doc, kind, problems);
                }
                let (data_type, json, domain) = (maker.data_type(), maker.is_json(), maker.domain());
                Some((Source::Maker { maker, inputs, settings }, data_type, json, domain))
            }
            Err(fault) => {
                problems.push(fault_problem(doc, draft, &fault));
                None
            }
        }
    }

    /// Neighbours that are made together must be known beyond the end of the table.
    fn check_root(&self, doc: &schema::Column, kind: &Kind, problems: &mut Problems) {
        if let Some(parent) = &self.scope.document.tables[self.scope.table].parent {
            let span = doc.kind.as_ref().map_or(doc.span, |kind| kind.span);
            let message =
                format!("`{}` groups the rows of a root table, and this one has a parent", kind.name);
            let problem = Problem::new(span, message).related(parent.table.span, "its parent");
            problems.push(problem.help("put the column into the root table, and read it from here"));
        }
    }

    fn settings(
        &self,
        draft: &ColumnDraft<'_>,
        kind: &'static Kind,
        inputs: &[Option<Formula>],
        unique: bool,
    ) -> Settings {
        let document = self.scope.document;
        let text = |t: &Option<crate::error::Spanned<String>>, default: &str| {
            t.as_ref().map_or_else(|| default.to_owned(), |t| t.value.clone())
        };
        let mut given = BTreeMap::new();
        for (input, formula) in kind.inputs.iter().zip(inputs) {
            if let Some(formula) = formula {
                let closed = match (&formula.program, formula.cells.as_slice()) {
                    (None, [cell]) => self.cell(cell.level, cell.column).and_then(closed_values),
                    (Some(program), []) => constant(program).map(|value| vec![value]),
                    _ => None,
                };
                given.insert(input.name.to_owned(), closed);
            }
        }
        Settings {
            values: draft.arguments.params.clone(),
            unique,
            epoch: self.days.epoch,
            locale: text(&document.locale, "en_US"),
            // A zone that does not exist was reported where it is stated, and need not be again in every column.
            time_zone: Some(text(&document.time_zone, "UTC"))
                .filter(|zone| jiff::tz::TimeZone::get(zone).is_ok())
                .unwrap_or_else(|| "UTC".to_owned()),
            inputs: given,
            secrets: self.options.secrets.clone(),
        }
    }
}

/// The one value of an expression that reads nothing, as text.
fn constant(program: &crate::expr::Compiled) -> Option<String> {
    use arrow::array::{Array, AsArray};
    use arrow::datatypes::{Date32Type, TimestampMicrosecondType};
    let value = program.evaluate(&[], 1).ok().filter(|value| value.is_valid(0))?;
    if let Some(days) = value.as_primitive_opt::<Date32Type>() {
        return Some(arguments::iso_date(days.value(0)));
    }
    if let Some(micros) = value.as_primitive_opt::<TimestampMicrosecondType>() {
        return Some(arguments::iso_moment(micros.value(0)));
    }
    value.as_string_opt::<i32>().map(|text| text.value(0).to_owned())
}

fn closed_values(column: &Column) -> Option<Vec<String>> {
    match &column.source {
        Source::Maker { maker, .. } => maker.values(),
        _ => None,
    }
}

fn wrong_handle(span: Span, name: &str, kind: &str, handles: &[&str]) -> Problem {
    if handles.is_empty() {
        return Problem::new(
            span,
            format!("`{name}` is a `{kind}`: a row of a reference table, not a value"),
        )
        .help("take a value of it with a kind such as `city` and `of`");
    }
    Problem::new(
        span,
        format!("`{name}` is of kind `{kind}`; expected a column of kind `{}`", handles.join("` or `")),
    )
}

fn fault_problem(doc: &schema::Column, draft: &ColumnDraft<'_>, fault: &Fault) -> Problem {
    let at = fault.param.and_then(|name| draft.arguments.spans.get(name)).copied();
    let span = at.or_else(|| doc.kind.as_ref().map(|k| k.span)).unwrap_or(doc.span);
    let mut problem = Problem::new(span, fault.message.clone());
    problem.help.clone_from(&fault.help);
    problem
}

/// A maker is shared with every thread that makes batches.
const fn _shared<T: Send + Sync + ?Sized>() {}
const _: () = _shared::<dyn Maker>();

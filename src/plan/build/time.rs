//! What the passing of time asks of columns: what is cut, what follows the as-of date, and which rows references may find.

use super::column::Builder;
use crate::error::{Error, Problem, Problems, Result};
use crate::expr::Days;
use crate::kinds::{Family, Kind};
use crate::plan::names::{ColumnDraft, Expression};
use crate::plan::structure::{Draft as StructureDraft, ReferenceDraft};
use crate::plan::{Event, Options, Table, Timely};
use crate::schema::{self, Document};
use arrow::datatypes::DataType;

/// What the words that stand for a day mean.
pub(in crate::plan) fn days(document: &Document, options: &Options) -> Days {
    let epoch = document.epoch.value;
    Days { epoch, horizon: document.horizon.value, as_of: options.as_of.unwrap_or(epoch) }
}

/// Refuses an as-of date that would change nothing.
pub(super) fn check_as_of(document: &Document, options: &Options, tables: &[Table]) -> Result<()> {
    let follows = |t: &Table| t.life.enters() || t.life.is_cut() || t.columns.iter().any(|c| c.follows);
    if days(document, options).as_of == document.epoch.value || tables.iter().any(follows) {
        return Ok(());
    }
    let message = "the as-of date differs from the schema's epoch, and no table says when its rows enter";
    Err(Error::usage(message).hint("leave it out: it defaults to the epoch"))
}

/// Whether a column is cut at the as-of date, which only what happens at a time can be.
pub(super) fn is_cut(doc: &schema::Column, data_type: &DataType, problems: &mut Problems) -> bool {
    let Some(cut) = doc.cut.as_ref().filter(|cut| cut.value) else { return false };
    if !matches!(data_type, DataType::Date32 | DataType::Timestamp(..)) {
        let message = format!("`{}` is neither a date nor a timestamp, so it cannot be cut", doc.name.value);
        problems.push(Problem::new(cut.span, message).help("write a condition instead: when = \"…\""));
    }
    true
}

impl Builder<'_> {
    /// Whether a column's value can be another as of another date, because of what it reads.
    pub(super) fn follows(&self, draft: &ColumnDraft<'_>, own: &[usize], above: &[(usize, usize)]) -> bool {
        let structure = draft.structure.as_ref();
        let expressions = draft.inputs.iter().flatten().chain(&draft.when).chain(&draft.null_when);
        let mut expressions = expressions.chain(structure.into_iter().flat_map(StructureDraft::expressions));
        let cells = own.iter().map(|&c| (0, c)).chain(above.iter().copied());
        let mut read = cells.filter_map(|(level, column)| self.cell(level, column));
        let leaves = match structure {
            Some(StructureDraft::Reference(r)) => self.scope.drafts[r.table].life.has(Event::Leaves),
            _ => false,
        };
        leaves || expressions.any(|e| e.parsed.as_of().is_some()) || read.any(|column| column.follows)
    }

    /// The as-of date only cuts: what is drawn cannot read it, but for texts and choices that tell of a state.
    pub(super) fn check_drawn(
        &self,
        kind: &Kind,
        input: &str,
        expression: &Expression,
        problems: &mut Problems,
    ) -> Option<()> {
        if matches!(kind.family, Family::Text | Family::Choice) {
            return Some(());
        }
        let mut cells = expression.cells.iter().filter_map(|c| self.cell(c.level, c.column));
        let what = match (expression.parsed.as_of(), cells.find(|column| column.follows)) {
            (Some(_), _) => "the as-of date".to_owned(),
            (None, Some(column)) => format!("`{}`, which depends on the as-of date", column.name),
            (None, None) => return Some(()),
        };
        let message = format!("`{input}` of `{}` reads {what}, and a value that is drawn may not", kind.name);
        problems.push(
            Problem::new(expression.span, message)
                .help("read the column with the whole history, and cut the value: `cut = true`, or `when`"),
        );
        None
    }

    /// Whether a table's condition is the same as of every date: what is drawn until it holds must not follow the date.
    pub(in crate::plan) fn check_steady(&self, expression: &Expression, problems: &mut Problems) -> bool {
        let mut cells = expression.cells.iter().filter_map(|c| self.cell(c.level, c.column));
        let what = match (expression.parsed.as_of(), cells.find(|column| column.follows)) {
            (Some(_), _) => "the as-of date".to_owned(),
            (None, Some(column)) => format!("`{}`, which depends on the as-of date", column.name),
            (None, None) => return true,
        };
        let message = format!("a check reads {what}, and what is drawn until it holds may not");
        problems.push(
            Problem::new(expression.span, message).help("name the column that holds the whole history"),
        );
        false
    }

    /// What a reference to rows that come and go has to keep; `None` where a problem was reported.
    #[expect(clippy::option_option, reason = "`None` is a problem that was reported")]
    pub(super) fn timely(
        &self,
        column: &ColumnDraft<'_>,
        draft: &ReferenceDraft,
        problems: &mut Problems,
    ) -> Option<Option<Timely>> {
        let (own, target) = (&self.scope.drafts[self.scope.table], &self.scope.drafts[draft.table]);
        let until = match column.inputs.get(1) {
            Some(Some(until)) => {
                self.check_drawn(column.kind?, "until", until, problems)?;
                Some(self.formula(until, Some(&crate::kinds::timestamp_type()), &[], problems)?)
            }
            _ => None,
        };
        if target.life.moments.is_empty() && target.life.grows.is_none() {
            return Some(None);
        }
        let (name, other) = (self.scope.table_name(self.scope.table), self.scope.table_name(draft.table));
        if target.life.has(Event::Enters) && !own.life.enters() {
            let message =
                format!("rows of `{other}` enter, and those of `{name}` are there from the beginning");
            problems
                .push(Problem::new(draft.span, message).help(format!(
                    "say when rows of `{name}` enter: enters = \"COLUMN\" in [tables.{name}]"
                )));
            return None;
        }
        let is_unique = column.arguments.params.get("distinct") == Some(&crate::kinds::Value::Boolean(true));
        if is_unique {
            let message = format!("rows of `{other}` come and go, so that different ones cannot be promised");
            problems.push(Problem::new(draft.span, message).help("leave out `distinct`"));
            return None;
        }
        Some(Some(Timely { until }))
    }
}

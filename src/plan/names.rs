//! What each column reads: kinds found, expressions parsed, names resolved to cells.

use super::arguments::{self, Arguments};
use super::structure::{self, Draft as StructureDraft};
use super::tables::Draft as TableDraft;
use super::{Cell, Event, expr_problem, inside};
use crate::error::{Problem, Problems, Span, Spanned, nearest};
use crate::expr::{self, Name, Parsed};
use crate::kinds::{self, Build, Kind};
use crate::schema::{Column, Document};

/// An expression whose names are resolved.
pub(super) struct Expression {
    pub(super) parsed: Parsed,
    pub(super) cells: Vec<Cell>,
    pub(super) span: Span,
}

impl Expression {
    /// The position of a name among the cells.
    pub(super) fn position(&self, name: &Name) -> Option<usize> {
        let same = |n: &Name| {
            n.table == name.table && (n.column == name.column || n.column.to_lowercase() == name.column)
        };
        self.parsed.names().iter().position(same)
    }

    /// Whether it is nothing but the name of a column.
    pub(super) fn is_plain(&self) -> bool {
        let [name] = self.parsed.names() else { return false };
        let text = self.parsed.text().trim();
        let quoted = format!("\"{}\"", name.column);
        match &name.table {
            None => text == name.column || text == quoted,
            Some(table) => text == format!("{table}.{}", name.column),
        }
    }
}

/// A column whose kind is known and whose names are resolved.
pub(super) struct ColumnDraft<'a> {
    pub(super) kind: Option<&'static Kind>,
    pub(super) arguments: Arguments<'a>,
    pub(super) inputs: Vec<Option<Expression>>,
    pub(super) when: Option<Expression>,
    pub(super) null_when: Option<Expression>,
    pub(super) from_row: Option<Expression>,
    pub(super) structure: Option<StructureDraft>,
    /// Columns of other tables, and of this one, that must be built before.
    pub(super) needs: Vec<(usize, usize)>,
}

/// What names can mean for the columns of one table.
pub(super) struct Scope<'a> {
    pub(super) document: &'a Document,
    pub(super) drafts: &'a [TableDraft<'a>],
    pub(super) table: usize,
}

impl Scope<'_> {
    pub(super) fn table_name(&self, table: usize) -> &str {
        &self.document.tables[table].name.value
    }

    /// The table at a level above this one; 0 is this one.
    pub(super) fn at_level(&self, level: usize) -> Option<usize> {
        match level {
            0 => Some(self.table),
            _ => self.drafts[self.table].ancestors.get(level - 1).copied(),
        }
    }

    /// The level of a table that is this one or above it.
    pub(super) fn level_of(&self, name: &str) -> Option<usize> {
        (0..=self.drafts[self.table].ancestors.len())
            .find(|&level| self.at_level(level).is_some_and(|t| self.table_name(t) == name))
    }

    /// The cells that say when a row of this table has entered, where a reference to another table has to know it.
    pub(super) fn entry(&self, target: usize) -> Vec<Cell> {
        let target = &self.drafts[target].life;
        if target.moments.is_empty() && target.grows.is_none() {
            return Vec::new();
        }
        let own = self.drafts[self.table].life.moments.iter();
        own.filter(|m| m.event == Event::Enters).map(|m| Cell { level: m.level, column: m.column }).collect()
    }

    pub(super) fn columns(&self, table: usize) -> impl Iterator<Item = &str> {
        self.document.tables[table].columns.iter().map(|c| c.name.value.as_str())
    }

    pub(super) fn find_column(
        &self,
        table: usize,
        name: &Spanned<String>,
        problems: &mut Problems,
    ) -> Option<usize> {
        let found = self.columns(table).position(|c| c == name.value);
        if found.is_none() {
            let message = format!("there is no column `{}` in `{}`", name.value, self.table_name(table));
            problems.push(Problem::new(name.span, message).suggest(&name.value, self.columns(table)));
        }
        found
    }

    /// Parses an expression and resolves its names.
    pub(super) fn expression(&self, text: &Spanned<String>, problems: &mut Problems) -> Option<Expression> {
        let parsed = match expr::parse(&text.value) {
            Ok(parsed) => parsed,
            Err(fault) => {
                problems.push(expr_problem(text.span, &fault));
                return None;
            }
        };
        let mut cells = Vec::with_capacity(parsed.names().len());
        for name in parsed.names() {
            match self.cell(name) {
                Some(cell) => cells.push(cell),
                None => problems.push(self.unknown(name, text.span)),
            }
        }
        (cells.len() == parsed.names().len()).then_some(Expression { parsed, cells, span: text.span })
    }

    fn cell(&self, name: &Name) -> Option<Cell> {
        let level = match &name.table {
            None => 0,
            Some(table) => self.level_of(table)?,
        };
        let table = self.at_level(level)?;
        let lower = name.column.to_lowercase();
        let exact = self.columns(table).position(|c| c == name.column);
        let column = exact.or_else(|| self.columns(table).position(|c| c == lower))?;
        Some(Cell { level, column })
    }

    fn unknown(&self, name: &Name, span: Span) -> Problem {
        let place = inside(span, &name.range);
        let levels = 0..=self.drafts[self.table].ancestors.len();
        if let Some(table) = &name.table {
            let Some(level) = self.level_of(table) else {
                let known: Vec<&str> =
                    levels.filter_map(|l| self.at_level(l)).map(|t| self.table_name(t)).collect();
                return Problem::new(
                    place,
                    format!("`{table}` is not above `{}`", self.table_name(self.table)),
                )
                .help(format!("columns of these tables can be read: {}", known.join(", ")));
            };
            let at = self.at_level(level).unwrap_or(self.table);
            return Problem::new(place, format!("there is no column `{}` in `{table}`", name.column))
                .suggest(&name.column, self.columns(at));
        }
        let problem = Problem::new(
            place,
            format!("there is no column `{}` in `{}`", name.column, self.table_name(self.table)),
        );
        let above = levels
            .skip(1)
            .filter_map(|l| self.at_level(l))
            .find(|&t| self.columns(t).any(|c| c == name.column));
        match above {
            Some(table) => {
                problem.help(format!("there is `{}.{}` above it", self.table_name(table), name.column))
            }
            None => problem.suggest(&name.column, self.columns(self.table)),
        }
    }

    /// Finds the kind and the names of a column.
    pub(super) fn column<'d>(&self, column: &'d Column, problems: &mut Problems) -> ColumnDraft<'d>
    where
        Self: 'd,
    {
        // What a column of an existing table is, the database says.
        let existing = self.document.tables[self.table].source.is_some();
        let kind = if existing { None } else { self.kind(column, problems) };
        let mut draft = ColumnDraft {
            kind,
            arguments: Arguments::default(),
            inputs: Vec::new(),
            when: column.when.as_ref().and_then(|when| self.expression(when, problems)),
            null_when: column
                .null
                .as_ref()
                .and_then(|null| null.when.as_ref())
                .and_then(|when| self.expression(when, problems)),
            from_row: column.from_row.as_ref().and_then(|row| self.expression(row, problems)),
            structure: None,
            needs: Vec::new(),
        };
        if let Some(kind) = kind {
            // The document outlives the scope; the arguments borrow from the column alone.
            draft.arguments = arguments::read(self.document, column, kind, problems);
            for input in kind.inputs {
                let text = draft.arguments.inputs.get(input.name);
                draft.inputs.push(text.and_then(|text| self.expression(text, problems)));
            }
        }
        draft.structure = structure::draft(self, column, &draft, problems);
        draft.needs = self.needs(&draft);
        draft
    }

    fn kind(&self, column: &Column, problems: &mut Problems) -> Option<&'static Kind> {
        match (&column.kind, &column.expr) {
            (Some(kind), Some(expr)) if kind.value != "expr" => {
                problems.push(
                    Problem::new(expr.span, "a column has either a kind or an `expr`")
                        .related(kind.span, "its kind")
                        .help("use `when` for a condition, or compute the value in a column of its own"),
                );
                None
            }
            (_, Some(_)) => kinds::find("expr"),
            (None, None) => {
                let message = format!("`{}` has neither a kind nor an `expr`", column.name.value);
                problems.push(
                    Problem::new(column.name.span, message).help("`placebo schema kinds` lists the kinds"),
                );
                None
            }
            (Some(kind), None) => {
                let found = kinds::find(&kind.value);
                if found.is_none() {
                    let problem = Problem::new(kind.span, format!("there is no kind `{}`", kind.value));
                    problems.push(match nearest(&kind.value, kinds::all().map(|k| k.name)) {
                        Some(near) => problem.help(format!("there is `{near}`")),
                        None => problem.help("`placebo schema kinds` lists the kinds"),
                    });
                }
                found
            }
        }
    }

    fn needs(&self, draft: &ColumnDraft<'_>) -> Vec<(usize, usize)> {
        let mut needs = Vec::new();
        let expressions =
            draft.inputs.iter().flatten().chain(&draft.when).chain(&draft.null_when).chain(&draft.from_row);
        let structure = draft.structure.as_ref();
        for expression in expressions.chain(structure.into_iter().flat_map(StructureDraft::expressions)) {
            for cell in &expression.cells {
                if let Some(table) = self.at_level(cell.level) {
                    needs.push((table, cell.column));
                }
            }
        }
        needs.extend(structure.into_iter().flat_map(|s| s.needs(self)));
        needs.sort_unstable();
        needs.dedup();
        needs
    }
}

/// Whether the kind is built by the plan itself.
pub(super) fn is_structure(kind: &Kind) -> bool {
    matches!(kind.build, Build::Structure)
}

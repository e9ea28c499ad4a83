//! JSON and YAML that copy rows of other tables, as audit trails do; a row that is copied may hold copies itself.

use super::json::Tree;
use super::nested::{Broken, Form, distribute, named, scan};
use super::pieces::Unlisted;
use super::yaml;
use crate::cells::{Block, Cells, Replacement, State};
use crate::error::Result;
use std::sync::Arc;

/// How deep copies may stand in copies; what stands deeper becomes NULL, and is counted.
const DEEPEST: usize = 4;

/// A table whose rows may be copied.
pub struct CopyTarget {
    /// Its name.
    pub name: String,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// Which of them are read.
    pub reads: Vec<bool>,
    /// Which of them copy rows themselves.
    pub copying: Vec<Copying>,
    /// What happens to keys that nobody lists.
    pub unlisted: Unlisted,
    /// Counts cells that are neither JSON nor YAML of a row.
    pub broken: Broken,
}

/// A column that copies rows of other tables.
pub struct Copying {
    /// The column.
    pub column: usize,
    /// The column that names the table, where that differs from row to row.
    pub by: Option<usize>,
    /// The tables that it may be.
    pub targets: Vec<usize>,
}

/// All tables whose rows may be copied, by their numbers.
pub struct CopyTables(Vec<(CopyTarget, Tree)>);

impl CopyTables {
    /// Prepares to read rows of these tables.
    pub fn new(targets: Vec<CopyTarget>) -> Self {
        let tree = |target: &CopyTarget| {
            let keys = target.columns.iter().enumerate().map(|(at, name)| (name.as_str(), at));
            let copying: Vec<usize> = target.copying.iter().map(|copying| copying.column).collect();
            Tree::of_row(keys, &copying)
        };
        Self(
            targets
                .into_iter()
                .map(|target| (tree(&target), target))
                .map(|(tree, target)| (target, tree))
                .collect(),
        )
    }
}

/// The copies that rows of one table hold.
#[derive(Clone)]
pub struct Copies {
    tables: Arc<CopyTables>,
    table: usize,
    /// In how many copies these rows stand.
    depth: usize,
}

/// Rows of another table, as the cells of a column copy them.
pub struct CopiedRows {
    /// The column that copies.
    pub column: usize,
    /// The table.
    pub table: usize,
    /// The rows: one for each of the cells.
    pub block: Block,
    /// The row of the outer table that each cell stands in.
    pub rows: Vec<usize>,
    /// The rows that these rows copy.
    pub inner: Vec<CopiedRows>,
    /// The cells.
    cells: Vec<usize>,
    forms: Vec<Form>,
}

impl Copies {
    /// The copies that rows of a table hold.
    pub fn new(tables: Arc<CopyTables>, table: usize) -> Self {
        Self { tables, table, depth: 0 }
    }

    /// The copies that rows of a table hold which are copied themselves.
    pub fn within(&self, table: usize) -> Self {
        Self { tables: self.tables.clone(), table, depth: self.depth + 1 }
    }

    fn own(&self) -> &[Copying] {
        self.tables.0.get(self.table).map_or(&[], |(target, _)| &target.copying)
    }

    /// Reads the rows that cells copy, table by table.
    ///
    /// # Errors
    /// Where a key is not listed, or nested otherwise than the schema says.
    pub fn open(&self, block: &Block, at: (&str, u64)) -> Result<Vec<CopiedRows>> {
        let mut all = Vec::new();
        if self.depth >= DEEPEST {
            return Ok(all);
        }
        for copying in self.own() {
            let Some(cells) = block.column(copying.column) else { continue };
            for number in &copying.targets {
                let Some((target, tree)) = self.tables.0.get(*number) else { continue };
                let of_target = |i: &usize| match copying.by {
                    None => true,
                    Some(by) => {
                        let named =
                            block.column(by).and_then(|c| c.of_row(cells.row(*i)).and_then(|at| c.get(at)));
                        named.is_some_and(|text| is_named(&target.name, &named_table(text.trim())))
                    }
                };
                let own: Vec<usize> = (0..cells.len()).filter(of_target).collect();
                let column = copying.column;
                let rows = self.of_table((column, *number), (target, tree), cells, own, at)?;
                all.push(rows);
            }
        }
        Ok(all)
    }

    fn of_table(
        &self,
        (column, number): (usize, usize),
        (target, tree): (&CopyTarget, &Tree),
        cells: &Cells,
        own: Vec<usize>,
        (file, line): (&str, u64),
    ) -> Result<CopiedRows> {
        let name = self.name(column);
        let mut columns: Vec<Option<Cells>> =
            target.reads.iter().map(|read| read.then(|| Cells::with_capacity(own.len()))).collect();
        let mut forms = Vec::with_capacity(own.len());
        for (row, i) in own.iter().enumerate() {
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            let mut form = scan(cells, *i, tree, file, line, &target.unlisted).map_err(|e| named(e, name))?;
            if let Form::Json(found) = &form {
                distribute(found, cells.bytes(*i), row, &mut columns);
            }
            if matches!(form, Form::Broken)
                && let Some(document) = cells.get(*i).and_then(|text| yaml::read(text, tree))
            {
                if !document.unlisted.is_empty() {
                    (target.unlisted)(&document.unlisted).map_err(|e| named(e, name))?;
                }
                document.distribute(row, &mut columns);
                form = Form::Yaml(document);
            }
            forms.push(form);
        }
        let rows = own.iter().map(|i| cells.row(*i)).collect();
        let block = Block { rows: own.len(), columns };
        let inner =
            if own.is_empty() { Vec::new() } else { self.within(number).open(&block, (file, line))? };
        Ok(CopiedRows { column, table: number, block, rows, inner, cells: own, forms })
    }

    fn name(&self, column: usize) -> &str {
        let own = self.tables.0.get(self.table).and_then(|(target, _)| target.columns.get(column));
        own.map_or("", String::as_str)
    }

    /// Puts the cells of columns that copy rows together again; `copied` is what becomes of the rows, in the order in which they
    /// were opened.
    pub fn close(
        &self,
        block: &Block,
        opened: &[CopiedRows],
        copied: &[Vec<Replacement>],
        columns: &mut [Replacement],
    ) {
        for copying in self.own() {
            if let Some(cells) = block.column(copying.column) {
                let own = |(copy, _): &(&CopiedRows, &Vec<Replacement>)| copy.column == copying.column;
                let parts = opened.iter().zip(copied).filter(own);
                columns[copying.column] = self.copied(copying.column, cells, parts);
            }
        }
    }

    /// The cells of a column that copies rows, put together from the rows of each table.
    fn copied<'p>(
        &self,
        column: usize,
        cells: &Cells,
        parts: impl Iterator<Item = (&'p CopiedRows, &'p Vec<Replacement>)>,
    ) -> Replacement {
        let mut texts: Vec<Option<Vec<u8>>> = (0..cells.len()).map(|_| None).collect();
        let mut broken = 0;
        for (copy, replaced) in parts {
            let mut next = vec![0; replaced.len()];
            for (cell, form) in copy.cells.iter().zip(&copy.forms) {
                texts[*cell] = form.text(cells.bytes(*cell), replaced, &mut next);
            }
        }
        let mut out = Cells::like(cells);
        for (i, text) in texts.into_iter().enumerate() {
            match text {
                Some(text) => out.push(cells.state(i), &text),
                None if cells.state(i).is_value() && !cells.bytes(i).is_empty() => {
                    broken += 1;
                    // A cell is a text that says null; within a copy NULL can stand itself.
                    if self.depth == 0 {
                        out.push(State::Text, b"null");
                    } else {
                        out.push(State::Null, b"");
                    }
                }
                None => out.push(cells.state(i), cells.bytes(i)),
            }
        }
        if let Some((target, _)) = self.tables.0.get(self.table).filter(|_| broken > 0) {
            (target.broken)(self.name(column), broken);
        }
        Replacement::Cells(out)
    }
}

/// The table that a class or a table's name means: `Patient`, `CareTeam::Member`, `patients`.
fn named_table(text: &str) -> String {
    let last = text.rsplit("::").next().unwrap_or(text);
    let mut plain = String::new();
    for c in last.chars() {
        if c.is_ascii_uppercase() && !plain.is_empty() && !plain.ends_with('_') {
            plain.push('_');
        }
        plain.extend(c.to_lowercase());
    }
    plain
}

/// Whether a table has this name, in the singular or the plural.
fn is_named(table: &str, wanted: &str) -> bool {
    let table = table.to_ascii_lowercase();
    let plural = match wanted.strip_suffix('y') {
        Some(stem) => table == format!("{stem}ies"),
        None => table == format!("{wanted}es"),
    };
    table == wanted || table == format!("{wanted}s") || plural
}

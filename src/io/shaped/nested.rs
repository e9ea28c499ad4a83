//! Columns of a source that are no column of the table themselves: JSON whose paths are columns, JSON that copies a row of
//! another table, and what nobody lists.
//!
//! A layout gives such a column a number behind those of the table. When its rows were parsed, [`Nested::open`] looks into
//! the cells; before they are spliced, [`Nested::close`] puts them together again.

use super::json::{self, Found, NOBODY, Scan, Tree};
use super::pieces::{Parsed, Unlisted};
use super::yaml;
use crate::cells::{Block, Cells, Replacement, State};
use crate::error::{Error, Place, Result};
use std::sync::Arc;

/// Makes a token of a value that nobody lists.
pub type Tokens = Arc<dyn Fn(&[u8], &Filler) -> String + Send + Sync>;
/// Counts cells of a column that are no JSON and became `null`.
pub type Broken = Arc<dyn Fn(&str, u64) + Send + Sync>;

/// What fits a column that takes no NULL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filler {
    /// A text, of so many characters at the most.
    Text(usize),
    /// A whole number up to this one.
    Number(u64),
    /// A UUID.
    Uuid,
    /// This text, whatever the value is.
    Fixed(&'static str),
}

/// A column of the source with a number behind those of the table.
pub(super) enum Hidden {
    /// JSON whose paths are columns.
    Json { name: String, tree: Tree },
    /// A column that nobody lists, and what takes the place of its values where they cannot be NULL.
    Unlisted { name: String, filler: Option<Filler> },
}

/// A table whose rows a column copies.
pub struct CopyTarget {
    /// The number of the table.
    pub table: usize,
    /// Its name.
    pub name: String,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// Which of them are read.
    pub reads: Vec<bool>,
    /// What happens to keys that nobody lists.
    pub unlisted: Unlisted,
}

/// A column that copies rows of other tables.
struct Copying {
    column: usize,
    name: String,
    /// The column that names the table, where that differs from row to row.
    by: Option<usize>,
    targets: Vec<(CopyTarget, Tree)>,
}

/// What of a source is nested or not listed.
pub struct Nested {
    /// The number of the first hidden column.
    first: usize,
    hidden: Vec<Hidden>,
    copying: Vec<Copying>,
    unlisted: Unlisted,
    tokens: Tokens,
    broken: Broken,
}

/// Rows of another table, as the cells of a column copy them.
pub struct CopiedRows {
    /// The column that copies.
    pub column: usize,
    /// The table.
    pub table: usize,
    /// The rows: one for each of the cells.
    pub block: Block,
    /// The row of this table that each cell stands in.
    pub rows: Vec<usize>,
    /// The cells.
    cells: Vec<usize>,
    forms: Vec<Form>,
}

/// How a cell is written.
enum Form {
    /// No value, or none of ours.
    None,
    Json(Vec<Found>),
    Yaml(yaml::Document),
    /// Neither JSON nor YAML of a row.
    Broken,
}

impl Form {
    /// The cell with replacements; `None` where it holds none of ours.
    fn text(&self, bytes: &[u8], columns: &[Replacement], next: &mut [usize]) -> Option<Vec<u8>> {
        let mut out = Vec::with_capacity(bytes.len());
        match self {
            Self::Json(found) => {
                let mut done = 0;
                for Found { owner, span, .. } in found {
                    let (start, end) = (span.0 as usize, span.1 as usize);
                    out.extend_from_slice(&bytes[done..start]);
                    done = end;
                    let owner = *owner as usize;
                    let counted = next.get_mut(owner);
                    json::put(&bytes[start..end], columns.get(owner), counted.unwrap_or(&mut 0), &mut out);
                }
                out.extend_from_slice(&bytes[done..]);
            }
            Self::Yaml(document) => document.write(columns, next, &mut out),
            Self::None | Self::Broken => return None,
        }
        Some(out)
    }
}

/// What was found in the cells of hidden columns.
#[derive(Default)]
pub struct Opened {
    /// For each hidden column of JSON the scalars of each cell.
    json: Vec<(usize, Vec<Form>)>,
    /// The rows of other tables.
    pub copies: Vec<CopiedRows>,
}

impl Nested {
    /// Nothing nested, in a table of so many columns.
    pub fn none(first: usize) -> Self {
        Self {
            first,
            hidden: Vec::new(),
            copying: Vec::new(),
            unlisted: Arc::new(|_| Ok(())),
            tokens: Arc::new(|_, _| String::new()),
            broken: Arc::new(|_, _| {}),
        }
    }

    /// The same with what happens to paths that nobody lists, to values that cannot be NULL, and to what is no JSON.
    #[must_use]
    pub fn with(self, unlisted: Unlisted, tokens: Tokens, broken: Broken) -> Self {
        Self { unlisted, tokens, broken, ..self }
    }

    /// Adds a column of JSON; `paths` go on from its name, and lead to columns of the table. Gives its number.
    pub fn add_json(&mut self, name: &str, paths: &[(&str, usize)]) -> usize {
        let tree = Tree::new(paths.iter().copied());
        self.hidden.push(Hidden::Json { name: name.to_owned(), tree });
        self.first + self.hidden.len() - 1
    }

    /// Adds a column that nobody lists; gives its number.
    pub fn add_unlisted(&mut self, name: &str) -> usize {
        self.hidden.push(Hidden::Unlisted { name: name.to_owned(), filler: None });
        self.first + self.hidden.len() - 1
    }

    /// Adds a column that copies rows: of one table, or of that which the column `by` names.
    pub fn add_copy(&mut self, column: usize, name: &str, by: Option<usize>, targets: Vec<CopyTarget>) {
        let tree = |target: &CopyTarget| {
            Tree::of_row(target.columns.iter().enumerate().map(|(at, name)| (name.as_str(), at)))
        };
        let targets =
            targets.into_iter().map(|target| (tree(&target), target)).map(|(a, b)| (b, a)).collect();
        self.copying.push(Copying { column, name: name.to_owned(), by, targets });
    }

    /// How many columns there are behind those of the table.
    pub fn hidden(&self) -> usize {
        self.hidden.len()
    }

    /// Says that values of these columns cannot be NULL, and what fits them.
    pub fn forbid_null(&mut self, columns: &[(String, Filler)]) {
        for hidden in &mut self.hidden {
            if let Hidden::Unlisted { name, filler } = hidden
                && let Some((_, fits)) = columns.iter().find(|(column, _)| column == name)
            {
                *filler = Some(fits.clone());
            }
        }
    }

    /// Looks into the cells of hidden columns, so that the columns of the table are complete.
    ///
    /// # Errors
    /// Where a path is not listed, or nested otherwise than the schema says.
    pub fn open(&self, parsed: &mut Parsed, file: &str, line: u64) -> Result<()> {
        let mut opened = Opened::default();
        for (at, hidden) in self.hidden.iter().enumerate() {
            let Hidden::Json { name, tree } = hidden else { continue };
            for column in tree.columns() {
                if let Some(cells @ Some(_)) = parsed.block.columns.get_mut(column) {
                    *cells = Some(Cells::with_capacity(parsed.block.rows));
                }
            }
            let Some(cells) = parsed.block.columns.get_mut(self.first + at).and_then(Option::take) else {
                continue;
            };
            let mut forms = Vec::with_capacity(cells.len());
            for i in 0..cells.len() {
                let form = scan(&cells, i, tree, file, line, &self.unlisted).map_err(|e| named(e, name))?;
                if let Form::Json(found) = &form {
                    let row = u32::try_from(cells.row(i)).unwrap_or(u32::MAX);
                    distribute(found, cells.bytes(i), row, &mut parsed.block.columns);
                }
                forms.push(form);
            }
            parsed.block.columns[self.first + at] = Some(cells);
            opened.json.push((at, forms));
        }
        for copying in &self.copying {
            if let Some(cells) = parsed.block.column(copying.column) {
                opened.copies.extend(copying.open(cells, &parsed.block, file, line)?);
            }
        }
        parsed.nested = opened;
        Ok(())
    }

    /// Puts the cells of hidden columns together again, and says what takes their place; `copied` is what becomes of the
    /// rows of other tables, in the order in which they were opened.
    pub fn close(&self, parsed: &Parsed, columns: &mut Vec<Replacement>, copied: &[Vec<Replacement>]) {
        for copying in &self.copying {
            if let Some(cells) = parsed.block.column(copying.column) {
                let own = |(copy, _): &(&CopiedRows, &Vec<Replacement>)| copy.column == copying.column;
                let parts = parsed.nested.copies.iter().zip(copied).filter(own);
                columns[copying.column] = self.copied(&copying.name, cells, parts);
            }
        }
        let mut behind = Vec::with_capacity(self.hidden.len());
        for (at, hidden) in self.hidden.iter().enumerate() {
            let cells = parsed.block.column(self.first + at);
            behind.push(match (hidden, cells) {
                (Hidden::Json { name, .. }, Some(cells)) => {
                    let mut next = vec![0; columns.len()];
                    let forms = parsed.nested.json.iter().find(|(own, _)| *own == at);
                    let forms = forms.map_or(&[][..], |(_, forms)| forms.as_slice());
                    self.folded(name, cells, forms, columns, &mut next)
                }
                (Hidden::Unlisted { filler: Some(filler), .. }, Some(cells)) => self.tokens(cells, filler),
                _ => Replacement::Null,
            });
        }
        columns.extend(behind);
    }

    /// The cells of a column that copies rows, put together from the rows of each table.
    fn copied<'p>(
        &self,
        name: &str,
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
                Some(text) => out.push(State::Text, &text),
                None if cells.state(i).is_value() && !cells.bytes(i).is_empty() => {
                    broken += 1;
                    out.push(State::Text, b"null");
                }
                None => out.push(cells.state(i), cells.bytes(i)),
            }
        }
        if broken > 0 {
            (self.broken)(name, broken);
        }
        Replacement::Cells(out)
    }

    fn tokens(&self, cells: &Cells, filler: &Filler) -> Replacement {
        let mut out = Cells::like(cells);
        for i in 0..cells.len() {
            if cells.state(i).is_value() {
                out.push(State::Text, (self.tokens)(cells.bytes(i), filler).as_bytes());
            } else {
                out.push(cells.state(i), b"");
            }
        }
        Replacement::Cells(out)
    }

    fn folded(
        &self,
        name: &str,
        cells: &Cells,
        forms: &[Form],
        columns: &[Replacement],
        next: &mut [usize],
    ) -> Replacement {
        let mut out = Cells::like(cells);
        let mut broken = 0;
        for i in 0..cells.len() {
            match forms.get(i).map(|form| (form, form.text(cells.bytes(i), columns, next))) {
                Some((_, Some(text))) => out.push(State::Text, &text),
                Some((Form::Broken, None)) => {
                    broken += 1;
                    out.push(State::Text, b"null");
                }
                _ => out.push(cells.state(i), b""),
            }
        }
        if broken > 0 {
            (self.broken)(name, broken);
        }
        Replacement::Cells(out)
    }
}

/// The error with the column in whose cells it is.
fn named(error: Error, column: &str) -> Error {
    let place = error.place().cloned().unwrap_or_default();
    error.at(Place { column: Some(column.to_owned()), ..place })
}

/// Reads the JSON of a cell.
fn scan(cells: &Cells, i: usize, tree: &Tree, file: &str, line: u64, unlisted: &Unlisted) -> Result<Form> {
    let bytes = cells.bytes(i);
    if !cells.state(i).is_value() || bytes.is_empty() {
        return Ok(Form::None);
    }
    if serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_err() {
        return Ok(Form::Broken);
    }
    let mut scan = Scan::new(tree, file, bytes, line, true);
    scan.value(Some(0), 0)?;
    if !scan.unlisted.is_empty() {
        let paths: Vec<String> = scan.unlisted.iter().cloned().collect();
        unlisted(&paths)?;
    }
    Ok(Form::Json(scan.found))
}

/// Appends scalars to the columns that they belong to.
fn distribute(found: &[Found], bytes: &[u8], row: u32, columns: &mut [Option<Cells>]) {
    for Found { owner, span, .. } in found.iter().filter(|found| found.owner != NOBODY) {
        if let Some(Some(cells)) = columns.get_mut(*owner as usize) {
            json::push(cells, row, &bytes[span.0 as usize..span.1 as usize]);
        }
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

impl Copying {
    /// Reads the rows that cells copy, table by table.
    fn open(&self, cells: &Cells, block: &Block, file: &str, line: u64) -> Result<Vec<CopiedRows>> {
        let mut all = Vec::with_capacity(self.targets.len());
        for (target, tree) in &self.targets {
            let of_target = |i: &usize| match self.by {
                None => true,
                Some(by) => {
                    let named =
                        block.column(by).and_then(|c| c.of_row(cells.row(*i)).and_then(|at| c.get(at)));
                    named.is_some_and(|text| is_named(&target.name, &named_table(text.trim())))
                }
            };
            let own: Vec<usize> = (0..cells.len()).filter(of_target).collect();
            all.push(self.of_table(target, tree, cells, own, (file, line))?);
        }
        Ok(all)
    }

    fn of_table(
        &self,
        target: &CopyTarget,
        tree: &Tree,
        cells: &Cells,
        own: Vec<usize>,
        (file, line): (&str, u64),
    ) -> Result<CopiedRows> {
        let mut columns: Vec<Option<Cells>> =
            target.reads.iter().map(|read| read.then(|| Cells::with_capacity(own.len()))).collect();
        let mut forms = Vec::with_capacity(own.len());
        for (row, i) in own.iter().enumerate() {
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            let mut form =
                scan(cells, *i, tree, file, line, &target.unlisted).map_err(|e| named(e, &self.name))?;
            if let Form::Json(found) = &form {
                distribute(found, cells.bytes(*i), row, &mut columns);
            }
            if matches!(form, Form::Broken)
                && let Some(document) = cells.get(*i).and_then(|text| yaml::read(text, tree))
            {
                if !document.unlisted.is_empty() {
                    (target.unlisted)(&document.unlisted).map_err(|e| named(e, &self.name))?;
                }
                document.distribute(row, &mut columns);
                form = Form::Yaml(document);
            }
            forms.push(form);
        }
        let rows = own.iter().map(|i| cells.row(*i)).collect();
        let block = Block { rows: own.len(), columns };
        Ok(CopiedRows { column: self.column, table: target.table, block, rows, cells: own, forms })
    }
}

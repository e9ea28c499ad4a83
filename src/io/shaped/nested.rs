//! Columns of a source that are no column of the table themselves: JSON whose paths are columns, JSON that copies a row of
//! another table, and what nobody lists.
//!
//! A layout gives such a column a number behind those of the table. When its rows were parsed, [`Nested::open`] looks into
//! the cells; before they are spliced, [`Nested::close`] puts them together again.

use super::copies::{CopiedRows, Copies};
use super::json::{self, Found, NOBODY, Scan, Tree};
use super::pieces::{Parsed, Unlisted};
use super::yaml;
use crate::cells::{Cells, Replacement, State};
use crate::error::{Error, Place, Result};
use crate::shape::Filler;
use std::sync::Arc;

/// Makes a token of a value that nobody lists.
pub type Tokens = Arc<dyn Fn(&[u8], &Filler) -> String + Send + Sync>;
/// Counts cells of a column that are no JSON and became `null`.
pub type Broken = Arc<dyn Fn(&str, u64) + Send + Sync>;

/// A column of the source with a number behind those of the table.
pub(super) enum Hidden {
    /// JSON whose paths are columns.
    Json { name: String, tree: Tree },
    /// A column that nobody lists, and what takes the place of its values where they cannot be NULL.
    Unlisted { name: String, filler: Option<Filler> },
}

/// What of a source is nested or not listed.
pub struct Nested {
    /// The number of the first hidden column.
    first: usize,
    hidden: Vec<Hidden>,
    copies: Option<Copies>,
    unlisted: Unlisted,
    tokens: Tokens,
    broken: Broken,
}

/// How a cell is written.
pub(super) enum Form {
    /// No value, or none of ours.
    None,
    Json(Vec<Found>),
    Yaml(yaml::Document),
    /// Neither JSON nor YAML of a row.
    Broken,
}

impl Form {
    /// The cell with replacements; `None` where it holds none of ours.
    pub(super) fn text(&self, bytes: &[u8], columns: &[Replacement], next: &mut [usize]) -> Option<Vec<u8>> {
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
            copies: None,
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

    /// Says which columns of the table copy rows.
    #[must_use]
    pub fn with_copies(self, copies: Copies) -> Self {
        Self { copies: Some(copies), ..self }
    }

    /// What copies rows of other tables.
    pub fn copies(&self) -> Option<&Copies> {
        self.copies.as_ref()
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
                *filler = Some(*fits);
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
        if let Some(copies) = &self.copies {
            opened.copies = copies.open(&parsed.block, (file, line))?;
        }
        parsed.nested = opened;
        Ok(())
    }

    /// Puts the cells of hidden columns together again, and says what takes their place; `copied` is what becomes of the
    /// rows of other tables, in the order in which they were opened.
    pub fn close(&self, parsed: &Parsed, columns: &mut Vec<Replacement>, copied: &[Vec<Replacement>]) {
        if let Some(copies) = &self.copies {
            copies.close(&parsed.block, &parsed.nested.copies, copied, columns);
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
pub(super) fn named(error: Error, column: &str) -> Error {
    let place = error.place().cloned().unwrap_or_default();
    error.at(Place { column: Some(column.to_owned()), ..place })
}

/// Reads the JSON of a cell.
pub(super) fn scan(
    cells: &Cells,
    i: usize,
    tree: &Tree,
    file: &str,
    line: u64,
    unlisted: &Unlisted,
) -> Result<Form> {
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
pub(super) fn distribute(found: &[Found], bytes: &[u8], row: u32, columns: &mut [Option<Cells>]) {
    for Found { owner, span, .. } in found.iter().filter(|found| found.owner != NOBODY) {
        if let Some(Some(cells)) = columns.get_mut(*owner as usize) {
            json::push(cells, row, &bytes[span.0 as usize..span.1 as usize]);
        }
    }
}

//! Which columns share stand-ins, and where rows find their subject.

use super::columns::no_column;
use super::{Domain, Reference, Subject, TablePolicy, wrong};
use crate::error::{Problems, Spanned};
use crate::kinds::{Kind, Stand};
use crate::schema::{self, Document, Value};
use std::collections::BTreeMap;

/// A column by table and number among those written.
type Cell = (usize, usize);

/// What refers to what, by names, until all tables are read.
#[derive(Default)]
pub(super) struct Links {
    /// Columns that take the values of another: the referring one, the table and the column referred to.
    refers: Vec<(Cell, usize, String)>,
    /// Columns that are declared to hold the same values.
    same: Vec<(Cell, Spanned<String>)>,
    /// Domains by the name of a kind that the schema names.
    named: BTreeMap<Cell, String>,
}

/// The table and the column (as the document has them) whose values a column takes.
pub(super) fn referred(
    document: &Document,
    table: &schema::Table,
    doc: &schema::Column,
    kind: &Kind,
) -> Option<(usize, usize)> {
    if !matches!(kind.name, "parent" | "reference") {
        return None;
    }
    let text = |name: &str| match doc.arg(name).map(|arg| &arg.value) {
        Some(Value::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    let name = text("table").or_else(|| table.parent.as_ref().map(|parent| parent.table.value.as_str()))?;
    let t = document.tables.iter().position(|table| table.name.value == name)?;
    let wanted = text("column")?;
    let c = document.tables[t].columns.iter().position(|column| column.name.value == wanted)?;
    Some((t, c))
}

impl Links {
    /// What refers to what, once all tables are read.
    pub(super) fn references(&self, tables: &[TablePolicy]) -> Vec<Reference> {
        let of = |(from, table, name): &(Cell, usize, String)| {
            let column = tables.get(*table)?.column(name)?;
            Some(Reference { from: *from, to: (*table, column) })
        };
        self.refers.iter().filter_map(of).collect()
    }

    pub(super) fn read(
        &mut self,
        t: usize,
        c: usize,
        doc: &schema::Column,
        kind: &Kind,
        table: &schema::Table,
        document: &Document,
    ) {
        if let Some((target, column)) = referred(document, table, doc, kind) {
            let name = document.tables[target].columns[column].name.value.clone();
            self.refers.push(((t, c), target, name));
        }
        if let Some(other) = &doc.same_as {
            self.same.push(((t, c), other.clone()));
        }
        if let Some(named) = &doc.named_kind {
            self.named.insert((t, c), named.value.clone());
        }
    }
}

/// Gives every column its domain.
pub(super) fn domains(tables: &mut [TablePolicy], links: &Links, problems: &mut Problems) -> Vec<Domain> {
    let mut union = Union::default();
    for (from, table, name) in &links.refers {
        if let Some(column) = tables.get(*table).and_then(|t| t.column(name)) {
            union.join((*table, column), *from);
        }
    }
    for (from, other) in &links.same {
        match find(tables, from.0, &other.value) {
            Some(to) => {
                if !same_sort(tables, *from, to) {
                    let message = format!(
                        "`same_as` joins a `{}` with a `{}`",
                        tables[from.0].columns[from.1].kind.name, tables[to.0].columns[to.1].kind.name
                    );
                    problems.push(
                        wrong(other.span, message).help("columns with the same values are of the same kind"),
                    );
                }
                union.join(to, *from);
            }
            None => {
                let names: Vec<String> = tables
                    .iter()
                    .flat_map(|t| t.columns.iter().map(|c| format!("{}.{}", t.name, c.name)))
                    .collect();
                let problem = wrong(other.span, format!("there is no column `{}`", other.value));
                problems.push(problem.suggest(&other.value, names.iter().map(String::as_str)));
            }
        }
    }
    let cells: Vec<Cell> =
        (0..tables.len()).flat_map(|t| (0..tables[t].columns.len()).map(move |c| (t, c))).collect();
    let sizes = union.sizes(&cells);
    let mut list: Vec<Domain> = Vec::new();
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    for &cell in &cells {
        let root = union.root(cell);
        let joined = sizes.get(&root).is_some_and(|size| *size > 1);
        let name = name_of(tables, root, joined, links);
        let at = *by_name.entry(name.clone()).or_insert_with(|| {
            list.push(Domain { name, scoped: true, ..Domain::default() });
            list.len() - 1
        });
        list[at].members.push(cell);
        tables[cell.0].columns[cell.1].domain = at;
        let column = &tables[cell.0].columns[cell.1];
        // Where a reference group is joined, originals that differ stay apart, or joins would change.
        list[at].scoped &= tables[cell.0].scope.is_some();
        let grouped = joined;
        let joined = joined && column.kind.is_numbered();
        list[at].joined |= joined;
        list[at].bits = list[at].bits.into_iter().chain(column.bits).min();
        let narrowest = list[at].most_chars.into_iter().chain(column.max_chars.filter(|_| grouped)).min();
        list[at].most_chars = narrowest;
        list[at].strict |= column.unique || joined;
        list[at].apart |= column.unique || column.apart || joined || stays_apart(column.kind);
    }
    list
}

/// Kinds without a reserved range: what differs must differ, and nothing may equal an original.
pub(super) fn stays_apart(kind: &Kind) -> bool {
    kind.mask.stand == Stand::Made
        && kind.could_be_real.is_none()
        && matches!(kind.mask.class, Some('H' | 'I' | 'J' | 'K' | 'L' | 'M'))
}

fn name_of(tables: &[TablePolicy], root: Cell, joined: bool, links: &Links) -> String {
    let column = &tables[root.0].columns[root.1];
    // A domain that kinds share is one for all columns of these kinds, joined or not.
    if !column.kind.mask.domain.is_empty() {
        return column.kind.mask.domain.to_owned();
    }
    let own = || format!("{}.{}", tables[root.0].name, column.name);
    if joined {
        return own();
    }
    if let Some(named) = links.named.get(&root) {
        return named.clone();
    }
    match column.kind.name {
        "serial" | "pattern" | "string" | "username" | "uuid" | "choice" | "integer" => own(),
        kind => kind.to_owned(),
    }
}

/// A column by its name in the same table, or as `table.column`.
fn find(tables: &[TablePolicy], own: usize, name: &str) -> Option<Cell> {
    if let Some(column) = tables[own].column(name) {
        return Some((own, column));
    }
    name.match_indices('.').find_map(|(at, _)| {
        let t = tables.iter().position(|table| table.name == name[..at])?;
        Some((t, tables[t].column(&name[at + 1..])?))
    })
}

fn same_sort(tables: &[TablePolicy], a: Cell, b: Cell) -> bool {
    let of = |cell: Cell| {
        let column = &tables[cell.0].columns[cell.1];
        (column.kind.mask.stand, column.kind.mask.read_as(column.settings.text("format")))
    };
    of(a) == of(b)
}

/// Sets of columns that are joined; the root is the column that is referred to.
#[derive(Default)]
struct Union(BTreeMap<Cell, Cell>);

impl Union {
    fn root(&self, mut cell: Cell) -> Cell {
        while let Some(&up) = self.0.get(&cell) {
            cell = up;
        }
        cell
    }

    /// How many cells each root stands for.
    fn sizes(&self, cells: &[Cell]) -> BTreeMap<Cell, usize> {
        let mut sizes = BTreeMap::new();
        for &cell in cells {
            *sizes.entry(self.root(cell)).or_default() += 1;
        }
        sizes
    }

    fn join(&mut self, to: Cell, from: Cell) {
        let (to, from) = (self.root(to), self.root(from));
        if to != from {
            self.0.insert(from, to);
        }
    }
}

/// Finds for every table where its rows have their subject.
pub(super) fn subjects(
    document: &Document,
    tables: &mut [TablePolicy],
    links: &Links,
    problems: &mut Problems,
) {
    for (t, doc) in document.tables.iter().enumerate() {
        let Some(subject) = &doc.subject else { continue };
        match tables[t].column(&subject.value) {
            Some(column) => tables[t].subject = Some(Subject::Own(column)),
            None => {
                let problem = no_column(subject.span, &doc.name.value, &subject.value, &tables[t].columns);
                problems.push(problem);
            }
        }
    }
    // A reference to a subject's own key is the subject; any other reference leads to a row that knows it.
    loop {
        let mut found = None;
        for (from, table, name) in &links.refers {
            if tables[from.0].subject.is_some() || *table == from.0 {
                continue;
            }
            let Some(key) = tables[*table].column(name) else { continue };
            found = match tables[*table].subject {
                Some(Subject::Own(own)) if own == key => Some((from.0, Subject::Own(from.1))),
                Some(_) => Some((from.0, Subject::Through { column: from.1, table: *table, key })),
                None => continue,
            };
            break;
        }
        match found {
            Some((t, subject)) => tables[t].subject = Some(subject),
            None => return,
        }
    }
}

//! Values derived from masked columns by an SQL expression.

use super::super::expr_problem;
use super::{TablePolicy, Treatment, wrong};
use crate::error::{Problems, Spanned};
use crate::expr::Compiled;
use crate::kinds::{Family, timestamp_type};
use crate::schema::{self, Document};
use arrow::datatypes::DataType;

/// An expression over the masked columns of the row.
#[derive(Clone)]
pub struct Derive {
    text: Spanned<String>,
    /// The columns that are read, in the order of the program's inputs, with their types.
    pub reads: Vec<(usize, DataType)>,
    /// The program.
    pub program: Option<Compiled>,
}

impl Derive {
    pub(super) fn draft(text: Spanned<String>) -> Self {
        Self { text, reads: Vec::new(), program: None }
    }

    /// The expression as the schema writes it.
    pub fn text(&self) -> &str {
        &self.text.value
    }
}

/// Compiles a condition over the columns of a table as they come in; `None` where it is none that can be evaluated. What it
/// says may be somebody's data, so nothing is told of what is wrong with it.
pub fn condition(epoch: i32, table: &TablePolicy, text: &str) -> Option<Derive> {
    let parsed = crate::expr::parse(text).ok()?;
    let names = parsed.names();
    let mut reads = Vec::with_capacity(names.len());
    for name in names {
        if name.table.as_ref().is_some_and(|t| *t != table.name) {
            return None;
        }
        let at = table.column(&name.column)?;
        reads.push((at, type_of(table.columns[at].kind)));
    }
    let resolve = |name: &crate::expr::Name| {
        let at = names.iter().position(|n| n.column == name.column && n.table == name.table)?;
        reads.get(at).map(|(_, data_type)| (at, data_type.clone()))
    };
    let program = parsed.compile(&resolve, &[], epoch).ok()?;
    Some(Derive { text: Spanned::default(), reads, program: Some(program) })
}

/// The type in which an expression sees a column.
fn type_of(kind: &crate::kinds::Kind) -> DataType {
    match (kind.name, kind.family) {
        ("date" | "birth_date" | "death_date", _) => DataType::Date32,
        ("timestamp", _) => timestamp_type(),
        ("serial" | "integer" | "age" | "ordinal", _) => DataType::Int64,
        ("boolean", _) => DataType::Boolean,
        (_, Family::Number) => DataType::Float64,
        _ => DataType::Utf8,
    }
}

/// Compiles the expressions of a table.
pub(super) fn resolve(
    document: &Document,
    doc: &schema::Table,
    table: &mut TablePolicy,
    problems: &mut Problems,
) {
    for at in 0..table.columns.len() {
        let Treatment::Derive(derive) = &table.columns[at].treatment else { continue };
        let mut derive = derive.clone();
        compile(document, doc, table, at, &mut derive, problems);
        table.columns[at].treatment = Treatment::Derive(derive);
    }
}

pub(super) fn compile(
    document: &Document,
    doc: &schema::Table,
    table: &TablePolicy,
    own: usize,
    derive: &mut Derive,
    problems: &mut Problems,
) {
    let span = derive.text.span;
    let parsed = match crate::expr::parse(&derive.text.value) {
        Ok(parsed) => parsed,
        Err(fault) => return problems.push(expr_problem(span, &fault)),
    };
    let name = &table.columns[own].name;
    let before = problems.list.len();
    for read in parsed.names() {
        let own_table = read.table.as_ref().is_none_or(|t| *t == doc.name.value);
        let found = table.column(&read.column).or_else(|| table.holder(&read.column)).filter(|_| own_table);
        let message = match found.map(|at| (at, &table.columns[at].treatment)) {
            None => format!(
                "`{name}` is derived from `{}`, which is not in the row when it is masked",
                read.column
            ),
            Some((at, _)) if at == own => format!("`{name}` is derived from itself"),
            Some((_, Treatment::Drop | Treatment::Derive(_))) => {
                format!("`{name}` is derived from `{}`, which is dropped or derived itself", read.column)
            }
            Some((at, _)) => {
                derive.reads.push((at, type_of(table.columns[at].kind)));
                continue;
            }
        };
        problems.push(wrong(span, message).help(format!(
            "state what masking does with `{name}`: mask = {{ derive = \"…\" }} over columns of `{}` that are written, \
             \"token\", \"null\" or {{ keep = \"why\" }}",
            doc.name.value
        )));
    }
    if problems.list.len() > before {
        return;
    }
    let names = parsed.names();
    let resolve = |name: &crate::expr::Name| {
        let at = names.iter().position(|n| n.column == name.column && n.table == name.table)?;
        derive.reads.get(at).map(|(_, data_type)| (at, data_type.clone()))
    };
    match parsed.compile(&resolve, &[], document.epoch.value) {
        Ok(program) => derive.program = Some(program),
        Err(faults) => problems.list.extend(faults.iter().map(|fault| expr_problem(span, fault))),
    }
}

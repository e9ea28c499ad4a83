//! One column: its source, its absence, what it reads, and how many values it can have.

use super::Built;
use super::time::is_cut;
use crate::draw::Key;
use crate::error::{Problem, Problems};
use crate::expr::Days;
use crate::kinds::{Domain, Kind};
use crate::plan::names::{ColumnDraft, Expression, Scope, is_structure};
use crate::plan::structure::Draft as StructureDraft;
use crate::plan::{Column, Formula, FromRow, Null, Options, Source, is_handle};
use crate::schema;
use arrow::datatypes::DataType;

/// Builds the columns of one table.
pub(in crate::plan) struct Builder<'a> {
    pub(in crate::plan) scope: &'a Scope<'a>,
    pub(in crate::plan) built: &'a Built,
    pub(in crate::plan) days: Days,
    pub(in crate::plan) options: &'a Options,
}

impl Builder<'_> {
    pub(super) fn column(
        &self,
        doc: &schema::Column,
        draft: &ColumnDraft<'_>,
        problems: &mut Problems,
    ) -> Option<Column> {
        let table = self.scope.table;
        let seed = doc.seed.as_ref().map_or(self.scope.drafts[table].seed, |s| s.value);
        let names = [self.scope.table_name(table), doc.name.value.as_str()];
        let key = Key::new(seed, &[names[0], names[1], "value"]);
        let before = problems.list.len();
        let kind = draft.kind?;
        if draft.arguments.broken {
            return None;
        }
        self.check_version(doc, kind, problems);
        let unique = self.is_unique(doc);
        let (source, data_type, json, domain) = if is_structure(kind) {
            self.structure(draft, key, problems)?
        } else {
            self.maker(doc, draft, kind, unique, problems)?
        };
        let few = self.few(&source, domain);
        let (when, null) = self.absence(doc, draft, seed, problems);
        let hidden = is_hidden(doc);
        if is_handle(&data_type) && !hidden {
            problems.push(handle_problem(doc, kind, &data_type));
        }
        let from_row = self.row_taken(doc, draft, unique, problems);
        let cut = is_cut(doc, &data_type, problems);
        if problems.list.len() > before {
            return None;
        }
        let max_chars = self.max_chars(doc, &data_type, json, unique, problems)?;
        let (mut reads, mut reads_above) = (Vec::new(), Vec::new());
        self.reads(draft, &mut reads, &mut reads_above);
        let from_row = from_row.map(|row| {
            let own = (reads.clone(), reads_above.clone());
            add_reads(draft.from_row.iter(), &mut reads, &mut reads_above);
            FromRow { row, reads: own.0, reads_above: own.1 }
        });
        let follows = cut || self.follows(draft, &reads, &reads_above);
        Some(Column {
            name: doc.name.value.clone(),
            hidden,
            data_type,
            json,
            description: doc.description.as_ref().map(|d| d.value.clone()),
            kind: Some(kind),
            source,
            key,
            distinct: None,
            null,
            when,
            max_chars,
            from_row,
            cut,
            follows,
            reads,
            reads_above,
            unique,
            domain,
            few,
        })
    }

    /// The most characters; only a text can be cut, and only one that need not stay its row's own.
    #[expect(clippy::option_option, reason = "none at all, or none because of a problem")]
    fn max_chars(
        &self,
        doc: &schema::Column,
        data_type: &DataType,
        json: bool,
        unique: bool,
        problems: &mut Problems,
    ) -> Option<Option<u32>> {
        let Some(most) = &doc.max_chars else { return Some(None) };
        let problem = if *data_type != DataType::Utf8 || json {
            "only a text can be cut"
        } else if unique {
            "a value that is cut may be another's, and the column is unique"
        } else if most.value == 0 {
            "no character would be left"
        } else {
            return Some(Some(most.value));
        };
        problems.push(Problem::new(most.span, problem));
        None
    }

    /// When the column has no value: its condition, and its rate.
    fn absence(
        &self,
        doc: &schema::Column,
        draft: &ColumnDraft<'_>,
        seed: u64,
        problems: &mut Problems,
    ) -> (Option<Formula>, Option<Null>) {
        let names = [self.scope.table_name(self.scope.table), doc.name.value.as_str()];
        let boolean = Some(&DataType::Boolean);
        let when = draft.when.as_ref().map(|e| self.formula(e, boolean, &[], problems));
        let null_when = draft.null_when.as_ref().map(|e| self.formula(e, boolean, &[], problems));
        let null = doc.null.as_ref().map(|null| Null {
            rate: null.rate.value,
            when: null_when.flatten(),
            otherwise: null.otherwise,
            key: Key::new(seed, &[names[0], names[1], "null"]),
        });
        (when.flatten(), null)
    }

    /// How many distinct values a column has, where they are few: a column taken from another has no more than that.
    fn few(&self, source: &Source, domain: Domain) -> Option<u64> {
        const FEW: u64 = 4_096;
        let same = |level: usize, column: usize| self.cell(level, column).and_then(|c| c.few);
        let n = match (source, domain) {
            (Source::Maker { maker, .. }, Domain::Open) => maker.values().map(|values| values.len() as u64),
            (Source::Above { level, column }, _) => same(*level, *column),
            (Source::Expr(Formula { program: None, cells, .. }), _) => {
                cells.first().and_then(|c| same(c.level, c.column))
            }
            (Source::Reference(reference), _) => {
                self.built[reference.table][reference.column].as_ref().and_then(|c| c.few)
            }
            (Source::Maker { .. }, Domain::Counted(n)) => Some(n),
            _ => None,
        };
        n.filter(|n| *n < FEW)
    }

    fn check_version(&self, doc: &schema::Column, kind: &Kind, problems: &mut Problems) {
        if let Some(pin) = &doc.generator
            && pin.value != kind.version
        {
            let message = format!(
                "version {} of `{}` is pinned, and this program makes version {}",
                pin.value, kind.name, kind.version
            );
            problems
                .push(Problem::new(pin.span, message).help("CHANGELOG.md says what changed between them"));
        }
    }

    pub(super) fn is_unique(&self, doc: &schema::Column) -> bool {
        let flag = |f: &Option<crate::error::Spanned<bool>>| f.as_ref().is_some_and(|f| f.value);
        let table = &self.scope.document.tables[self.scope.table];
        let flagged = table.columns.iter().filter(|c| flag(&c.primary_key)).count();
        let sole = match table.primary_key.as_slice() {
            [] => flagged == 1 && flag(&doc.primary_key),
            [only] => only.value == doc.name.value,
            _ => false,
        };
        let group =
            table.unique.iter().any(|g| matches!(g.value.as_slice(), [only] if only.value == doc.name.value));
        flag(&doc.unique) || sole || group
    }

    /// The number of the row whose value a column takes.
    fn row_taken(
        &self,
        doc: &schema::Column,
        draft: &ColumnDraft<'_>,
        unique: bool,
        problems: &mut Problems,
    ) -> Option<Formula> {
        let stated = doc.from_row.as_ref()?;
        if unique {
            let message = format!("`{}` is unique, and takes the values of other rows", doc.name.value);
            problems.push(Problem::new(stated.span, message));
        }
        self.formula(draft.from_row.as_ref()?, Some(&DataType::Int64), &[], problems)
    }

    fn reads(&self, draft: &ColumnDraft<'_>, own: &mut Vec<usize>, above: &mut Vec<(usize, usize)>) {
        let structure = draft.structure.as_ref();
        let expressions = draft.inputs.iter().flatten().chain(&draft.when).chain(&draft.null_when);
        let expressions = expressions.chain(structure.into_iter().flat_map(StructureDraft::expressions));
        match structure {
            Some(StructureDraft::Above { level, column }) => above.push((*level, *column)),
            Some(StructureDraft::Reference(reference)) => {
                for cell in self.scope.entry(reference.table) {
                    match cell.level {
                        0 => own.push(cell.column),
                        level => above.push((level, cell.column)),
                    }
                }
                // Whoever shares a row picks it again, and so reads what the other reads.
                if let Some(other) = reference.same_row_as {
                    own.push(other);
                    let other = self.built[self.scope.table][other].as_ref();
                    own.extend(other.iter().flat_map(|c| &c.reads));
                    above.extend(other.iter().flat_map(|c| &c.reads_above));
                }
            }
            _ => {}
        }
        add_reads(expressions, own, above);
    }

    /// The column that a cell of this table's row means.
    pub(super) fn cell(&self, level: usize, column: usize) -> Option<&Column> {
        self.built[self.scope.at_level(level)?][column].as_ref()
    }
}

/// Whether a column is drawn and not written: by its name, unless it says otherwise.
pub(in crate::plan) fn is_hidden(doc: &schema::Column) -> bool {
    doc.written.as_ref().map_or_else(|| doc.name.value.starts_with('_'), |written| !written.value)
}

/// What is wrong with a column that other kinds read, and that is to be written.
fn handle_problem(doc: &schema::Column, kind: &Kind, data_type: &DataType) -> Problem {
    let what = match data_type {
        DataType::UInt32 => "is a row of a reference table that other kinds read",
        _ => "is what a row is in its group, which other kinds read",
    };
    let span = doc.kind.as_ref().map_or(doc.name.span, |k| k.span);
    Problem::new(span, format!("a `{}` {what}, and is not written", kind.name))
        .help(format!("name the column `_{}`", doc.name.value))
}

/// Adds what expressions read, each once and in order: of the row, and of the rows above it.
fn add_reads<'a>(
    expressions: impl Iterator<Item = &'a Expression>,
    own: &mut Vec<usize>,
    above: &mut Vec<(usize, usize)>,
) {
    for cell in expressions.flat_map(|expression| &expression.cells) {
        match cell.level {
            0 => own.push(cell.column),
            level => above.push((level, cell.column)),
        }
    }
    own.sort_unstable();
    own.dedup();
    above.sort_unstable();
    above.dedup();
}

//! One column: its source, its absence, what it reads, and how many values it can have.

use super::Built;
use crate::draw::Key;
use crate::error::{Problem, Problems};
use crate::kinds::{Domain, Kind};
use crate::plan::names::{ColumnDraft, Scope, is_structure};
use crate::plan::structure::Draft as StructureDraft;
use crate::plan::{Column, Formula, Null, Source};
use crate::schema;
use arrow::datatypes::DataType;

/// Builds the columns of one table.
pub(in crate::plan) struct Builder<'a> {
    pub(in crate::plan) scope: &'a Scope<'a>,
    pub(in crate::plan) built: &'a Built,
    pub(in crate::plan) epoch: i32,
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
            self.structure(draft.structure.as_ref()?, key, problems)?
        } else {
            self.maker(doc, draft, kind, unique, problems)?
        };
        let few = self.few(&source, domain);
        let boolean = Some(&DataType::Boolean);
        let when = draft.when.as_ref().map(|e| self.formula(e, boolean, &[], problems));
        let null_when = draft.null_when.as_ref().map(|e| self.formula(e, boolean, &[], problems));
        let null = doc.null.as_ref().map(|null| Null {
            rate: null.rate.value,
            when: null_when.flatten(),
            otherwise: null.otherwise,
            key: Key::new(seed, &[names[0], names[1], "null"]),
        });
        let hidden = is_hidden(doc);
        if data_type == DataType::UInt32 && !hidden {
            let span = doc.kind.as_ref().map_or(doc.name.span, |k| k.span);
            let message = format!(
                "a `{}` is a row of a reference table that other kinds read, and is not written",
                kind.name
            );
            problems.push(Problem::new(span, message).help(format!("name the column `_{}`", doc.name.value)));
        }
        if problems.list.len() > before {
            return None;
        }
        let max_chars = self.max_chars(doc, &data_type, json, unique, problems)?;
        let (mut reads, mut reads_above) = (Vec::new(), Vec::new());
        self.reads(draft, &mut reads, &mut reads_above);
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
            when: when.flatten(),
            max_chars,
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

    fn is_unique(&self, doc: &schema::Column) -> bool {
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

    fn reads(&self, draft: &ColumnDraft<'_>, own: &mut Vec<usize>, above: &mut Vec<(usize, usize)>) {
        let structure = draft.structure.as_ref();
        let expressions = draft.inputs.iter().flatten().chain(&draft.when).chain(&draft.null_when);
        for expression in expressions.chain(structure.into_iter().flat_map(StructureDraft::expressions)) {
            for cell in &expression.cells {
                match cell.level {
                    0 => own.push(cell.column),
                    level => above.push((level, cell.column)),
                }
            }
        }
        match structure {
            Some(StructureDraft::Above { level, column }) => above.push((*level, *column)),
            Some(StructureDraft::Reference(reference)) => own.extend(reference.same_row_as),
            _ => {}
        }
        own.sort_unstable();
        own.dedup();
        above.sort_unstable();
        above.dedup();
    }

    /// The column that a cell of this table's row means.
    pub(super) fn cell(&self, level: usize, column: usize) -> Option<&Column> {
        self.built[self.scope.at_level(level)?][column].as_ref()
    }
}

/// Whether a column is drawn and not written: by its name, unless it says otherwise.
fn is_hidden(doc: &schema::Column) -> bool {
    doc.written.as_ref().map_or_else(|| doc.name.value.starts_with('_'), |written| !written.value)
}

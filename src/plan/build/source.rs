//! Columns that no kind makes alone: serials, values from above, references, expressions, templates, JSON.

use super::column::Builder;
use crate::draw::{Key, Zipf};
use crate::error::{Problem, Problems};
use crate::kinds::Domain;
use crate::plan::names::ColumnDraft;
use crate::plan::structure::{Draft as StructureDraft, JsonDraft, PieceDraft, ReferenceDraft};
use crate::plan::{Formula, JsonNode, Pick, Piece, Reference, Source};
use arrow::datatypes::DataType;

impl Builder<'_> {
    pub(super) fn structure(
        &self,
        draft: &ColumnDraft<'_>,
        key: Key,
        problems: &mut Problems,
    ) -> Option<(Source, DataType, bool, Domain)> {
        Some(match draft.structure.as_ref()? {
            StructureDraft::Serial { start, step } => {
                (Source::Serial { start: *start, step: *step }, DataType::Int64, false, Domain::Boundless)
            }
            StructureDraft::Ordinal { start } => {
                (Source::Ordinal { start: *start }, DataType::Int64, false, Domain::Open)
            }
            StructureDraft::Arrival => (Source::Arrival, DataType::Date32, false, Domain::Open),
            StructureDraft::Above { level, column } => {
                let above = self.cell(*level, *column)?;
                let source = Source::Above { level: *level, column: *column };
                (source, above.data_type.clone(), above.json, Domain::Open)
            }
            StructureDraft::Reference(reference) => {
                let row = match draft.inputs.first().and_then(Option::as_ref) {
                    Some(row) => Some(self.formula(row, Some(&DataType::Int64), &[], problems)?),
                    None => None,
                };
                let nth = match draft.inputs.get(2).and_then(Option::as_ref) {
                    Some(nth) => {
                        self.check_drawn(draft.kind?, "nth", nth, problems)?;
                        Some(self.formula(nth, Some(&DataType::Int64), &[], problems)?)
                    }
                    None => None,
                };
                return self.reference(draft, reference, key, (row, nth), problems);
            }
            StructureDraft::Expr(expression) => {
                let formula = self.formula(expression, None, &[], problems)?;
                if formula.data_type == DataType::Null {
                    let help = "say which type it has: CAST(NULL AS text)";
                    problems.push(Problem::new(expression.span, "the value is always NULL").help(help));
                    return None;
                }
                if matches!(formula.data_type, DataType::Interval(_) | DataType::Duration(_)) {
                    let help = "take a number out of it: extract(epoch from …)";
                    problems.push(Problem::new(expression.span, "an interval cannot be written").help(help));
                    return None;
                }
                let data_type = formula.data_type.clone();
                (Source::Expr(formula), data_type, false, Domain::Open)
            }
            StructureDraft::Template(pieces) => {
                let pieces = pieces.iter().map(|p| self.piece(p, problems)).collect::<Option<Vec<_>>>()?;
                (Source::Template(pieces), DataType::Utf8, false, Domain::Open)
            }
            StructureDraft::Json { node, skip_null } => {
                let node = self.json(node, problems)?;
                (Source::Json { node, skip_null: *skip_null }, DataType::Utf8, true, Domain::Open)
            }
        })
    }

    fn piece(&self, piece: &PieceDraft, problems: &mut Problems) -> Option<Piece> {
        Some(match piece {
            PieceDraft::Text(text) => Piece::Text(text.clone()),
            PieceDraft::Value(expression) => Piece::Value(self.formula(expression, None, &[], problems)?),
        })
    }

    fn json(&self, node: &JsonDraft, problems: &mut Problems) -> Option<JsonNode> {
        Some(match node {
            JsonDraft::Object(members) => {
                let mut all = Vec::with_capacity(members.len());
                for (name, node) in members {
                    all.push((name.clone(), self.json(node, problems)?));
                }
                JsonNode::Object(all)
            }
            JsonDraft::Array(nodes) => {
                JsonNode::Array(nodes.iter().map(|n| self.json(n, problems)).collect::<Option<_>>()?)
            }
            JsonDraft::Value(expression) => {
                JsonNode::Value(Box::new(self.formula(expression, None, &[], problems)?))
            }
            JsonDraft::Constant(text) => JsonNode::Constant(text.clone()),
        })
    }

    fn reference(
        &self,
        column: &ColumnDraft<'_>,
        draft: &ReferenceDraft,
        key: Key,
        (row, nth): (Option<Formula>, Option<Formula>),
        problems: &mut Problems,
    ) -> Option<(Source, DataType, bool, Domain)> {
        let mut timely = self.timely(column, draft, problems)?;
        let target = self.built[draft.table][draft.column].as_ref()?;
        let rows = self.scope.drafts[draft.table].rows;
        let own = draft.table == self.scope.table && draft.within.is_none() && row.is_none();
        if rows == 0 && self.scope.drafts[self.scope.table].rows > 0 && draft.within.is_none() {
            let message = format!("`{}` has no rows to refer to", self.scope.table_name(draft.table));
            problems.push(Problem::new(draft.span, message));
            return None;
        }
        // The number of rows depends on the row for references to earlier rows and to rows under one ancestor.
        let fixed_number = !own && draft.within.is_none() && row.is_none() && rows > 0;
        let pick = match draft.zipf {
            None if row.is_some() => Pick::Row,
            None => Pick::Uniform,
            Some(exponent) => {
                Pick::Zipf { exponent, law: if fixed_number { Zipf::new(rows, exponent).ok() } else { None } }
            }
        };
        let shared = draft.same_row_as.and_then(|c| self.built[self.scope.table][c].as_ref());
        let (mut within, mut shares, mut picked) = (draft.within.clone(), None, pick);
        let (mut key, mut row, mut nth) = (key, row, nth);
        if let Some(other) = shared
            && let Source::Reference(reference) = &other.source
        {
            (within, key, shares) = (reference.within.clone(), other.key, draft.same_row_as);
            picked = reference.pick.clone();
            row.clone_from(&reference.row);
            nth.clone_from(&reference.nth);
            timely.clone_from(&reference.timely);
        }
        let is_static = timely.is_none();
        let source = Source::Reference(Box::new(Reference {
            table: draft.table,
            column: draft.column,
            pick: picked,
            within,
            distinct: draft.distinct,
            own,
            or_self: draft.or_self,
            timely,
            shares,
            key,
            row,
            nth,
        }));
        let domain =
            if fixed_number && shares.is_none() && is_static { Domain::Counted(rows) } else { Domain::Open };
        Some((source, target.data_type.clone(), target.json, domain))
    }
}

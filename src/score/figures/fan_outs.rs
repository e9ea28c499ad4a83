//! How many children parents have.

use crate::score::people::People;
use crate::score::rows::Rows;
use crate::score::tally::{Fed, Head, Tally};
use crate::score::{Gauge, Outcome, Study};
use std::collections::BTreeMap;

/// Children of one parent that follow each other.
struct Children<'a> {
    place: String,
    parent: usize,
    law: &'a [(u64, f64)],
    cut: bool,
    /// The parent whose children are being counted, and how many there are so far.
    open: Option<(u32, u64)>,
    /// How many parents have so many children; those without any are not seen.
    found: BTreeMap<u64, u64>,
}

pub(super) fn children<'a>(study: &'a Study, table: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    let parent = of.parent.as_ref().filter(|parent| !parent.counts.is_empty())?;
    let (link, _) = parent.link?;
    of.written(link)?;
    let parent_name = &study.tables[parent.table].name;
    Some(Box::new(Children {
        place: format!("{} of {parent_name}", of.name),
        parent: parent.table,
        law: &parent.counts,
        cut: parent.cut,
        open: None,
        found: BTreeMap::new(),
    }))
}

impl Children<'_> {
    fn close(&mut self) {
        if let Some((_, children)) = self.open.take() {
            *self.found.entry(children).or_default() += 1;
        }
    }
}

impl Gauge for Children<'_> {
    fn see(&mut self, rows: &Rows<'_>) {
        for parent in rows.parent.iter().flatten() {
            match &mut self.open {
                Some((open, children)) if open == parent => *children += 1,
                _ => {
                    self.close();
                    self.open = Some((*parent, 1));
                }
            }
        }
    }

    fn finish(mut self: Box<Self>, people: &People) -> Vec<Outcome> {
        self.close();
        let with: u64 = self.found.values().sum();
        let without = people.rows(self.parent).saturating_sub(with);
        *self.found.entry(0).or_default() += without;
        let mut tally = Tally::new();
        tally.class("", self.law.iter().map(|(n, share)| (n.to_string(), *share)));
        for (children, parents) in &self.found {
            let cell = self.law.iter().position(|(n, _)| n == children);
            for _ in 0..*parents {
                tally.count(0, cell);
            }
        }
        let head = Head {
            name: "children a parent".to_owned(),
            place: self.place,
            fed: if self.cut { Fed::Not } else { Fed::In },
            source: match self.cut {
                true => {
                    "the schema's law of all rows; those that have not entered, or have left, are missing"
                        .to_owned()
                }
                false => "the schema".to_owned(),
            },
        };
        vec![Outcome::Figure(tally.figure(head, 1.0))]
    }
}

//! How people live together: roles in households.

use crate::kinds::ROLES;
use crate::reference::households;
use crate::score::people::People;
use crate::score::rows::Rows;
use crate::score::shared::Shared;
use crate::score::tally::{Fed, Head, Tally};
use crate::score::{Gauge, Outcome, Study};

/// The role that a relationship to the householder is.
fn role_of(relationship: &str) -> &'static str {
    match relationship {
        "Reference person" => "householder",
        "Opposite-sex spouse" | "Same-sex spouse" => "spouse",
        "Opposite-sex unmarried partner" | "Same-sex unmarried partner" => "partner",
        "Biological child" | "Stepchild" | "Adopted child" => "child",
        "Grandchild" => "grandchild",
        "Sibling" => "sibling",
        "Parent" | "Parent-in-law" => "parent",
        "Other relative" | "Child-in-law" => "relative",
        "Roommate or housemate" => "roommate",
        "Noninstitutionalized group quarters population" | "Institutionalized group quarters population" => {
            "group_quarters"
        }
        _ => "nonrelative",
    }
}

struct Roles {
    place: String,
    tally: Tally,
    shared: Shared,
    role: usize,
}

pub(super) fn roles<'a>(study: &'a Study, table: usize, column: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    let mut law = vec![0.0; ROLES.len()];
    for row in 0..households::ROWS {
        let role = role_of(households::RELATIONSHIP.get(row));
        let at = ROLES.iter().position(|known| *known == role)?;
        law[at] += f64::from(households::WEIGHT.get(row));
    }
    let mut tally = Tally::new();
    tally.class("", ROLES.iter().map(|role| (*role).to_owned()).zip(law));
    // Who lives with whom is drawn together, whatever the rows share.
    let head = of.columns.iter().position(|c| c.kind == "household_row");
    let grouped = (0..of.columns.len()).find(|&c| head.is_some() && of.columns[c].group == head);
    let shared = Shared::of(of, grouped.unwrap_or(column));
    Some(Box::new(Roles { place: of.place(column), tally, shared, role: of.written(column)? }))
}

impl Gauge for Roles {
    fn see(&mut self, rows: &Rows<'_>) {
        self.shared.see(rows);
        for i in 0..rows.len() {
            let Some(text) = rows.text_at(self.role, i) else { continue };
            self.tally.count(0, ROLES.iter().position(|role| *role == text));
        }
    }

    fn finish(mut self: Box<Self>, _people: &People) -> Vec<Outcome> {
        let head = Head {
            name: "roles in households".to_owned(),
            place: self.place,
            fed: Fed::Not,
            source: "seeds/demographics/households.csv; roles are fitted among 64 rows by age and sex"
                .to_owned(),
        };
        let design = self.shared.effect();
        vec![Outcome::Figure(self.tally.figure(head, design))]
    }
}

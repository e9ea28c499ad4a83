//! What is built when the rows are in: keys, indexes, references, checks; and the names that everything gets at the end.

use super::{Placed, Replica, count, has_constant};
use crate::io::postgres::pieces::outside;
use crate::io::postgres::session::{identifier, literal};
use crate::shape::Constraint;
use std::collections::BTreeMap;

impl Replica {
    /// The statements that build keys and indexes, and then references and checks, with what they do.
    pub fn build(&mut self, placed: Placed<'_>) -> Vec<(String, String)> {
        let (mut keys, mut rest) = (Vec::new(), Vec::new());
        let mut left = BTreeMap::new();
        for table in self.tables() {
            let name = format!("{}.{}", identifier(&placed(&table.schema)), identifier(&table.name));
            for constraint in &table.constraints {
                let add = |definition: &str| {
                    format!("ALTER TABLE {name} ADD CONSTRAINT {} {definition}", identifier(&constraint.name))
                };
                match constraint.kind.as_str() {
                    "p" | "u" => keys.push((
                        format!("build the keys of the table {}", table.name),
                        add(&constraint.definition),
                    )),
                    "f" => match self.retargeted(constraint, placed) {
                        Some(definition) => {
                            rest.push((
                                format!("build the references of the table {}", table.name),
                                add(&definition),
                            ));
                        }
                        None => count(&mut left, "references to tables that are not masked", 1),
                    },
                    "c" if !has_constant(&constraint.definition) => {
                        rest.push((
                            format!("build the checks of the table {}", table.name),
                            add(&constraint.definition),
                        ));
                    }
                    "c" => count(&mut left, "checks with constants", 1),
                    "x" => count(&mut left, "exclusions", 1),
                    _ => {}
                }
            }
            for (_, definition, partial) in
                self.indexes.iter().filter(|(of, ..)| of.0 == table.schema && of.1 == table.name)
            {
                match index_on(definition, &name).filter(|_| !partial && !has_constant(definition)) {
                    Some(sql) => keys.push((format!("build the indexes of the table {}", table.name), sql)),
                    None => count(&mut left, "indexes with constants", 1),
                }
            }
        }
        self.left.extend(left);
        keys.extend(rest);
        keys
    }

    /// A reference whose target lies where it lies for now; none where the target is not among the tables.
    pub(super) fn retargeted(&self, constraint: &Constraint, placed: Placed<'_>) -> Option<String> {
        let (schema, name) = constraint.target.as_ref()?;
        self.tables().find(|table| table.schema == *schema && table.name == *name)?;
        let definition = constraint.definition.as_str();
        let start = outside(definition, 0, " REFERENCES ")? + " REFERENCES ".len();
        let end = outside(definition, start, "(")?;
        let to = format!("{}.{}", identifier(&placed(schema)), identifier(name));
        Some(format!("{}{to}{}", &definition[..start], &definition[end..]))
    }

    /// The statements that set counters of keys past the highest number.
    pub fn counters(&self, placed: Placed<'_>) -> Vec<String> {
        let mut all = Vec::new();
        for table in self.tables() {
            let name = format!("{}.{}", identifier(&placed(&table.schema)), identifier(&table.name));
            let numbers = table
                .columns
                .iter()
                .filter(|column| matches!(column.type_name.as_str(), "smallint" | "integer" | "bigint"));
            for column in numbers {
                let (own, text) = (identifier(&column.name), literal(&column.name));
                all.push(format!(
                    "SELECT setval(s, m) FROM (SELECT pg_get_serial_sequence({}, {text}) AS s, max({own}) AS m FROM {name}) x \
                     WHERE s IS NOT NULL AND m > 0",
                    literal(&name)
                ));
            }
        }
        all
    }

    /// The statements that give all of it its place: of old tables of these names nothing is left, where they are to go.
    pub fn moves(&self, placed: Placed<'_>, replace: bool) -> Vec<String> {
        let mut all: Vec<String> = self
            .schemas()
            .iter()
            .map(|schema| format!("CREATE SCHEMA IF NOT EXISTS {}", identifier(schema)))
            .collect();
        if replace {
            let names: Vec<String> = self
                .tables()
                .map(|table| format!("{}.{}", identifier(&table.schema), identifier(&table.name)))
                .collect();
            all.push(format!("DROP TABLE IF EXISTS {}", names.join(", ")));
        }
        let moved = |sort: &str, schema: &str, name: &str| {
            let from = format!("{}.{}", identifier(&placed(schema)), identifier(name));
            format!("ALTER {sort} {from} SET SCHEMA {}", identifier(schema))
        };
        for own in self.types.iter().filter_map(|oid| self.database.type_of(*oid)) {
            let sort = if own.kind == "d" { "DOMAIN" } else { "TYPE" };
            all.push(moved(sort, &own.schema, &own.name));
        }
        all.extend(self.tables().map(|table| moved("TABLE", &table.schema, &table.name)));
        all
    }
}

/// The statement of an index, over another table.
fn index_on(definition: &str, table: &str) -> Option<String> {
    let start = outside(definition, 0, " ON ")? + " ON ".len();
    let end = outside(definition, start, " USING ")?;
    Some(format!("{}{table}{}", &definition[..start], &definition[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_quotes_are_passed_over() {
        let sql = r#"CREATE UNIQUE INDEX "a ON b" ON ONLY public."x USING y" USING btree (lower(z))"#;
        assert_eq!(
            index_on(sql, "s.t").unwrap(),
            r#"CREATE UNIQUE INDEX "a ON b" ON s.t USING btree (lower(z))"#
        );
    }
}

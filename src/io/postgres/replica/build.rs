//! What is built when the rows are in: keys, indexes, references, checks; and the names that everything gets at the end.

use super::{Built, Left, Placed, Replica, Rule, has_constant, merge, note};
use crate::io::postgres::pieces::outside;
use crate::io::postgres::session::{identifier, literal};
use crate::shape::{Constraint, Table};

impl Replica {
    /// The statements that build keys and indexes, and then references and checks.
    pub fn build(&mut self, placed: Placed<'_>) -> Vec<Built> {
        let (mut keys, mut rest) = (Vec::new(), Vec::new());
        let mut left = Left::new();
        for table in self.tables() {
            let name = format!("{}.{}", identifier(&placed(&table.schema)), identifier(&table.name));
            for constraint in &table.constraints {
                let add = |what: &str, definition: &str, rule: Rule| Built {
                    what: format!("build the {what} of the table {}", table.name),
                    sql: format!(
                        "ALTER TABLE {name} ADD CONSTRAINT {} {definition}",
                        identifier(&constraint.name)
                    ),
                    name: of(table, &constraint.name),
                    rule,
                };
                let definition = constraint.definition.as_str();
                let mut leave = |what| note(&mut left, what, &of(table, &constraint.name));
                match constraint.kind.as_str() {
                    "p" | "u" => keys.push(add("keys", definition, Rule::Kept)),
                    "f" => match self.retargeted(constraint, placed) {
                        Some(definition) => rest.push(add("references", &definition, Rule::Kept)),
                        None => leave("left out: references to tables that are not masked"),
                    },
                    "c" if !has_constant(definition) => rest.push(add("checks", definition, Rule::Check)),
                    "c" => leave("left out: checks with constants"),
                    "x" => leave("left out: exclusions"),
                    _ => {}
                }
            }
            self.indexes_of(table, &name, &mut keys, &mut left);
        }
        merge(&mut self.left, left);
        keys.extend(rest);
        keys
    }

    fn indexes_of(&self, table: &Table, name: &str, keys: &mut Vec<Built>, left: &mut Left) {
        let own = self.indexes.iter().filter(|(of, ..)| of.0 == table.schema && of.1 == table.name);
        for (_, definition, conditional) in own {
            let index = called(definition).unwrap_or_default();
            match index_on(definition, name).filter(|_| !has_constant(definition)) {
                Some(sql) => keys.push(Built {
                    what: format!("build the indexes of the table {}", table.name),
                    sql,
                    name: of(table, &index),
                    rule: if *conditional { Rule::Condition } else { Rule::Kept },
                }),
                None => note(left, "left out: indexes with constants", &of(table, &index)),
            }
        }
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
        // What the server makes with a range goes along with it.
        let own = self.types.iter().filter_map(|oid| self.database.type_of(*oid));
        for own in own.filter(|own| own.kind != "m") {
            let sort = if own.kind == "d" { "DOMAIN" } else { "TYPE" };
            all.push(moved(sort, &own.schema, &own.name));
        }
        all.extend(self.tables().map(|table| moved("TABLE", &table.schema, &table.name)));
        all
    }
}

/// Something of a table by its name.
fn of(table: &Table, name: &str) -> String {
    format!("{} of {}", name, table.label())
}

/// The name of an index, in its statement.
fn called(definition: &str) -> Option<String> {
    let start = outside(definition, 0, " INDEX ")? + " INDEX ".len();
    let end = outside(definition, start, " ON ")?;
    Some(definition.get(start..end)?.trim_matches('"').replace("\"\"", "\""))
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

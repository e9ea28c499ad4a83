//! Unique columns beside fixed rows: whatever is given, no two rows share a value.

use super::super::Generator;
use crate::draw::Rows;
use crate::plan::{Options, Plan, compile, one_by_one};
use crate::schema::{NoFiles, parse};
use arrow::array::AsArray;
use arrow::datatypes::Int64Type;
use std::ops::Range;

fn plan(text: &str) -> Plan {
    let document = parse("s.toml", text, &NoFiles).unwrap();
    compile(&document, &Options::default(), &one_by_one).unwrap()
}

/// The values of a column of the first table, as texts.
fn values(plan: &Plan, column: &str, rows: Range<u64>) -> Vec<Option<String>> {
    let column = plan.tables[0].column(column).unwrap();
    let made = Generator::new(plan).column(0, column, &Rows::from(rows)).unwrap();
    match made.as_string_opt::<i32>() {
        Some(texts) => texts.iter().map(|text| text.map(str::to_owned)).collect(),
        None => made.as_primitive::<Int64Type>().iter().map(|n| n.map(|n| n.to_string())).collect(),
    }
}

fn all_differ(values: &[Option<String>]) {
    let mut seen: Vec<&String> = values.iter().flatten().collect();
    let n = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), n, "{values:?}");
}

#[test]
fn a_row_that_draws_a_fixed_value_takes_another() {
    // Every value is used, so that whichever is given, some row would draw it.
    for given in [["a", "b"], ["b", "a"], ["c", "d"], ["h", "a"], ["d", "h"]] {
        let [one, two] = given;
        for (fixed, count) in [
            (format!("{{ code = \"{one}\" }}, {{ code = \"{two}\" }}"), 8),
            (format!("{{ name = \"x\" }}, {{ code = \"{one}\" }}, {{ code = \"{two}\" }}"), 8),
            (format!("{{ code = \"{two}\" }}"), 8),
            (format!("{{ code = \"elsewhere\" }}, {{ code = \"{one}\" }}"), 8),
        ] {
            let plan = plan(&format!(
                "name = \"s\"\n[tables.t]\nrows = {count}\nfixed = [{fixed}]\n[tables.t.columns]\n\
                 name = {{ kind = \"constant\", value = \"n\" }}\n\
                 code = {{ kind = \"choice\", values = [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\"], unique = true }}\n"
            ));
            let whole = values(&plan, "code", 0..count);
            all_differ(&whole);
            // A cell alone is the cell of the whole.
            for row in 0..count {
                let alone = values(&plan, "code", row..row + 1);
                assert_eq!(alone[0], whole[usize::try_from(row).unwrap()]);
            }
        }
    }
}

#[test]
fn growth_keeps_what_stood_beside_fixed_rows() {
    let of = |rows: u64| {
        plan(&format!(
            "name = \"s\"\n[tables.t]\nrows = {rows}\nfixed = [{{ n = 7 }}, {{ n = 3 }}, {{ n = 90 }}]\n[tables.t.columns]\n\
             n = {{ kind = \"integer\", min = 1, max = 100, unique = true, null = 0.1 }}\n"
        ))
    };
    let whole = values(&of(100), "n", 0..100);
    all_differ(&whole);
    assert_eq!(whole[..3], ["7", "3", "90"].map(|n| Some(n.to_owned())));
    for rows in [3, 4, 50, 99] {
        let part = values(&of(rows), "n", 0..rows);
        assert_eq!(part, whole[..usize::try_from(rows).unwrap()]);
    }
}

#[test]
fn a_row_that_draws_the_address_of_a_fixed_row_takes_the_one_which_that_would_have_drawn() {
    let of = |fixed: &str| {
        plan(&format!(
            "name = \"s\"\n[tables.t]\nrows = 40\n{fixed}\n[tables.t.columns]\n\
             first_name = {{ kind = \"first_name\" }}\nlast_name = {{ kind = \"last_name\" }}\n\
             email = {{ kind = \"email\", first = \"first_name\", last = \"last_name\", unique = true }}\n\
             login = {{ kind = \"username\", first = \"first_name\", last = \"last_name\", unique = true }}\n"
        ))
    };
    let free = of("");
    for column in ["email", "login"] {
        let drawn: Vec<String> = values(&free, column, 0..40).into_iter().flatten().collect();
        // Two fixed rows, one of which gives what a row draws and the other what the first would have drawn.
        let given = [&drawn[17], &drawn[0]];
        let plan =
            of(&format!("fixed = [{{ {column} = \"{}\" }}, {{ {column} = \"{}\" }}]", given[0], given[1]));
        let whole = values(&plan, column, 0..40);
        all_differ(&whole);
        assert_eq!(whole[17].as_ref(), Some(&drawn[1]));
        assert_eq!(values(&plan, column, 17..18)[0], whole[17]);
    }
}

//! Rows that several references share, and rows that are numbered: the same whichever columns are made, and how many rows.

use super::{ints, plan_of, table};
use crate::draw::Rows;
use crate::generate::Generator;
use crate::plan::{Options, Plan, compile, one_by_one};
use crate::schema::{NoFiles, parse};
use arrow::array::{Array, AsArray};
use arrow::datatypes::Int64Type;

const SCHEMA: &str = r#"
name = "shared"
epoch = 2026-01-01
horizon = "1y"
[tables.people]
rows = 200
[tables.people.columns]
id = { kind = "serial", primary_key = true }

[tables.contacts]
parent = { table = "people", per = { uniform = [0, 3] } }
enters = "added_on"
[tables.contacts.columns]
id = { kind = "serial", primary_key = true }
person_id = { kind = "parent", column = "id" }
no = { kind = "ordinal" }
added_on = { kind = "date", after = "2024-01-01", before = "horizon" }
sex = { kind = "sex" }
relationship = { kind = "relationship", sex = "sex" }

[tables.workers]
rows = 20
growth = { rows_per_year = 10 }
retires = "left_on"
[tables.workers.columns]
id = { kind = "serial", primary_key = true }
name = { kind = "last_name" }
left_on = { kind = "date", after = "epoch", before = "horizon", null = 0.5 }

[tables.notes]
parent = { table = "people", per = { poisson = 4 } }
enters = "written_on"
[tables.notes.columns]
id = { kind = "serial", primary_key = true }
person_id = { kind = "parent", column = "id" }
written_on = { kind = "date", after = "2024-06-01", before = "horizon" }
contact_id = { kind = "reference", table = "contacts", column = "id", within = "people", null = 0.1 }
contact_of = { kind = "reference", table = "contacts", column = "person_id", same_row_as = "contact_id" }
contact_on = { kind = "reference", table = "contacts", column = "added_on", same_row_as = "contact_id" }
contact_is = { kind = "reference", table = "contacts", column = "relationship", same_row_as = "contact_id" }
worker_id = { kind = "reference", table = "workers", column = "id" }
worker = { kind = "reference", table = "workers", column = "name", same_row_as = "worker_id" }
wish = { kind = "integer", min = 1, max = 3, null = 0.3 }
nth_id = { kind = "reference", table = "contacts", column = "id", within = "people", nth = "wish" }
nth_no = { kind = "reference", table = "contacts", column = "no", same_row_as = "nth_id" }
nth_on = { kind = "reference", table = "contacts", column = "added_on", same_row_as = "nth_id" }
_row = { expr = "(id - 1) % 20" }
by_row = { kind = "reference", table = "workers", column = "id", row = "_row" }
same_row = { kind = "reference", table = "workers", column = "id", same_row_as = "by_row" }
"#;

fn plan() -> Plan {
    plan_of(SCHEMA, &Options { as_of: Some(20_454 + 365), ..Options::default() })
}

#[test]
fn what_shares_a_row_is_of_one_row() {
    let plan = plan();
    let made = |name: &str| {
        let t = table(&plan, name);
        Generator::new(&plan).batch(t, 0..plan.tables[t].rows).unwrap()
    };
    let notes = made("notes");
    let people = ints(&notes, "person_id");
    let (of, ids) = (ints(&notes, "contact_of"), ints(&notes, "contact_id"));
    assert!(ids.iter().filter(|id| id.is_some()).count() > 200);
    let days = |name: &str| {
        notes.column_by_name(name).unwrap().as_primitive::<arrow::datatypes::Date32Type>().clone()
    };
    let written = days("written_on");
    for (on, id) in [("contact_on", &ids), ("nth_on", &ints(&notes, "nth_id"))] {
        let on = days(on);
        for (i, id) in id.iter().enumerate() {
            assert_eq!(on.is_null(i), id.is_none());
            assert!(on.is_null(i) || on.value(i) <= written.value(i));
        }
    }
    assert!(of.iter().zip(&people).zip(&ids).all(|((of, own), id)| *of == id.and(*own)));
    let (wish, no) = (ints(&notes, "wish"), ints(&notes, "nth_no"));
    assert!(wish.iter().zip(&no).all(|(wish, no)| wish.is_none() || no.is_none() || wish == no));
    assert!(wish.iter().zip(&no).any(|(wish, no)| wish.is_some() && no.is_some()));
    assert!(wish.iter().zip(&no).any(|(wish, no)| wish.is_none() && no.is_some()));
    assert_eq!(ints(&notes, "by_row"), ints(&notes, "same_row"));
}

#[test]
fn a_cell_alone_is_that_of_the_whole() {
    let plan = plan();
    let generator = Generator::new(&plan);
    let notes = table(&plan, "notes");
    let layout = &plan.tables[notes];
    let whole = Rows::from(0..layout.rows);
    for name in ["contact_id", "contact_of", "contact_is", "worker", "nth_no", "same_row"] {
        let column = layout.column(name).unwrap();
        let all = generator.column(notes, column, &whole).unwrap();
        for rows in [Rows::from(0..1), Rows::from(5..9), Rows::from(101..300), Rows::from(vec![7, 450, 3, 7])]
        {
            let some = generator.column(notes, column, &rows).unwrap();
            for (i, row) in rows.iter().enumerate() {
                let at = usize::try_from(row).unwrap();
                assert_eq!(some.slice(i, 1).as_ref(), all.slice(at, 1).as_ref(), "{name} of row {row}");
            }
        }
    }
    let alone = generator.column(notes, layout.column("wish").unwrap(), &whole).unwrap();
    assert!(alone.as_primitive::<Int64Type>().null_count() > 0);
}

#[test]
fn a_number_needs_an_ancestor_and_nothing_else_that_says_which_row() {
    let refusal = |column: &str| {
        let text = SCHEMA.replace("by_row = { kind", &format!("other = {column}\nby_row = {{ kind"));
        let document = parse("s.toml", &text, &NoFiles).unwrap();
        let refused = compile(&document, &Options::default(), &one_by_one).err().unwrap();
        let problems = &refused.schema_problems().unwrap().list;
        problems.iter().map(|problem| problem.message.clone()).collect::<String>()
    };
    let of = r#"kind = "reference", table = "contacts", column = "id""#;
    assert!(refusal(&format!("{{ {of}, nth = \"1\" }}")).contains("none is named"));
    let both = format!(r#"{{ {of}, within = "people", law = "zipf", nth = "1" }}"#);
    assert!(refusal(&both).contains("`law` and `nth` both say which row it is"));
}

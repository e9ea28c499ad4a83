//! Rows that are made together: any cell alone, any stretch, any size of table gives what the whole run gives.

use super::{ints, plan_of, table, texts};
use crate::draw::Rows;
use crate::generate::Generator;
use crate::plan::{Options, Plan, compile, one_by_one};
use crate::schema::{NoFiles, parse};
use arrow::array::RecordBatch;
use std::ops::Range;

const SCHEMA: &str = r#"
name = "town"
[tables.people]
rows = 300
fixed = [{ last_name = "Fixed", sex = "F", birth_date = 1980-01-01 }]
[tables.people.columns]
id = { kind = "serial", primary_key = true }
sex = { kind = "sex" }
birth_date = { kind = "birth_date", sex = "sex" }
_household = { kind = "household", sex = "sex", born = "birth_date" }
role = { kind = "household_role", of = "_household" }
_head = { kind = "household_row", of = "_household", who = "head" }
_name = { kind = "household_row", of = "_household", who = "name" }
_mother = { kind = "household_row", of = "_household", who = "mother" }
household_id = { kind = "reference", table = "people", column = "id", row = "_head" }
mother_id = { kind = "reference", table = "people", column = "id", row = "_mother" }
mother_born = { kind = "reference", table = "people", column = "birth_date", row = "_mother" }
_home = { kind = "place", from_row = "_head" }
last_name = { kind = "last_name", from_row = "_name" }
street = { kind = "street", of = "_home", from_row = "_head", null = 0.1 }
city = { kind = "city", of = "_home" }

[tables.contacts]
parent = { table = "people", per = { uniform = [0, 4] } }
[tables.contacts.columns]
id = { kind = "serial", primary_key = true }
person_id = { kind = "parent", column = "id" }
sex = { kind = "sex", values = { F = 1, M = 1 } }
relationship = { kind = "relationship", born = "people.birth_date", sex = "sex", of_sex = "people.sex" }
street = { kind = "parent", column = "street" }
first_street = { kind = "street", from_row = "id - 1 - (id - 1) % 5" }

[tables.cases]
rows = 5000
[tables.cases.columns]
id = { kind = "serial", primary_key = true }
_outbreak = { kind = "outbreak", reproduction = 0.9 }
_first = { kind = "outbreak_row", of = "_outbreak", who = "first" }
_infector = { kind = "outbreak_row", of = "_outbreak", who = "infector" }
day = { kind = "outbreak_day", of = "_outbreak", of_what = "onset" }
place = { kind = "city", from_row = "_first" }
infector_id = { kind = "reference", table = "cases", column = "id", row = "_infector" }
infector_day = { kind = "reference", table = "cases", column = "day", row = "_infector" }
"#;

fn of_rows(people: u64) -> Plan {
    plan_of(SCHEMA, &Options { rows: vec![(Some("people".into()), people)], ..Options::default() })
}

fn batch(plan: &Plan, name: &str, rows: Range<u64>) -> RecordBatch {
    Generator::new(plan).batch(table(plan, name), rows).unwrap()
}

fn whole(plan: &Plan, name: &str) -> RecordBatch {
    batch(plan, name, 0..plan.tables[table(plan, name)].rows)
}

#[test]
fn any_stretch_of_grouped_rows_is_that_of_the_whole() {
    let plan = of_rows(300);
    for name in ["people", "contacts", "cases"] {
        let all = whole(&plan, name);
        let n = all.num_rows() as u64;
        for (start, end) in [(0, n), (0, 1), (63, 65), (100, 131), (n - 1, n), (64, 128), (4_090, 4_100)] {
            let (start, end) = (start.min(n), end.min(n));
            let some = batch(&plan, name, start..end);
            let expected = all.slice(usize::try_from(start).unwrap(), usize::try_from(end - start).unwrap());
            assert_eq!(some, expected, "{name} {start}..{end}");
        }
    }
}

#[test]
fn any_cell_alone_is_that_of_the_whole() {
    let plan = of_rows(300);
    let generator = Generator::new(&plan);
    for name in ["people", "contacts", "cases"] {
        let (t, all) = (table(&plan, name), whole(&plan, name));
        let layout = &plan.tables[t];
        for (at, &column) in layout.written.iter().enumerate() {
            for row in [0u64, 1, 62, 200, 299, 4_500].into_iter().filter(|row| *row < layout.rows) {
                let alone = generator.column(t, column, &Rows::from(row..row + 1)).unwrap();
                let among = all.column(at).slice(usize::try_from(row).unwrap(), 1);
                assert_eq!(&alone, &among, "{name}:{row}.{}", layout.columns[column].name);
            }
            let scattered = vec![250, 3, 3, 64, 0];
            let some = generator.column(t, column, &Rows::from(scattered.clone())).unwrap();
            for (i, row) in scattered.iter().enumerate() {
                let among = all.column(at).slice(usize::try_from(*row).unwrap(), 1);
                assert_eq!(&some.slice(i, 1), &among, "{name}:{row} out of a list");
            }
        }
    }
}

/// What a household shares does not depend on where the table ends; only references to rows that are not there do.
#[test]
fn a_table_that_grows_keeps_its_households() {
    let (few, many) = (whole(&of_rows(150), "people"), whole(&of_rows(400), "people").slice(0, 150));
    for name in ["role", "last_name", "street", "city", "sex"] {
        assert_eq!(few.column_by_name(name), many.column_by_name(name), "{name}");
    }
    let (before, after) = (ints(&few, "mother_id"), ints(&many, "mother_id"));
    assert!(before.iter().flatten().all(|id| *id <= 150), "a mother who is not written");
    for (before, after) in before.iter().zip(&after) {
        assert!(before == after || (before.is_none() && after.unwrap() > 150));
    }
    let contacts = whole(&of_rows(150), "contacts");
    assert_eq!(contacts, whole(&of_rows(400), "contacts").slice(0, contacts.num_rows()));
}

#[test]
fn households_share_what_is_taken_from_the_head() {
    let all = whole(&of_rows(300), "people");
    let (ids, streets, cities) = (ints(&all, "household_id"), texts(&all, "street"), texts(&all, "city"));
    let mut shared = 0;
    for (row, id) in ids.iter().enumerate() {
        // The household of the last rows may have its head beyond the end.
        let Some(id) = id else { continue };
        let head = usize::try_from(id - 1).unwrap();
        assert_eq!((&streets[row], &cities[row]), (&streets[head], &cities[head]));
        shared += usize::from(head != row);
    }
    assert!(shared > 100, "{shared}");
    let names = texts(&all, "last_name");
    assert!(names[0].as_deref() == Some("Fixed") && names.len() == 300);
}

#[test]
fn an_infector_is_an_earlier_row_with_an_earlier_onset() {
    let cases = whole(&of_rows(300), "cases");
    let (infectors, days) = (ints(&cases, "infector_id"), ints(&cases, "day"));
    let places = texts(&cases, "place");
    for (row, (infector, taken)) in infectors.iter().zip(ints(&cases, "infector_day")).enumerate() {
        let Some(infector) = infector else {
            assert_eq!((days[row], taken), (Some(0), None));
            continue;
        };
        let by = usize::try_from(infector - 1).unwrap();
        assert!(by < row && days[by] < days[row] && taken == days[by]);
        assert_eq!(places[by], places[row], "cases of an outbreak are taken from its first");
    }
}

fn problems(columns: &str) -> String {
    let text = format!(
        "[tables.t]\nrows = 10\n[tables.t.columns]\nid = {{ kind = \"serial\", primary_key = true }}\n{columns}"
    );
    let document = parse("t.toml", &text, &NoFiles).unwrap();
    said(&compile(&document, &Options::default(), &one_by_one).err().unwrap())
}

fn said(error: &crate::error::Error) -> String {
    error.schema_problems().unwrap().list.iter().map(|problem| problem.message.clone()).collect()
}

#[test]
fn groups_that_cannot_be_are_refused() {
    let unique = problems(r#"x = { kind = "integer", min = 1, max = 99, unique = true, from_row = "0" }"#);
    assert!(unique.contains("takes the values of other rows"), "{unique}");
    let group = format!(
        "[tables.t]\nrows = 10\nunique = [[\"a\", \"b\"]]\n[tables.t.columns]\n{}",
        "a = { kind = \"integer\", min = 1, max = 99 }\nb = { kind = \"integer\", min = 1, max = 99, from_row = \"0\" }"
    );
    let document = parse("t.toml", &group, &NoFiles).unwrap();
    let refused = said(&compile(&document, &Options::default(), &one_by_one).err().unwrap());
    assert!(refused.contains("cannot be unique"), "{refused}");
    let circle = problems(r#"x = { kind = "integer", min = 1, max = 9, from_row = "x" }"#);
    assert!(circle.contains("need each other"), "{circle}");
    let both = problems(r#"x = { kind = "reference", table = "t", column = "id", row = "0", law = "zipf" }"#);
    assert!(both.contains("`row` says which it is"), "{both}");
    let wrong = problems(
        "sex = { kind = \"sex\" }\nborn = { kind = \"birth_date\" }\n_h = { kind = \"household\", sex = \"sex\", born = \"born\" }\n\
         n = { kind = \"outbreak_generation\", of = \"_h\" }",
    );
    assert!(wrong.contains("expected a column of kind `outbreak`"), "{wrong}");
    let below = "[tables.p]\nrows = 3\n[tables.p.columns]\nid = { kind = \"serial\" }\n[tables.c]\nparent = { table = \"p\", per = 2 }\n\
                 [tables.c.columns]\n_o = { kind = \"outbreak\" }\nday = { kind = \"outbreak_day\", of = \"_o\", of_what = \"onset\" }";
    let document = parse("t.toml", below, &NoFiles).unwrap();
    let refused = said(&compile(&document, &Options::default(), &one_by_one).err().unwrap());
    assert!(refused.contains("groups the rows of a root table"), "{refused}");
}

#[test]
fn a_row_that_cannot_be_is_told_with_its_place() {
    let text = "[tables.t]\nrows = 10\n[tables.t.columns]\nid = { kind = \"serial\" }\nx = { kind = \"sex\", from_row = \"id - 5\" }";
    let plan = plan_of(text, &Options::default());
    let error = Generator::new(&plan).batch(0, 0..10).err().unwrap().to_string();
    assert!(error.contains("numbers a row that there is not"), "{error}");
}

//! Rows that fail a check are drawn again, each by itself; texts are cut; rows refer to themselves.

use super::{ints, plan_of, texts, whole};
use crate::draw::Rows;
use crate::generate::{Generator, acceptance};
use crate::plan::{Options, Plan, compile, one_by_one};
use crate::schema::{NoFiles, parse};
use arrow::array::{Array, AsArray};
use arrow::datatypes::Int64Type;

const SCHEMA: &str = r#"
[tables.people]
rows = 400
check = ["low < high", "high % 3 = 0 OR note IS NULL", "length(code) = 4", "boss_id <> deputy_id"]
[tables.people.columns]
id = { kind = "serial", primary_key = true }
low = { kind = "integer", min = 0, max = 99 }
high = { kind = "integer", min = 0, max = 99 }
sum = { expr = "low + high" }
note = { kind = "sentence", null = 0.5, max_chars = 12 }
code = { kind = "pattern", pattern = "[a-z]{3,4}" }
boss_id = { kind = "reference", table = "people", column = "id", none = "self" }
deputy_id = { kind = "reference", table = "people", column = "id", null = 0.3 }
free = { kind = "integer", min = 0, max = 9 }

[tables.visits]
parent = { table = "people", per = 2 }
check = ["minutes > people.low"]
[tables.visits.columns]
id = { kind = "serial", primary_key = true }
above = { kind = "parent", column = "high" }
minutes = { kind = "integer", min = 0, max = 120 }
"#;

fn plan() -> Plan {
    plan_of(SCHEMA, &Options::default())
}

#[test]
fn every_row_passes() {
    let plan = plan();
    let people = whole(&plan, "people");
    let (low, high, sum) = (ints(&people, "low"), ints(&people, "high"), ints(&people, "sum"));
    let (boss, deputy, id) = (ints(&people, "boss_id"), ints(&people, "deputy_id"), ints(&people, "id"));
    let (notes, codes) = (texts(&people, "note"), texts(&people, "code"));
    for i in 0..people.num_rows() {
        assert!(low[i] < high[i] && sum[i].unwrap() == low[i].unwrap() + high[i].unwrap());
        assert!(notes[i].is_none() || high[i].unwrap() % 3 == 0);
        assert!(notes[i].as_ref().is_none_or(|note| note.chars().count() <= 12));
        assert_eq!(codes[i].as_ref().unwrap().len(), 4);
        assert!(boss[i].unwrap() <= id[i].unwrap() && (deputy[i].is_none() || boss[i] != deputy[i]));
    }
    assert_eq!(boss[0], id[0]);
    assert_eq!(deputy[0], None);
    let visits = whole(&plan, "visits");
    for (above, i) in ints(&visits, "above").iter().zip(0..) {
        assert_eq!(*above, high[i / 2]);
        assert!(ints(&visits, "minutes")[i] > low[i / 2]);
    }
}

#[test]
fn a_cell_alone_and_any_stretch_are_those_of_the_whole() {
    let plan = plan();
    let generator = Generator::new(&plan);
    for table in 0..plan.tables.len() {
        let all = generator.batch(table, 0..plan.tables[table].rows).unwrap();
        let some = generator.batch(table, 100..250).unwrap();
        assert_eq!(some, all.slice(100, 150));
        for (at, &column) in plan.tables[table].written.iter().enumerate() {
            for row in [0u64, 17, 211, 399] {
                let alone = generator.column(table, column, &Rows::from(vec![row])).unwrap();
                let cell = all.column(at).slice(usize::try_from(row).unwrap(), 1);
                assert_eq!(
                    alone.to_data(),
                    cell.to_data(),
                    "{} {row}",
                    plan.tables[table].columns[column].name
                );
            }
        }
    }
}

#[test]
fn the_row_referred_to_is_the_one_whose_key_is_written() {
    let plan = plan();
    let generator = Generator::new(&plan);
    let boss = plan.tables[0].column("boss_id").unwrap();
    let written = generator.column(0, boss, &Rows::from(0..400)).unwrap();
    for row in 0..400u64 {
        let found = generator.refers_to(0, boss, row).unwrap().unwrap();
        let key = written.as_primitive::<Int64Type>().value(usize::try_from(row).unwrap());
        assert_eq!(i64::try_from(found).unwrap() + 1, key);
    }
}

#[test]
fn a_check_changes_only_what_it_reads() {
    let without =
        whole(&plan_of(&SCHEMA.replace("check = ", "description = 'x' # "), &Options::default()), "people");
    let with = whole(&plan(), "people");
    assert_eq!(with.column_by_name("free"), without.column_by_name("free"));
    assert_eq!(with.column_by_name("id"), without.column_by_name("id"));
    let kept = ints(&with, "low").iter().zip(ints(&without, "low")).filter(|(a, b)| **a == *b).count();
    assert!((50..300).contains(&kept), "{kept}");
}

#[test]
fn what_hardly_any_row_passes_is_known_before() {
    let plan = plan_of(
        "[tables.t]\nrows = 30\ncheck = [\"a = 7\", \"b > 20\"]\ncolumns.a = { kind = \"integer\", min = 0, max = 99 }\n\
         columns.b = { kind = \"integer\", min = 0, max = 99 }",
        &Options::default(),
    );
    let tried = acceptance(&plan).unwrap();
    assert_eq!(tried.len(), 2);
    assert!(tried[0].tried >= 10_000 && tried[0].is_hopeless() && !tried[1].is_hopeless());
    assert!(tried[0].passed > 0 && tried[0].passed < 300, "{}", tried[0].passed);
}

#[test]
fn unique_values_stay_what_they_are_and_whether_they_are_there_is_drawn_again() {
    let schema = |check: &str| {
        plan_of(
            &format!(
                "[tables.t]\nrows = 200\n{check}columns.id = {{ kind = \"serial\", primary_key = true }}\n\
                 columns.code = {{ kind = \"pattern\", pattern = \"[0-9]{{4}}\", unique = true, null = 0.3 }}\n\
                 columns.day = {{ kind = \"date\", null = 0.5 }}"
            ),
            &Options::default(),
        )
    };
    let free = whole(&schema(""), "t");
    let kept = whole(&schema("check = [\"COALESCE(code, '') <> ''\"]\n"), "t");
    let (free_codes, codes) = (free.column(1).as_string::<i32>(), kept.column(1).as_string::<i32>());
    assert!(free_codes.null_count() > 30 && codes.null_count() == 0);
    for row in (0..200).filter(|&row| free_codes.is_valid(row)) {
        assert_eq!(free_codes.value(row), codes.value(row));
    }
    let mut all: Vec<&str> = codes.iter().flatten().collect();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 200);
    // Together with a column that is drawn as a whole.
    let paired = whole(&schema("check = [\"(code IS NULL) = (day IS NULL)\"]\n"), "t");
    assert_eq!(paired.column(1).nulls(), paired.column(2).nulls());
}

#[test]
fn a_check_of_which_nothing_is_drawn_is_held_or_refused() {
    let schema = |check: &str| {
        plan_of(
            &format!(
                "[tables.t]\nrows = 30\ncheck = [\"{check}\"]\ncolumns.id = {{ kind = \"serial\" }}\n\
                 columns.twice = {{ expr = \"id * 2\" }}"
            ),
            &Options::default(),
        )
    };
    let held = schema("twice > id");
    assert!(!acceptance(&held).unwrap()[0].is_hopeless());
    assert_eq!(Generator::new(&held).batch(0, 0..30).unwrap().num_rows(), 30);
    let failed = schema("twice < 50");
    let tried = &acceptance(&failed).unwrap()[0];
    assert!(tried.is_hopeless() && tried.is_fixed() && tried.passed == 24, "{}", tried.passed);
    let error = Generator::new(&failed).batch(0, 0..30).unwrap_err().to_string();
    assert!(
        error.contains("the row fails the check `twice < 50`, and nothing that it reads is drawn"),
        "{error}"
    );
}

#[test]
fn rows_that_a_check_compares_with_those_they_refer_to_end_in_an_error() {
    let schema = r#"
name = "sessions"
[tables.sessions]
rows = 2000
check = ["before IS NULL OR generation = before + 1"]
[tables.sessions.columns]
id = { kind = "serial", primary_key = true }
generation = { kind = "integer", min = 1, max = 100 }
before_id = { kind = "reference", table = "sessions", column = "id", null = 0.1 }
before = { kind = "reference", table = "sessions", column = "generation", same_row_as = "before_id" }
"#;
    let plan = plan_of(schema, &Options::default());
    let Err(error) = Generator::new(&plan).batch(0, 0..2000) else { panic!("it goes on to the first row") };
    assert!(error.to_string().contains("rows refer to one another"), "{error}");
    let numbered = schema.replace(", null = 0.1", ", row = \"_row - 2\"");
    let numbered = numbered.replace("\nid = {", "\n_row = { kind = \"serial\" }\nid = {");
    let document = parse("sessions.toml", &numbered, &NoFiles).unwrap();
    let error = compile(&document, &Options::default(), &one_by_one).err().unwrap();
    let problems = &error.schema_problems().unwrap().list;
    assert!(problems.iter().any(|problem| problem.message.contains("of the row before")));
}

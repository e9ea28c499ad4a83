//! Dirt changes what it says it changes, and nothing else; it clusters; it keeps keys and types.

use super::{NEAR_DUPLICATE, cell};
use crate::generate::{Flaw, Generator, Truth};
use crate::plan::{Options, Plan};
use crate::schema::{NoFiles, parse};
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Int64Type};
use std::collections::{BTreeMap, BTreeSet};

const SCHEMA: &str = r#"
[tables.sites]
rows = 5
[tables.sites.columns]
id = { kind = "serial", primary_key = true }
name = { kind = "facility_name" }

[tables.people]
rows = 4_000
subject = "id"
[tables.people.columns]
id = { kind = "serial", primary_key = true }
mrn = { kind = "mrn", unique = true }
_home = { kind = "place" }
sex = { kind = "sex" }
born = { kind = "birth_date", sex = "sex" }
first_name = { kind = "first_name", sex = "sex", born = "born" }
last_name = { kind = "last_name" }
ssn = { kind = "ssn", unique = true }
phone = { kind = "phone", of = "_home" }
email = { kind = "email", first = "first_name", last = "last_name" }
street = { kind = "street", of = "_home" }
city = { kind = "city", of = "_home" }
zip = { kind = "zip", of = "_home" }
site_id = { kind = "reference", table = "sites", column = "id", dirt = { orphans = 0.05 } }
seen_at = { kind = "timestamp", after = "born", before = "epoch" }
weight = { kind = "integer", min = 3, max = 140 }
smokes = { kind = "boolean" }

[tables.visits]
parent = { table = "people", per = 2 }
[tables.visits.columns]
id = { kind = "serial", primary_key = true }
person_id = { kind = "parent", column = "id" }
on = { kind = "date", after = "people.born", before = "epoch" }
note = { kind = "note", first = "people.first_name", last = "people.last_name", phone = "people.phone", on = "on" }
"#;

fn plan(dirt: f64) -> Plan {
    let options = Options { dirt: Some(dirt), truth: true, ..Options::default() };
    plan_of(SCHEMA, &options)
}

fn plan_of(text: &str, options: &Options) -> Plan {
    let document = parse("test.toml", text, &NoFiles).unwrap_or_else(|e| panic!("{e:?}"));
    crate::plan(&document, options).unwrap_or_else(|e| panic!("{e:?}"))
}

fn rows(plan: &Plan, table: &str) -> RecordBatch {
    let t = plan.tables.iter().position(|table_| table_.name == table).unwrap();
    Generator::new(plan).batch(t, 0..plan.tables[t].rows).unwrap()
}

fn flaws(plan: &Plan, table: &str) -> Vec<Flaw> {
    let t = plan.tables.iter().position(|table_| table_.name == table).unwrap();
    Generator::new(plan).flaws(t, 0..plan.tables[t].rows).unwrap()
}

fn texts(batch: &RecordBatch, column: &str) -> Vec<Option<String>> {
    let values = batch.column_by_name(column).unwrap();
    (0..values.len()).map(|i| cell::text(&cell::read(values, i), values.data_type())).collect()
}

#[test]
fn the_truth_is_every_difference_and_nothing_else() {
    let (clean, dirty) = (plan(0.0), plan(0.05));
    for table in ["sites", "people", "visits"] {
        let (before, after) = (rows(&clean, table), rows(&dirty, table));
        assert_eq!(before.num_rows(), after.num_rows());
        let t = dirty.tables.iter().position(|t| t.name == table).unwrap();
        let told: BTreeMap<(u64, usize), Flaw> =
            flaws(&dirty, table).into_iter().map(|flaw| ((flaw.row, flaw.column), flaw)).collect();
        let mut found = 0;
        for &c in &dirty.tables[t].written {
            let name = &dirty.tables[t].columns[c].name;
            let pairs = texts(&before, name).into_iter().zip(texts(&after, name));
            for (row, (clean, dirty)) in (0u64..).zip(pairs) {
                let flaw = told.get(&(row, c));
                assert_eq!(flaw.is_some(), clean != dirty, "{table}:{row}.{name}");
                if let Some(flaw) = flaw {
                    assert_eq!((&flaw.clean, &flaw.dirty), (&clean, &dirty), "{table}:{row}.{name}");
                    found += 1;
                }
            }
        }
        assert_eq!(found, told.len());
        assert!(table == "sites" || found > 100, "{table} {found}");
    }
}

#[test]
fn every_error_comes_and_about_as_often_as_asked() {
    let dirty = plan(0.05);
    let all = flaws(&dirty, "people");
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for flaw in &all {
        *counts.entry(flaw.drift.unwrap_or(flaw.error)).or_default() += 1;
    }
    for error in [
        "missing",
        "typo",
        "ocr",
        "phonetic",
        "nickname",
        "swapped_names",
        "swapped_date",
        "stale_address",
        "shared_phone",
        "placeholder",
        "whitespace",
        "case",
        "orphan",
        "near_duplicate",
    ] {
        assert!(counts.get(error).is_some_and(|n| *n >= 5), "{error}: {counts:?}");
    }
    // Of the columns that can have errors each has about the rate; stale addresses and swapped names come on top.
    let on_weight = all.iter().filter(|flaw| dirty.tables[1].columns[flaw.column].name == "weight").count();
    assert!((100..320).contains(&on_weight), "{on_weight}");
}

#[test]
fn keys_stay_apart_and_whole() {
    let (clean, dirty) = (plan(0.0), plan(0.3));
    let (before, after) = (rows(&clean, "people"), rows(&dirty, "people"));
    for key in ["id", "mrn"] {
        assert_eq!(texts(&before, key).iter().flatten().count(), texts(&before, key).len());
    }
    assert_eq!(texts(&before, "id"), texts(&after, "id"));
    for unique in ["mrn", "ssn"] {
        let left: Vec<String> = texts(&after, unique).into_iter().flatten().collect();
        assert_eq!(left.iter().collect::<BTreeSet<_>>().len(), left.len(), "{unique}");
    }
    assert_eq!(texts(&rows(&clean, "visits"), "person_id"), texts(&rows(&dirty, "visits"), "person_id"));
    // A reference leads to a row that is there, or to none where the column allows it.
    let sites: Vec<i64> =
        after.column_by_name("site_id").unwrap().as_primitive::<Int64Type>().iter().flatten().collect();
    assert!(sites.iter().all(|id| *id >= 1) && sites.iter().any(|id| *id > 5));
    for (field, column) in after.schema().fields().iter().zip(after.columns()) {
        assert_eq!(field.data_type(), column.data_type());
    }
}

#[test]
fn nothing_becomes_somebodys() {
    let after = rows(&plan(0.5), "people");
    let real = |kind: &str| crate::kinds::find(kind).unwrap().could_be_real.unwrap();
    for (column, kind) in [("phone", "phone"), ("ssn", "ssn"), ("email", "email")] {
        let real = real(kind);
        for value in texts(&after, column).into_iter().flatten() {
            assert!(!real(&value), "{column}: {value}");
        }
    }
}

#[test]
fn errors_cluster_by_who_makes_them() {
    let dirty = plan(0.05);
    let mut by_import: BTreeMap<u64, f64> = BTreeMap::new();
    for flaw in flaws(&dirty, "people").iter().filter(|flaw| flaw.error != NEAR_DUPLICATE) {
        *by_import.entry(flaw.row / 256).or_default() += 1.0;
    }
    let n = 4_000.0 / 256.0;
    let mean = by_import.values().sum::<f64>() / n;
    let variance = by_import.values().map(|count| (count - mean).powi(2)).sum::<f64>() / n;
    // Without causes the counts would be about binomial, whose variance is below the mean.
    assert!(variance > 4.0 * mean, "{variance} {mean}");
    let mut by_clerk: BTreeMap<String, BTreeMap<&str, u32>> = BTreeMap::new();
    for flaw in flaws(&dirty, "people") {
        let Some(cause) = flaw.cause.filter(|cause| cause.starts_with("clerk")) else { continue };
        *by_clerk.entry(cause).or_default().entry(flaw.error).or_default() += 1;
    }
    let counts: Vec<u32> = by_clerk.values().map(|errors| errors.values().sum()).collect();
    assert!(counts.iter().max().unwrap() > &(counts.iter().sum::<u32>() / 24 * 3), "{counts:?}");
}

#[test]
fn near_duplicates_repeat_an_earlier_row() {
    let (clean, dirty) = (plan(0.0), plan(0.04));
    let (before, after) = (rows(&clean, "people"), rows(&dirty, "people"));
    let links = Generator::new(&dirty).truth(Truth::Links, 1, 0..4_000).unwrap();
    assert!((50..120).contains(&links.num_rows()), "{}", links.num_rows());
    let row = |name: &str| links.column_by_name(name).unwrap().as_primitive::<Int64Type>().clone();
    let mut same = 0;
    let born = (texts(&before, "born"), texts(&after, "born"));
    let copies: BTreeSet<i64> = row("row").iter().flatten().collect();
    for (copy, original) in row("row").iter().flatten().zip(row("original_row").iter().flatten()) {
        assert!(original < copy && !copies.contains(&original));
        let at = |n: i64| usize::try_from(n).unwrap();
        same += usize::from(born.1[at(copy)] == born.0[at(original)]);
    }
    assert!(same * 10 > links.num_rows() * 6, "{same} of {}", links.num_rows());
    let keys = texts(&links, "original_key");
    assert_eq!(keys[0], Some((row("original_row").value(0) + 1).to_string()));
}

#[test]
fn any_stretch_is_that_of_the_whole() {
    let dirty = plan(0.1);
    let generator = Generator::new(&dirty);
    let whole = generator.batch(1, 0..4_000).unwrap();
    for (from, to) in [(0, 1), (17, 18), (250, 270), (3_999, 4_000)] {
        let part = generator.batch(1, from..to).unwrap();
        let offset = usize::try_from(from).unwrap();
        assert_eq!(part, whole.slice(offset, part.num_rows()));
    }
    // The first rows of a table that grows stay what they were, and so do their errors.
    let rows = vec![(Some("people".to_owned()), 500)];
    let few = plan_of(SCHEMA, &Options { dirt: Some(0.1), rows, ..Options::default() });
    let few_rows = Generator::new(&few).batch(1, 0..500).unwrap();
    for column in ["first_name", "last_name", "born", "email", "weight", "phone", "street", "city", "zip"] {
        let kept = texts(&whole.slice(0, 500), column);
        let differ = texts(&few_rows, column).iter().zip(&kept).filter(|(a, b)| a != b).count();
        assert_eq!(differ, 0, "{column}");
    }
}

#[test]
fn spans_are_those_of_what_is_written() {
    let dirty = plan(0.1);
    let spans = Generator::new(&dirty).truth(Truth::Spans, 2, 0..2_000).unwrap();
    let notes = texts(&rows(&dirty, "visits"), "note");
    let number = |name: &str, i: usize| {
        let values = spans.column_by_name(name).unwrap().as_primitive::<Int64Type>();
        usize::try_from(values.value(i)).unwrap()
    };
    assert!(spans.num_rows() > 4_000);
    for i in 0..spans.num_rows() {
        let note = notes[number("row", i)].as_ref().expect("an absent note mentions nobody");
        let bytes = &note[number("byte_start", i)..number("byte_end", i)];
        let (from, to) = (number("char_start", i), number("char_end", i));
        assert_eq!(bytes, note.chars().skip(from).take(to - from).collect::<String>());
    }
    assert!(notes.iter().any(Option::is_none));
}

#[test]
fn a_schema_says_how_dirty_it_is() {
    let with = |head: &str, column: &str| {
        format!(
            "{head}\n[tables.t]\nrows = 2_000\n[tables.t.columns]\nid = {{ kind = \"serial\", primary_key = true }}\n\
             a = {{ kind = \"first_name\"{column} }}\nb = {{ kind = \"last_name\" }}\n"
        )
    };
    let count = |text: &str| {
        let made = plan_of(text, &Options::default());
        let all = flaws(&made, "t");
        [1, 2].map(|c| all.iter().filter(|flaw| flaw.column == c).count())
    };
    assert_eq!(count(&with("", "")), [0, 0]);
    let [a, b] = count(&with("", ", dirt = 0.1"));
    assert!(a > 80 && b < a / 4, "{a} {b}");
    let [a, b] = count(&with("dirt = 0.1", ", dirt = false"));
    assert!(a < b / 4 && b > 80, "{a} {b}");
    let only = with("[dirt]\nrate = 0.1\nerrors = { missing = 0 }\n", ", dirt = { errors = [\"case\"] }");
    let made = plan_of(&only, &Options::default());
    let errors: BTreeSet<&str> =
        flaws(&made, "t").iter().filter(|f| f.column == 1).map(|f| f.error).collect();
    assert_eq!(errors, BTreeSet::from(["case"]));
    assert!(flaws(&made, "t").iter().all(|flaw| flaw.error != "missing"));
    assert!(plan_of(&only, &Options { dirt: Some(0.0), ..Options::default() }).tables[0].dirt.is_none());
    for wrong in [
        with("dirt = 0.7", ""),
        with("dirt = \"much\"", ""),
        with("[dirt]\nerrors = { typpo = 1 }\n", ""),
        with("", ", dirt = { orphans = 0.1 }"),
    ] {
        let document = parse("test.toml", &wrong, &NoFiles);
        assert!(document.and_then(|d| crate::plan(&d, &Options::default())).is_err(), "{wrong}");
    }
}

#[test]
fn text_is_as_a_csv_file_has_it() {
    use cell::{Cell, text};
    let zoned = DataType::Timestamp(arrow::datatypes::TimeUnit::Microsecond, Some("UTC".into()));
    assert_eq!(text(&Cell::Micros(1_714_979_289_120_001), &zoned).unwrap(), "2024-05-06T07:08:09.120001Z");
    assert_eq!(text(&Cell::Micros(-1), &zoned).unwrap(), "1969-12-31T23:59:59.999999Z");
    assert_eq!(text(&Cell::Decimal(-5), &DataType::Decimal128(5, 2)).unwrap(), "-0.05");
    assert_eq!(text(&Cell::Decimal(12_345), &DataType::Decimal128(5, 0)).unwrap(), "12345");
    assert_eq!(text(&Cell::Day(-719_162), &DataType::Date32).unwrap(), "0001-01-01");
}

//! Manifests byte for byte, digests that add up, and comparisons that name what differs.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int16Array, Int64Array, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::record_batch::RecordBatch;

use super::{
    ColumnRecord, CsvOptions, Difference, DigestedName, FileRecord, Manifest, OutputRecord, SchemaRecord,
    TableDigest, TableRecord, Tool, VERSION, compare, field_of, schema_of, type_name,
};
use crate::error::ErrorKind;

fn manifest() -> Manifest {
    let column = |name: &str, type_name: &str, digest: &str| ColumnRecord {
        name: name.to_owned(),
        type_name: type_name.to_owned(),
        nullable: false,
        kind: "serial".to_owned(),
        kind_version: 1,
        digest: digest.to_owned(),
    };
    let named = |name: &str| DigestedName { name: name.to_owned(), digest: "00ff".to_owned() };
    let file = FileRecord { path: "t.csv".to_owned(), rows: 2, bytes: 10, blake3: "ab".to_owned() };
    Manifest {
        version: VERSION,
        tool: Tool { name: "placebo".to_owned(), version: "0.1.0".to_owned() },
        generator: 1,
        schema: SchemaRecord {
            name: "s".to_owned(),
            digest: "00".to_owned(),
            sources: vec![named("s.toml")],
        },
        seed: u64::MAX,
        epoch: "2026-01-01".to_owned(),
        as_of: "2026-01-01".to_owned(),
        from: None,
        dirt: None,
        edge_cases: false,
        truth: Vec::new(),
        part: "1/1".to_owned(),
        roots: std::collections::BTreeMap::new(),
        output: OutputRecord {
            format: "csv".to_owned(),
            compression: "none".to_owned(),
            csv: Some(CsvOptions {
                delimiter: ",".to_owned(),
                quote: "\"".to_owned(),
                quoting: "minimal".to_owned(),
                null: String::new(),
                header: true,
                line_end: "lf".to_owned(),
                bom: false,
            }),
        },
        tables: vec![TableRecord {
            name: "t".to_owned(),
            rows: 2,
            rows_drawn: None,
            rows_total: 2,
            first_row: 0,
            columns: vec![column("id", "bigint", "01"), column("name", "text", "02")],
            row_digest: "03".to_owned(),
            files: vec![file],
        }],
        inputs: Vec::new(),
        existing: Vec::new(),
    }
}

#[test]
fn a_manifest_is_written_byte_for_byte_and_comes_back() {
    let text = manifest().to_json().unwrap();
    assert_eq!(Manifest::parse(&text).unwrap(), manifest());
    assert!(text.starts_with("{\n  \"version\": 1,\n  \"tool\": {\n    \"name\": \"placebo\",\n    \"version\": \"0.1.0\"\n  },\n  \"generator\": 1,\n  \"schema\": {"));
    assert!(text.contains("\"seed\": 18446744073709551615,\n  \"epoch\": \"2026-01-01\",\n  \"as_of\": \"2026-01-01\",\n  \"part\": \"1/1\","));
    assert!(text.contains(
        "{\n          \"name\": \"id\",\n          \"type\": \"bigint\",\n          \"nullable\": false,"
    ));
    assert!(text.ends_with("}\n"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(super::FILE_NAME);
    manifest().write(&path).unwrap();
    assert_eq!((std::fs::read_to_string(&path).unwrap(), Manifest::read(&path).unwrap()), (text, manifest()));
}

#[test]
fn what_is_no_manifest_is_refused() {
    let text = manifest().to_json().unwrap();
    for (text, expected) in [
        (
            text.replacen("\"version\": 1", "\"version\": 2", 1),
            "this manifest is of version 2; this placebo knows version 1",
        ),
        ("{}".to_owned(), "this is not a manifest: `version` is missing"),
        ("[".to_owned(), "this is not a manifest: not a JSON object"),
        (text.replace("\"seed\"", "\"sed\""), "the manifest is damaged: unknown field `sed`"),
    ] {
        let error = Manifest::parse(&text).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(format!("{error}").contains(expected), "{error}");
    }
    let missing = Manifest::read(std::path::Path::new("no/such/placebo.json")).unwrap_err();
    assert!(missing.to_string().starts_with("no/such/placebo.json: could not read the manifest: "));
}

#[test]
fn types_have_names_both_ways() {
    for name in [
        "text",
        "json",
        "bigint",
        "integer",
        "smallint",
        "double",
        "boolean",
        "date",
        "timestamp",
        "timestamptz",
        "time",
        "decimal(10,2)",
        "decimal(38,0)",
    ] {
        for nullable in [true, false] {
            let field = field_of("x", name, nullable).unwrap();
            assert_eq!((type_name(&field).unwrap().as_str(), field.is_nullable()), (name, nullable));
        }
    }
    for bad in ["txt", "decimal(39,0)", "decimal(2,3)", "decimal(1,-1)", "decimal()", ""] {
        assert_eq!(field_of("x", bad, true).unwrap_err().kind(), ErrorKind::Input, "{bad}");
    }
    assert_eq!(field_of("x", "bigin", true).unwrap_err().advice(), Some("there is `bigint`"));
    assert!(type_name(&Field::new("x", DataType::UInt32, true)).is_err());
    assert_eq!(schema_of(&manifest().tables[0]).unwrap().fields().len(), 2);
}

fn batch(ids: Vec<Option<i64>>, names: Vec<Option<&str>>) -> RecordBatch {
    let (ids, names): (ArrayRef, ArrayRef) =
        (Arc::new(Int64Array::from(ids)), Arc::new(StringArray::from(names)));
    RecordBatch::try_from_iter_with_nullable([("id", ids, true), ("name", names, true)]).unwrap()
}

fn digest(batches: &[RecordBatch]) -> (Vec<String>, String) {
    let mut digest = TableDigest::new(&batches[0].schema()).unwrap();
    for batch in batches {
        digest.merge(&digest.digest_batch(batch).unwrap());
    }
    (digest.column_hex(), digest.row_hex())
}

#[test]
fn digests_are_pinned() {
    let (columns, rows) = digest(&[batch(vec![Some(1), None, Some(-3)], vec![Some("a"), Some(""), None])]);
    assert_eq!(columns, PINNED_COLUMNS);
    assert_eq!(rows, PINNED_ROWS);
}

const PINNED_COLUMNS: [&str; 2] = ["1db0e71dec1faf3cefd49f5dd5b1df40", "b0e3f55b5cfba813f1533485ab7ded70"];
const PINNED_ROWS: &str = "44107e014551c927b6832c09fbfe706a";

#[test]
fn digests_add_up_whatever_the_order_of_rows_and_columns() {
    let whole = batch(vec![Some(1), None, Some(3)], vec![Some("a"), Some("b"), None]);
    let expected = digest(std::slice::from_ref(&whole));
    assert_eq!(digest(&[whole.slice(2, 1), whole.slice(0, 2)]), expected);
    let shuffled = batch(vec![Some(3), Some(1), None], vec![None, Some("a"), Some("b")]);
    assert_eq!(digest(&[shuffled]), expected);
    let turned = digest(&[whole.project(&[1, 0]).unwrap()]);
    assert_eq!(
        (turned.0[0].clone(), turned.0[1].clone(), turned.1),
        (expected.0[1].clone(), expected.0[0].clone(), expected.1)
    );
}

#[test]
fn digests_tell_values_rows_and_nulls_apart() {
    let base = digest(&[batch(vec![Some(1), Some(2)], vec![Some("a"), Some("b")])]);
    let swapped = digest(&[batch(vec![Some(1), Some(2)], vec![Some("b"), Some("a")])]);
    assert_eq!(base.0, swapped.0);
    assert_ne!(base.1, swapped.1);
    let mut seen = vec![base];
    for other in [
        batch(vec![Some(1), Some(3)], vec![Some("a"), Some("b")]),
        batch(vec![Some(1), None], vec![Some("a"), Some("b")]),
        batch(vec![Some(1), Some(2)], vec![Some("a"), Some("")]),
        batch(vec![Some(1), Some(2)], vec![Some("a"), None]),
        batch(vec![Some(1), Some(2), Some(2)], vec![Some("a"), Some("b"), Some("b")]),
        batch(vec![Some(1), Some(2), Some(2), Some(2)], vec![Some("a"), Some("b"), Some("b"), Some("b")]),
    ] {
        let digest = digest(&[other]);
        assert!(!seen.contains(&digest));
        seen.push(digest);
    }
}

#[test]
fn widths_of_integers_and_the_sign_of_zero_do_not_matter() {
    let one = |array: ArrayRef| digest(&[RecordBatch::try_from_iter([("x", array)]).unwrap()]);
    assert_eq!(one(Arc::new(Int16Array::from(vec![-7]))), one(Arc::new(Int64Array::from(vec![-7]))));
    assert_eq!(one(Arc::new(Float64Array::from(vec![-0.0]))), one(Arc::new(Float64Array::from(vec![0.0]))));
    assert_ne!(one(Arc::new(Int64Array::from(vec![0]))), one(Arc::new(Float64Array::from(vec![0.0]))));
}

#[test]
fn a_batch_of_another_schema_is_a_bug() {
    let digest = TableDigest::new(&Schema::new(vec![Field::new("id", DataType::Int64, true)])).unwrap();
    let other = batch(vec![Some(1)], vec![None]);
    assert_eq!(digest.digest_batch(&other).unwrap_err().kind(), ErrorKind::Bug);
    let other = other.project(&[1]).unwrap();
    assert_eq!(digest.digest_batch(&other).unwrap_err().kind(), ErrorKind::Bug);
    assert!(TableDigest::new(&Schema::new(vec![Field::new("x", DataType::UInt32, true)])).is_err());
}

#[test]
fn comparing_names_exactly_what_differs() {
    let differences = |change: &dyn Fn(&mut Manifest)| {
        let mut found = manifest();
        change(&mut found);
        compare(&manifest(), &found).iter().map(Difference::to_string).collect::<Vec<_>>()
    };
    assert!(differences(&|_| ()).is_empty());
    assert_eq!(differences(&|m| m.seed = 1), ["seed: 18446744073709551615 in the manifest, 1 here"]);
    assert_eq!(differences(&|m| m.tables[0].rows = 3), ["table t: 2 rows in the manifest, 3 here"]);
    let total = ["table t: rows in all parts 2 in the manifest, 3 here"];
    assert_eq!(differences(&|m| m.tables[0].rows_total = 3), total);
    let first = ["table t: first row 0 in the manifest, 3 here"];
    assert_eq!(differences(&|m| m.tables[0].first_row = 3), first);
    let other = |m: &mut Manifest| m.tables[0].name = "u".to_owned();
    assert_eq!(differences(&other), ["table t: missing", "table u: not in the manifest"]);
    let other = |m: &mut Manifest| m.tables[0].columns[1].name = "nom".to_owned();
    assert_eq!(differences(&other), ["column t.name: missing", "column t.nom: not in the manifest"]);
    let other = |m: &mut Manifest| m.tables[0].columns[1].nullable = true;
    assert_eq!(differences(&other), ["column t.name: text not null in the manifest, text here"]);
    let other = |m: &mut Manifest| {
        m.tables[0].columns[1].digest.clear();
        m.tables[0].row_digest.clear();
    };
    assert_eq!(differences(&other), ["column t.name: other values"]);
    assert_eq!(differences(&|m| m.tables[0].row_digest.clear()), ["table t: the same values in other rows"]);
    let file = |change: &dyn Fn(&mut FileRecord)| differences(&|m| change(&mut m.tables[0].files[0]));
    assert_eq!(file(&|f| f.bytes = 9), ["file t.csv: 10 bytes in the manifest, 9 here"]);
    assert_eq!(file(&|f| f.blake3.clear()), ["file t.csv: other bytes (BLAKE3 differs)"]);
    let renamed = ["file t.csv: missing", "file u.csv: not in the manifest"];
    assert_eq!(file(&|f| f.path = "u.csv".to_owned()), renamed);
    assert!(differences(&|m| m.tables[0].files.clear()).is_empty());
    assert_eq!(manifest().file_paths().collect::<Vec<_>>(), ["t.csv"]);
}

#[test]
fn a_manifest_that_contradicts_itself_is_told_so() {
    let told = |change: &dyn Fn(&mut Manifest)| {
        let mut manifest = manifest();
        change(&mut manifest);
        let list = compare(&manifest, &manifest);
        list.iter().map(Difference::to_string).collect::<Vec<_>>()
    };
    let of = |what: &str| vec![format!("the manifest contradicts itself: {what}")];
    assert!(told(&|_| ()).is_empty());
    for day in ["2026-13-01", "2026-1-1", "2026-01-01T", "0000-01-01", "2026/01/01", ""] {
        assert_eq!(told(&|m| m.epoch = day.to_owned()), of("the epoch is no date"));
    }
    assert_eq!(told(&|m| m.as_of = "soon".to_owned()), of("the as-of date is no date"));
    for part in ["2/1", "0/1", "1", "1/0", "a/b"] {
        assert_eq!(told(&|m| m.part = part.to_owned()), of("the part is no part of a whole"));
    }
    let total = |total: u64| told(&|m| m.tables[0].rows_total = total);
    assert_eq!(total(1), of("table t: 2 rows from row 0 on do not lie among 1"));
    assert_eq!(total(3), of("table t: 2 rows of 3, and part 1/1 is all of it"));
    let first = |first: u64| told(&|m| m.tables[0].first_row = first);
    assert_eq!(first(1), of("table t: 2 rows from row 1 on do not lie among 2"));
    assert_eq!(first(u64::MAX), of(&format!("table t: 2 rows from row {} on do not lie among 2", u64::MAX)));
    assert_eq!(
        told(&|m| m.tables[0].files[0].rows = 1),
        of("table t: its files do not hold 2 rows together")
    );
    let root = |m: &mut Manifest| m.roots = std::iter::once(("t".to_owned(), 5)).collect();
    assert_eq!(told(&root), of("table t: 2 rows in all parts, and 5 among the root tables"));
    let part = |m: &mut Manifest| {
        m.part = "2/3".to_owned();
        (m.tables[0].first_row, m.tables[0].rows_total) = (1, 9);
    };
    assert!(told(&part).is_empty());
}

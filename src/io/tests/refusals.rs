//! What cannot be written, and files that are not what they should be; no error holds a value.

use std::io::Write as _;
use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Float64Array, StringArray, UInt32Array};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;

use super::read_all;
use crate::error::{Error, ErrorKind};
use crate::io::{Format, Out, Output, json_field};

fn encode(format: Format, field: Field, array: ArrayRef) -> Result<u64, Error> {
    let schema = Arc::new(Schema::new(vec![field]));
    let batch = RecordBatch::try_new(SchemaRef::clone(&schema), vec![array]).unwrap();
    let output = Output { format, ..Output::default() };
    Ok(output.encoder("t", &schema)?.encode(&mut std::iter::once(Ok(batch)))?.rows())
}

#[test]
fn what_no_format_holds_is_refused_with_its_column() {
    for (_, format) in Format::ALL {
        for value in [f64::NAN, f64::INFINITY] {
            let array = Arc::new(Float64Array::from(vec![1.0, value]));
            let error = encode(format, Field::new("x", DataType::Float64, true), array).unwrap_err();
            assert_eq!(
                error.to_string(),
                "column t.x: a number is not finite, which not every format can hold"
            );
        }
        let array = Arc::new(UInt32Array::from(vec![1]));
        let error = encode(format, Field::new("x", DataType::UInt32, true), array).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Bug);
    }
    for format in [Format::Csv, Format::Jsonl, Format::Sql] {
        let array = Arc::new(Date32Array::from(vec![3_000_000]));
        let error = encode(format, Field::new("x", DataType::Date32, true), array).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Output);
    }
    let array = Arc::new(StringArray::from(vec!["[\n]"]));
    assert_eq!(encode(Format::Jsonl, json_field("x", true), array).unwrap_err().kind(), ErrorKind::Output);
    let array = Arc::new(StringArray::from(vec!["\0"]));
    let error = encode(Format::Sql, Field::new("x", DataType::Utf8, true), array).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Output);
}

/// Reads a text as a table of `a` text and `n` integer not null.
fn error_of(format: Format, text: &str) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    let fields = vec![Field::new("a", DataType::Utf8, true), Field::new("n", DataType::Int32, false)];
    let output = Output { format, ..Output::default() };
    let error = read_all(file.path(), &output, &Arc::new(Schema::new(fields))).unwrap_err();
    assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    error.to_string().replace(&file.path().display().to_string(), "F")
}

#[test]
fn a_bad_csv_file_is_refused_with_line_row_and_column() {
    for (text, expected) in [
        ("", "F:1: the file is empty, and a line of column names was expected"),
        ("a,canary\n", "F:1: the first line does not name the column `n` in its place"),
        ("a,n,x\n", "F:1: the first line has 3 fields, and there are 2 columns"),
        ("a,n\nx,1\ny,canary\n", "F:3, column n, row 1: a value is not of the column's type, Int32"),
        ("a,n\nx,\n", "F:2, column n, row 0: NULL stands where none may be"),
        ("a,n\nx\n", "F:2: there are 1 fields, and 2 columns"),
        ("a,n\nx,1,2\n", "F:2: there are 3 fields, and 2 columns"),
        ("a,n\n\"x\n\n", "F:4: the file ends inside a field in quotes"),
        ("a,n\n\"canary\"y,1\n", "F:2: text follows a closing quote"),
        ("a,n\ncan\"ary,1\n", "F:2: a quote stands inside a field that has none around it"),
        ("a,n\nx,+1\n", "F:2, column n, row 0: a value is not of the column's type, Int32"),
        ("a,n\nx,2147483648\n", "F:2, column n, row 0: a value is not of the column's type, Int32"),
    ] {
        assert_eq!(error_of(Format::Csv, text), expected, "{text:?}");
    }
}

#[test]
fn a_bad_jsonl_file_is_refused_with_line_row_and_column() {
    for (text, expected) in [
        ("canary\n", "F:1: the line is not one JSON object"),
        ("{\"a\":\"x\",\"n\":1} canary\n", "F:1: the line is not one JSON object"),
        ("\n", "F:1: the line is not one JSON object"),
        ("{\"a\":\"x\"}\n", "F:1, column n, row 0: the key is missing"),
        ("{\"a\":\"x\",\"n\":1,\"n\":1}\n", "F:1, column n, row 0: the key is there twice"),
        ("{\"canary\":1}\n", "F:1: an object has a key that is not a column"),
        ("{\"a\":1,\"n\":1}\n", "F:1, column a, row 0: the value is not a text"),
        ("{\"a\":null,\"n\":null}\n", "F:1, column n, row 0: NULL stands where none may be"),
        ("{\"a\":null,\"n\":1.5}\n", "F:1, column n, row 0: a value is not of the column's type, Int32"),
    ] {
        assert_eq!(error_of(Format::Jsonl, text), expected, "{text:?}");
    }
}

#[test]
fn a_bad_script_is_refused_with_line_row_and_column() {
    let copy = "COPY \"t\" (\"a\", \"n\") FROM stdin;\n";
    for (text, expected) in [
        ("DROP TABLE t;\n".to_owned(), "F:1: only comments, SET and COPY statements are read"),
        ("COPY \"t\" (\"a\") FROM stdin;\n".to_owned(), "F:1: the COPY statement names other columns"),
        (format!("{copy}x\t1\n"), "F:3: the file ends inside the rows of a COPY statement"),
        (format!("{copy}x\n"), "F:2: there are 1 fields, and 2 columns"),
        (format!("{copy}x\t\\N\n"), "F:2, column n, row 0: NULL stands where none may be"),
        (format!("{copy}\\q\t1\n"), "F:2: an escape is not known"),
    ] {
        assert_eq!(error_of(Format::Sql, &text), expected, "{text:?}");
    }
}

#[test]
fn a_file_that_is_not_parquet_or_has_other_columns_is_refused() {
    assert_eq!(error_of(Format::Parquet, "canary"), "F: this is not a Parquet file, or a damaged one");
    let folder = tempfile::tempdir().unwrap();
    let output = Output { format: Format::Parquet, ..Output::default() };
    let schema = |name, data_type| Arc::new(Schema::new(vec![Field::new(name, data_type, true)]));
    let written = schema("a", DataType::Utf8);
    let array: ArrayRef = Arc::new(StringArray::from(vec![Some("x"), None]));
    let batch = RecordBatch::try_new(SchemaRef::clone(&written), vec![array]).unwrap();
    let (path, _) = super::write(folder.path(), &output, &written, &[batch]).unwrap();
    let ends = |schema: &SchemaRef| {
        read_all(&path, &output, schema).unwrap_err().to_string().split_once(", ").unwrap().1.to_owned()
    };
    assert_eq!(ends(&schema("b", DataType::Utf8)), "column a: another column was expected in this place");
    assert_eq!(ends(&schema("a", DataType::Int64)), "column a: the type is Utf8, and Int64 was expected");
    let strict = Arc::new(Schema::new(vec![Field::new("a", DataType::Utf8, false)]));
    assert_eq!(ends(&strict), "row 0: a column holds NULL and should not");
}

/// Takes some bytes and then fails as a pipe does whose reader went away.
struct Broken(usize);

impl std::io::Write for Broken {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(std::io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_broken_pipe_is_told_as_such_by_every_format() {
    let array: ArrayRef = Arc::new(StringArray::from_iter_values((0..9_999).map(|i| format!("{i:x}"))));
    let batch = RecordBatch::try_from_iter_with_nullable([("a", array, false)]).unwrap();
    for (_, format) in Format::ALL {
        let encoder = Output { format, ..Output::default() }.encoder("t", &batch.schema()).unwrap();
        let mut appender = encoder.begin(Out::stream("-", Box::new(Broken(2_000)))).unwrap();
        let encoded = encoder.encode(&mut std::iter::once(Ok(batch.clone()))).unwrap();
        let error = appender.append(encoded).and_then(|()| appender.finish().map(|_| ())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Closed, "{format}: {error}");
    }
}

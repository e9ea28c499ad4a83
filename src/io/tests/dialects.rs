//! The exact text of CSV in its dialects, and dialects that cannot be read back.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, StringArray};
use arrow::record_batch::RecordBatch;

use super::text_of;
use crate::io::{CsvDialect, LineEnd, Output, Quoting};

fn text(values: Vec<Option<&str>>, dialect: CsvDialect) -> String {
    let n = i64::try_from(values.len()).unwrap();
    let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values(0..n));
    let texts: ArrayRef = Arc::new(StringArray::from(values));
    let batch =
        RecordBatch::try_from_iter_with_nullable([("a b", texts, true), ("n,\"", numbers, false)]).unwrap();
    text_of(&Output { csv: dialect, ..Output::default() }, &batch)
}

#[test]
fn null_and_the_empty_text_differ() {
    let values = vec![Some(""), None, Some("x"), Some("NULL"), Some("a\"b"), Some("\\.")];
    assert_eq!(
        text(values.clone(), CsvDialect::default()),
        "a b,\"n,\"\"\"\n\"\",0\n,1\nx,2\nNULL,3\n\"a\"\"b\",4\n\"\\.\",5\n"
    );
    let dialect = CsvDialect {
        null: "NULL".to_owned(),
        delimiter: b'|',
        line_end: LineEnd::CrLf,
        bom: true,
        ..CsvDialect::default()
    };
    assert_eq!(
        text(values.clone(), dialect),
        "\u{feff}a b|\"n,\"\"\"\r\n|0\r\nNULL|1\r\nx|2\r\n\"NULL\"|3\r\n\"a\"\"b\"|4\r\n\"\\.\"|5\r\n"
    );
    let dialect = CsvDialect { quoting: Quoting::Always, header: false, ..CsvDialect::default() };
    assert_eq!(
        text(values, dialect),
        "\"\",\"0\"\n,\"1\"\n\"x\",\"2\"\n\"NULL\",\"3\"\n\"a\"\"b\",\"4\"\n\"\\.\",\"5\"\n"
    );
}

#[test]
fn a_block_without_nulls_and_quotes_is_written_like_any_other() {
    let dialect = CsvDialect { quoting: Quoting::Always, header: false, ..CsvDialect::default() };
    assert_eq!(text(vec![Some("x"), Some("yz")], dialect), "\"x\",\"0\"\n\"yz\",\"1\"\n");
    let dialect = CsvDialect { header: false, ..CsvDialect::default() };
    assert_eq!(text(vec![Some("x"), None, Some("yz")], dialect), "x,0\n,1\nyz,2\n");
}

#[test]
fn dialects_that_collide_with_themselves_are_refused() {
    let base = CsvDialect::default();
    base.validate().unwrap();
    for bad in [
        CsvDialect { delimiter: b'"', ..base.clone() },
        CsvDialect { delimiter: b'\n', ..base.clone() },
        CsvDialect { delimiter: b'-', ..base.clone() },
        CsvDialect { delimiter: 0xff, ..base.clone() },
        CsvDialect { quote: b'a', ..base.clone() },
        CsvDialect { quote: b'\r', ..base.clone() },
        CsvDialect { null: "a,b".to_owned(), ..base.clone() },
        CsvDialect { null: "\"".to_owned(), ..base.clone() },
        CsvDialect { null: "\n".to_owned(), ..base },
    ] {
        assert!(bad.validate().is_err(), "{bad:?}");
    }
}

#[test]
fn names_of_formats_are_known_and_slips_are_hinted_at() {
    use crate::io::{Compression, Format, ParquetCompression};
    assert_eq!("parquet".parse::<Format>().unwrap(), Format::Parquet);
    assert_eq!("NDJSON".parse::<Format>().unwrap(), Format::Jsonl);
    assert_eq!("gz".parse::<Compression>().unwrap(), Compression::Gzip);
    let error = "parqet".parse::<Format>().unwrap_err();
    assert_eq!(
        (error.to_string(), error.advice()),
        ("there is no format `parqet`".to_owned(), Some("there is `parquet`"))
    );
    let error = "brotli".parse::<ParquetCompression>().unwrap_err();
    assert_eq!(error.advice(), Some("expected one of: snappy, zstd, uncompressed"));
    for (name, format) in Format::ALL {
        assert_eq!((name.parse::<Format>().unwrap(), format.to_string()), (format, name.to_owned()));
    }
}

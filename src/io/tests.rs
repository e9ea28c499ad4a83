//! Every type through every format and back, the exact texts, and folders that appear whole or not at all.

mod dialects;
mod folders;
mod matrix;
mod refusals;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int16Array, Int32Array, Int64Array,
    StringArray, Time64MicrosecondArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use arrow::record_batch::RecordBatch;

use super::{Folder, Output, Written, file_name, json_field, read};
use crate::error::Result;

/// A column of every type with values that are easy to get wrong; the first value of each is plain.
#[expect(clippy::too_many_lines, reason = "a table of values, which formatting makes long")]
fn every_type() -> Vec<(Field, ArrayRef)> {
    let text = [
        "plain",
        "",
        "a,b",
        "a\"b",
        "line\nbreak",
        "cr\r",
        "tab\t\\",
        "NULL",
        "\\N",
        "\\.",
        " ü 日本 ",
        "\u{1}",
    ];
    let json = [
        "{\"a\":[1,2.50,\"x\"]}",
        "[]",
        "\"a,\\\"b\\n\"",
        "1.0",
        "true",
        "{}",
        "[null]",
        "\"\"",
        "0",
        "-1",
        "[\"ü\"]",
        "{\"b\":{}}",
    ];
    let big = 10_i128.pow(18);
    let zone = || Some(Arc::from("UTC"));
    let micros = vec![
        1_714_979_289_000_000,
        0,
        -1,
        1,
        1_000,
        253_402_300_799_999_999,
        -62_135_596_800_000_000,
        120_000,
        7,
        8,
        9,
        10,
    ];
    let field = |name: &str, data_type| Field::new(name, data_type, true);
    vec![
        (field("text", DataType::Utf8), Arc::new(StringArray::from_iter_values(text))),
        (json_field("json", true), Arc::new(StringArray::from_iter_values(json))),
        (
            field("int64", DataType::Int64),
            Arc::new(Int64Array::from(vec![1, 0, -1, i64::MAX, i64::MIN, 5, 6, 7, 8, 9, 10, 11])),
        ),
        (
            field("int32", DataType::Int32),
            Arc::new(Int32Array::from(vec![1, 0, -1, i32::MAX, i32::MIN, 5, 6, 7, 8, 9, 10, 11])),
        ),
        (
            field("int16", DataType::Int16),
            Arc::new(Int16Array::from(vec![1, 0, -1, i16::MAX, i16::MIN, 5, 6, 7, 8, 9, 10, 11])),
        ),
        (
            field("float64", DataType::Float64),
            Arc::new(Float64Array::from(vec![
                1.5,
                0.0,
                -1.0,
                1e300,
                1e-300,
                f64::MIN_POSITIVE,
                0.1,
                1e16,
                123_456.789,
                f64::MAX,
                5e-324,
                2.0,
            ])),
        ),
        (
            field("boolean", DataType::Boolean),
            Arc::new(BooleanArray::from((0..12).map(|i| i % 3 == 0).collect::<Vec<_>>())),
        ),
        (
            field("date", DataType::Date32),
            Arc::new(Date32Array::from(vec![
                19_849, 0, -1, -719_162, 2_932_896, 59, 60, 365, 366, 789, 11_016, 1,
            ])),
        ),
        (
            field("instant", DataType::Timestamp(TimeUnit::Microsecond, zone())),
            Arc::new(TimestampMicrosecondArray::from(micros.clone()).with_timezone("UTC")),
        ),
        (
            field("datetime", DataType::Timestamp(TimeUnit::Microsecond, None)),
            Arc::new(TimestampMicrosecondArray::from(micros)),
        ),
        (
            field("time", DataType::Time64(TimeUnit::Microsecond)),
            Arc::new(Time64MicrosecondArray::from(vec![
                25_689_000_000,
                0,
                1,
                1_000,
                86_399_999_999,
                5,
                6,
                7,
                8,
                9,
                10,
                11,
            ])),
        ),
        (
            field("decimal", DataType::Decimal128(20, 2)),
            Arc::new(
                Decimal128Array::from(vec![12_345, 0, -5, 5, big, -big, 100, 99, 7, 8, 9, 10])
                    .with_precision_and_scale(20, 2)
                    .unwrap(),
            ),
        ),
    ]
}

/// The columns as a batch; every third value is NULL where `nullable`.
fn batch_of(columns: &[(Field, ArrayRef)], nullable: bool) -> RecordBatch {
    let fields: Vec<Field> = columns.iter().map(|(f, _)| f.clone().with_nullable(nullable)).collect();
    let arrays = columns.iter().map(|(_, array)| {
        let keep = BooleanArray::from((0..array.len()).map(|i| nullable && i % 3 == 1).collect::<Vec<_>>());
        arrow::compute::nullif(array, &keep).unwrap()
    });
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays.collect()).unwrap()
}

/// Writes batches, each as a block, as the table `t`; where the file is.
fn write(
    folder: &Path,
    output: &Output,
    schema: &SchemaRef,
    batches: &[RecordBatch],
) -> Result<(PathBuf, Written)> {
    let name = file_name("t", output.format, output.compression, None);
    let target = Folder::prepare(folder, std::slice::from_ref(&name), true, std::slice::from_ref(&name))?;
    let encoder = output.encoder("t", schema)?;
    let mut appender = encoder.begin(target.create(&name)?)?;
    for batch in batches {
        appender.append(encoder.encode(&mut std::iter::once(Ok(batch.clone())))?)?;
    }
    let written = appender.finish()?;
    target.commit()?;
    Ok((folder.join(name), written))
}

/// Reads a whole file as one batch.
fn read_all(path: &Path, output: &Output, schema: &SchemaRef) -> Result<RecordBatch> {
    let batches: Vec<RecordBatch> = read(path, output, schema)?.collect::<Result<_>>()?;
    Ok(arrow::compute::concat_batches(schema, &batches).unwrap())
}

/// The text of a file that is not compressed.
fn text_of(output: &Output, batch: &RecordBatch) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = write(folder.path(), output, &batch.schema(), std::slice::from_ref(batch)).unwrap();
    std::fs::read_to_string(path).unwrap()
}

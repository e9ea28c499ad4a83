//! Type by nullable by format by compression: what is read back is what was written, and digests agree.

use arrow::record_batch::RecordBatch;

use super::{batch_of, every_type, read_all, text_of, write};
use crate::io::{Compression, CsvDialect, Format, LineEnd, Output, ParquetCompression, Quoting};
use crate::record::TableDigest;

fn outputs() -> Vec<Output> {
    let mut all = Vec::new();
    for compression in [Compression::None, Compression::Gzip, Compression::Zstd] {
        for format in [Format::Csv, Format::Jsonl, Format::Sql] {
            all.push(Output { format, compression, ..Output::default() });
        }
    }
    for parquet in [ParquetCompression::Snappy, ParquetCompression::Zstd, ParquetCompression::Uncompressed] {
        all.push(Output { format: Format::Parquet, parquet, ..Output::default() });
    }
    let base = CsvDialect::default();
    let dialects = [
        CsvDialect { delimiter: b';', quote: b'\'', null: "NULL".to_owned(), ..base.clone() },
        CsvDialect {
            delimiter: b'\t',
            quoting: Quoting::Always,
            line_end: LineEnd::CrLf,
            bom: true,
            ..base.clone()
        },
        CsvDialect { null: "\\N".to_owned(), header: false, quoting: Quoting::Always, ..base },
    ];
    all.extend(dialects.map(|csv| Output { csv, ..Output::default() }));
    all
}

fn digests(batch: &RecordBatch) -> (Vec<String>, String) {
    let mut digest = TableDigest::new(&batch.schema()).unwrap();
    digest.merge(&digest.digest_batch(batch).unwrap());
    (digest.column_hex(), digest.row_hex())
}

#[test]
fn every_type_comes_back_from_every_format() {
    let folder = tempfile::tempdir().unwrap();
    for nullable in [false, true] {
        let all = every_type();
        // Each column alone, so that a failure names its type, and all together.
        let mut cases: Vec<RecordBatch> =
            all.iter().map(|one| batch_of(std::slice::from_ref(one), nullable)).collect();
        cases.push(batch_of(&all, nullable));
        for batch in &cases {
            for output in outputs() {
                let schema = batch.schema();
                // Two blocks, the second one a slice that does not begin at an array's beginning.
                let blocks = [batch.slice(0, 5), batch.slice(5, batch.num_rows() - 5)];
                let (path, written) = write(folder.path(), &output, &schema, &blocks).unwrap();
                let back = read_all(&path, &output, &schema).unwrap();
                assert_eq!(&back, batch, "{output:?} nullable {nullable}");
                assert_eq!(digests(&back), digests(batch));
                assert_eq!(written.rows, 12);
                assert_eq!(
                    crate::io::blake3_of(&path).unwrap(),
                    (written.bytes, written.blake3),
                    "{output:?}"
                );
            }
        }
    }
}

#[test]
fn equal_input_gives_equal_bytes() {
    let batch = batch_of(&every_type(), true);
    for output in outputs() {
        let sums: Vec<String> = (0..2)
            .map(|_| {
                let folder = tempfile::tempdir().unwrap();
                write(folder.path(), &output, &batch.schema(), std::slice::from_ref(&batch)).unwrap().1.blake3
            })
            .collect();
        assert_eq!(sums[0], sums[1], "{output:?}");
    }
}

#[test]
fn a_table_without_rows_comes_back_without_rows() {
    let folder = tempfile::tempdir().unwrap();
    let batch = batch_of(&every_type(), true).slice(0, 0);
    for output in outputs() {
        for blocks in [&[][..], &[batch.clone()][..]] {
            let (path, written) = write(folder.path(), &output, &batch.schema(), blocks).unwrap();
            assert_eq!(read_all(&path, &output, &batch.schema()).unwrap(), batch);
            assert_eq!(written.rows, 0);
        }
    }
}

#[test]
fn many_rows_in_one_block_are_those_in_many() {
    // More rows than a chunk and than a batch of a reader, and texts longer than any fixed copy.
    let one = batch_of(&every_type(), true);
    let many: Vec<RecordBatch> = (0..900).map(|_| one.clone()).collect();
    let whole = arrow::compute::concat_batches(&one.schema(), &many).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for format in [Format::Csv, Format::Jsonl, Format::Sql] {
        let output = Output { format, ..Output::default() };
        let texts: Vec<String> = [&many[..], &[whole.clone()][..]]
            .map(|blocks| write(folder.path(), &output, &one.schema(), blocks).unwrap().1.blake3)
            .into();
        assert_eq!(texts[0], texts[1]);
        let path = folder.path().join(format!("t.{format}"));
        assert_eq!(read_all(&path, &output, &one.schema()).unwrap(), whole);
    }
}

#[test]
fn the_first_row_of_every_type_is_pinned() {
    let batch = batch_of(&every_type(), true).slice(0, 2);
    let text = |format| text_of(&Output { format, ..Output::default() }, &batch);
    assert_eq!(
        text(Format::Csv),
        "text,json,int64,int32,int16,float64,boolean,date,instant,datetime,time,decimal\n\
         plain,\"{\"\"a\"\":[1,2.50,\"\"x\"\"]}\",1,1,1,1.5,true,2024-05-06,2024-05-06T07:08:09Z,2024-05-06T07:08:09,07:08:09,123.45\n\
         ,,,,,,,,,,,\n"
    );
    assert_eq!(
        text(Format::Jsonl),
        "{\"text\":\"plain\",\"json\":{\"a\":[1,2.50,\"x\"]},\"int64\":1,\"int32\":1,\"int16\":1,\"float64\":1.5,\"boolean\":true,\
         \"date\":\"2024-05-06\",\"instant\":\"2024-05-06T07:08:09Z\",\"datetime\":\"2024-05-06T07:08:09\",\"time\":\"07:08:09\",\"decimal\":123.45}\n\
         {\"text\":null,\"json\":null,\"int64\":null,\"int32\":null,\"int16\":null,\"float64\":null,\"boolean\":null,\
         \"date\":null,\"instant\":null,\"datetime\":null,\"time\":null,\"decimal\":null}\n"
    );
    assert_eq!(
        text(Format::Sql),
        "-- Made by placebo; load it with psql into a table that exists.\n\
         SET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\n\
         COPY \"t\" (\"text\", \"json\", \"int64\", \"int32\", \"int16\", \"float64\", \"boolean\", \"date\", \"instant\", \"datetime\", \"time\", \"decimal\") FROM stdin;\n\
         plain\t{\"a\":[1,2.50,\"x\"]}\t1\t1\t1\t1.5\ttrue\t2024-05-06\t2024-05-06T07:08:09Z\t2024-05-06T07:08:09\t07:08:09\t123.45\n\
         \\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\n\\.\n"
    );
}

#[test]
fn parquet_has_logical_types_and_dictionaries_only_where_hinted() {
    use parquet::basic::{Encoding, LogicalType};
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    let mut columns = every_type();
    let hint = std::collections::HashMap::from([("placebo:cardinality".to_owned(), "12".to_owned())]);
    columns[2].0 = columns[2].0.clone().with_metadata(hint);
    let batch = batch_of(&columns, true);
    let folder = tempfile::tempdir().unwrap();
    let output = Output { format: Format::Parquet, ..Output::default() };
    let (path, _) = write(folder.path(), &output, &batch.schema(), std::slice::from_ref(&batch)).unwrap();
    let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    let meta = reader.metadata();
    assert_eq!(meta.file_metadata().created_by(), Some("placebo"));
    let kinds: Vec<_> =
        meta.file_metadata().schema_descr().columns().iter().map(|c| c.logical_type_ref().cloned()).collect();
    assert_eq!(kinds[1], Some(LogicalType::Json));
    assert_eq!(kinds[7], Some(LogicalType::Date));
    let group = meta.row_group(0);
    let dictionary = |i: usize| group.column(i).encodings().any(|e| e == Encoding::RLE_DICTIONARY);
    assert_eq!((0..12).filter(|i| dictionary(*i)).collect::<Vec<_>>(), [2]);
    // Texts of which many differ have no least and greatest value; the first two columns are such.
    let with: Vec<usize> = (0..12).filter(|&i| group.column(i).statistics().is_some()).collect();
    assert_eq!(with, (2..12).collect::<Vec<_>>());
}

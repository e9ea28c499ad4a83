//! Files of any origin, read without a schema: lines of text, and cells with the names of their columns.

use super::walk::{Reading, Row, Rows, Sort, unpacked};
use crate::error::{Error, ErrorKind, Place, Result};
use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The text of a file, unpacked whatever its name says.
///
/// # Errors
/// [`ErrorKind::Input`] when it cannot be read.
pub fn text(path: &Path) -> Result<Box<dyn Read + Send>> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|e| Error::io("read the file", Place::file(&name), &e))?;
    unpacked(Box::new(file), &name)
}

/// Hands over each row of a CSV file with its number from 0 and the texts of its cells, in which what is no UTF-8 is U+FFFD.
///
/// # Errors
/// [`ErrorKind::Input`] when the file cannot be read; never with a value.
pub fn csv_rows(
    source: impl Read,
    name: &str,
    delimiter: u8,
    mut each: impl FnMut(u64, &[Cow<'_, str>]),
) -> Result<()> {
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(source);
    let mut record = ::csv::ByteRecord::new();
    let mut row = 0;
    loop {
        let read = reader.read_byte_record(&mut record).map_err(|foreign| {
            let line = foreign.position().map_or(row + 1, ::csv::Position::line);
            Error::new(ErrorKind::Input, "this is not a CSV file that can be read")
                .at(Place::file(name).line(line))
        })?;
        if !read {
            return Ok(());
        }
        let cells: Vec<Cow<'_, str>> = record.iter().map(String::from_utf8_lossy).collect();
        each(row, &cells);
        row += 1;
    }
}

/// Hands over each cell of a Parquet file: its row from 1, the name of its column, or its path where it is nested, and its text.
///
/// # Errors
/// [`ErrorKind::Input`] when it is no Parquet file, or a damaged one.
pub fn parquet_cells(path: &Path, mut each: impl FnMut(u64, &str, &str)) -> Result<()> {
    let mut rows = Rows::open_as(path, Sort::Parquet, "", &Reading::default())?;
    let mut row = Row::default();
    while rows.next(&mut row)? {
        let Some(head) = rows.heads().get(row.head).filter(|head| !head.aside) else { continue };
        for (column, text) in row.cells() {
            let name = head.columns.get(column).map_or("", String::as_str);
            text.into_iter().for_each(|text| each(row.number, name, text));
        }
    }
    Ok(())
}

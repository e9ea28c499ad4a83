//! A file of a table in which a framework keeps its books: passed on or left empty as in a dump.

use super::super::books::Book;
use super::super::dump::LeftOut;
use super::{CsvLayout, Cutter, Piece, Pieces, Result, RowPiece, unquote};
use std::sync::{Arc, PoisonError};

/// The file as one piece: whole where all of its rows may pass, or else without them, which is counted.
pub(super) fn pieces(
    mut cutter: Cutter,
    layout: CsvLayout,
    (table, names): (&str, &[String]),
    head: Vec<u8>,
    left_out: &LeftOut,
) -> Result<Pieces> {
    let layout = Arc::new(layout);
    let mut book = Book::copy(table, head.clone(), Some(names));
    // A header that nobody knows may be a row.
    let head = if book.is_known() { head } else { Vec::new() };
    while let Some((bytes, line)) = cutter.records()? {
        let piece = RowPiece { layout: layout.clone(), bytes, line };
        let cells: Vec<Vec<u8>> = layout
            .scan(&piece)?
            .into_iter()
            .map(|(start, end)| {
                let mut cell = Vec::new();
                unquote(&piece.bytes[start as usize..end as usize], layout.encoding, &mut cell);
                cell
            })
            .collect();
        book.recorded(&cells, &piece.bytes);
    }
    let bytes = book.close(b"").unwrap_or_else(|| {
        let mut left_out = left_out.lock().unwrap_or_else(PoisonError::into_inner);
        *left_out.entry(format!("rows of {table}, which the schema does not list")).or_default() += 1;
        head
    });
    Ok(Box::new(std::iter::once(Ok(Piece::Bytes(bytes)))))
}

//! CSV as RFC 4180 has it, with the place of every field and whether it was quoted.

use std::ops::Range;

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    /// What it says, without quotes.
    pub(super) text: String,
    /// Its bytes in the file, quotes included.
    pub(super) range: Range<usize>,
    /// Whether it stood in quotes.
    pub(super) quoted: bool,
}

/// The records of a text; empty lines and a byte order mark at the start are skipped.
///
/// # Errors
///
/// The place of a quote that is not closed or stands where none may, or of the first record past `most`.
pub(super) fn records(text: &str, most: usize) -> Result<Vec<Vec<Field>>, (Range<usize>, String)> {
    let bytes = text.as_bytes();
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut records = Vec::new();
    while at < bytes.len() {
        let rest = &bytes[at..];
        if rest.starts_with(b"\n") || rest.starts_with(b"\r\n") {
            at += if rest[0] == b'\n' { 1 } else { 2 };
            continue;
        }
        if records.len() >= most {
            return Err((at..at, format!("more than {most} records")));
        }
        let mut record = Vec::new();
        loop {
            let field = field(text, at)?;
            at = field.range.end;
            record.push(field);
            if bytes.get(at) == Some(&b',') {
                at += 1;
            } else {
                break;
            }
        }
        at += if bytes[at.min(bytes.len())..].starts_with(b"\r\n") { 2 } else { 1 };
        records.push(record);
    }
    Ok(records)
}

/// The field that begins at a byte; it ends before a comma, the end of the line or of the text.
fn field(text: &str, start: usize) -> Result<Field, (Range<usize>, String)> {
    let bytes = text.as_bytes();
    let ends =
        |at: usize| matches!(bytes.get(at), None | Some(b',' | b'\n')) || bytes[at..].starts_with(b"\r\n");
    let mut at = start;
    if bytes.get(start) != Some(&b'"') {
        while !ends(at) {
            if bytes[at] == b'"' {
                let message = "a quote within a field that does not begin with one".to_owned();
                return Err((at..at + 1, message));
            }
            at += 1;
        }
        let text = text.get(start..at).unwrap_or_default().to_owned();
        return Ok(Field { text, range: start..at, quoted: false });
    }
    at += 1;
    loop {
        match (bytes.get(at), bytes.get(at + 1)) {
            (None, _) => return Err((start..start + 1, "this quote is not closed".to_owned())),
            (Some(b'"'), Some(b'"')) => at += 2,
            (Some(b'"'), _) => break,
            _ => at += 1,
        }
    }
    if !ends(at + 1) {
        return Err((at..at + 1, "text after the closing quote of a field".to_owned()));
    }
    let inner = text.get(start + 1..at).unwrap_or_default().replace("\"\"", "\"");
    Ok(Field { text: inner, range: start..at + 1, quoted: true })
}

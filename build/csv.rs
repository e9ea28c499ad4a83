//! A reader of comma-separated values (RFC 4180) that keeps the line of every record.

/// The fields of one record and the line on which it begins.
pub(crate) struct Record {
    pub(crate) line: usize,
    pub(crate) fields: Vec<String>,
}

/// Reads all records; a fault is its line and what is wrong there.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Record>, (usize, String)> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        (1 + before.iter().filter(|byte| **byte == b'\n').count(), "not UTF-8".to_owned())
    })?;
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut records = Vec::new();
    let mut line = 1;
    while !rest.is_empty() {
        let mut record = Record { line, fields: Vec::new() };
        loop {
            let (field, end, after) = field(rest).map_err(|what| (line, what))?;
            line += field.bytes().filter(|byte| *byte == b'\n').count();
            record.fields.push(field);
            rest = after;
            if end {
                break;
            }
        }
        line += 1;
        records.push(record);
    }
    Ok(records)
}

/// The first field of `text`, whether it ends the record, and what follows.
fn field(text: &str) -> Result<(String, bool, &str), String> {
    let Some(quoted) = text.strip_prefix('"') else {
        let Some(at) = text.find([',', '\n']) else { return Ok((text.to_owned(), true, "")) };
        let (field, rest) = text.split_at(at);
        let end = rest.starts_with('\n');
        let field = if end { field.strip_suffix('\r').unwrap_or(field) } else { field };
        if field.contains('"') {
            return Err("a quotation mark inside a field that is not quoted".to_owned());
        }
        return Ok((field.to_owned(), end, rest.get(1..).unwrap_or_default()));
    };
    let mut field = String::new();
    let mut rest = quoted;
    loop {
        let (part, after) = rest.split_once('"').ok_or("a quoted field that does not end")?;
        field.push_str(part);
        match after.strip_prefix('"') {
            Some(more) => {
                field.push('"');
                rest = more;
            }
            None if after.is_empty() => return Ok((field, true, "")),
            None => {
                let after = after.strip_prefix('\r').unwrap_or(after);
                let end = after.starts_with('\n');
                if !end && !after.starts_with(',') {
                    return Err("something after the end of a quoted field".to_owned());
                }
                return Ok((field, end, after.get(1..).unwrap_or_default()));
            }
        }
    }
}

//! Tables' names as names of files.

use std::collections::BTreeMap;

use super::{Compression, Format};
use crate::error::{Error, Place, Result};

/// The longest name of a table in bytes: file systems allow 255, and endings and part numbers come on top.
const LONGEST: usize = 200;

/// Names that Windows keeps for devices, with any ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Checks that every table's name can be the name of a file, here and on systems that ignore case.
///
/// # Errors
/// [`crate::error::ErrorKind::Usage`] for the first name that cannot.
pub fn check_table_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<()> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for name in names {
        let wrong = |why: &str| {
            let place = Place { table: Some(name.to_owned()), ..Place::default() };
            Err(Error::usage(format!("the table's name cannot be the name of a file: {why}")).at(place))
        };
        let lower = name.to_lowercase();
        let numbered = |prefix: &str| {
            lower
                .strip_prefix(prefix)
                .is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
        };
        if name.is_empty() {
            return wrong("it is empty");
        } else if name.starts_with('.') {
            return wrong("it begins with a dot");
        } else if name.ends_with(['.', ' ']) {
            return wrong("it ends in a dot or a space");
        } else if name.len() > LONGEST {
            return wrong("it is longer than 200 bytes");
        } else if name.chars().any(|c| c.is_control() || "/\\:*?\"<>|".contains(c)) {
            return wrong("it holds a control character or one of / \\ : * ? \" < > |");
        } else if DEVICES.contains(&lower.as_str()) || numbered("com") || numbered("lpt") {
            return wrong("Windows keeps it for a device");
        }
        if let Some(other) = seen.insert(lower, name) {
            return wrong(&format!("on systems that ignore case it is the same as `{other}`"));
        }
    }
    Ok(())
}

/// Where a table is written, from the folder of the run, with `/`: `patients.csv.gz`, or part 1 of 4 as
/// `patients/part-00001-of-00004.parquet`.
pub fn file_name(table: &str, format: Format, compression: Compression, part: Option<(u32, u32)>) -> String {
    let suffix = if format == Format::Parquet { "" } else { compression.suffix() };
    match part {
        None => format!("{table}.{format}{suffix}"),
        Some((part, parts)) => format!("{table}/part-{part:05}-of-{parts:05}.{format}{suffix}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_no_file_names_are_refused() {
        check_table_names(["patients", "case notes", "größe", "com", "com10", "auxiliary"]).unwrap();
        let long = "x".repeat(201);
        for name in
            ["", ".x", "a/b", "a\\b", "..", "a\nb", "a:b", "nul", "COM1", "x.", "x ", long.as_str(), "\u{7f}"]
        {
            assert!(check_table_names([name]).is_err(), "{name:?}");
        }
        let error = check_table_names(["patients", "Patients"]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "table Patients: the table's name cannot be the name of a file: on systems that ignore case it is the same as `patients`"
        );
    }

    #[test]
    fn parts_and_compressions_are_in_the_name() {
        assert_eq!(file_name("t", Format::Csv, Compression::Gzip, None), "t.csv.gz");
        assert_eq!(file_name("t", Format::Parquet, Compression::Zstd, None), "t.parquet");
        let name = file_name("t", Format::Jsonl, Compression::Zstd, Some((1, 4)));
        assert_eq!(name, "t/part-00001-of-00004.jsonl.zst");
    }
}

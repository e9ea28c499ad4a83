//! What stands for nothing in an export, such as `NULL` or `N/A`, stays what it is: whoever reads the extract reads it as before.

use super::super::build::Whole;
use super::super::definition::text;
use super::super::draft::DraftTable;

/// Kinds of what people are called.
const NAMES: &[&str] = &["first_name", "middle_name", "last_name", "full_name", "username"];

/// Names what stands for nothing in columns that get stand-ins.
pub(super) fn stay(whole: &Whole<'_>, tables: &mut [DraftTable]) {
    let Some(sample) = whole.sample else { return };
    for table in tables.iter_mut() {
        let Some(shown) = sample.tables.get(table.position) else { continue };
        for column in &mut table.columns {
            let Some(at) = whole.db.tables[table.position].column(&column.name) else { continue };
            let met = shown.columns.get(at).map(|column| column.markers()).unwrap_or_default();
            let mask = column.definition.get("mask").unwrap_or_default();
            let gone = mask == "\"null\"" || mask.contains("constant =");
            if met.is_empty() || gone || column.definition.get("placeholders").is_some() {
                continue;
            }
            // Somebody may be called Null, and have the initials NA.
            let named = NAMES.contains(&column.definition.kind());
            let letters = |word: &str| word.bytes().all(|b| b.is_ascii_alphabetic());
            let words: Vec<String> =
                met.iter().filter(|word| !(named && letters(word))).map(|word| text(word)).collect();
            if words.is_empty() {
                continue;
            }
            column.definition.set("placeholders", format!("[{}]", words.join(", ")));
        }
    }
}

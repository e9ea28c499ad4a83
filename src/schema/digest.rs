//! What a schema says, as one number: equal schemas have equal digests on every system.

use super::Document;

/// BLAKE3, as hexadecimal digits, of everything that a schema says: all its texts and all files it refers to.
///
/// Names of files do not count, nor whether lines end in `\n` or `\r\n`; any other byte does.
pub fn digest(document: &Document) -> String {
    let mut hasher = blake3::Hasher::new_derive_key("placebo 2026 schema digest");
    let texts = document.sources.iter().map(|source| source.text.as_str());
    for text in texts.chain(document.files.iter().map(|file| file.text.as_str())) {
        hasher.update(blake3::hash(unix_lines(text).as_bytes()).as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// BLAKE3 of one text.
pub(super) fn of_text(text: &str) -> String {
    blake3::hash(unix_lines(text).as_bytes()).to_hex().to_string()
}

fn unix_lines(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains("\r\n") { text.replace("\r\n", "\n").into() } else { text.into() }
}

//! Files that lie in a text: in base64, or as the address that holds its own content.

/// Fewer bytes than this are a key, a digest or what is encrypted.
const LEAST: usize = 64;
/// So many bytes of a file tell what it is.
const HEAD: usize = 48;

/// How many values are files, and how many of them are texts, in markup or not.
#[derive(Clone, Copy, Default)]
pub(super) struct Attached {
    files: u64,
    texts: u64,
    tagged: u64,
}

/// What the files of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Attachment {
    /// Pictures, pages and whatever is no text.
    Bytes,
    /// Texts in base64.
    Text,
    /// Texts in HTML in base64.
    Html,
}

impl Attached {
    /// Looks at a value.
    pub(super) fn add(&mut self, text: &str) {
        if text.starts_with("data:") && text.chars().take(128).collect::<String>().contains(";base64,") {
            self.files += 1;
            return;
        }
        let Some(head) = head(text) else { return };
        self.files += 1;
        // A character may be cut at the end.
        let whole = std::str::from_utf8(&head).map_or_else(|error| error.valid_up_to(), str::len);
        let shown = head.iter().all(|byte| *byte >= b' ' || b"\t\r\n".contains(byte));
        self.texts += u64::from(shown && whole + 4 > head.len());
        self.tagged += u64::from(head.trim_ascii_start().starts_with(b"<"));
    }

    /// What the values are, where nearly all of so many are files.
    pub(super) fn all(&self, values: u64) -> Option<Attachment> {
        let most = |count: u64, of: u64| of > 0 && count as f64 >= of as f64 * 0.8;
        most(self.files, values).then(|| match () {
            () if !most(self.texts, self.files) => Attachment::Bytes,
            () if most(self.tagged, self.files) => Attachment::Html,
            () => Attachment::Text,
        })
    }
}

/// The first bytes of what a text holds in base64; `None` where it is none, or holds too little.
fn head(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    let lines = |b: &u8| !b.is_ascii_whitespace();
    let n = digits.bytes().filter(lines).count();
    if n * 3 / 4 < LEAST || digits.len() - n > n / 32 + 1 {
        return None;
    }
    let (mut out, mut bits, mut held) = (Vec::with_capacity(HEAD + 2), 0u32, 0u32);
    for byte in digits.bytes().filter(lines) {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        if out.len() < HEAD {
            (bits, held) = (bits << 6 | u32::from(value), held + 6);
            if held >= 8 {
                held -= 8;
                out.push(u8::try_from(bits >> held & 0xff).unwrap_or_default());
                bits &= (1 << held) - 1;
            }
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::{Attached, Attachment};

    fn of(texts: &[&str]) -> Option<Attachment> {
        let mut attached = Attached::default();
        texts.iter().for_each(|text| attached.add(text));
        attached.all(texts.len() as u64)
    }

    #[test]
    fn files_in_texts_are_told_from_keys_and_by_what_is_in_them() {
        let html = "PGh0bWw+PGJvZHk+PHA+RGVhciBBbm4gQ2FuYXJ5LCB5b3VyIGFwcG9pbnRtZW50IGlzIG9uIE1vbmRheSBtb3JuaW5nLjwvcD48L2JvZHk+PC9odG1sPg==";
        let plain = "RGVhciBBbm4gQ2FuYXJ5LCB5b3VyIGFwcG9pbnRtZW50IGlzIG9uIE1vbmRheSBtb3JuaW5nIGF0\nIHRlbi4gUGxlYXNlIGJyaW5nIHlvdXIgY2FyZC4=";
        let picture = "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/";
        assert_eq!(of(&[html, html]), Some(Attachment::Html));
        assert_eq!(of(&[plain]), Some(Attachment::Text));
        assert_eq!(of(&[picture, "data:image/png;base64,iVBORw0KGgo="]), Some(Attachment::Bytes));
        assert_eq!(of(&["Q2FuYXJ5Q2FuYXJ5Q2FuYXJ5Q2FuYXJ5Q2FuYXJ5", picture, picture]), None);
        assert_eq!(
            of(&[
                "a sentence of so many words that it would be long enough to be a file of its own, if it were one"
            ]),
            None
        );
        assert_eq!(of(&[]), None);
    }
}

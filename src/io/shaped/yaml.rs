//! A row as YAML, the way audit trails of Rails write it: one key a line, with a scalar, a block of text or a list of
//! scalars. Whatever else stands there is replaced as one text.

use super::json::{NOBODY, Tree, quote};
use crate::cells::{Cells, Replacement, State};

/// A row that was read.
pub(super) struct Document {
    items: Vec<Item>,
    /// Keys that nobody lists.
    pub(super) unlisted: Vec<String>,
}

enum Item {
    /// What carries no value: `---`.
    Raw(String),
    Key(Entry),
}

struct Entry {
    /// The key as it is written, without the colon.
    key: String,
    owner: u32,
    scalars: Vec<Scalar>,
    is_list: bool,
    /// All of it, as it stands.
    raw: String,
}

struct Scalar {
    text: Option<String>,
    plain: bool,
}

/// Reads a row; `None` where the text is no YAML of that sort.
pub(super) fn read(text: &str, tree: &Tree) -> Option<Document> {
    let mut lines = text.split_inclusive('\n').peekable();
    let first = lines.next()?;
    // The head names the class at most.
    if !is_head(first.trim_end()) {
        return None;
    }
    let mut document = Document { items: vec![Item::Raw(first.to_owned())], unlisted: Vec::new() };
    while let Some(line) = lines.next() {
        if line.trim().is_empty() || line.trim_end() == "..." {
            document.items.push(Item::Raw(line.to_owned()));
            continue;
        }
        let (key, rest) = key_of(line)?;
        let mut below = Vec::new();
        while let Some(next) = lines.next_if(|next| is_below(next)) {
            below.push(next);
        }
        let name = key.trim_matches(['"', '\'', ':']);
        let owner = tree.column(name).and_then(|at| u32::try_from(at).ok()).unwrap_or(NOBODY);
        if owner == NOBODY {
            document.unlisted.push(name.to_owned());
        }
        let (scalars, is_list) = value(rest, &below);
        let raw = std::iter::once(line).chain(below).collect();
        document.items.push(Item::Key(Entry { key: key.to_owned(), owner, scalars, is_list, raw }));
    }
    Some(document)
}

/// Whether a line is the head of a row: it may name a class of the application, and nothing else.
fn is_head(line: &str) -> bool {
    match line.strip_prefix("---") {
        Some("" | " !ruby/hash") => true,
        Some(rest) => rest
            .strip_prefix(" !ruby/hash:")
            .or_else(|| rest.strip_prefix(" !ruby/object:"))
            .is_some_and(is_class),
        None => false,
    }
}

/// Whether a text is the name of a class: words with capitals, and hardly a digit.
fn is_class(text: &str) -> bool {
    let word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    text.len() <= 80 && text.split("::").all(word) && text.bytes().filter(u8::is_ascii_digit).count() <= 4
}

fn is_below(line: &str) -> bool {
    line.starts_with([' ', '\t']) || line.starts_with("- ") || line.trim_end() == "-" || line == "\n"
}

/// The key at the head of a line, and what stands behind its colon.
fn key_of(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_end_matches(['\r', '\n']);
    if line.starts_with([' ', '-', '#', '{', '[']) {
        return None;
    }
    let at = line
        .match_indices(':')
        .find(|(at, _)| *at > 0 && matches!(line.as_bytes().get(at + 1), None | Some(b' ')))?
        .0;
    Some((&line[..at], line[at + 1..].trim()))
}

/// What a key holds: its scalars, and whether they are a list.
fn value(rest: &str, below: &[&str]) -> (Vec<Scalar>, bool) {
    let all = || below.concat();
    if rest.is_empty() && !below.is_empty() && below.iter().all(|line| line.trim_start().starts_with('-')) {
        let items: Option<Vec<Scalar>> =
            below.iter().map(|line| scalar(line.trim_start().trim_start_matches('-').trim())).collect();
        return match items {
            Some(items) => (items, true),
            None => (vec![Scalar { text: Some(all()), plain: false }], false),
        };
    }
    if rest.starts_with(['|', '>']) {
        let lines: Vec<&str> = below.iter().map(|line| line.trim()).collect();
        return (vec![Scalar { text: Some(lines.join("\n").trim_end().to_owned()), plain: false }], false);
    }
    if rest.contains("TimeWithZone") {
        let utc = below.iter().find_map(|line| line.trim().strip_prefix("utc:"));
        let moment = utc.map(|text| {
            text.trim()
                .trim_start_matches(|c: char| c == '&' || c.is_ascii_digit() && text.trim().starts_with('&'))
        });
        let moment = moment.map(|text| joined(text.trim()));
        return (vec![Scalar { text: moment.or_else(|| Some(all())), plain: true }], false);
    }
    match scalar(rest).filter(|_| below.iter().all(|line| line.trim().is_empty())) {
        Some(scalar) => (vec![scalar], false),
        None => (vec![Scalar { text: Some(format!("{rest}{}", all())), plain: false }], false),
    }
}

/// `2020-01-01 10:00:00.0 Z` without the blank before its offset.
fn joined(text: &str) -> String {
    match text.rsplit_once(' ') {
        Some((moment, offset @ "Z")) => format!("{moment}{offset}"),
        _ => text.to_owned(),
    }
}

fn scalar(text: &str) -> Option<Scalar> {
    let quoted = |text: String| Some(Scalar { text: Some(text), plain: false });
    match text.as_bytes() {
        [] | b"~" | b"null" => Some(Scalar { text: None, plain: true }),
        [b'\'', .., b'\''] if text.len() > 1 => quoted(text[1..text.len() - 1].replace("''", "'")),
        [b'"', ..] => quoted(serde_json::from_str(text).ok()?),
        [b'!' | b'&' | b'*' | b'{' | b'[' | b'\'' | b'%' | b'@' | b'`', ..] => None,
        _ => Some(Scalar { text: Some(joined(text)), plain: true }),
    }
}

impl Document {
    /// Appends the scalars to the columns that they belong to.
    pub(super) fn distribute(&self, row: u32, columns: &mut [Option<Cells>]) {
        for item in &self.items {
            let Item::Key(entry) = item else { continue };
            let Some(Some(cells)) = columns.get_mut(entry.owner as usize) else { continue };
            for scalar in &entry.scalars {
                match &scalar.text {
                    None => cells.push_of_row(row, State::Null, b""),
                    Some(text) => cells.push_of_row(row, State::Text, text.as_bytes()),
                }
            }
        }
    }

    /// Writes the row with replacements; `next` is how many cells of each column came before.
    pub(super) fn write(&self, columns: &[Replacement], next: &mut [usize], out: &mut Vec<u8>) {
        for item in &self.items {
            match item {
                Item::Raw(text) => out.extend_from_slice(text.as_bytes()),
                Item::Key(entry) => entry.write(columns, next, out),
            }
        }
    }
}

impl Entry {
    fn write(&self, columns: &[Replacement], next: &mut [usize], out: &mut Vec<u8>) {
        let owner = self.owner as usize;
        let replaced = columns.get(owner);
        if matches!(replaced, Some(Replacement::Keep)) {
            return out.extend_from_slice(self.raw.as_bytes());
        }
        out.extend_from_slice(self.key.as_bytes());
        out.push(b':');
        for scalar in &self.scalars {
            out.extend_from_slice(if self.is_list { b"\n-" } else { b"" });
            let text = match replaced {
                Some(Replacement::Cells(cells)) => {
                    let at = next.get(owner).copied().unwrap_or(0);
                    next.iter_mut().skip(owner).take(1).for_each(|n| *n += 1);
                    cells.get(at)
                }
                Some(Replacement::Constant(text)) if scalar.text.is_some() => Some(text.as_str()),
                _ => None,
            };
            if let Some(text) = text {
                out.push(b' ');
                if scalar.plain && is_plain(text) {
                    out.extend_from_slice(text.as_bytes());
                } else {
                    quote(text, out);
                }
            }
        }
        out.push(b'\n');
    }
}

/// Whether a text is read as what it says without quotes.
fn is_plain(text: &str) -> bool {
    let number = text.strip_prefix('-').unwrap_or(text);
    let word = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
            .contains(&text.to_ascii_lowercase().as_str());
    let digits = number.starts_with(|c: char| c.is_ascii_digit());
    (word || digits)
        && text.chars().all(|c| c.is_alphanumeric() || " -_.+@/:".contains(c))
        && !text.contains(": ")
        && !text.ends_with([':', ' '])
        && !text.contains(" #")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_and_written_again() {
        let tree = Tree::of_row([("id", 0), ("name", 1), ("note", 2), ("at", 3)].into_iter(), &[]);
        let text = "---\nid: 7\nname: 'O''Brien'\nnote: |-\n  one\n  two\nat: !ruby/object:ActiveSupport::TimeWithZone\n  utc: &1 2020-01-01 10:00:00.000000000 Z\n  time: *1\n";
        let document = read(text, &tree).unwrap();
        assert!(document.unlisted.is_empty());
        let mut columns: Vec<Option<Cells>> = (0..4).map(|_| Some(Cells::with_capacity(1))).collect();
        document.distribute(0, &mut columns);
        let of = |at: usize| columns[at].as_ref().unwrap().get(0).unwrap().to_owned();
        assert_eq!(
            [of(0), of(1), of(2), of(3)],
            ["7", "O'Brien", "one\ntwo", "2020-01-01 10:00:00.000000000Z"]
        );
        let mut cells = Cells::with_capacity(1);
        cells.push(State::Text, b"a: \"b\"");
        let replaced = [
            Replacement::Keep,
            Replacement::Cells(cells),
            Replacement::Null,
            Replacement::Constant("x".to_owned()),
        ];
        let mut out = Vec::new();
        document.write(&replaced, &mut [0; 4], &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), "---\nid: 7\nname: \"a: \\\"b\\\"\"\nnote:\nat: x\n");
    }

    #[test]
    fn the_head_names_a_class_and_nothing_else() {
        let tree = Tree::of_row([("id", 0)].into_iter(), &[]);
        let reads = |head: &str| read(&format!("{head}\nid: 7\n"), &tree).is_some();
        for head in [
            "---",
            "--- !ruby/hash",
            "--- !ruby/hash:ActiveSupport::HashWithIndifferentAccess",
            "--- !ruby/object:Patient",
        ] {
            assert!(reads(head), "{head}");
        }
        for head in [
            "--- !ruby/hash:X {name: Ann Canary}",
            "--- !ruby/hash {name: Ann Canary}",
            "--- !ruby/hash Ann Canary",
            "--- !ruby/object: Ann",
            "--- !ruby/object:",
            "--- !ruby/object:X # 123-45-6789",
            "--- !ruby/object:S123456789",
            "--- !ruby/object:X::",
            "--- Ann Canary",
            "---Ann",
        ] {
            assert!(!reads(head), "{head}");
        }
    }

    #[test]
    fn lists_of_changes_and_keys_that_nobody_lists() {
        let tree = Tree::of_row([("name", 0)].into_iter(), &[]);
        let document = read("---\nname:\n- Ann\n- \nnick: x\n", &tree).unwrap();
        assert_eq!(document.unlisted, ["nick"]);
        let mut columns = vec![Some(Cells::with_capacity(2))];
        document.distribute(0, &mut columns);
        assert!(columns[0].as_ref().unwrap().len() == 2);
        assert!(read("plain text", &tree).is_none() && read("--- x\n", &tree).is_none());
    }
}

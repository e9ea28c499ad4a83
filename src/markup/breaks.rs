//! Line breaks inside of what is replaced: they stay, in number, kind and order.

use std::borrow::Cow;

/// What parts lines: as files, as terminals and as Unicode see it.
const SIGNS: [char; 7] = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];

/// A stand-in with the line breaks of its original, each behind as many words as stood before it.
pub(super) fn kept<'s>(original: &str, stand_in: &'s str) -> Cow<'s, str> {
    let signs = |text: &str| text.chars().filter(|c| SIGNS.contains(c)).collect::<String>();
    if !original.contains(SIGNS) && !stand_in.contains(SIGNS) || signs(original) == signs(stand_in) {
        return Cow::Borrowed(stand_in);
    }
    let mut words = stand_in.split_whitespace().peekable();
    let mut out = String::with_capacity(original.len() + stand_in.len());
    let mut before = 0;
    let mut rest = original;
    while let Some((run, more)) = first_run(rest) {
        rest = more;
        if !run.starts_with(char::is_whitespace) {
            before += 1;
        } else if run.contains(SIGNS) {
            // Nothing stands behind the last break of some originals: then all words go before it.
            let most = if more.is_empty() { usize::MAX } else { before };
            write(&mut out, words.by_ref(), most);
            out.push_str(run);
            before = 0;
        }
    }
    if words.peek().is_some() {
        write(&mut out, words, usize::MAX);
    }
    Cow::Owned(out)
}

/// The line breaks of a text, with the blanks around them, and nothing else of it.
pub(super) fn alone(original: &str) -> Cow<'static, str> {
    if original.contains(SIGNS) { kept(original, "").into_owned().into() } else { Cow::Borrowed("") }
}

/// The first words of a list, a blank between two.
fn write<'w>(out: &mut String, words: impl Iterator<Item = &'w str>, most: usize) {
    for (n, word) in words.take(most).enumerate() {
        if n > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}

/// The white space, or what is none, with which a text begins, and the rest of it.
fn first_run(text: &str) -> Option<(&str, &str)> {
    let blank = text.chars().next()?.is_whitespace();
    let end = text.find(|c: char| c.is_whitespace() != blank).unwrap_or(text.len());
    Some(text.split_at(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_stay_between_as_many_words() {
        for (original, stand_in, made) in [
            ("Maria\nLopez", "Ann Webb", "Ann\nWebb"),
            ("Maria\r\n  Lopez Garcia", "Ann Webb", "Ann\r\n  Webb"),
            ("Maria\nLopez", "[NAME]", "[NAME]\n"),
            ("Hern-\nandez", "Webb", "Webb\n"),
            ("12 Elm\n\nReno", "7 Oak Street, Elko", "7 Oak\n\nStreet, Elko"),
            ("\nMaria\r", "Ann Webb", "\nAnn Webb\r"),
            ("Maria Lopez", "Ann\nWebb", "Ann Webb"),
            ("3/4\n2021", "2/4\n2021", "2/4\n2021"),
        ] {
            assert_eq!(kept(original, stand_in), made, "{original:?}");
        }
        assert_eq!(alone("a\r\nb c\nd"), "\r\n\n");
    }
}

//! A pattern narrowed until its texts can be counted, for columns whose texts must differ.

use super::form::Form;
use regex_syntax::hir::{Capture, Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition};

/// So many texts are enough for any table that is filled.
const ENOUGH: u64 = 1_000_000_000;

/// So many bits at most number what one repeat gives, which leaves some for the rest.
const MOST_BITS: f64 = 100.0;

/// A pattern that only has texts of the given one, each in one way, and of which there are so many; as it is, where that can be
/// said of it. None where it has no text, or more characters than `most`, however it is narrowed.
#[must_use]
pub fn countable(pattern: &str, most: usize) -> Option<(String, u64)> {
    let count = |pattern: &str| {
        let form = Form::parse("pattern", pattern).ok().filter(|form| form.longest() <= most)?;
        form.distinct().ok()
    };
    if let Some(count) = count(pattern) {
        return Some((pattern.to_owned(), count));
    }
    let hir = regex_syntax::parse(pattern).ok()?;
    // Repeats of a few lengths read better than those of one; texts of one length part without doubt.
    let lengths = |more: u32| Lengths { floor: 0, more };
    let fixed = |floor: u32| Lengths { floor, more: 0 };
    let ways = [7, 5, 3, 2].map(lengths).into_iter().chain([10, 8, 7, 6, 5, 4, 3, 2, 1].map(fixed));
    let mut best: Option<(String, u64)> = None;
    for way in ways {
        let narrow = way.narrowed(&hir).to_string();
        let Some(count) = count(&narrow) else { continue };
        if best.as_ref().is_none_or(|(_, known)| count > *known) {
            best = Some((narrow, count));
        }
        if best.as_ref().is_some_and(|(_, known)| *known >= ENOUGH) {
            break;
        }
    }
    best
}

/// A pattern that only has texts of the given one, none shorter or longer than this; as it is, where that can be said of it.
#[must_use]
pub fn between(pattern: &str, least: usize, most: usize) -> Option<String> {
    let fits = |hir: &Hir, pattern: &str| {
        let form = Form::parse("pattern", pattern).ok();
        hir.properties().minimum_len().is_some_and(|n| n >= least)
            && form.is_some_and(|f| f.longest() <= most)
    };
    let hir = regex_syntax::parse(pattern).ok()?;
    if fits(&hir, pattern) {
        return Some(pattern.to_owned());
    }
    let floors = 0..=u32::try_from(least.min(64)).unwrap_or(64);
    let ways = floors.flat_map(|floor| [10, 6, 3, 1, 0].map(|more| Lengths { floor, more }));
    ways.map(|way| way.narrowed(&hir)).find_map(|narrow| {
        let text = narrow.to_string();
        fits(&narrow, &text).then_some(text)
    })
}

/// How often what may be repeated is.
struct Lengths {
    /// So often at least, where it may be.
    floor: u32,
    /// So many more times at most.
    more: u32,
}

impl Lengths {
    fn narrowed(&self, hir: &Hir) -> Hir {
        match hir.kind() {
            HirKind::Repetition(repeat) => {
                let max = repeat.max.unwrap_or(u32::MAX);
                let low = repeat.min.max(self.floor).min(max);
                let high = max.min(low.saturating_add(self.more));
                let sub = Box::new(fewer(self.narrowed(&repeat.sub), high));
                Hir::repetition(Repetition { min: low, max: Some(high), greedy: true, sub })
            }
            HirKind::Capture(capture) => {
                let sub = Box::new(self.narrowed(&capture.sub));
                Hir::capture(Capture { index: capture.index, name: None, sub })
            }
            HirKind::Concat(parts) => Hir::concat(parts.iter().map(|part| self.narrowed(part)).collect()),
            HirKind::Alternation(parts) => {
                Hir::alternation(parts.iter().map(|part| self.narrowed(part)).collect())
            }
            // The ends of the text, which the whole is held to anyway.
            HirKind::Look(_) => Hir::empty(),
            HirKind::Class(Class::Unicode(class)) => Hir::class(Class::Unicode(printable(class))),
            _ => hir.clone(),
        }
    }
}

/// A class that is repeated so often, with so few of its characters that all texts can be counted.
fn fewer(hir: Hir, times: u32) -> Hir {
    let HirKind::Class(Class::Unicode(class)) = hir.kind() else { return hir };
    let all: Vec<char> = class.iter().flat_map(|range| range.start()..=range.end()).take(4096).collect();
    let room = |n: usize| f64::from(times) * (n as f64).log2() <= MOST_BITS;
    if room(all.len()) {
        return hir;
    }
    let kept = (2..all.len()).rev().find(|&n| room(n)).unwrap_or(1);
    let some = (0..kept).map(|n| all[n * all.len() / kept]).map(|c| ClassUnicodeRange::new(c, c));
    Hir::class(Class::Unicode(ClassUnicode::new(some)))
}

/// The printable ASCII of a class, where it has any.
fn printable(class: &ClassUnicode) -> ClassUnicode {
    let mut narrow = class.clone();
    narrow.intersect(&ClassUnicode::new([ClassUnicodeRange::new('!', '~')]));
    if narrow.ranges().is_empty() { class.clone() } else { narrow }
}

#[cfg(test)]
mod tests {
    use super::{ENOUGH, countable};

    #[test]
    fn patterns_are_narrowed_until_they_count() {
        for (pattern, most) in [
            ("^[a-z0-9]+(?:-[a-z0-9]+)*$", 60),
            (r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$", 100),
            ("^[A-Z][A-Z0-9_]*$", 1024),
            (r"^[^,;@ \r\n]+@[^,@; \r\n]+\.[^,@; \r\n]+$", 1024),
            ("^[a-z]*[a-z0-9]*$", 1024),
            ("^SM[0-9a-f]{32}$", 34),
            (r"^\$2[aby]\$\d{2}\$[./A-Za-z0-9]{53}$", 1024),
        ] {
            let (narrow, count) = countable(pattern, most).unwrap();
            assert!(count >= ENOUGH, "{pattern}: {narrow} has {count}");
            let (before, after) =
                (regex::Regex::new(pattern).unwrap(), super::Form::parse("pattern", &narrow));
            let mut text = Vec::new();
            after.unwrap().nth(count / 3, 0, &mut text);
            assert!(before.is_match(std::str::from_utf8(&text).unwrap()), "{pattern}: {text:?}");
        }
        assert_eq!(countable("[A-Z]{2}[0-9]{4}", 6), Some(("[A-Z]{2}[0-9]{4}".to_owned(), 6_760_000)));
        assert_eq!(countable("[A-Z]{8}", 6), None);
    }

    #[test]
    fn patterns_are_narrowed_to_lengths() {
        assert_eq!(super::between("^https?://", 0, 2048).as_deref(), Some("^https?://"));
        for (pattern, least, most) in
            [("^[A-Z0-9]+$", 6, 12), ("^[a-z][a-z0-9_]*$", 3, 30), ("^[a-z]*$", 20, 24)]
        {
            let narrow = super::between(pattern, least, most).unwrap();
            let form = super::Form::parse("pattern", &narrow).unwrap();
            assert!(form.longest() <= most, "{narrow}");
            assert!(regex_syntax::parse(&narrow).unwrap().properties().minimum_len().unwrap() >= least);
        }
        assert_eq!(super::between("[A-Z]{3}", 6, 12), None);
    }
}

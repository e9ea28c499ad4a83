//! What is found in texts of what is known to stand in them: recall by class, and what is taken from sentences that hold nothing.

use crate::report::{Block, Mark, Section, Table};
use std::collections::BTreeMap;
use std::ops::Range;

/// Something that a text mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// What it is.
    pub class: String,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// How many there are.
    pub of: u64,
    /// How many of them.
    pub hit: u64,
}

impl Share {
    fn add(&mut self, hit: bool) {
        self.of += 1;
        self.hit += u64::from(hit);
    }

    /// The share.
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
    pub fn share(self) -> f64 {
        self.hit as f64 / self.of.max(1) as f64
    }

    /// The interval of 95 % confidence (Wilson 1927): it says something of few and of all alike.
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
    pub fn interval(self) -> [f64; 2] {
        const Z: f64 = 1.959_964;
        if self.of == 0 {
            return [0.0, 1.0];
        }
        let (n, p) = (self.of as f64, self.share());
        let centre = p + Z * Z / (2.0 * n);
        let wide = Z * libm::sqrt(p * (1.0 - p) / n + Z * Z / (4.0 * n * n));
        let scale = 1.0 + Z * Z / n;
        [((centre - wide) / scale).max(0.0), ((centre + wide) / scale).min(1.0)]
    }

    /// The share with its interval, in percent.
    fn told(self) -> [String; 2] {
        let [low, high] = self.interval();
        let percent = |share: f64| format!("{:.2}", share * 100.0);
        [format!("{} %", percent(self.share())), format!("{} to {}", percent(low), percent(high))]
    }
}

/// What was found in many texts.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// For each class what was found of it.
    pub classes: BTreeMap<String, Share>,
    /// Sentences that mention nobody, and those of them that lost something.
    pub empty: Share,
    /// By what was held to be in them: sentences that mention nobody and lost something.
    pub lost: BTreeMap<&'static str, u64>,
}

impl Texts {
    /// Takes a text with what it mentions and what was found in it: a mention is found where every letter and digit of it is.
    pub fn found(&mut self, text: &str, mentions: &[Mention], found: &[(Range<usize>, &'static str)]) {
        let covers = |at: usize| found.iter().any(|(range, _)| range.contains(&at));
        for mention in mentions {
            let own = text.get(mention.range.clone()).unwrap_or_default();
            let all =
                own.char_indices().all(|(at, c)| !c.is_alphanumeric() || covers(mention.range.start + at));
            self.classes.entry(mention.class.clone()).or_default().add(all);
        }
        for sentence in empty_sentences(text, mentions) {
            let within = |range: &Range<usize>| range.start < sentence.end && sentence.start < range.end;
            let mut taken: Vec<&str> =
                found.iter().filter(|(range, _)| within(range)).map(|(_, c)| *c).collect();
            self.empty.add(!taken.is_empty());
            taken.sort_unstable();
            taken.dedup();
            taken.into_iter().for_each(|class| *self.lost.entry(class).or_default() += 1);
        }
    }

    /// Takes a text and what masking made of it: a mention survives where its words stand in their place, of a name any of them.
    pub fn masked(&mut self, text: &str, mentions: &[Mention], masked: &str) {
        let stays = Stays::of(text, masked);
        for mention in mentions {
            let is_name = mention.class.ends_with("_name");
            let words = || stays.words_in(&mention.range);
            let survives = if is_name {
                words().any(|(word, stays)| stays && word.len() > 2)
            } else {
                words().all(|(_, stays)| stays)
            };
            self.classes.entry(mention.class.clone()).or_default().add(!survives);
        }
        for sentence in empty_sentences(text, mentions) {
            self.empty.add(!stays.words_in(&sentence).all(|(_, stays)| stays));
        }
    }

    /// What was found of all classes together.
    pub fn all(&self) -> Share {
        self.classes
            .values()
            .fold(Share::default(), |all, one| Share { of: all.of + one.of, hit: all.hit + one.hit })
    }

    /// The figures as a part of a report.
    pub fn section(&self, heading: &str) -> Section {
        let mut table = Table::new(&["mentioned", "#how many", "#found", "#recall", "#95 % interval"]);
        let all = ("all".to_owned(), self.all());
        for (class, share) in self.classes.iter().map(|(c, s)| (c.clone(), *s)).chain([all]) {
            let [recall, interval] = share.told();
            table.push(Mark::Plain, [class, share.of.to_string(), share.hit.to_string(), recall, interval]);
        }
        let [share, interval] = self.empty.told();
        let lost: Vec<String> = self.lost.iter().map(|(class, n)| format!("{class} {n}")).collect();
        let classes =
            if lost.is_empty() { String::new() } else { format!("; taken for: {}", lost.join(", ")) };
        let text = format!(
            "Of {} sentences that mention nobody, {} lost something: {share} ({interval}){classes}.",
            self.empty.of, self.empty.hit
        );
        Section { heading: heading.to_owned(), blocks: vec![Block::Table(table), Block::Text(text)] }
    }
}

/// The sentences of a text that mention nobody.
fn empty_sentences<'t>(text: &'t str, mentions: &'t [Mention]) -> impl Iterator<Item = Range<usize>> + 't {
    let mut from = 0;
    let mut list = Vec::new();
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let next = bytes.get(at + 1);
        let ends = matches!(byte, b'.' | b'!' | b'?' | b';') && next.is_none_or(u8::is_ascii_whitespace);
        if ends || *byte == b'\n' || next.is_none() {
            list.push(from..at + 1);
            from = at + 1;
        }
    }
    let says = |range: &Range<usize>| bytes[range.clone()].iter().any(u8::is_ascii_alphanumeric);
    let empty = |range: &Range<usize>| {
        !mentions.iter().any(|m| m.range.start < range.end && range.start < m.range.end)
    };
    list.into_iter().filter(move |range| says(range) && empty(range))
}

/// Which words of a text stand in another in the same order.
struct Stays<'t> {
    words: Vec<(Range<usize>, &'t str, bool)>,
}

/// Beyond so many pairs of words every word that stands in the other text at all counts as one that stays.
const MOST: usize = 4_000_000;

fn words(text: &str) -> Vec<(Range<usize>, &str)> {
    let mut list = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                list.push((from..at, &text[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    list
}

impl<'t> Stays<'t> {
    fn of(text: &'t str, other: &str) -> Self {
        let (own, others) = (words(text), words(other));
        let mut stays = vec![false; own.len()];
        if own.len() * others.len() > MOST {
            let there: std::collections::BTreeSet<&str> = others.iter().map(|(_, word)| *word).collect();
            own.iter().zip(&mut stays).for_each(|((_, word), stays)| *stays = there.contains(word));
        } else {
            common(&own, &others, &mut stays);
        }
        Self {
            words: own.into_iter().zip(stays).map(|((range, word), stays)| (range, word, stays)).collect(),
        }
    }

    fn words_in(&self, range: &Range<usize>) -> impl Iterator<Item = (&str, bool)> {
        let inside = |own: &Range<usize>| own.start < range.end && range.start < own.end;
        let within: Vec<(&str, bool)> = self
            .words
            .iter()
            .filter(|(own, ..)| inside(own))
            .map(|(_, word, stays)| (*word, *stays))
            .collect();
        within.into_iter()
    }
}

/// Marks a longest common subsequence.
fn common(own: &[(Range<usize>, &str)], others: &[(Range<usize>, &str)], stays: &mut [bool]) {
    let width = others.len() + 1;
    let mut length = vec![0u32; (own.len() + 1) * width];
    for i in (0..own.len()).rev() {
        for j in (0..others.len()).rev() {
            length[i * width + j] = if own[i].1 == others[j].1 {
                length[(i + 1) * width + j + 1] + 1
            } else {
                length[(i + 1) * width + j].max(length[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < own.len() && j < others.len() {
        if own[i].1 == others[j].1 {
            stays[i] = true;
            (i, j) = (i + 1, j + 1);
        } else if length[(i + 1) * width + j] >= length[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mention(text: &str, word: &str, class: &str) -> Mention {
        let at = text.find(word).unwrap();
        Mention { range: at..at + word.len(), class: class.to_owned() }
    }

    #[test]
    fn what_is_found_and_what_survives_is_counted() {
        let text = "Ann Lee came on 3/4/24. All was well; no pain. Bob will call 555-0101.";
        let mentions = [
            mention(text, "Ann Lee", "patient_name"),
            mention(text, "3/4/24", "date"),
            mention(text, "Bob", "relative_name"),
            mention(text, "555-0101", "phone"),
        ];
        let mut stream = Texts::default();
        stream.found(text, &mentions, &[(0..7, "NAME"), (16..22, "DATE"), (24..27, "NAME")]);
        assert_eq!((stream.all(), stream.empty), (Share { of: 4, hit: 2 }, Share { of: 2, hit: 1 }));
        assert_eq!(stream.lost["NAME"], 1);
        let mut rows = Texts::default();
        rows.masked(
            text,
            &mentions,
            "Eva Lee came on 2/6/24. All was well; no pain. Tom will call 555-0101.",
        );
        assert_eq!((rows.all(), rows.empty), (Share { of: 4, hit: 2 }, Share { of: 2, hit: 0 }));
        assert_eq!((rows.classes["patient_name"].hit, rows.classes["date"].hit), (0, 1));
    }

    #[test]
    fn intervals_are_wilsons() {
        let [low, high] = Share { of: 100, hit: 97 }.interval();
        assert!((low - 0.9155).abs() < 1e-3 && (high - 0.9897).abs() < 1e-3, "{low} {high}");
        let [low, high] = Share { of: 20, hit: 20 }.interval();
        assert!((low - 0.8389).abs() < 1e-3 && high > 0.999, "{low} {high}");
    }
}

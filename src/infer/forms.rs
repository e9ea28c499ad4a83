//! The forms that values have: whether all of a column are numbers, dates, texts of one word.

mod attached;
mod papers;
mod shape;
mod written;

pub(super) use attached::Attachment;
pub(super) use written::measures;

use crate::kinds::likeness;

/// How many values had each form.
#[derive(Clone, Copy, Default)]
pub(super) struct Forms {
    all: u64,
    integers: u64,
    /// Numbers of eight digits that are a year, a month and a day.
    packed: u64,
    numbers: u64,
    flags: u64,
    dates: u64,
    moments: u64,
    uuids: u64,
    documents: u64,
    /// Bytes in hexadecimal digits behind `\x`, as dumps and binary columns have them.
    bytes: u64,
    /// Times of day to the second.
    clocks: u64,
    /// Values of several words, and of one with a digit in it.
    sentences: u64,
    codes: u64,
    /// Texts in HTML or the like, and in RTF.
    tagged: u64,
    rich: u64,
    digits_after: u32,
    largest: u64,
    /// Values of digits alone, those of them behind a plus, and the most digits that one has.
    digits: u64,
    plus: u64,
    most_digits: u32,
    /// Dates in forms of more than digits, and seconds or milliseconds since 1970.
    spelled: u64,
    epochs: u64,
    recent: u64,
    /// Points on a map, and texts of one word.
    points: u64,
    single: u64,
    /// The most characters of a value.
    longest: usize,
    /// Texts as names are written, and numbers with what is measured: `120/80`, `<0.5`, `500 mg`.
    named: u64,
    measured: u64,
    /// Numbers of papers and of accounts, and names in social media.
    papers: u64,
    ibans: u64,
    handles: u64,
    shaped: shape::Shaped,
    /// Texts with a number of five digits or more.
    numbered: u64,
    /// Texts in base64 that may be encrypted, those with a version in front, and those of them that are Fernet tokens.
    encoded: u64,
    versioned: u64,
    tokens: u64,
    /// Files that lie in texts.
    attached: attached::Attached,
    /// Different versions that were met.
    versions: [Option<Version>; 4],
}

/// A number with what parts it from a text.
type Version = (u32, char);

/// The version in front of a text, with what parts them: `v1:`.
fn version_of(text: &str) -> Option<(Version, &str)> {
    let rest = text.strip_prefix('v')?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).filter(|end| (1..=3).contains(end))?;
    let (number, rest) = rest.split_at(end);
    let parted = rest.chars().next().filter(|c| ":.$|-_".contains(*c))?;
    Some(((number.parse().ok()?, parted), &rest[1..]))
}

/// Whether a text is base64 of so many bytes or more, as what is encrypted is, and none that reads as words or a number.
fn is_encoded(text: &str, least: usize) -> bool {
    let digits = text.trim_end_matches('=');
    let any = |of: fn(&u8) -> bool| digits.as_bytes().iter().any(of);
    digits.len() * 3 / 4 >= least
        && digits.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/-_".contains(&b))
        && any(u8::is_ascii_uppercase)
        && any(u8::is_ascii_lowercase)
}

/// A number with its fraction, behind a point or, of three digits at most, behind a comma.
fn decimal(text: &str) -> Option<(&str, &str)> {
    text.split_once('.').or_else(|| text.split_once(',').filter(|(_, fraction)| fraction.len() <= 3))
}

/// How many bytes a vector has at the least, and a text that is encrypted: a nonce and a tag, and something between them.
const NONCE: usize = 12;
const SEALED: usize = 29;

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Integer,
    /// Dates as eight digits.
    Packed,
    Number,
    Flag,
    Date,
    Moment,
    Uuid,
    Document,
    Bytes,
    Clock,
    Text,
}

/// Whether a text is a time of day to the second, with or without its fraction.
fn is_clock(text: &str) -> bool {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    likeness::shaped(seconds, "99:99:99") && seconds < "24" && fraction.bytes().all(|b| b.is_ascii_digit())
}

/// Whether eight digits are a date of the last two centuries, as mainframes write it.
fn is_packed(text: &str) -> bool {
    let part = |range: std::ops::Range<usize>| text.get(range).and_then(|digits| digits.parse::<u32>().ok());
    let within = |n: Option<u32>, least: u32, most: u32| n.is_some_and(|n| (least..=most).contains(&n));
    text.len() == 8
        && within(part(0..4), 1850, 2150)
        && within(part(4..6), 1, 12)
        && within(part(6..8), 1, 31)
}

/// Whether a text begins with a tag.
fn is_tagged(text: &str) -> bool {
    let tag = text.strip_prefix('<').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
    tag && text.contains('>')
}

impl Forms {
    /// Looks at a value.
    pub(super) fn add(&mut self, text: &str) {
        self.all += 1;
        let digits = text.strip_prefix('-').unwrap_or(text);
        let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        // What begins with a zero is no number that somebody counts with.
        if plain && (digits == "0" || !digits.starts_with('0')) && digits.len() <= 18 {
            self.integers += 1;
            self.numbers += 1;
            self.largest = self.largest.max(digits.parse().unwrap_or(0));
            self.packed += u64::from(is_packed(text));
            self.spelled += u64::from(written::is_spelled(text));
        } else if let Some((whole, after)) = decimal(digits)
            && [whole, after].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()))
            && !(whole.is_empty() && after.is_empty())
        {
            self.numbers += 1;
            self.digits_after = self.digits_after.max(u32::try_from(after.len()).unwrap_or(0));
        } else if likeness::one_of(text, &["true", "false", "t", "f", "yes", "no", "y", "n"]) {
            self.flags += 1;
        } else if likeness::date(text) {
            self.dates += 1;
        } else if likeness::moment(text) {
            self.moments += 1;
        } else if likeness::shaped(text, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh") {
            self.uuids += 1;
        } else if written::is_spelled(text) {
            self.spelled += 1;
        } else if is_clock(text) {
            self.clocks += 1;
        } else if let Some(digits) = text.strip_prefix("\\x") {
            self.bytes += u64::from(digits.len() % 2 == 0 && digits.bytes().all(|b| b.is_ascii_hexdigit()));
        } else if text.starts_with(['{', '[']) && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
        {
            self.documents += 1;
        }
        self.epochs += u64::from(plain && written::is_epoch(digits));
        self.recent += u64::from(plain && written::is_recent(digits));
        self.points += u64::from(written::is_point(text));
        self.single += u64::from(!text.contains(char::is_whitespace));
        self.longest = self.longest.max(text.chars().count());
        self.named += u64::from(likeness::written_as_name(text));
        self.measured += u64::from(measures(text));
        match version_of(text).filter(|(_, rest)| is_encoded(rest, SEALED)) {
            Some((version, rest)) => {
                self.versioned += 1;
                self.tokens += u64::from(rest.starts_with("gAAAAA"));
                let known = self.versions.iter_mut().find(|known| known.is_none_or(|known| known == version));
                known.into_iter().for_each(|known| *known = Some(version));
            }
            None => self.encoded += u64::from(is_encoded(text, NONCE)),
        }
        self.attached.add(text);
        self.add_own(text);
        self.add_digits(text);
        self.tagged += u64::from(is_tagged(text));
        self.rich += u64::from(text.starts_with("{\\rtf"));
        if text.split_whitespace().nth(5).is_some() {
            self.sentences += 1;
        }
        if !text.contains(char::is_whitespace) && text.bytes().any(|b| b.is_ascii_digit()) {
            self.codes += 1;
        }
    }

    /// Counts what has a form of its own.
    fn add_own(&mut self, text: &str) {
        self.papers += u64::from(papers::is_paper(text));
        self.ibans += u64::from(papers::is_iban(text));
        self.handles += u64::from(papers::is_handle(text));
        self.shaped.add(text, self.all == 1);
        self.numbered += u64::from(text.bytes().filter(u8::is_ascii_digit).count() >= 5);
    }

    /// Counts a value of digits alone.
    fn add_digits(&mut self, text: &str) {
        let signless = text.strip_prefix('+').unwrap_or(text);
        if !signless.is_empty() && signless.bytes().all(|b| b.is_ascii_digit()) {
            self.digits += 1;
            self.plus += u64::from(signless.len() < text.len());
            self.most_digits = self.most_digits.max(u32::try_from(signless.len()).unwrap_or(u32::MAX));
        }
    }

    /// The form that nearly all values have; a few may be damaged.
    pub(super) fn form(&self) -> Form {
        let nearly = |count: u64| self.nearly(count);
        match () {
            () if nearly(self.flags) => Form::Flag,
            () if nearly(self.packed) => Form::Packed,
            () if nearly(self.integers) => Form::Integer,
            () if nearly(self.numbers) => Form::Number,
            () if nearly(self.dates) => Form::Date,
            () if nearly(self.moments) || nearly(self.moments + self.dates) => Form::Moment,
            () if nearly(self.uuids) => Form::Uuid,
            () if nearly(self.documents) => Form::Document,
            () if nearly(self.bytes) => Form::Bytes,
            () if nearly(self.clocks) => Form::Clock,
            () => Form::Text,
        }
    }

    /// Whether values are dates in a form of more than digits.
    pub(super) fn is_spelled(&self) -> bool {
        self.nearly(self.spelled + self.dates + self.moments)
    }

    /// Whether values are seconds or milliseconds since 1970, of years that exports are from.
    pub(super) fn is_epoch(&self) -> bool {
        self.nearly(self.epochs)
    }

    /// Whether values are seconds since 1970 of so few years that other numbers of ten digits lie further apart.
    pub(super) fn is_recent(&self) -> bool {
        self.nearly(self.recent)
    }

    /// Whether values are a few signs at the most: codes of a list, of which there are many.
    pub(super) fn is_short(&self, most: usize) -> bool {
        self.all > 0 && self.longest <= most
    }

    /// Whether values are points on a map.
    pub(super) fn is_point(&self) -> bool {
        self.nearly(self.points)
    }

    /// Whether values are numbers of somebody's papers.
    pub(super) fn is_paper(&self) -> bool {
        self.most(self.papers)
    }

    /// Whether values are accounts by their IBAN.
    pub(super) fn is_iban(&self) -> bool {
        self.most(self.ibans)
    }

    /// Whether many values hold a number long enough to be somebody's.
    pub(super) fn is_numbered(&self) -> bool {
        self.all > 0 && self.numbered as f64 >= self.all as f64 * 0.3
    }

    /// Whether values are names in social media.
    pub(super) fn is_handle(&self) -> bool {
        self.most(self.handles)
    }

    /// The form that nearly all values have, as a pattern.
    pub(super) fn pattern(&self) -> Option<String> {
        self.shaped.pattern().filter(|_| self.nearly(self.shaped.alike()))
    }

    fn most(&self, count: u64) -> bool {
        self.all > 0 && count as f64 >= self.all as f64 * 0.8
    }

    /// Whether values are one word each.
    pub(super) fn is_single(&self) -> bool {
        self.nearly(self.single)
    }

    /// Whether values are written as names are.
    pub(super) fn is_named(&self) -> bool {
        self.all > 0 && self.named as f64 >= self.all as f64 * 0.8
    }

    /// Whether values are numbers with what is measured by them, and hardly one is a number alone; in the place of some
    /// may stand one of a few words.
    pub(super) fn is_measured(&self, few_others: bool) -> bool {
        let enough = few_others && self.measured as f64 >= self.all as f64 * 0.3;
        (self.nearly(self.measured) || enough) && !self.nearly(self.digits)
    }

    fn nearly(&self, count: u64) -> bool {
        self.all > 0 && count as f64 >= self.all as f64 * 0.97
    }

    /// The most digits that a value has, where nearly all are digits alone.
    pub(super) fn digits(&self) -> Option<u32> {
        self.nearly(self.digits).then_some(self.most_digits)
    }

    /// Whether most values of digits have a plus before them.
    pub(super) fn has_plus(&self) -> bool {
        self.plus * 2 > self.digits
    }

    /// Digits behind the point, at most.
    pub(super) fn places(&self) -> u32 {
        self.digits_after.clamp(1, 9)
    }

    /// Whether numbers are beyond 32 bits.
    pub(super) fn is_long(&self) -> bool {
        self.largest > i32::MAX.unsigned_abs().into()
    }

    /// How texts are marked up, as `text` of a treatment says it.
    pub(super) fn markup(&self) -> Option<&'static str> {
        self.most(self.tagged).then_some("html").or_else(|| self.most(self.rich).then_some("rtf"))
    }

    /// The versions in front of values in base64, where nearly all have one: the last one first.
    pub(super) fn versions(&self) -> Vec<String> {
        let mut known: Vec<Version> = self.versions.iter().flatten().copied().collect();
        known.sort_unstable_by(|a, b| b.cmp(a));
        known.retain(|_| self.versioned as f64 >= self.all as f64 * 0.8);
        known.iter().map(|(number, parted)| format!("v{number}{parted}")).collect()
    }

    /// Whether what stands behind the versions are Fernet tokens.
    pub(super) fn are_tokens(&self) -> bool {
        self.tokens as f64 >= self.versioned as f64 * 0.8
    }

    /// What the values are, where they are files.
    pub(super) fn attachment(&self) -> Option<Attachment> {
        self.attached.all(self.all)
    }

    /// Whether values are base64, as vectors and texts that are encrypted.
    pub(super) fn is_encoded(&self) -> bool {
        self.all > 0 && self.encoded as f64 >= self.all as f64 * 0.8
    }

    /// Whether values are texts of many words, as people write them.
    pub(super) fn is_prose(&self) -> bool {
        self.all > 0 && self.sentences as f64 >= self.all as f64 * 0.5
    }

    /// Whether values are one word with digits in it, as numbers of the house are.
    pub(super) fn is_code(&self) -> bool {
        self.all > 0 && self.codes as f64 >= self.all as f64 * 0.9
    }
}

//! Stand-ins: what takes the place of a value, from a keyed hash of it and of nothing else.

use super::key::SubKey;
use super::ledger::Ledger;
use super::listed::Listed;
use super::names;
use super::permutation::Permutation;
use super::texts::Texts;
use crate::draw::{Key, Rows, Slots, Width, below};
use crate::error::{Error, Result};
use crate::kinds::{Ask, Build, Domain, Kind, Maker, Settings, Stand, Value, surname_for};
use crate::reference::places;
use crate::shape::Filler;
use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;

/// How many characters are drawn of an address, five bits each.
const DRAWN: usize = 20;
/// The fewest, where the column has little room.
const LEAST: usize = 4;
/// How many characters are drawn of a token, behind the letter that it begins with.
pub(super) const TOKEN: usize = 25;

/// The keys that the stand-ins of a column may need.
pub(super) struct Keys {
    /// Of the column's domain.
    pub(super) own: SubKey,
    /// Of given names.
    pub(super) given: SubKey,
    /// Of family names.
    pub(super) surname: SubKey,
}

impl Keys {
    /// The same for one tenant.
    pub(super) fn within(&self, tenant: &[u8]) -> Self {
        let of = |key: &SubKey| key.within(tenant);
        Self { own: of(&self.own), given: of(&self.given), surname: of(&self.surname) }
    }
}

/// How the stand-ins of a column come about.
pub(super) enum Stands {
    Given,
    Surname,
    FullName,
    Made(Made),
    /// Mail addresses of a domain, with so many characters drawn before it.
    Mail {
        domain: String,
        drawn: usize,
    },
    /// Hosts at a domain, with so many characters drawn.
    Host {
        domain: String,
        drawn: usize,
    },
    /// Tokens with so many characters drawn.
    Token(usize),
    /// Addresses of pages with so many characters drawn.
    Url(usize),
    Integer(Box<Integers>),
    Uuid,
    Zip,
    Listed(Listed),
}

/// The kind's own maker, given draws from the keyed hash.
pub(super) struct Made {
    maker: Box<dyn Maker>,
    /// How many values there are, where they are numbered by a ledger.
    numbered: Option<u64>,
}

/// What stand-ins are asked for.
pub(super) struct Wanted<'a> {
    /// The values as they are normalised.
    pub(super) normalised: &'a Texts,
    /// The values as they are.
    pub(super) originals: &'a [&'a [u8]],
    /// Which attempt this is.
    pub(super) attempt: u32,
    /// The numbers of the domain's values.
    pub(super) ledger: Option<&'a Ledger>,
}

impl Stands {
    /// How the stand-ins of a kind come about; `apart` where originals that differ must have stand-ins that differ, `most`
    /// where they may have so many characters at most.
    pub(super) fn new(
        kind: &'static Kind,
        settings: &Settings,
        (apart, bits): (bool, Option<u8>),
        most: Option<usize>,
        key: &SubKey,
    ) -> Result<Self> {
        // What is drawn is the part that tells originals apart: as much of it as there is room beside the rest.
        let drawn = |rest: usize| most.map_or(DRAWN, |most| most.saturating_sub(rest).clamp(LEAST, DRAWN));
        Ok(match kind.mask.stand {
            Stand::None => return Err(Error::bug("a kind without stand-ins was asked for one")),
            Stand::Given => Self::Given,
            Stand::Surname => Self::Surname,
            Stand::FullName => Self::FullName,
            Stand::Made => Self::Made(Made::new(kind, settings, apart)?),
            Stand::Mail => {
                let domain = settings.text("domain").unwrap_or("example.com").to_owned();
                Self::Mail { drawn: drawn("u@".len() + domain.chars().count()), domain }
            }
            Stand::Token => Self::token(most),
            Stand::Host => {
                let domain = settings.text("domain").unwrap_or("example.com").to_owned();
                Self::Host { drawn: drawn("h.".len() + domain.chars().count()), domain }
            }
            Stand::Url => Self::Url(drawn("https://example.org/".len())),
            Stand::Integer => Self::Integer(Box::new(Integers::new(key, bits))),
            Stand::Uuid => Self::Uuid,
            Stand::Zip => Self::Zip,
            Stand::Listed => Self::Listed(Listed::new(kind, settings)?),
        })
    }

    /// Tokens of at most so many characters.
    pub(super) fn token(most: Option<usize>) -> Self {
        Self::Token(most.map_or(TOKEN, |most| most.saturating_sub(1).clamp(1, TOKEN)))
    }

    /// How many numbered values there are, where a ledger says which original has which.
    pub(super) fn numbered(&self) -> Option<u64> {
        match self {
            Self::Made(made) => made.numbered,
            _ => None,
        }
    }

    /// The texts of some numbers, for the ledger to look at.
    pub(super) fn of_numbers(&self, numbers: &[u64]) -> Result<Texts> {
        match self {
            Self::Made(made) => made.of_numbers(numbers),
            _ => Err(Error::bug("a kind without numbers was asked for some")),
        }
    }

    /// Whether no two originals have one stand-in, so that a stand-in equal to its original could only be drawn anew by
    /// breaking that.
    pub(super) fn is_one_to_one(&self) -> bool {
        matches!(self, Self::Integer(_) | Self::Listed(_)) || self.numbered().is_some()
    }

    /// Whether one that is too long is cut, and no other drawn: other parts of a name would be those of somebody else.
    pub(super) fn is_cut_first(&self) -> bool {
        matches!(self, Self::FullName)
    }

    /// Makes a stand-in for each value.
    pub(super) fn make(&self, keys: &Keys, wanted: &Wanted<'_>) -> Result<Texts> {
        let mut out = Texts::with_capacity(wanted.normalised.len());
        match self {
            Self::Made(made) => return made.make(keys, wanted),
            Self::Integer(integers) => return integers.make(wanted),
            Self::Listed(listed) => return Ok(listed.make(&keys.own, wanted.normalised)),
            Self::Surname => return Ok(surnames(&keys.surname, wanted)),
            _ => {}
        }
        for i in 0..wanted.normalised.len() {
            let value = wanted.normalised.get(i);
            self.one(keys, value, wanted.originals[i], wanted.attempt, out.out());
            out.end();
        }
        Ok(out)
    }

    fn one(&self, keys: &Keys, value: &[u8], original: &[u8], attempt: u32, out: &mut Vec<u8>) {
        let text = || std::str::from_utf8(original).unwrap_or_default();
        match self {
            Self::Given => names::given(&keys.given, value, text(), attempt, out),
            Self::FullName => names::full(keys, text(), attempt, out),
            Self::Mail { domain, drawn } => {
                out.push(b'u');
                token(&keys.own.wide(value, attempt), *drawn, out);
                out.push(b'@');
                out.extend_from_slice(domain.as_bytes());
            }
            Self::Host { domain, drawn } => {
                out.push(b'h');
                token(&keys.own.wide(value, attempt), *drawn, out);
                out.push(b'.');
                out.extend_from_slice(domain.as_bytes());
            }
            Self::Token(drawn) => {
                out.push(b't');
                token(&keys.own.wide(value, attempt), *drawn, out);
            }
            Self::Url(drawn) => {
                let scheme = text().trim().split("://").next().unwrap_or("https");
                let plain = matches!(scheme, "http" | "https" | "ftp" | "s3" | "ws" | "wss");
                out.extend_from_slice(if plain { scheme } else { "https" }.as_bytes());
                out.extend_from_slice(b"://example.org/");
                token(&keys.own.wide(value, attempt), *drawn, out);
            }
            Self::Uuid => uuid(&keys.own.wide(value, attempt), out),
            Self::Zip => {
                let [word, _] = keys.own.hash(value, attempt);
                let row = below(word, places::ROWS as u64);
                let zip = places::ZIP.get(usize::try_from(row).unwrap_or(0));
                out.extend_from_slice(format!("{zip:05}").as_bytes());
            }
            Self::Made(_) | Self::Integer(_) | Self::Listed(_) | Self::Surname => {}
        }
    }
}

/// Family names: all words are drawn before the first is looked up, so that look-ups do not wait for each other.
fn surnames(key: &SubKey, wanted: &Wanted<'_>) -> Texts {
    let n = wanted.normalised.len();
    let words: Vec<u64> = (0..n).map(|i| key.hash(wanted.normalised.get(i), wanted.attempt)[0]).collect();
    let mut out = Texts::with_capacity(n);
    words.into_iter().for_each(|word| out.push(surname_for(word).as_bytes()));
    out
}

impl Made {
    pub(super) fn new(kind: &'static Kind, settings: &Settings, apart: bool) -> Result<Self> {
        let Build::Maker(build) = kind.build else {
            return Err(Error::bug("a kind that the plan builds was asked for stand-ins"));
        };
        let mut settings = Settings { unique: apart, ..settings.clone() };
        // 555-01XX has a hundred numbers an area code: a million patients would be merged thirty-four to one.
        let abroad = settings.text("country").is_some_and(|country| country != "US");
        if apart && matches!(kind.name, "phone" | "fax") && !abroad {
            settings.values.insert("wide".to_owned(), Value::Boolean(true));
            settings.values.remove("extension");
        }
        let maker = build(&settings).map_err(|fault| {
            Error::new(
                crate::error::ErrorKind::Schema,
                format!("stand-ins of `{}`: {}", kind.name, fault.message),
            )
        })?;
        let numbered = match (apart, maker.domain()) {
            (false, _) | (true, Domain::Boundless) => None,
            (true, Domain::Counted(count)) => Some(count),
            (true, Domain::Open) => {
                let message =
                    format!("stand-ins of the kind `{}` can be equal, and here they must differ", kind.name);
                return Err(Error::new(crate::error::ErrorKind::Schema, message)
                    .hint("write mask = \"token\" for the columns of this kind that are unique or refer to each other"));
            }
        };
        Ok(Self { maker, numbered })
    }

    fn make(&self, keys: &Keys, wanted: &Wanted<'_>) -> Result<Texts> {
        let n = wanted.normalised.len();
        let width = self.maker.width();
        let mut slots = Vec::with_capacity(n * width.draws() * 8);
        let mut rows = Vec::with_capacity(n);
        let mut prints = self.numbered.map(|_| Vec::with_capacity(n));
        let drawn = self.numbered.is_none() || self.maker.draws_beside_number();
        for i in 0..n {
            let value = wanted.normalised.get(i);
            let [first, second] = if drawn { keys.own.hash(value, wanted.attempt) } else { [0; 2] };
            rows.push(second);
            slots.extend_from_slice(&first.to_le_bytes());
            match width {
                Width::Two => {}
                Width::Four => slots.extend_from_slice(&second.to_le_bytes()),
                Width::Sixteen => {
                    slots.truncate(slots.len() - 8);
                    slots.extend_from_slice(&keys.own.wide(value, wanted.attempt));
                    slots.extend_from_slice(&keys.own.wide(value, wanted.attempt.wrapping_add(1 << 31)));
                }
            }
            if let Some(prints) = &mut prints {
                prints.push(keys.own.fingerprint(value));
            }
        }
        let numbers = prints.map(|prints| match wanted.ledger {
            Some(ledger) => ledger.all(&prints),
            None => Err(Error::bug("a kind with numbers has no ledger")),
        });
        let numbers = numbers.transpose()?;
        self.ask(slots, rows, numbers, &keys.own)
    }

    /// The texts of all values, where they are numbered and not more than so many.
    pub(super) fn all(&self, most: u64) -> Option<Result<Texts>> {
        let count = self.numbered.filter(|count| *count <= most)?;
        Some(self.of_numbers(&(0..count).collect::<Vec<u64>>()))
    }

    fn of_numbers(&self, numbers: &[u64]) -> Result<Texts> {
        let draws = self.maker.width().draws();
        let key = super::key::MaskKey::new(zeroize::Zeroizing::new([0; 32])).derive("numbers", "");
        self.ask(vec![0; numbers.len() * draws * 8], numbers.to_vec(), Some(numbers.to_vec()), &key)
    }

    fn ask(&self, slots: Vec<u8>, rows: Vec<u64>, distinct: Option<Vec<u64>>, key: &SubKey) -> Result<Texts> {
        let n = rows.len();
        let rows = Rows::from(rows);
        let key = Key::from_bytes(*key.bytes());
        let slots = Slots::from_bytes(slots, self.maker.width());
        let ask = Ask { rows: &rows, slots, key: &key, inputs: &[], distinct };
        let made =
            self.maker.make(&ask).map_err(|_dropped| Error::bug("a maker refused to make a stand-in"))?;
        let texts = as_text(&made)?;
        if texts.len() == n { Ok(Texts::from(texts)) } else { Err(Error::bug("stand-ins are missing")) }
    }
}

fn as_text(made: &ArrayRef) -> Result<StringArray> {
    let text = match made.data_type() {
        DataType::Utf8 => made.clone(),
        _ => cast(made, &DataType::Utf8).map_err(|_foreign| Error::bug("a stand-in is no text"))?,
    };
    text.as_string_opt::<i32>().cloned().ok_or_else(|| Error::bug("a stand-in is no text"))
}

/// Crockford's digits in lower case: no vowels but a and e, so that no word comes out by chance.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Writes so many digits of five bits each.
pub(super) fn token(bytes: &[u8; 32], digits: usize, out: &mut Vec<u8>) {
    out.extend(bytes.iter().take(digits).map(|byte| DIGITS[usize::from(byte & 31)]));
}

/// The token of a value, as text.
pub(super) fn token_text(key: &SubKey, value: &[u8]) -> String {
    let mut out = vec![b't'];
    token(&key.wide(value, 0), TOKEN, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

/// What stands for a value in a column that takes what fits alone: the same for the same value, where what fits may differ.
pub fn fitting(key: &SubKey, fits: &Filler, value: &[u8]) -> String {
    match fits {
        Filler::Fixed(text) => (*text).to_owned(),
        Filler::Number(most) => {
            let [word, _] = key.hash(value, 0);
            (word % most.saturating_add(1)).to_string()
        }
        Filler::Text(most) => token_text(key, value).chars().take(*most).collect(),
        Filler::Uuid => {
            let mut out = Vec::new();
            uuid(&key.wide(value, 0), &mut out);
            String::from_utf8(out).unwrap_or_default()
        }
    }
}

/// A UUID of version 8: real systems issue others.
fn uuid(bytes: &[u8; 32], out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    for (at, byte) in bytes.iter().take(16).enumerate() {
        let byte = match at {
            6 => 0x80 | (byte & 0x0f),
            8 => 0x80 | (byte & 0x3f),
            _ => *byte,
        };
        if matches!(at, 4 | 6 | 8 | 10) {
            out.push(b'-');
        }
        out.push(HEX[usize::from(byte >> 4)]);
        out.push(HEX[usize::from(byte & 15)]);
    }
}

/// Whole numbers below this have stand-ins of 16 bits, where some column of their domain has no more.
const SMALL: u64 = 1 << 15;
/// Whole numbers below this have stand-ins of 32 bits.
const NARROW: u64 = 1 << 31;
/// All others have stand-ins of 63 bits.
const WIDE: u64 = 1 << 62;

/// Whole numbers by a keyed permutation to negative ones: as many as there are originals, and nobody's.
pub(super) struct Integers {
    /// For each band of numbers that are not below zero where it begins, and its permutation.
    bands: Vec<(u64, Permutation)>,
    /// The same of numbers below zero, whose stand-ins are not, where the database has no more bits: all others have those.
    below: Vec<(u64, Permutation)>,
    below_zero: Permutation,
}

impl Integers {
    fn new(key: &SubKey, bits: Option<u8>) -> Self {
        let of = |name: &[u8], n| Permutation::new(key.within(name).bytes(), n);
        let mut bands = match bits {
            Some(16) => vec![(0, of(b"small", SMALL)), (SMALL, of(b"narrow beyond small", NARROW - SMALL))],
            _ => vec![(0, of(b"narrow", NARROW))],
        };
        bands.push((NARROW, of(b"wide", WIDE - NARROW)));
        let below = match bits {
            Some(16) => vec![
                (0, of(b"small below", SMALL)),
                (SMALL, of(b"narrow beyond small below", NARROW - SMALL)),
            ],
            Some(32) => vec![(0, of(b"narrow below", NARROW))],
            _ => Vec::new(),
        };
        Self { bands, below, below_zero: of(b"below", WIDE) }
    }

    fn make(&self, wanted: &Wanted<'_>) -> Result<Texts> {
        let n = wanted.normalised.len();
        let (above, below) = (self.bands.len(), self.below.len());
        // Each number goes to the permutation of its band, and comes back to its place.
        let mut bands: Vec<(Vec<usize>, Vec<u64>)> = vec![Default::default(); above + below + 1];
        for i in 0..n {
            let mut eight = [0u8; 8];
            eight.copy_from_slice(wanted.normalised.get(i));
            let value = i64::from_le_bytes(eight);
            let (band, x) = match u64::try_from(value) {
                Ok(x) => {
                    let band = self.bands.iter().rposition(|(start, _)| x >= *start).unwrap_or(0);
                    let start = self.bands[band].0;
                    (band, if start < NARROW { x - start } else { (x - NARROW) % (WIDE - NARROW) })
                }
                Err(_) => {
                    let x = value.unsigned_abs() - 1;
                    match self.below.iter().rposition(|(start, _)| x >= *start).filter(|_| x < NARROW) {
                        Some(band) => (above + band, x - self.below[band].0),
                        None => (above + below, x % WIDE),
                    }
                }
            };
            bands[band].0.push(i);
            bands[band].1.push(x);
        }
        let mut numbers = vec![0i64; n];
        let permutations =
            self.bands.iter().chain(&self.below).map(|(start, permutation)| (permutation, *start));
        let permutations = permutations.chain([(&self.below_zero, WIDE)]);
        for (band, ((places, mut values), (permutation, offset))) in
            bands.into_iter().zip(permutations).enumerate()
        {
            permutation.map(&mut values);
            let turned = (above..above + below).contains(&band);
            for (place, value) in places.into_iter().zip(values) {
                let number = i64::try_from(offset + value).unwrap_or(i64::MAX - 1);
                numbers[place] = if turned { number } else { -1 - number };
            }
        }
        let mut out = Texts::with_capacity(n);
        let mut buffer = itoa::Buffer::new();
        numbers.iter().for_each(|number| out.push(buffer.format(*number).as_bytes()));
        Ok(out)
    }
}

/// Whether a whole number has a stand-in: those beyond 62 bits have not.
pub(super) fn integer_fits(normalised: &[u8]) -> bool {
    let mut eight = [0u8; 8];
    eight.copy_from_slice(normalised);
    i64::from_le_bytes(eight).checked_abs().is_some_and(|n| n.unsigned_abs() < WIDE)
}

//! Mail addresses and user names, made from a person's names where they are given.

use super::{BLANK, domains, fold, is_host, is_reserved_host};
use crate::draw::{Alias, Width, below};
use crate::kinds::masking::{Masking, Read, Stand};
use crate::kinds::{
    Ask, Domain, Fault, Input, Kind, Maker, Param, Settings, Shape, Takes, TextColumn, Words,
};
use crate::kinds::{Build, identifier::check::pad};
use crate::reference::append;
use arrow::array::{Array, ArrayRef, StringArray};
use arrow::datatypes::DataType;

const FIRST: Input = Input {
    name: "first",
    takes: Takes::Text,
    summary: "The first name. Where both names are NULL, not given or hold no Latin letter, two plain words stand in.",
    required: false,
    natural: &["first_name"],
};
const LAST: Input = Input {
    name: "last",
    takes: Takes::Text,
    summary: "The last name; as for `first`.",
    required: false,
    natural: &["last_name"],
};

pub(super) const EMAIL: Kind = Kind {
    name: "email",
    mask: Masking::surrogate('F', Read::Mail, Stand::Mail).within("mail"),
    names: &["email", "mail", "email address", "e mail", "emailaddress", "uid email", "unconfirmed email"],
    recognise: Some(|text| {
        text.trim().rsplit_once('@').is_some_and(|(local, host)| {
            !local.is_empty() && !local.contains(char::is_whitespace) && host.contains('.') && is_host(host)
        })
    }),
    summary: "A mail address at a domain that never delivers, its local part made from the names in one of several styles; in a \
              unique column it ends with the row's number.",
    params: &[
        Param::optional(
            "domain",
            Shape::Text,
            "example.com",
            "The domain: example.com, example.net, example.org or a name under these or under .example, .test or .invalid.",
        ),
        Param::optional(
            "domains",
            Shape::Weights,
            "domain",
            "Several domains, with weights, instead of `domain`.",
        ),
    ],
    inputs: &[FIRST, LAST],
    example: r#"email = { kind = "email", first = "first_name", last = "last_name", unique = true }"#,
    source: "RFC 2606 and RFC 6761 (reserved names); RFC 5321, section 4.5.3.1 (64 bytes in a local part)",
    could_be_real: Some(could_be_real),
    build: Build::Maker(build_email),
    ..BLANK
};

pub(super) const USERNAME: Kind = Kind {
    name: "username",
    mask: Masking::surrogate('R', Read::Any, Stand::Token),
    names: &[
        "username",
        "user name",
        "login",
        "login name",
        "screen name",
        "user login",
        "handle",
        "userid",
        "system id",
        "account name",
        "=uid",
    ],
    summary: "A user name made from the names in one of several styles; in a unique column it ends with the row's number.",
    params: &[Param::optional(
        "max_length",
        Shape::Integer,
        "32",
        "The most characters, from 8 to 64; from 12 in a unique column.",
    )],
    inputs: &[FIRST, LAST],
    example: r#"username = { kind = "username", first = "first_name", last = "last_name", max_length = 20 }"#,
    source: "Styles as one meets them in address books; own choice of weights",
    build: Build::Maker(build_username),
    ..BLANK
};

/// How a local part is put together.
#[derive(Clone, Copy)]
enum Style {
    FirstDotLast,
    InitialLast,
    FirstLast,
    FirstUnderscoreLast,
    FirstLastNumber,
    FirstInitial,
    LastDotFirst,
}

/// Styles with their weights in percent: what one meets in address books; for realism only.
const STYLES: [(Style, u64); 7] = [
    (Style::FirstDotLast, 34),
    (Style::InitialLast, 20),
    (Style::FirstLast, 12),
    (Style::FirstLastNumber, 16),
    (Style::FirstUnderscoreLast, 8),
    (Style::FirstInitial, 6),
    (Style::LastDotFirst, 4),
];

/// Words for those whose names hold no Latin letter, or are unknown.
const WORDS: [&str; 32] = [
    "acorn", "amber", "birch", "breeze", "brook", "cedar", "clover", "cloud", "coral", "delta", "ember",
    "fern", "flint", "harbor", "hazel", "heron", "indigo", "juniper", "lark", "linden", "maple", "meadow",
    "orchid", "pebble", "pine", "quill", "raven", "river", "sage", "tundra", "willow", "wren",
];

fn build_email(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let list = domains(settings)?;
    let weights: Vec<f64> = list.iter().map(|(_, weight)| *weight).collect();
    let pick = Alias::from_shares(&weights)
        .ok_or_else(|| Fault::of("domains", "no domain has a weight above zero"))?;
    Ok(Box::new(Account {
        styles: styles()?,
        // 64 bytes, less the longest row number.
        most: 44,
        longest: 64,
        unique: settings.unique,
        domains: Some((list.into_iter().map(|(name, _)| format!("@{name}")).collect(), pick)),
    }))
}

fn build_username(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let length = settings.integer("max_length").unwrap_or(32);
    let least = if settings.unique { 12 } else { 8 };
    let Some(longest) = usize::try_from(length).ok().filter(|n| (least..=64).contains(n)) else {
        return Err(Fault::of("max_length", format!("{length} characters are not possible"))
            .help(format!("write a number from {least} to 64")));
    };
    Ok(Box::new(Account {
        styles: styles()?,
        most: longest,
        longest,
        unique: settings.unique,
        domains: None,
    }))
}

fn styles() -> Result<Alias, Fault> {
    let weights: Vec<u64> = STYLES.iter().map(|(_, weight)| *weight).collect();
    Alias::new(&weights).ok_or_else(|| Fault::whole("no style has a weight"))
}

/// Makes local parts, and addresses where there are domains.
struct Account {
    styles: Alias,
    /// The most bytes before a tail that numbers the row.
    most: usize,
    /// The most bytes with the tail.
    longest: usize,
    unique: bool,
    domains: Option<(Words, Alias)>,
}

impl Account {
    /// Writes what stands before the tail, `most` bytes at the most; `number` are the bits for what no name says.
    fn write(&self, style: Style, [first, last]: [&Letters; 2], number: u64, most: usize, out: &mut Vec<u8>) {
        let start = out.len();
        match (first.count, last.count) {
            (0, 0) => {
                out.extend_from_slice(word(number << 32));
                out.push(b'.');
                out.extend_from_slice(word(number << 37));
            }
            (0, _) => last.append(LONGEST, out),
            (_, 0) => first.append(LONGEST, out),
            _ => person(style, first, last, out),
        }
        let known = first.count > 0 && last.count > 0;
        // Digits before a tail would make the tail ambiguous.
        let numbered = !self.unique && (!known || matches!(style, Style::FirstLastNumber));
        out.truncate(start + most.saturating_sub(if numbered { 2 } else { 0 }));
        while out.len() > start + 1 && out.last().is_some_and(|b| b"._".contains(b)) {
            out.pop();
        }
        if numbered {
            pad(below(number, 100), 2, out);
        }
    }
}

fn person(style: Style, first: &Letters, last: &Letters, out: &mut Vec<u8>) {
    let (head, between, tail) = match style {
        Style::FirstDotLast => ((first, LONGEST), Some(b'.'), (last, LONGEST)),
        Style::InitialLast => ((first, 1), None, (last, LONGEST)),
        Style::FirstLast | Style::FirstLastNumber => ((first, LONGEST), None, (last, LONGEST)),
        Style::FirstUnderscoreLast => ((first, LONGEST), Some(b'_'), (last, LONGEST)),
        Style::FirstInitial => ((first, LONGEST), Some(b'.'), (last, 1)),
        Style::LastDotFirst => ((last, LONGEST), Some(b'.'), (first, LONGEST)),
    };
    head.0.append(head.1, out);
    out.extend(between);
    tail.0.append(tail.1, out);
}

/// The most letters of a name that are taken: with 20 of the other and a point they leave place for two digits.
const LONGEST: usize = 22;

/// The letters of a name, with room behind them to be copied in one move.
struct Letters {
    bytes: Vec<u8>,
    count: usize,
}

impl Letters {
    fn new() -> Self {
        Self { bytes: Vec::with_capacity(64), count: 0 }
    }

    /// Takes the letters of the `i`th name.
    fn read(&mut self, names: Option<&StringArray>, i: usize, most: usize) {
        self.bytes.clear();
        self.count = match names.filter(|names| names.is_valid(i)) {
            Some(names) => fold(names.value(i), most, &mut self.bytes),
            None => 0,
        };
        self.bytes.extend_from_slice(&[0; 16]);
    }

    /// Appends the letters, `most` of them at the most.
    #[inline]
    fn append(&self, most: usize, out: &mut Vec<u8>) {
        append(&self.bytes, 0..self.count.min(most), out);
    }
}

fn word(bits: u64) -> &'static [u8] {
    WORDS[usize::try_from(below(bits, WORDS.len() as u64)).unwrap_or(0)].as_bytes()
}

/// A word for a weighted pick out of 32 bits of another: `shift` is 0 or 16.
fn part(word: u64, shift: u32) -> u64 {
    ((word << shift) & 0xffff_0000_0000_0000) | (((word >> shift) & 0xffff) << 16)
}

impl Maker for Account {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn width(&self) -> Width {
        Width::Four
    }

    fn domain(&self) -> Domain {
        if self.unique { Domain::Boundless } else { Domain::Open }
    }

    fn law(&self) -> String {
        let tail = if self.unique { ", then the row's number" } else { "" };
        format!("a weighted style puts the letters of the names together{tail}")
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), if self.domains.is_some() { 30 } else { 16 });
        let names = [ask.text(0), ask.text(1)];
        let (mut first, mut last) = (Letters::new(), Letters::new());
        let mut tail = itoa::Buffer::new();
        for i in 0..ask.len() {
            let word = ask.word(i, 0);
            first.read(names[0], i, 20);
            last.read(names[1], i, LONGEST);
            let style = STYLES[self.styles.pick(part(word, 0))].0;
            let tail = if self.unique { tail.format(ask.row(i).saturating_add(1)) } else { "" };
            let most = self.most.min(self.longest.saturating_sub(tail.len()));
            if most == 0 {
                return Err("the row's number leaves no place for a name: raise `max_length`".to_owned());
            }
            self.write(style, [&first, &last], ask.word(i, 1), most, column.bytes());
            if !tail.is_empty() {
                column.add(tail);
            }
            if let Some((domains, pick)) = &self.domains {
                column.word(domains, pick.pick(part(word, 16)));
            }
            column.end();
        }
        column.finish()
    }
}

fn could_be_real(text: &str) -> bool {
    let text = text.trim();
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    text.rsplit_once('@').is_some_and(|(local, host)| {
        !local.is_empty()
            && !local.contains(char::is_whitespace)
            && host.contains('.')
            && is_host(host)
            && !is_reserved_host(host)
    })
}

//! Mail addresses and user names, made from a person's names where they are given.

use super::local::{Names, Styles};
use super::{BLANK, domains, is_host, is_reserved_host};
use crate::draw::{Alias, Width};
use crate::kinds::masking::{Masking, Read, Stand};
use crate::kinds::{
    Ask, Build, Domain, Edges, Fault, Input, Kind, Maker, Param, Settings, Shape, Takes, TextColumn, Words,
};
use arrow::array::ArrayRef;
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
        "social media",
        "instagram",
        "facebook",
        "twitter",
        "linkedin",
        "venmo",
        "cashapp",
        "cash app",
        "paypal",
        "zelle",
        "telegram",
        "tiktok",
        "snapchat",
        "skype",
        "wechat",
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

fn build_email(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let list = domains(settings)?;
    let weights: Vec<f64> = list.iter().map(|(_, weight)| *weight).collect();
    let pick = Alias::from_shares(&weights)
        .ok_or_else(|| Fault::of("domains", "no domain has a weight above zero"))?;
    Ok(Box::new(Account {
        styles: Styles::new()?,
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
        styles: Styles::new()?,
        most: longest,
        longest,
        unique: settings.unique,
        domains: None,
    }))
}

/// Local parts that are valid and that programs refuse: what a form holds against them, and what a query does.
const LOCAL: &[&str] = &[
    "o'brien",
    "anna.maria+clinic",
    "x",
    "UPPER.Case",
    "under_score",
    "dash-dash",
    "_leading",
    "percent%sign",
    "slash/path",
    "equals=sign",
    "and&more",
    "null",
    "undefined",
    "true",
    "no-reply",
    "postmaster",
    "a.b.c.d.e.f.g.h",
];

/// Makes local parts, and addresses where there are domains.
struct Account {
    styles: Styles,
    /// The most bytes before a tail that numbers the row.
    most: usize,
    /// The most bytes with the tail.
    longest: usize,
    unique: bool,
    domains: Option<(Words, Alias)>,
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

    fn edges(&self) -> Edges {
        // None ends in a digit before the domain, as the rows' own do where they are unique.
        let fit = LOCAL.iter().copied().map(str::to_owned);
        let fit = fit.chain(["x".repeat(self.longest)]).filter(|local| local.len() <= self.longest);
        match &self.domains {
            Some((domains, _)) => Edges::texts(fit.map(|local| local + domains.get(0))),
            None => Edges::texts(fit),
        }
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), if self.domains.is_some() { 30 } else { 16 });
        let names = [ask.text(0), ask.text(1)];
        let mut person = Names::new();
        let mut tail = itoa::Buffer::new();
        for i in 0..ask.len() {
            let word = ask.word(i, 0);
            person.read(names, i);
            let style = self.styles.pick(part(word, 0));
            let tail = if self.unique { tail.format(ask.row(i).saturating_add(1)) } else { "" };
            let most = self.most.min(self.longest.saturating_sub(tail.len()));
            if most == 0 {
                return Err("the row's number leaves no place for a name: raise `max_length`".to_owned());
            }
            person.write(style, ask.word(i, 1), self.unique, most, column.bytes());
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
        // Most are of a reserved host, which is told soonest.
        !is_reserved_host(host)
            && !local.is_empty()
            && !local.contains(char::is_whitespace)
            && host.contains('.')
            && is_host(host)
    })
}

//! Columns that the application encrypts: what they hold is treated as the column that it is of, and sealed again.
//!
//! The schema says what is encrypted by `text`, as it does for generation. Where that is a column, the plaintext is treated as
//! that column and belongs to its domain; a hidden column (one whose name begins with an underscore) says so where production
//! has the ciphertext alone. Where it is an expression, it is computed anew over masked columns.

use super::columns::{self, no_column};
use super::derive::{self, Derive};
use super::groups::Links;
use super::{ColumnPolicy, Domain, OnInvalid, Profile, TablePolicy, Treatment, words, wrong};
use crate::error::{Problems, Spanned};
use crate::kinds::{Kind, Settings};
use crate::plan::build::is_hidden;
use crate::schema::{self, Document, Mask, Value};

/// What is known of a column that the application encrypts, or of its blind index.
pub struct Sealed {
    /// The kind of what is written: `fernet`, `aes_gcm` or `blind_index`.
    pub kind: &'static Kind,
    /// The settings of that kind.
    pub settings: Settings,
    /// The environment variable with the development key.
    pub key_env: String,
    /// The environment variable with production's keys.
    pub production_key_env: String,
    /// What stands in front of values: the current prefix first.
    pub prefixes: Vec<String>,
    /// The hidden column for which it stands.
    pub holds: Option<String>,
    /// The column of the same row that holds the same in the clear.
    pub beside: Option<usize>,
    /// What is authenticated beside the text.
    pub associated: Option<Derive>,
    /// The column with the nonce.
    pub nonce: Option<usize>,
    /// The columns of the row's key.
    pub row_key: Vec<usize>,
    /// The written column whose values it holds.
    of: Option<(usize, String)>,
}

impl Sealed {
    /// Whether values are opened and sealed; a blind index is made anew.
    pub fn is_cipher(&self) -> bool {
        self.kind.name != "blind_index"
    }

    /// What of it changes what masking does, for the digest of the policy.
    pub(super) fn words(&self) -> String {
        let associated = self.associated.as_ref().map_or("", |derive| derive.text());
        format!(
            "{} {:?} {} {associated} {:?}",
            self.kind.name, self.settings.values, self.kind.version, self.nonce
        )
    }
}

/// Whether a kind is of columns that the application encrypts.
pub(super) fn is_sealed(kind: &Kind) -> bool {
    matches!(kind.name, "fernet" | "aes_gcm" | "blind_index")
}

/// Whether a column holds the nonces of another.
pub(super) fn is_nonce(table: &schema::Table, doc: &schema::Column) -> bool {
    let of_gcm = table.columns.iter().filter(|c| c.kind.as_ref().is_some_and(|kind| kind.value == "aes_gcm"));
    of_gcm.filter_map(|c| text_of(c, "nonce")).any(|name| name.value == doc.name.value)
}

fn text_of(doc: &schema::Column, key: &str) -> Option<Spanned<String>> {
    let value = doc.arg(key)?;
    match &value.value {
        Value::Text(text) => Some(Spanned::new(text.clone(), value.span)),
        _ => None,
    }
}

/// A column of the document: the table and its number among all columns, hidden ones too.
type Held = (usize, usize);

/// The column that a text names alone, perhaps cast to text.
fn held(document: &Document, t: usize, text: &str) -> Option<Held> {
    let mut inner = text.trim();
    let lower = inner.to_ascii_lowercase();
    if let Some(end) = ["as text)", "as varchar)"].iter().find(|end| lower.ends_with(**end))
        && lower.starts_with("cast(")
    {
        inner = inner.get(5..inner.len() - end.len())?.trim();
    } else if lower.ends_with("::text") {
        inner = inner.get(..inner.len() - 6)?.trim();
    }
    let parsed = crate::expr::parse(inner).ok()?;
    let [name] = parsed.names() else { return None };
    if name.range != (0..inner.len()) {
        return None;
    }
    let table = match &name.table {
        Some(table) => document.tables.iter().position(|other| other.name.value == *table)?,
        None => t,
    };
    let column = document.tables.get(table)?.columns.iter().position(|c| c.name.value == name.column)?;
    Some((table, column))
}

/// Where a column stands, and what it is made by.
pub(super) struct Seat<'d> {
    pub(super) document: &'d Document,
    pub(super) t: usize,
    /// The column's number among those written.
    pub(super) c: usize,
    pub(super) doc: &'d schema::Column,
    pub(super) kind: &'static Kind,
    pub(super) profile: Profile,
}

/// Reads one column.
pub(super) fn column(seat: &Seat<'_>, links: &mut Links, problems: &mut Problems) -> ColumnPolicy {
    let Seat { document, t, doc, kind, .. } = *seat;
    let settings = columns::settings(document, doc, doc, kind, problems);
    let text = text_of(doc, "text");
    if text.is_none() {
        problems.push(
            wrong(doc.name.span, format!("`{}` does not say what it holds", doc.name.value))
                .help("write text = \"COLUMN\", or state a hidden column such as _ssn = { kind = \"ssn\" } and text = \"_ssn\""),
        );
    }
    let cipher = kind.name != "blind_index";
    let found = text.as_ref().filter(|_| cipher).and_then(|text| held(document, t, &text.value));
    let inner = found.and_then(|found| of_column(seat, found, links, problems));
    let of = found.filter(|_| inner.is_some());
    let mut policy = inner.unwrap_or_else(|| of_expression(seat, text.as_ref(), &settings));
    own_words(doc, &mut policy, problems);
    if !cipher && !matches!(policy.treatment, Treatment::Derive(_)) {
        return policy;
    }
    let hidden = of.and_then(|(t, c)| {
        let column = &document.tables[t].columns[c];
        is_hidden(column).then(|| column.name.value.clone())
    });
    let written = of.filter(|_| hidden.is_none());
    let key_env = settings.text("key_env").unwrap_or_default().to_owned();
    if key_env.is_empty() && !matches!(policy.treatment, Treatment::Null | Treatment::Drop) {
        let message = format!("`{}` does not say which variable holds the development key", doc.name.value);
        problems.push(wrong(doc.name.span, message).help("write key_env = \"FIELD_KEY\""));
    }
    let production =
        settings.text("production_key_env").map_or_else(|| format!("{key_env}_PRODUCTION"), str::to_owned);
    let mut prefixes = vec![settings.text("prefix").unwrap_or_default().to_owned()];
    prefixes.extend(settings.texts("old_prefixes").unwrap_or_default());
    policy.sealed = Some(Box::new(Sealed {
        kind,
        key_env,
        production_key_env: production,
        prefixes,
        holds: hidden,
        beside: None,
        associated: None,
        nonce: None,
        row_key: Vec::new(),
        of: written.map(|(t, c)| (t, document.tables[t].columns[c].name.value.clone())),
        settings,
    }));
    policy
}

/// What is done with the column whose values are encrypted.
fn of_column(
    seat: &Seat<'_>,
    (t, c): Held,
    links: &mut Links,
    problems: &mut Problems,
) -> Option<ColumnPolicy> {
    let table = &seat.document.tables[t];
    let inner = &table.columns[c];
    // What is wrong with a column that is written is told where it stands.
    let mut told_there = Problems { sources: seat.document.sources.clone(), list: Vec::new() };
    let hidden = is_hidden(inner);
    let problems = if hidden { problems } else { &mut told_there };
    let kind = columns::kind_of(inner, problems).filter(|kind| !is_sealed(kind))?;
    if hidden {
        links.read(seat.t, seat.c, inner, kind, table, seat.document);
    }
    let target = columns::target(seat.document, table, inner, kind);
    Some(columns::column(seat.document, table, inner, target, seat.profile, problems))
}

/// What is computed anew over masked columns.
fn of_expression(seat: &Seat<'_>, text: Option<&Spanned<String>>, settings: &Settings) -> ColumnPolicy {
    let treatment = text.map_or(Treatment::Null, |text| Treatment::Derive(Derive::draft(text.clone())));
    ColumnPolicy {
        name: String::new(),
        kind: seat.kind,
        settings: settings.clone(),
        class: seat.kind.mask.class,
        quasi: false,
        treatment,
        domain: 0,
        unique: false,
        apart: false,
        max_chars: None,
        bits: None,
        on_invalid: OnInvalid::Token,
        fits: None,
        placeholders: Vec::new(),
        short_date: None,
        stated: false,
        sealed: None,
    }
}

/// What the column itself says goes before what the column that it holds says.
fn own_words(doc: &schema::Column, policy: &mut ColumnPolicy, problems: &mut Problems) {
    policy.name.clone_from(&doc.name.value);
    policy.unique = false;
    policy.quasi = false;
    // What is encrypted is a text, whatever the type of the column that holds the same in the clear.
    policy.fits = None;
    policy.stated = doc.mask.is_some();
    if doc.on_invalid.is_some() {
        policy.on_invalid = words::on_invalid(doc.on_invalid.as_ref(), problems);
    }
    policy.placeholders.extend(doc.placeholders.iter().map(|text| text.value.clone()));
    let Some(mask) = doc.mask.as_ref().filter(|mask| !words::is_usual(mask)) else { return };
    if matches!(mask.value, Mask::Keep { .. }) {
        problems.push(
            wrong(mask.span, format!("`{}` is encrypted with production's key, and cannot be kept", policy.name))
                .help("leave `mask` out: what it holds is treated as the column of its `text`, and encrypted for development"),
        );
        return;
    }
    if let Some(treatment) = words::stated(mask, problems) {
        policy.treatment = treatment;
    }
}

/// Finds what columns read in their rows, once all tables are drafted.
pub(super) fn resolve(document: &Document, t: usize, tables: &mut [TablePolicy], problems: &mut Problems) {
    let doc = &document.tables[t];
    for c in 0..tables[t].columns.len() {
        let Some(mut sealed) = tables[t].columns[c].sealed.take() else { continue };
        let written = doc.columns.iter().find(|column| column.name.value == tables[t].columns[c].name);
        if let Some(written) = written {
            inputs(document, doc, written, (&tables[t], c), &mut sealed, problems);
        }
        sealed.row_key = row_key(doc, &tables[t]);
        sealed.beside =
            sealed.of.as_ref().filter(|(other, _)| *other == t).and_then(|(_, name)| tables[t].column(name));
        tables[t].columns[c].sealed = Some(sealed);
    }
}

fn inputs(
    document: &Document,
    doc: &schema::Table,
    written: &schema::Column,
    (table, c): (&TablePolicy, usize),
    sealed: &mut Sealed,
    problems: &mut Problems,
) {
    if let Some(text) = text_of(written, "associated") {
        let mut associated = Derive::draft(text);
        derive::compile(document, doc, table, c, &mut associated, problems);
        sealed.associated = Some(associated);
    }
    let apart = sealed.settings.text("packing") == Some("apart");
    match text_of(written, "nonce") {
        Some(name) => {
            sealed.nonce = table.column(&name.value);
            if sealed.nonce.is_none() {
                problems.push(no_column(name.span, &table.name, &name.value, &table.columns));
            }
        }
        None if apart => problems.push(
            wrong(written.name.span, "`apart` needs the column with the nonce")
                .help("state nonce = \"encrypted_ssn_iv\""),
        ),
        None => {}
    }
}

/// The columns of the primary key, as far as they are written.
fn row_key(doc: &schema::Table, table: &TablePolicy) -> Vec<usize> {
    let flagged = doc.columns.iter().filter(|c| c.primary_key.as_ref().is_some_and(|flag| flag.value));
    let names = doc.primary_key.iter().map(|name| &name.value).chain(flagged.map(|c| &c.name.value));
    names.filter_map(|name| table.column(name)).collect()
}

/// Gives columns the domain of the written column whose values they hold, so that both have the same stand-ins.
pub(super) fn join(tables: &mut [TablePolicy], domains: &mut [Domain]) {
    for t in 0..tables.len() {
        for c in 0..tables[t].columns.len() {
            let of = tables[t].columns[c].sealed.as_ref().and_then(|sealed| sealed.of.clone());
            let Some((other, name)) = of else { continue };
            let Some(column) = tables[other].column(&name) else { continue };
            let domain = tables[other].columns[column].domain;
            let before = std::mem::replace(&mut tables[t].columns[c].domain, domain);
            if before == domain {
                continue;
            }
            domains[before].members.retain(|member| *member != (t, c));
            domains[domain].members.push((t, c));
            domains[domain].scoped &= tables[t].scope.is_some();
        }
    }
}

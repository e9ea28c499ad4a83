//! Columns that the application encrypts: by values that no other sort has, or by the names that frameworks give such columns.
//!
//! What they hold is drafted beside them as a hidden column, by what their own name says of it, so that the draft fills and masks
//! them as that. The keys are in the environment, and the draft says in which variable.

use super::super::definition::{Definition, sql, text};
use super::super::draft::DraftTable;
use super::super::guess::{self, Called};
use super::super::types::Sort;
use super::super::words::words;
use super::{Facts, Made};
use crate::kinds::Usual;
use crate::kinds::credential::KEY_FORM;

/// The variable in which the draft looks for the development key.
const KEY: &str = "FIELD_KEY";
/// From this share of values on, all are taken to be encrypted.
const MOST: f64 = 0.8;
/// The shortest column that takes a text encrypted and in base64.
const ROOM: u32 = 255;
/// Words that say that a column is encrypted, and not what it holds.
const ABOUT: &[&str] = &["encrypted", "ciphertext", "cipher", "enc", "crypted", "fernet", "aes", "gcm"];
/// Words of credentials, which are digests and no texts that somebody opens.
const CREDENTIALS: &[&str] = &["password", "passwd", "pin", "secret", "token", "key"];

/// Words that say that a column is the digest of another, by which the application finds a row.
const INDEX: &[&str] = &["bidx", "blind", "index", "digest", "hash", "hmac"];
/// The fewest characters that a digest of 32 bytes takes.
const DIGEST: u32 = 44;

/// How a column is encrypted.
struct How {
    kind: &'static str,
    /// What a kind takes of its own.
    takes: Vec<(&'static str, String)>,
}

impl How {
    fn of(kind: &'static str) -> Self {
        Self { kind, takes: Vec::new() }
    }

    fn with(mut self, key: &'static str, value: String) -> Self {
        self.takes.push((key, value));
        self
    }
}

/// Drafts a column that the application encrypts, and what it holds.
pub(super) fn sealed(facts: &Facts<'_>, draft: &mut DraftTable) -> Option<Made> {
    let wide = match &facts.sort {
        Sort::Text { most, padded: false } => most.is_none_or(|n| n >= ROOM),
        Sort::Json => facts.sample.is_some(),
        _ => false,
    };
    if !wide || facts.has(CREDENTIALS) {
        return None;
    }
    let (how, why, sure) = by_values(facts).or_else(|| by_name(facts))?;
    let held = held(facts, draft, ABOUT);
    let of = Definition::of(how.kind).with("text", held).with("key_env", text(KEY));
    let definition = how.takes.iter().fold(of, |of, (key, value)| of.with(key, value));
    let why = format!(
        "{why}; set {KEY} to the development key, {KEY_FORM}; for masking {KEY}_PRODUCTION is production's"
    );
    Some((definition, why, Some(sure)))
}

/// What values say: the forms of ciphertext are nobody else's.
fn by_values(facts: &Facts<'_>) -> Option<(How, &'static str, u32)> {
    let sample = facts.sample?;
    let like = |kind: &str| {
        crate::kinds::find(kind).and_then(|kind| sample.share(kind)).is_some_and(|share| share >= MOST)
    };
    if like("fernet") {
        return Some((How::of("fernet"), "the values are Fernet tokens", 95));
    }
    if like("aes_gcm") {
        let how = How::of("aes_gcm").with("packing", text("rails"));
        return Some((how, "the values are messages of encrypted attributes", 92));
    }
    let versions = sample.forms.versions();
    let (last, old) = versions.split_first()?;
    let (kind, why, sure) = match sample.forms.are_tokens() {
        true => ("fernet", "the values are a version and a Fernet token", 95),
        false => ("aes_gcm", "the values are a version and base64, as of texts encrypted by AES-GCM", 75),
    };
    let how = How::of(kind).with("prefix", text(last));
    if old.is_empty() {
        return Some((how, why, sure));
    }
    let old: Vec<String> = old.iter().map(|old| text(old)).collect();
    Some((how.with("old_prefixes", format!("[{}]", old.join(", "))), why, sure))
}

/// What the names of a column and of the one beside it say.
fn by_name(facts: &Facts<'_>) -> Option<(How, &'static str, u32)> {
    let encoded = facts.sample.is_none_or(|sample| sample.values == 0 || sample.forms.is_encoded());
    if !encoded {
        return None;
    }
    let nonce = format!("{}_iv", facts.column.name);
    if facts.has(&["encrypted"]) && facts.table.column(&nonce).is_some() {
        let how = How::of("aes_gcm").with("nonce", text(&nonce)).with("packing", text("apart"));
        return Some((how, "a vector stands beside it, as attr_encrypted writes it", 65));
    }
    let why = "the name says so, as Lockbox writes it";
    facts.ends("ciphertext").then(|| (How::of("aes_gcm"), why, 65))
}

/// Drafts a blind index: by the name that the gem of that name gives it, or by that of a digest of what is encrypted beside it.
pub(super) fn index(facts: &Facts<'_>, draft: &mut DraftTable) -> Option<Made> {
    let wide = matches!(facts.sort, Sort::Text { most, padded: false } if most.is_none_or(|n| n >= DIGEST));
    let encoded = facts.sample.is_none_or(|sample| sample.values == 0 || sample.forms.is_encoded());
    if !wide || !encoded || facts.has(CREDENTIALS) {
        return None;
    }
    let named = facts.ends("bidx") || facts.name.ends_with(&["blind".to_owned(), "index".to_owned()]);
    let digest = facts.ends("digest") || facts.ends("hash") || facts.ends("hmac");
    if !(named || digest && is_encrypted_beside(facts, draft)) {
        return None;
    }
    let of = Definition::of("blind_index").with("text", held(facts, draft, INDEX)).with("key_env", text(KEY));
    // What digests are called so are most often written in hexadecimal digits.
    let of = if named { of } else { of.with("encoding", text("hex")) };
    let why = format!(
        "the digest of what is encrypted beside it; set {KEY} to the development key of the index, and digest = \"argon2id\" where the gem \
         blind_index makes it"
    );
    Some((of, why, Some(if named { 80 } else { 65 })))
}

/// Whether what a digest is of is encrypted in another column of the row.
fn is_encrypted_beside(facts: &Facts<'_>, draft: &DraftTable) -> bool {
    let of: Vec<&String> = facts.name.iter().filter(|word| !INDEX.contains(&word.as_str())).collect();
    let is = |name: &str| {
        let words = words(name);
        let sealed =
            draft.definition(name).is_some_and(|other| ["aes_gcm", "fernet"].contains(&other.kind()));
        let said = || words.iter().filter(|word| !ABOUT.contains(&word.as_str()));
        (sealed || said().count() < words.len()) && said().eq(of.iter().copied())
    };
    !of.is_empty() && facts.table.columns.iter().any(|column| is(&column.name))
}

/// The column that holds the nonces of another, as it is drawn where none is made.
pub(super) fn nonce(facts: &Facts<'_>) -> Option<Made> {
    let of = facts.column.name.strip_suffix("_iv")?;
    let wide = matches!(facts.sort, Sort::Text { most, padded: false } if most.is_none_or(|n| n >= ROOM));
    let own = facts.table.column(of).map(|at| &facts.table.columns[at])?;
    let named = words(&own.name).iter().any(|word| word == "encrypted");
    if !wide || !named || facts.sample.is_some_and(|sample| sample.values > 0 && !sample.forms.is_encoded()) {
        return None;
    }
    let pattern = Definition::of("pattern").with("pattern", text("[A-Za-z0-9+/]{16}"));
    Some((pattern, format!("the vector of {of}"), Some(65)))
}

/// What a column holds, as SQL: a column of the row that says the same, or one that is drawn for it.
fn held(facts: &Facts<'_>, draft: &mut DraftTable, about: &[&str]) -> String {
    // What is short for an encounter elsewhere is short for encrypted here.
    let short = !facts.column.name.to_ascii_lowercase().contains("encounter");
    let is_about = |word: &str| about.contains(&word) || (short && word == "encounter");
    let said: Vec<String> = facts.name.iter().filter(|word| !is_about(word)).cloned().collect();
    let plain = said.join("_");
    if let Some(own) = facts.table.column(&plain).filter(|_| plain != facts.column.name) {
        let own = &facts.table.columns[own];
        let cast = format!("CAST({} AS text)", sql(&plain));
        // Of what is absent the application encrypts an empty text, where there must be one.
        let absent = facts.column.not_null && !own.not_null;
        return text(&if absent { format!("coalesce({cast}, '')") } else { cast });
    }
    let free = Sort::Text { most: None, padded: false };
    let called = Called { column: &said, table: &facts.table_name, comment: None };
    let of_text = |kind: &crate::kinds::Kind| guess::fits(kind, &free) || guess::fits(kind, &Sort::Date);
    let kind = guess::by_name(&called, of_text).filter(|guess| guess.sure >= 60).map(|guess| guess.kind);
    let definition = match kind {
        // What has no usual treatment would be left out, and there must be something to encrypt.
        Some(kind) if facts.column.not_null && kind.mask.safe_harbor == Usual::Stated => {
            Definition::of(kind.name).with("mask", text("token"))
        }
        Some(kind) => Definition::of(kind.name),
        // Nobody says what it is: a text like any other.
        None => Definition::of("sentence").with("mask", text("scrub")),
    };
    let hidden = format!("_{}", if plain.is_empty() { facts.column.name.clone() } else { plain });
    draft.hidden(&hidden, definition);
    text(&format!("CAST({} AS text)", sql(&hidden)))
}

//! The definition of a column as it will be written, and why.

use std::fmt::Display;

/// A column's definition: keys with values in TOML, in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Definition {
    pub(super) keys: Vec<(&'static str, String)>,
}

/// A text in TOML.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    let plain = !text.contains('\'') && !text.chars().any(char::is_control);
    if plain && text.contains(['"', '\\']) {
        return format!("'{text}'");
    }
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The text that a value of TOML is.
pub(super) fn untext(value: &str) -> Option<String> {
    let document: toml::Table = toml::from_str(&format!("value = {value}")).ok()?;
    document.get("value")?.as_str().map(str::to_owned)
}

/// A key in TOML: bare where it may be.
pub(super) fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
    if bare { name.to_owned() } else { text(name) }
}

/// A name in SQL: bare where it may be.
pub(super) fn sql(name: &str) -> String {
    const KEPT: [&str; 22] = [
        "all",
        "and",
        "any",
        "array",
        "as",
        "between",
        "case",
        "cast",
        "column",
        "date",
        "desc",
        "end",
        "from",
        "group",
        "in",
        "interval",
        "not",
        "null",
        "or",
        "order",
        "timestamp",
        "user",
    ];
    let mut bytes = name.bytes();
    let bare = bytes.next().is_some_and(|b| b.is_ascii_lowercase() || b == b'_')
        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        && !KEPT.contains(&name);
    if bare { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

impl Definition {
    /// Of a kind.
    pub(super) fn of(kind: &str) -> Self {
        Self { keys: vec![("kind", text(kind))] }
    }

    /// An expression.
    pub(super) fn expr(sql: &str) -> Self {
        Self { keys: vec![("expr", text(sql))] }
    }

    /// One of some values, all alike.
    pub(super) fn choice<T: AsRef<str>>(values: &[T]) -> Self {
        let list: Vec<String> = values.iter().map(|value| text(value.as_ref())).collect();
        Self::of("choice").with("values", format!("[{}]", list.join(", ")))
    }

    /// The same with another key, or another value for it.
    #[must_use]
    pub(super) fn with(mut self, key: &'static str, value: impl Display) -> Self {
        self.set(key, value);
        self
    }

    /// Sets a key.
    pub(super) fn set(&mut self, key: &'static str, value: impl Display) {
        let value = value.to_string();
        match self.keys.iter_mut().find(|(k, _)| *k == key) {
            Some((_, old)) => *old = value,
            None => self.keys.push((key, value)),
        }
    }

    /// Takes a key away.
    pub(super) fn remove(&mut self, key: &str) {
        self.keys.retain(|(k, _)| *k != key);
    }

    /// The value of a key, as TOML.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.keys.iter().find(|(k, _)| *k == key).map(|(_, value)| value.as_str())
    }

    /// The texts of which a choice takes one, whether it weighs them or not; none where they are not all texts.
    pub(super) fn choices(&self) -> Option<Vec<String>> {
        let list: toml::Table = toml::from_str(&format!("list = {}", self.get("values")?)).ok()?;
        match list.get("list")? {
            toml::Value::Array(list) => list.iter().map(|value| value.as_str().map(str::to_owned)).collect(),
            toml::Value::Table(weights) => Some(weights.keys().cloned().collect()),
            _ => None,
        }
    }

    /// The name of the kind.
    pub(super) fn kind(&self) -> &str {
        self.get("kind").unwrap_or_default().trim_matches('"')
    }

    /// The whole as an inline table.
    pub(super) fn table(&self) -> String {
        let pairs: Vec<String> = self.keys.iter().map(|(key, value)| format!("{key} = {value}")).collect();
        format!("{{ {} }}", pairs.join(", "))
    }
}

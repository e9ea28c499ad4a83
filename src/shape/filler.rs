//! What a column of a type takes where a text that says nothing would not fit.

/// What fits a column of some type, whatever its values say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filler {
    /// A text, of so many characters at the most.
    Text(usize),
    /// A whole number up to this one.
    Number(u64),
    /// A UUID.
    Uuid,
    /// This text, whatever the value is.
    Fixed(&'static str),
}

/// Types by the words with which they begin, and a value of each; what begins as another does comes before it.
const FIXED: [(&str, &str); 11] = [
    ("interval", "0"),
    ("bool", "false"),
    ("date", "1970-01-01"),
    ("timestamp", "1970-01-01 00:00:00"),
    ("time", "00:00:00"),
    ("json", "null"),
    ("bytea", ""),
    ("inet", "192.0.2.1"),
    ("cidr", "192.0.2.0/24"),
    ("macaddr8", "00:00:5e:00:53:00:00:00"),
    ("macaddr", "00:00:5e:00:53:00"),
];

/// No number that names anybody has as few digits, with zeros before it or without.
const LONGEST: u64 = 999_999;

impl Filler {
    /// What fits a column with this definition, at whose head its type stands.
    pub fn of(definition: &str) -> Self {
        let lower = definition.to_ascii_lowercase();
        let behind = [" not null", " default ", " check", " collate ", " generated ", " constraint "];
        let end = behind.iter().filter_map(|word| lower.find(word)).min().unwrap_or(lower.len());
        let sort = lower[..end].trim();
        let starts = |words: &[&str]| words.iter().any(|word| sort.starts_with(word));
        let argument =
            || sort.split_once('(').and_then(|(_, rest)| rest.split_once([')', ','])?.0.trim().parse().ok());
        if sort.ends_with(']') {
            return Self::Fixed("{}");
        }
        if sort.ends_with("range") {
            return Self::Fixed("empty");
        }
        if let Some((_, text)) = FIXED.iter().find(|(word, _)| sort.starts_with(word)) {
            return Self::Fixed(text);
        }
        if starts(&["smallint", "int2", "numeric", "decimal"]) {
            // A number of so many digits, of which two may stand behind the point.
            let digits: u32 = argument().unwrap_or(6);
            return Self::Number(10u64.pow(digits.clamp(3, 6) - 2) - 1);
        }
        if starts(&["int", "bigint", "real", "double", "float", "oid"]) {
            return Self::Number(LONGEST);
        }
        if starts(&["uuid"]) {
            return Self::Uuid;
        }
        Self::Text(argument().map_or(usize::MAX, |n: u32| n as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_told_by_the_type_alone() {
        for (definition, fits) in [
            ("integer NOT NULL", Filler::Number(999_999)),
            ("int4range", Filler::Fixed("empty")),
            ("smallint", Filler::Number(9_999)),
            ("numeric(4,2) DEFAULT 0", Filler::Number(99)),
            ("interval", Filler::Fixed("0")),
            ("character varying(20) DEFAULT 'int'::text NOT NULL", Filler::Text(20)),
            ("text[] DEFAULT '{}'::text[] NOT NULL", Filler::Fixed("{}")),
            ("text DEFAULT ('{}'::text[])[1]", Filler::Text(usize::MAX)),
            ("timestamp without time zone", Filler::Fixed("1970-01-01 00:00:00")),
            ("uuid", Filler::Uuid),
        ] {
            assert_eq!(Filler::of(definition), fits, "{definition}");
        }
    }
}

//! Rows of tables in which frameworks keep their books: passed on where all of them name migrations and nothing else.
//!
//! An application that does not find its migrations in a database makes them again, and fails. Who wrote them, on which machine
//! they ran and what they are described as stands in such tables too; a table with a column that is none of these, or with a
//! value that is not of its column's form, is left empty as a whole.

use super::statements::{Placed, Token, relation, tokens};

/// Rows of one such table, held until it is clear whether all may pass.
pub(super) struct Book {
    /// The table.
    pub(super) table: String,
    /// What stands before its rows, in COPY.
    head: Vec<u8>,
    forms: Option<Vec<Form>>,
    rows: Vec<u8>,
    plain: bool,
}

/// More bytes than this are no migrations.
const MOST: usize = 4 << 20;

/// What a column of such a table holds.
#[derive(Clone, Copy)]
enum Form {
    /// The number of a version, or its name with the number in it, as a program names things.
    Name,
    /// The name of a part of the program.
    Label,
    /// The name of a setting, or its value.
    Setting,
    /// A digest, in hexadecimal.
    Digest,
    /// A moment.
    Moment,
    /// Yes or no.
    Flag,
}

const COLUMNS: [(&[&str], Form); 6] = [
    (
        &[
            "id",
            "version",
            "version_num",
            "version_id",
            "version_rank",
            "installed_rank",
            "name",
            "migration",
            "migration_name",
            "migration_id",
            "migrationid",
            "migration_time_ms",
            "filename",
            "batch",
            "executiontime",
            "execution_time",
            "productversion",
            "timestamp",
        ],
        Form::Name,
    ),
    (&["app"], Form::Label),
    (&["key", "value"], Form::Setting),
    (&["checksum", "hash", "md5sum"], Form::Digest),
    (
        &[
            "applied",
            "applied_at",
            "applied_on",
            "inserted_at",
            "created_at",
            "updated_at",
            "installed_on",
            "migration_time",
            "run_on",
            "run_at",
            "executed_at",
            "tstamp",
            "started_at",
            "finished_at",
            "start_time",
            "end_time",
            "dateexecuted",
        ],
        Form::Moment,
    ),
    (&["dirty", "is_applied", "success", "is_locked", "locked", "breakpoint"], Form::Flag),
];

impl Book {
    /// The rows of a table with these columns; where one of them is not known, none pass.
    fn new(table: &str, head: Vec<u8>, columns: Option<&[String]>) -> Self {
        let form = |name: &String| {
            let known = COLUMNS.iter().find(|(names, _)| names.contains(&name.to_ascii_lowercase().as_str()));
            known.map(|(_, form)| *form)
        };
        let forms = columns.and_then(|columns| columns.iter().map(form).collect());
        Self { table: table.to_owned(), head, forms, rows: Vec::new(), plain: true }
    }

    /// COPY data under its head.
    pub(super) fn copy(table: &str, head: Vec<u8>, columns: Option<&[String]>) -> Self {
        Self::new(table, head, columns)
    }

    /// INSERT statements.
    pub(super) fn inserts(table: &str, columns: Option<&[String]>) -> Self {
        Self::new(table, Vec::new(), columns)
    }

    /// Whether its rows are COPY data, which goes on until it ends.
    pub(super) fn is_copied(&self) -> bool {
        !self.head.is_empty()
    }

    /// Whether all of its columns are such as these tables have.
    pub(super) fn is_known(&self) -> bool {
        self.forms.is_some()
    }

    /// Adds records of CSV with the values of all their fields, one record behind the other; an empty one is NULL.
    pub(super) fn recorded(&mut self, cells: &[Vec<u8>], bytes: &[u8]) {
        let fits = |forms: &[Form]| {
            cells.iter().zip(forms.iter().cycle()).all(|(cell, form)| cell.is_empty() || form.holds(cell))
        };
        self.add(fits, bytes);
    }

    /// Adds lines of COPY data.
    pub(super) fn copied(&mut self, lines: &[u8]) {
        let fits = |forms: &[Form]| {
            let lines = lines.split(|b| *b == b'\n').filter(|line| !line.is_empty());
            lines.into_iter().all(|line| {
                let cells: Vec<&[u8]> = line.split(|b| *b == b'\t').collect();
                cells.len() == forms.len()
                    && cells.iter().zip(forms).all(|(cell, form)| *cell == br"\N" || form.holds(cell))
            })
        };
        self.add(fits, lines);
    }

    /// Adds an INSERT.
    pub(super) fn inserted(&mut self, bytes: &[u8]) {
        let fits = |forms: &[Form]| {
            let all = std::str::from_utf8(bytes).ok().and_then(tokens);
            let values = |tokens: &Vec<Placed<'_>>| {
                relation(tokens, 2).is_some_and(|(.., at)| inserts(&tokens[at..], forms))
            };
            all.as_ref().is_some_and(values)
        };
        self.add(fits, bytes);
    }

    fn add(&mut self, fits: impl FnOnce(&[Form]) -> bool, bytes: &[u8]) {
        self.plain &= self.forms.as_deref().is_some_and(fits) && self.rows.len() + bytes.len() <= MOST;
        if self.plain {
            self.rows.extend_from_slice(bytes);
        } else {
            self.rows = Vec::new();
        }
    }

    /// What is written of it before `end`; `None` where the table is left empty.
    pub(super) fn close(self, end: &[u8]) -> Option<Vec<u8>> {
        self.plain.then(|| [&self.head, &self.rows, end].concat())
    }
}

/// Whether the values of an INSERT are of these forms, each a constant.
fn inserts(tokens: &[Placed<'_>], forms: &[Form]) -> bool {
    let mut tokens = tokens.iter().map(|(token, ..)| *token);
    if !matches!(tokens.next(), Some(Token::Word(word)) if word.eq_ignore_ascii_case("values")) {
        return false;
    }
    loop {
        if tokens.next() != Some(Token::Sign(b'(')) {
            return false;
        }
        for (at, form) in forms.iter().enumerate() {
            let fits = match tokens.next() {
                Some(Token::Literal(text)) => text
                    .strip_prefix('\'')
                    .and_then(|text| text.strip_suffix('\''))
                    .is_some_and(|text| form.holds(text.as_bytes())),
                Some(Token::Number(text)) => form.holds(text.as_bytes()),
                Some(Token::Word(word)) => {
                    word.eq_ignore_ascii_case("null")
                        || matches!(form, Form::Flag)
                            && ["true", "false"].iter().any(|w| word.eq_ignore_ascii_case(w))
                }
                _ => false,
            };
            let close = if at + 1 == forms.len() { b')' } else { b',' };
            if !fits || tokens.next() != Some(Token::Sign(close)) {
                return false;
            }
        }
        match tokens.next() {
            Some(Token::Sign(b',')) => {}
            Some(Token::Sign(b';')) => return tokens.next().is_none(),
            _ => return false,
        }
    }
}

impl Form {
    fn holds(self, cell: &[u8]) -> bool {
        let Ok(text) = std::str::from_utf8(cell) else { return false };
        match self {
            // `20240101000000`, `0001_initial`, `20240101-add-users.js`, `AddEmailToUsers1700000000000`.
            Self::Name => {
                (1..=255).contains(&text.len())
                    && text.bytes().any(|b| b.is_ascii_digit())
                    && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-./".contains(&b))
            }
            Self::Label => text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') && text.len() <= 63,
            Self::Setting => {
                const KNOWN: [&str; 7] =
                    ["environment", "schema_sha1", "production", "staging", "development", "test", "sandbox"];
                KNOWN.contains(&text) || Self::Digest.holds(cell) && text.len() == 40
            }
            Self::Digest => {
                (1..=128).contains(&text.len())
                    && text.trim_start_matches("\\\\x").bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
            }
            Self::Moment => {
                (8..=40).contains(&text.len())
                    && text.starts_with(|c: char| c.is_ascii_digit())
                    && text.bytes().all(|b| b.is_ascii_digit() || b" T:.+-Z".contains(&b))
            }
            Self::Flag => ["t", "f", "true", "false", "0", "1"].contains(&text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Book;

    fn passes(columns: &[&str], lines: &str) -> bool {
        let columns: Vec<String> = columns.iter().map(|c| (*c).to_owned()).collect();
        let mut book = Book::new("schema_migrations", Vec::new(), Some(&columns));
        book.copied(lines.as_bytes());
        book.close(b"").is_some()
    }

    #[test]
    fn what_is_inserted_is_judged_too() {
        let inserted = |values: &str| {
            let mut book = Book::inserts("schema_migrations", Some(&["version".to_owned()]));
            book.inserted(
                format!("INSERT INTO public.schema_migrations (version) VALUES {values};\n").as_bytes(),
            );
            book.close(b"").is_some()
        };
        assert!(inserted("('20240101000000')"));
        assert!(inserted("('20240101000000'),\n('20250101000000')"));
        assert!(!inserted("('20240101000000'), ('smith')"));
        assert!(!inserted("('20240101000000' || 'smith')"));
    }

    #[test]
    fn migrations_pass_and_nothing_else_does() {
        assert!(passes(&["version"], "20240101000000\n20250101000000\n"));
        assert!(passes(
            &["id", "app", "name", "applied"],
            "1\tauth\t0001_initial\t2024-01-01 10:00:00.5+00\n"
        ));
        assert!(passes(&["key", "value", "created_at"], "environment\tproduction\t2024-01-01 10:00:00\n"));
        assert!(!passes(&["key", "value"], "environment\tsmith\n"));
        assert!(!passes(&["version"], "20240101000000\nJohn Smith\n"));
        assert!(!passes(&["version"], "a@b.example\n"));
        assert!(!passes(&["version", "installed_by"], "1\tsmith\n"));
        assert!(!passes(&["version", "applied"], "1\t2024-01-01 by smith\n"));
    }
}

//! What a server says, translated: sorts of failure, and names of tables, columns and constraints, but no value.
//!
//! A server's own words hold values of the rows (`DETAIL: Key (ssn)=(…)`, `Failing row contains (…)`), so none of them
//! are passed on but for sorts of failure in which there is no row.

use sqlx::postgres::PgDatabaseError;

use crate::error::{Error, ErrorKind, Place, Sensitive};

/// A failure at the server or on the way there.
pub struct Fault {
    kind: ErrorKind,
    /// The SQLSTATE, where the server said one.
    code: String,
    message: String,
    hint: Option<&'static str>,
    table: Option<String>,
    column: Option<String>,
    constraint: Option<String>,
    /// The row of the COPY statement, from 1.
    line: Option<u64>,
    /// Whether it came up in a trigger or a function of the database.
    inside: bool,
    /// The columns and values of a key that was refused: to find the row, never to be told.
    key: Option<(Vec<String>, Sensitive<Vec<String>>)>,
    lost: bool,
}

/// SQLSTATEs that tell of a row, with a sentence.
const ROWS: [(&str, &str); 12] = [
    ("23502", "the column is NOT NULL, and the row has no value for it"),
    ("23503", "the row refers to a row that is not there"),
    ("23505", "the row repeats a value that must be unique"),
    ("23514", "the row does not satisfy a check"),
    ("23P01", "the row conflicts with another under an exclusion constraint"),
    ("22001", "the value is too long for its column"),
    ("22003", "the number is out of the range of its column"),
    ("22P02", "the value is not written as its column's type wants it"),
    ("22P03", "the value is not encoded as its column's type wants it"),
    ("22007", "the value is not a date or time as its column wants it"),
    ("22008", "the date or time is out of range"),
    ("P0001", "a trigger or function refused the row"),
];

/// How the standard library begins to tell that a name has no address; the error has no kind and no number.
const NO_ADDRESS: &str = "failed to lookup address information";

/// Beginnings of messages by which a server tells that it could not write; other systems' words, without any value.
const CANNOT_WRITE: [&str; 5] = [
    "could not extend file",
    "could not write",
    "could not create file",
    "could not open file",
    "could not fsync",
];

impl Fault {
    pub(super) fn of(error: &sqlx::Error) -> Box<Self> {
        let database = error.as_database_error().and_then(|e| e.try_downcast_ref::<PgDatabaseError>());
        Box::new(match database {
            Some(told) => Self::told(told),
            None => Self::on_the_way(error),
        })
    }

    fn blank(kind: ErrorKind, message: String) -> Self {
        Self {
            kind,
            code: String::new(),
            message,
            hint: None,
            table: None,
            column: None,
            constraint: None,
            line: None,
            key: None,
            lost: false,
            inside: false,
        }
    }

    /// The connection itself failed.
    fn on_the_way(error: &sqlx::Error) -> Self {
        let lost = |why: String| {
            let mut fault = Self::blank(ErrorKind::Output, why);
            fault.lost = true;
            fault
        };
        match error {
            sqlx::Error::Io(e) if e.to_string().starts_with(NO_ADDRESS) => {
                let mut fault = lost("the name of the host leads to no address".to_owned());
                fault.hint = Some("see whether it is spelled right, and known on this network");
                fault
            }
            sqlx::Error::Io(e) => {
                let reason = e.raw_os_error().map(|code| std::io::Error::from_raw_os_error(code).to_string());
                lost(format!(
                    "the connection to the server was lost: {}",
                    reason.unwrap_or_else(|| e.kind().to_string())
                ))
            }
            // The words of the TLS library tell of certificates, and of nothing in the database.
            sqlx::Error::Tls(e) => {
                let mut fault = Self::blank(ErrorKind::Output, format!("TLS with the server failed: {e}"));
                fault.hint = Some("sslrootcert names the certificate of a private authority");
                fault
            }
            sqlx::Error::Configuration(_) => {
                Self::blank(ErrorKind::Usage, "the certificates for TLS cannot be used".to_owned())
            }
            _ => lost("the connection to the server broke off".to_owned()),
        }
    }

    fn told(told: &PgDatabaseError) -> Self {
        let code = told.code();
        let row = ROWS.iter().find(|(known, _)| *known == code);
        // What a function of the database says may hold a value, whatever its class.
        let inside = told.r#where().is_some_and(|context| context.contains("PL/pgSQL"));
        let (kind, message, hint) = match (row, code.get(..2).unwrap_or_default()) {
            (Some((_, sentence)), _) => (ErrorKind::Output, (*sentence).to_owned(), None),
            _ if code == "53100" || CANNOT_WRITE.iter().any(|begin| told.message().starts_with(begin)) => (
                ErrorKind::Full,
                "the server could not write: its disk is full, or a file has reached its limit".to_owned(),
                None,
            ),
            _ if inside => {
                (ErrorKind::Output, format!("a trigger or function failed (SQLSTATE {code})"), None)
            }
            (_, "22" | "23" | "P0") => {
                (ErrorKind::Output, format!("the server refused a value (SQLSTATE {code})"), None)
            }
            // Of servers, roles, names and statements; rows do not come into it.
            (_, "08" | "0A" | "25" | "28" | "3D" | "3F" | "42" | "53" | "54" | "55" | "57" | "58" | "2B") => {
                let hint = match code {
                    "28P01" => Some("set PGPASSWORD, or keep the password in ~/.pgpass"),
                    "3D000" => Some("make the database first: createdb NAME"),
                    _ => None,
                };
                (ErrorKind::Output, format!("the server says: {}", told.message()), hint)
            }
            _ => (ErrorKind::Output, format!("the server failed (SQLSTATE {code})"), None),
        };
        let mut fault = Self::blank(kind, message);
        code.clone_into(&mut fault.code);
        fault.hint = hint;
        fault.inside = inside;
        fault.lost = matches!(code, "57P01" | "57P02" | "57P03");
        fault.table = told.table().map(str::to_owned);
        fault.column = told.column().map(str::to_owned);
        fault.constraint = told.constraint().map(str::to_owned);
        if let Some(context) = told.r#where() {
            fault.read_context(context);
        }
        fault.key = told.detail().and_then(read_key);
        fault
    }

    /// Reads `COPY table, line 12, column name: "value"`, whose words may be of another language; the value is left.
    fn read_context(&mut self, context: &str) {
        let Some(copy) = context.lines().find_map(|line| line.strip_prefix("COPY ")) else { return };
        let (names, _value) = copy.split_once(": \"").unwrap_or((copy, ""));
        let mut parts = names.split(", ");
        let table = parts.next();
        self.table = self.table.take().or_else(|| table.map(str::to_owned));
        let digits: String = parts.next().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
        self.line = digits.parse().ok();
        let column = parts.next().and_then(|part| part.split_once(' ')).map(|(_, name)| name);
        let column = column.map(|name| name.trim_end_matches(": null input").trim_end_matches(':'));
        self.column = self.column.take().or_else(|| column.map(str::to_owned));
    }

    /// The SQLSTATE; empty where the server said none.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Whether there is no connection any more.
    pub fn is_lost(&self) -> bool {
        self.lost
    }

    /// Whether it came up in a trigger or a function of the database.
    pub fn is_inside(&self) -> bool {
        self.inside
    }

    /// The row of the COPY statement, from 1.
    pub fn line(&self) -> Option<u64> {
        self.line
    }

    /// The columns and the values, as text, of the key that was refused.
    pub fn key(&self) -> Option<(&[String], &Sensitive<Vec<String>>)> {
        self.key.as_ref().map(|(columns, values)| (columns.as_slice(), values))
    }

    /// The error to be told, `attempted` being an infinitive ("load the table").
    pub fn into_error(self, attempted: &str) -> Error {
        let mut message = format!("could not {attempted}: {}", self.message);
        if let Some(constraint) = &self.constraint {
            message.push_str(&format!(" (constraint {constraint})"));
        }
        let mut error = Error::new(self.kind, message);
        if self.table.is_some() || self.column.is_some() {
            error = error.at(self.place(None));
        }
        match self.hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }

    /// Where it happened, the row being counted in the table.
    pub fn place(&self, row: Option<u64>) -> Place {
        let column = self.column.clone().or_else(|| match &self.key {
            Some((columns, _)) if columns.len() == 1 => columns.first().cloned(),
            _ => None,
        });
        Place { table: self.table.clone(), column, row, ..Place::default() }
    }
}

/// Reads `Key (a, b)=(1, 2) …`, in whatever language the words around it are.
fn read_key(detail: &str) -> Option<(Vec<String>, Sensitive<Vec<String>>)> {
    let (before, after) = detail.split_once(")=(")?;
    let (_, columns) = before.split_once('(')?;
    let columns: Vec<String> =
        columns.split(", ").map(|name| name.trim_matches('"').replace("\"\"", "\"")).collect();
    // The values end where the words go on; a value with a bracket of its own is cut short and then not found.
    let (values, _) = after.split_once(')')?;
    let values: Vec<String> = match columns.len() {
        1 => vec![values.to_owned()],
        _ => values.split(", ").map(str::to_owned).collect(),
    };
    (values.len() == columns.len()).then(|| (columns, Sensitive::new(values)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_is_not_known_is_told_as_such() {
        let no_address = std::io::Error::other(format!("{NO_ADDRESS}: Name or service not known"));
        let error = Fault::on_the_way(&sqlx::Error::Io(no_address)).into_error("connect");
        assert_eq!(error.to_string(), "could not connect: the name of the host leads to no address");
        let refused = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
        let error = Fault::on_the_way(&sqlx::Error::Io(refused)).into_error("connect");
        assert!(error.to_string().ends_with("lost: connection refused"), "{error}");
    }

    #[test]
    fn a_context_gives_table_line_and_column_and_no_value() {
        let mut fault = Fault::blank(ErrorKind::Output, String::new());
        fault.read_context("COPY patients, line 42, column born: \"canary, line 7\"");
        assert_eq!((fault.table.as_deref(), fault.line), (Some("patients"), Some(42)));
        assert_eq!(fault.column.as_deref(), Some("born"));
        let mut fault = Fault::blank(ErrorKind::Output, String::new());
        fault.read_context("COPY patients, Zeile 7: \"canary\"\nSQL-Anweisung");
        assert_eq!((fault.line, fault.column), (Some(7), None));
    }

    #[test]
    fn a_key_is_read_and_hidden() {
        let (columns, values) = read_key("Key (clinic, chart)=(3, C-7) already exists.").unwrap();
        assert_eq!(columns, ["clinic", "chart"]);
        assert_eq!(values.expose(), &["3", "C-7"]);
        assert!(!format!("{values:?}").contains("C-7"));
        assert!(read_key("Failing row contains (1, canary).").is_none());
    }
}

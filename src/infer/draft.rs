//! The draft of a schema: tables and columns as they will be written, with reasons.

use super::definition::Definition;
use super::learned::Open;

/// A drafted column.
#[derive(Clone, Debug)]
pub(super) struct DraftColumn {
    pub(super) name: String,
    pub(super) definition: Definition,
    /// Why it is so; empty where that is plain.
    pub(super) why: String,
    /// How sure that is, in hundredths; none where it is certain.
    pub(super) sure: Option<u32>,
}

/// Why a column is what it is, where a check says so.
pub(super) const BY_CHECK: &str = "from a check";

/// The reason of a column that says which partition a row lies in.
pub(super) const BY_PARTITION: &str = "what the partitions take";

/// How reasons end where an index or the server reads a text in one form.
pub(super) const AS_READ: &str = "as it is read";

impl DraftColumn {
    /// Whether the database takes no values of another form.
    pub(super) fn is_held(&self) -> bool {
        [BY_CHECK, BY_PARTITION].contains(&self.why.as_str()) || self.why.ends_with(AS_READ)
    }
}

/// How many rows a drafted table has.
#[derive(Clone, Debug)]
pub(super) enum Rows {
    /// Of a root table: the number, and whether it follows `--rows`.
    Root { rows: u64, scales: bool },
    /// Of a table that is there and never written.
    Existing,
    /// Under a parent: its name and the law of the number, in TOML, with the most that it gives.
    Under { parent: String, per: String, most: u64 },
}

/// A drafted table.
#[derive(Clone, Debug)]
pub(super) struct DraftTable {
    /// The position in the database.
    pub(super) position: usize,
    pub(super) label: String,
    pub(super) comment: Option<String>,
    pub(super) rows: Rows,
    /// Why there are so many rows.
    pub(super) rows_why: Option<String>,
    /// The column that says whose row it is, where the rows are people.
    pub(super) subject: Option<String>,
    pub(super) primary_key: Vec<String>,
    pub(super) unique: Vec<Vec<String>>,
    pub(super) checks: Vec<String>,
    /// Checks that hold by what stands in the columns, though the SQL of schemas may not know them.
    pub(super) decided: Vec<String>,
    pub(super) columns: Vec<DraftColumn>,
    /// What the schema does not hold, and other remarks.
    pub(super) notes: Vec<String>,
    /// Triggers that are switched off while rows go in.
    pub(super) off: Vec<String>,
}

impl DraftTable {
    /// The drafted column of a name.
    pub(super) fn column(&mut self, name: &str) -> Option<&mut DraftColumn> {
        self.columns.iter_mut().find(|column| column.name == name)
    }

    /// The definition of a column.
    pub(super) fn definition(&self, name: &str) -> Option<&Definition> {
        self.columns.iter().find(|column| column.name == name).map(|column| &column.definition)
    }

    /// Adds a column that is drawn and not written, unless it is there.
    pub(super) fn hidden(&mut self, name: &str, definition: Definition) {
        if self.definition(name).is_none() {
            let column = DraftColumn { name: name.to_owned(), definition, why: String::new(), sure: None };
            self.columns.insert(0, column);
        }
    }
}

/// A table that cannot be filled, and why.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// Its name.
    pub table: String,
    /// The reason, as a sentence without a full stop.
    pub reason: String,
}

/// A draft as text.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The schema file.
    pub text: String,
    /// Tables that cannot be filled.
    pub refused: Vec<Refusal>,
    /// What the database holds rows to and the schema does not, by table: a row may be rejected for it.
    pub unheld: Vec<(String, String)>,
    /// What stays empty, and why: nobody is asked to leave it out.
    pub hollow: Vec<(String, String)>,
    /// What may be learned: tables by their numbers in the database, columns, and what of them.
    pub open: Vec<(usize, String, Open)>,
    /// Which tables hang under which: the table, its columns, the parent, and the columns there.
    pub under: Vec<Under>,
    /// For each line of the text, from 0, the table it belongs to and, where it is one, the check on it.
    pub lines: Vec<Line>,
}

/// A table that hangs under another.
#[derive(Clone, Debug)]
pub struct Under {
    /// The table, by its number in the database.
    pub table: usize,
    /// Its columns that refer.
    pub columns: Vec<String>,
    /// The parent, by its number.
    pub parent: usize,
    /// The columns there.
    pub parent_columns: Vec<String>,
}

/// What a line of a draft belongs to.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// The table.
    pub table: Option<String>,
    /// The check that stands on the line.
    pub check: Option<String>,
    /// The column that is defined on the line.
    pub column: Option<String>,
    /// The group of unique columns that stands on the line.
    pub unique: bool,
}

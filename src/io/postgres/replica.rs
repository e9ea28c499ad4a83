//! Tables as another database has them: made without keys, and keys, indexes and references built when the rows are in.
//!
//! What could carry a value is left out: checks, defaults and indexes with constants, comments, bounds of partitions.

mod build;
mod create;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use super::session::{Session, identifier, literal};
use super::snapshot::Seen;
use super::survey::survey;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::shape::{Database, Table};

/// What the catalog says beside the survey.
const COMPUTED: &str = "SELECT n.nspname, c.relname, a.attname, pg_get_expr(d.adbin, d.adrelid), a.attgenerated \
    FROM pg_attribute a JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
    JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE a.attgenerated <> ''";
const TRIGGERS: &str = "SELECT n.nspname, c.relname, t.tgname, encode(t.tgargs, 'escape'), t.tgfoid::regproc::text \
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
    WHERE NOT t.tgisinternal AND t.tgfoid IN ('pg_catalog.tsvector_update_trigger'::regproc, \
    'pg_catalog.tsvector_update_trigger_column'::regproc) ORDER BY t.tgname";
const INDEXES: &str = "SELECT n.nspname, c.relname, pg_get_indexdef(i.indexrelid), i.indpred IS NOT NULL \
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
    WHERE i.indisvalid AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')) ORDER BY i.indexrelid";
const EXTENSIONS: &str = "SELECT d.objid, e.extname FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid \
    WHERE d.classid = 'pg_type'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'";
/// What indexes, checks and computed columns of a table take of an extension; of indexes and checks with how they are defined.
const TAKEN: &str = "SELECT DISTINCT n.nspname, c.relname, e.extname, x.nspname, o.definition FROM ( \
    SELECT 'pg_class'::regclass AS class, indexrelid AS id, indrelid AS rel, pg_get_indexdef(indexrelid) AS definition FROM pg_index WHERE indisvalid \
    UNION ALL SELECT 'pg_constraint'::regclass, oid, conrelid, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c' \
    UNION ALL SELECT 'pg_attrdef'::regclass, d.oid, d.adrelid, '' FROM pg_attrdef d \
        JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum AND a.attgenerated <> '') o \
    JOIN pg_depend d ON d.classid = o.class AND d.objid = o.id \
    JOIN pg_depend m ON m.classid = d.refclassid AND m.objid = d.refobjid AND m.deptype = 'e' \
    JOIN pg_extension e ON m.refclassid = 'pg_extension'::regclass AND e.oid = m.refobjid \
    JOIN pg_namespace x ON x.oid = e.extnamespace \
    JOIN pg_class c ON c.oid = o.rel JOIN pg_namespace n ON n.oid = c.relnamespace ORDER BY 1, 2, 3";

const WRITTEN: &str = "SELECT t.oid, '', format_type(t.typbasetype, t.typtypmod) FROM pg_type t WHERE t.typtype = 'd' \
    UNION ALL SELECT t.oid, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_type t \
    JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c' JOIN pg_attribute a ON a.attrelid = c.oid \
    WHERE a.attnum > 0 AND NOT a.attisdropped";

/// Where a schema's objects lie for now.
type Placed<'a> = &'a dyn Fn(&str) -> String;

/// Tables to be made as another database has them.
pub struct Replica {
    database: Database,
    /// The numbers of the tables in the survey, in the order in which they are read.
    tables: Vec<usize>,
    /// Expressions of computed columns, by schema, table and column: how, and whether it is kept on the disk.
    computed: BTreeMap<(String, String, String), (String, bool)>,
    /// Triggers that keep what is searched.
    triggers: Vec<Trigger>,
    /// Indexes that are no constraint.
    indexes: Vec<((String, String), String, bool)>,
    /// The extension of a type.
    extensions: BTreeMap<u32, String>,
    /// What tables take of extensions beside types, as table, extension and its schema.
    taken: Vec<((String, String), [String; 2])>,
    /// How the server writes what a domain stands on, and by name the fields of a composite type.
    written: BTreeMap<(u32, String), String>,
    /// Types that are made, in the order in which they stand on each other.
    types: Vec<u32>,
    /// What is left out, and how often.
    left: Left,
}

/// A trigger of the server's own that keeps what is searched.
struct Trigger {
    schema: String,
    table: String,
    name: String,
    function: String,
    arguments: Vec<String>,
}

impl Trigger {
    fn is_of(&self, table: &Table) -> bool {
        self.schema == table.schema && self.table == table.name
    }

    fn sql(&self, placed: Placed<'_>) -> String {
        let arguments: Vec<String> = self.arguments.iter().map(|text| literal(text)).collect();
        format!(
            "CREATE TRIGGER {} BEFORE INSERT OR UPDATE ON {}.{} FOR EACH ROW EXECUTE FUNCTION {}({})",
            identifier(&self.name),
            identifier(&placed(&self.schema)),
            identifier(&self.table),
            self.function,
            arguments.join(", ")
        )
    }
}

/// Whether a text of the catalog has constants, which may be somebody's data.
fn has_constant(text: &str) -> bool {
    text.contains('\'')
}

impl Replica {
    /// Reads what there is of the tables; the session's search path is left empty for what it does next.
    ///
    /// # Errors
    /// What the server says; where one is no table.
    pub fn read(session: &mut Session, seen: &[Seen]) -> Result<Self> {
        session.execute("SET LOCAL search_path = ''")?;
        let database = survey(false, |sql| session.value(sql))?;
        let mut tables = Vec::with_capacity(seen.len());
        for table in seen {
            let at = database.position(&table.schema, &table.name).ok_or_else(|| {
                let message = "this is no table of its own, and cannot be made in another database";
                let place = Place { table: Some(table.name.clone()), ..Place::default() };
                Error::new(ErrorKind::Input, message).at(place)
            })?;
            tables.push(at);
        }
        let of = |row: &super::Row| (row.text(0).to_owned(), row.text(1).to_owned());
        let computed = session.rows(COMPUTED)?;
        let computed = computed.iter().map(|row| {
            let (schema, table) = of(row);
            ((schema, table, row.text(2).to_owned()), (row.text(3).to_owned(), row.text(4) == "s"))
        });
        let computed = computed.collect();
        let triggers = session.rows(TRIGGERS)?;
        let triggers = triggers.iter().map(|row| Trigger {
            schema: row.text(0).to_owned(),
            table: row.text(1).to_owned(),
            name: row.text(2).to_owned(),
            function: row.text(4).to_owned(),
            arguments: row.text(3).split_terminator("\\000").map(str::to_owned).collect(),
        });
        let triggers = triggers.collect();
        let indexes = session.rows(INDEXES)?;
        let indexes = indexes.iter().map(|row| (of(row), row.text(2).to_owned(), row.flag(3))).collect();
        let extensions = session.rows(EXTENSIONS)?;
        let extensions = extensions
            .iter()
            .filter_map(|row| Some((u32::try_from(row.integer(0)?).ok()?, row.text(1).to_owned())))
            .collect();
        let taken = session.rows(TAKEN)?;
        // What has constants is left out.
        let taken = taken.iter().filter(|row| !has_constant(row.text(4)));
        let taken = taken.map(|row| (of(row), [row.text(2).to_owned(), row.text(3).to_owned()])).collect();
        let written = session.rows(WRITTEN)?;
        let written = written.iter().filter_map(|row| {
            Some(((u32::try_from(row.integer(0)?).ok()?, row.text(1).to_owned()), row.text(2).to_owned()))
        });
        let written = written.collect();
        Ok(Self {
            database,
            tables,
            computed,
            triggers,
            indexes,
            extensions,
            taken,
            written,
            types: Vec::new(),
            left: BTreeMap::new(),
        })
    }

    fn tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.iter().map(|at| &self.database.tables[*at])
    }

    /// The schemas in which something is made.
    pub fn schemas(&self) -> BTreeSet<String> {
        let of_types =
            self.types.iter().filter_map(|oid| self.database.type_of(*oid)).map(|t| t.schema.clone());
        self.tables().map(|table| table.schema.clone()).chain(of_types).collect()
    }

    /// What is left out, and the names of what that is.
    pub fn left(&self) -> &Left {
        &self.left
    }

    /// Notes what the masked rows do not satisfy: a check is kept for rows that come, an index is left out.
    pub fn breaks(&mut self, built: &Built) {
        let what = match built.rule {
            Rule::Check => "kept for new rows alone, as masked rows do not satisfy them",
            Rule::Kept | Rule::Condition => "left out, as masked rows do not satisfy them",
        };
        note(&mut self.left, what, &built.name);
    }
}

/// What is left out, by its sort, with the names.
pub type Left = BTreeMap<&'static str, Vec<String>>;

/// Something that is built when the rows are in.
pub struct Built {
    /// What it is for, as an infinitive.
    pub what: String,
    /// The statement.
    pub sql: String,
    /// What it is called.
    pub name: String,
    /// What becomes of it where masked rows do not satisfy it.
    pub rule: Rule,
}

/// What becomes of something that masked rows do not satisfy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// It must hold.
    Kept,
    /// A check holds for new rows.
    Check,
    /// A unique index over expressions, or under a condition, is left out.
    Condition,
}

fn note(left: &mut Left, what: &'static str, name: &str) {
    left.entry(what).or_default().push(name.to_owned());
}

fn merge(all: &mut Left, more: Left) {
    for (what, names) in more {
        all.entry(what).or_default().extend(names);
    }
}

//! Writes the packed columns and the Rust that embeds them.

use crate::check::find;
use crate::load::{Loaded, Values};
use crate::rake::Raked;
use crate::spec::{Column, Derived, Kind, Width};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;
use std::path::Path;

/// The types of packed columns, which `reference` defines.
const TYPES: &[&str] = &["Text", "U8", "U16", "U32", "I32", "Code", "List", "Groups", "Postings", "Totals"];

/// Writes blobs and `tables.rs` into `out`.
pub(crate) fn pack(out: &Path, all: &[Loaded], raked: &Raked) -> Result<(), String> {
    let mut rust = String::from("// Written by build.rs from seeds/.\n");
    for table in all {
        let mut module = Module { out, name: table.spec.name, body: String::new() };
        module.head(table)?;
        for (column, values) in table.spec.columns.iter().zip(&table.columns) {
            module.column(column, values)?;
        }
        for derived in table.spec.derived {
            module.derived(table, derived, all)?;
        }
        write!(rust, "\n/// {}\npub mod {} {{\n", table.spec.doc, table.spec.name).map_err(said)?;
        let used: Vec<&str> =
            TYPES.iter().copied().filter(|of| module.body.contains(&format!("{of}::new("))).collect();
        writeln!(rust, "    use super::{{Source, {}}};", used.join(", ")).map_err(said)?;
        rust.push_str(&module.body);
        rust.push_str("}\n");
    }
    rust.push_str(&raked_module(out, raked)?);
    rust.push_str("\nstatic SOURCES: &[&Source] = &[");
    for table in all {
        write!(rust, "&{}::SOURCE, ", table.spec.name).map_err(said)?;
    }
    rust.push_str("];\n");
    save(&out.join("tables.rs"), rust.as_bytes())
}

/// The module of what raking makes.
fn raked_module(out: &Path, raked: &Raked) -> Result<String, String> {
    let ages = &raked.ages;
    let mut module = Module { out, name: "raked", body: String::new() };
    let group = module.numbers("place_group", Width::U8, &ages.group)?;
    module.emit("place_group", "The group of each row of [`places`](super::places).", "U8", &group)?;
    let years = module.numbers("years", Width::U16, &ages.years)?;
    module.emit("years", "The years of the pyramid.", "U16", &years)?;
    let people = module.numbers("people", Width::U32, &ages.people)?;
    module.emit(
        "people",
        "People by year, group, sex (female, male) and age from 0 to 100.",
        "U32",
        &people,
    )?;
    let mut moved = String::new();
    for figure in &raked.moved {
        write!(
            moved,
            "Moved {{ what: {:?}, file: \"seeds/{}\", onto: \"seeds/{}\", before: {}, after: {}, most: {} }}, ",
            figure.what, figure.file, figure.onto, figure.before, figure.after, figure.most
        )
        .map_err(said)?;
    }
    let doc = "How far the figures of the sources were moved.";
    module.emit("moved", doc, "&[Moved]", &format!("&[{moved}]"))?;
    Ok(format!(
        "\n/// Ages of groups of places, made to agree with the national pyramid.\npub mod raked {{\n    use super::{{Moved, \
         U8, U16, U32}};\n    /// How many groups of places there are.\n    pub const GROUPS: usize = {};\n{}}}\n",
        ages.groups, module.body
    ))
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn save(path: &Path, bytes: &[u8]) -> Result<(), String> {
    std::fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
}

/// One generated module.
struct Module<'a> {
    out: &'a Path,
    name: &'static str,
    body: String,
}

impl Module<'_> {
    fn head(&mut self, table: &Loaded) -> Result<(), String> {
        let (spec, rows) = (table.spec, table.rows());
        write!(
            self.body,
            "    /// The number of rows.\n    pub const ROWS: usize = {rows};\n    \
             /// Where the table comes from.\n    pub static SOURCE: Source = Source {{ table: {:?}, file: {:?}, \
             rows: ROWS, origin: {:?}, licence: {:?}, digest: {:?} }};\n",
            spec.name,
            format!("seeds/{}", spec.file),
            spec.origin,
            spec.licence,
            table.digest
        )
        .map_err(said)
    }

    /// Saves a blob and gives the expression that embeds it.
    fn blob(&self, name: &str, bytes: &[u8], how: &str) -> Result<String, String> {
        let file = format!("{}.{name}", self.name);
        save(&self.out.join(&file), bytes)?;
        Ok(format!("{how}!(concat!(env!(\"OUT_DIR\"), \"/{file}\"))"))
    }

    fn emit(&mut self, name: &str, doc: &str, of: &str, value: &str) -> Result<(), String> {
        let name = name.to_uppercase();
        write!(self.body, "    /// {doc}\n    pub static {name}: {of} = {value};\n").map_err(said)
    }

    fn text<'t>(&self, name: &str, values: impl Iterator<Item = &'t String>) -> Result<String, String> {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for value in values {
            text.push_str(value);
            ends.extend_from_slice(&fit::<u32>(text.len())?.to_le_bytes());
        }
        let text = self.blob(&format!("{name}.txt"), text.as_bytes(), "include_str")?;
        let ends = self.blob(&format!("{name}.ends"), &ends, "include_bytes")?;
        Ok(format!("Text::new({text}, {ends})"))
    }

    fn numbers(&self, name: &str, width: Width, values: &[i64]) -> Result<String, String> {
        let mut bytes = Vec::new();
        for value in values {
            match width {
                Width::U8 => bytes.extend_from_slice(&fit::<u8>(*value)?.to_le_bytes()),
                Width::U16 => bytes.extend_from_slice(&fit::<u16>(*value)?.to_le_bytes()),
                Width::U32 => bytes.extend_from_slice(&fit::<u32>(*value)?.to_le_bytes()),
                Width::I32 => bytes.extend_from_slice(&fit::<i32>(*value)?.to_le_bytes()),
            }
        }
        let blob = self.blob(&format!("{name}.bin"), &bytes, "include_bytes")?;
        Ok(format!("{}::new({blob})", type_of(width)))
    }

    fn column(&mut self, column: &Column, values: &Values) -> Result<(), String> {
        let (name, doc) = (column.name, column.doc);
        match (values, column.kind) {
            (Values::Text(values), Kind::Code | Kind::OptionalCode) => {
                let names: BTreeSet<&String> = values.iter().collect();
                let place: BTreeMap<&String, i64> = names.iter().copied().zip(0..).collect();
                let index: Vec<i64> = values.iter().map(|value| place[value]).collect();
                let index = self.numbers(&format!("{name}.index"), Width::U16, &index)?;
                let names = self.text(&format!("{name}.names"), names.into_iter())?;
                self.emit(name, doc, "Code", &format!("Code::new({index}, {names})"))
            }
            (Values::Text(values), _) => {
                let value = self.text(name, values.iter())?;
                self.emit(name, doc, "Text", &value)
            }
            (Values::Number(values), Kind::Number { width, .. }) => {
                let value = self.numbers(name, width, values)?;
                self.emit(name, doc, type_of(width), &value)
            }
            (Values::Number(values), _) => self.weight(name, doc, values),
            (Values::List(values), _) => self.list(name, doc, values),
        }
    }

    fn weight(&mut self, name: &str, doc: &str, values: &[i64]) -> Result<(), String> {
        let value = self.numbers(name, Width::U32, values)?;
        self.emit(name, doc, "U32", &value)?;
        let running = |sum: &mut i64, value: &i64| {
            *sum += value;
            Some(*sum)
        };
        let ends: Vec<i64> = values.iter().scan(0, running).collect();
        let ends = self.numbers(&format!("{name}.running"), Width::U32, &ends)?;
        let doc =
            format!("Running totals of [`{}`], to draw a row in proportion to it.", name.to_uppercase());
        self.emit(&format!("{name}_totals"), &doc, "Totals", &format!("Totals::new({ends})"))
    }

    fn list(&mut self, name: &str, doc: &str, values: &[Vec<i64>]) -> Result<(), String> {
        let (mut all, mut ends) = (Vec::new(), Vec::new());
        for list in values {
            all.extend_from_slice(list);
            ends.push(fit(all.len())?);
        }
        let ends = self.numbers(&format!("{name}.ends"), Width::U32, &ends)?;
        let all = self.numbers(name, Width::U16, &all)?;
        self.emit(name, doc, "List", &format!("List::new({ends}, {all})"))
    }

    fn derived(&mut self, table: &Loaded, derived: &Derived, all: &[Loaded]) -> Result<(), String> {
        match derived {
            Derived::Groups(columns) => self.groups(table, columns),
            Derived::Postings(column) => self.postings(table, column),
            Derived::Link { name, column, table: other, key, show, doc } => {
                let other = find(all, other)?;
                let keys = other.column(key)?;
                let places: HashMap<String, i64> =
                    (0..other.rows()).map(|row| keys.shown(row)).zip(0..).collect();
                let values = table.column(column)?;
                let mut index = Vec::new();
                for row in 0..table.rows() {
                    let place = places.get(&values.shown(row)).copied();
                    index.push(place.ok_or_else(|| table.fault(row, &format!("its {column} is unknown")))?);
                }
                let Values::Text(names) = other.column(show)? else {
                    return Err(format!("{}: {show} holds no text", other.spec.file));
                };
                let index = self.numbers(&format!("{name}.index"), Width::U16, &index)?;
                let names = self.text(&format!("{name}.names"), names.iter())?;
                self.emit(name, doc, "Code", &format!("Code::new({index}, {names})"))
            }
        }
    }

    fn groups(&mut self, table: &Loaded, columns: &[&str]) -> Result<(), String> {
        let (mut ends, mut seen, mut last) = (Vec::new(), HashSet::new(), None);
        for row in 0..table.rows() {
            let key = table.key(columns, row)?;
            if last.as_ref() != Some(&key) {
                if !seen.insert(key.clone()) {
                    return Err(
                        table.fault(row, &format!("apart from the rows with its {}", columns.join(", ")))
                    );
                }
                if row > 0 {
                    ends.push(fit(row)?);
                }
                last = Some(key);
            }
        }
        ends.push(fit(table.rows())?);
        let ends = self.numbers("groups", Width::U32, &ends)?;
        let doc = format!("The groups of rows that agree in {}, in order.", columns.join(" and "));
        self.emit("groups", &doc, "Groups", &format!("Groups::new({ends})"))
    }

    fn postings(&mut self, table: &Loaded, column: &str) -> Result<(), String> {
        let values = table.column(column)?;
        let mut rows: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for row in 0..table.rows() {
            rows.entry(values.shown(row)).or_default().push(fit(row)?);
        }
        let (mut all, mut ends) = (Vec::new(), Vec::new());
        for rows in rows.values() {
            all.extend_from_slice(rows);
            ends.push(fit(all.len())?);
        }
        let ends = self.numbers(&format!("by_{column}.ends"), Width::U32, &ends)?;
        let all = self.numbers(&format!("by_{column}"), Width::U32, &all)?;
        let doc =
            format!("For each name of [`{}`], the rows that have it, ascending.", column.to_uppercase());
        self.emit(&format!("by_{column}"), &doc, "Postings", &format!("Postings::new({ends}, {all})"))
    }
}

fn type_of(width: Width) -> &'static str {
    match width {
        Width::U8 => "U8",
        Width::U16 => "U16",
        Width::U32 => "U32",
        Width::I32 => "I32",
    }
}

fn fit<T: TryFrom<i64>>(value: impl TryInto<i64>) -> Result<T, String> {
    let whole = value.try_into().ok().and_then(|value| T::try_from(value).ok());
    whole.ok_or_else(|| format!("a number does not fit into {}", std::any::type_name::<T>()))
}

//! One column that is unique by itself.

use super::super::build::{Whole, sort_of};
use super::super::definition::{Definition, text, untext};
use super::super::draft::{DraftTable, Rows};
use super::super::guess;
use super::super::narrow;
use super::super::paths;
use super::super::predicate::{self, Rule};
use super::super::relations::{Relation, is_one_to_one};
use super::super::types::{self, Sort};
use super::super::words::words;
use super::siblings::stretch;
use super::{bounded, estimate, list_length, mark, whole_number};
use crate::kinds;

/// How a unique column is drafted.
enum Held {
    /// By this definition, which has room for all rows.
    By(Definition),
    /// Of few values, so that the table has as many rows at most; by another definition where that is needed.
    Few(Option<Definition>, f64),
}

/// One column that is unique by itself.
pub(super) fn single(
    whole: &Whole<'_>,
    t: usize,
    draft: &mut DraftTable,
    name: &str,
    primary: bool,
) -> Result<(), String> {
    let Some(definition) = draft.definition(name).cloned() else { return Ok(()) };
    if definition.get("unique").is_some() || definition.get("primary_key").is_some() {
        if primary {
            if let Some(column) = draft.column(name) {
                column.definition.remove("unique");
            }
            mark(draft, name, true);
        }
        return Ok(());
    }
    // What is always NULL is apart by that.
    if definition.get("null") == Some("1.0") && !primary {
        return Ok(());
    }
    match definition.kind() {
        "parent" => {
            mark(draft, name, primary);
            return Ok(());
        }
        "reference" => return unique_reference(whole, t, draft, name, primary),
        _ => {}
    }
    let Some(c) = whole.db.tables[t].column(name) else { return Ok(()) };
    let rows = match &draft.rows {
        Rows::Root { rows, .. } => *rows as f64,
        Rows::Under { .. } | Rows::Existing => estimate(whole, t),
    };
    let from_check = draft.columns.iter().any(|c| c.name == name && c.is_held());
    let column = Unique {
        whole,
        t,
        name,
        definition: &definition,
        sort: narrow::referred(whole, t, c, sort_of(whole, t, c)),
        rows,
        from_check,
    };
    match column.held()? {
        Held::By(held) => {
            let computed = held.get("expr").is_some() || held.kind() == "json";
            if computed {
                draft.hidden("_row", Definition::of("serial"));
            }
            replace(draft, name, held, primary);
            if !computed {
                mark(draft, name, primary);
            }
            Ok(())
        }
        Held::Few(held, values) => {
            if let Some(held) = held {
                replace(draft, name, held, primary);
            }
            few(draft, name, primary, values, rows)
        }
    }
}

/// Puts a definition in the place of another; when a value is absent stays as it was, but in a key.
fn replace(draft: &mut DraftTable, name: &str, held: Definition, primary: bool) {
    let Some(column) = draft.column(name) else { return };
    let before = std::mem::replace(&mut column.definition, held);
    if before.kind() == column.definition.kind()
        && column.definition.get("mask").is_none()
        && let Some(mask) = before.get("mask")
    {
        column.definition.set("mask", mask);
    }
    for key in ["null", "when"] {
        if let Some(value) = before.get(key).filter(|_| !primary) {
            column.definition.set(key, value);
        }
    }
}

/// A unique column that refers to nothing.
struct Unique<'a> {
    whole: &'a Whole<'a>,
    t: usize,
    name: &'a str,
    definition: &'a Definition,
    sort: Sort,
    rows: f64,
    from_check: bool,
}

impl Unique<'_> {
    fn held(&self) -> Result<Held, String> {
        let definition = self.definition;
        let stated = |key: &str| definition.get(key).and_then(|n| n.parse::<f64>().ok());
        let fixed = definition.kind() == "choice" && definition.get("values").is_none_or(|v| v != "[\"{}\"]");
        if fixed && (self.from_check || matches!(self.sort, Sort::Choice(_) | Sort::Boolean)) {
            return Ok(Held::Few(None, list_length(definition) as f64));
        }
        Ok(Held::By(match &self.sort {
            Sort::Boolean => return Ok(Held::Few(None, 2.0)),
            Sort::Integer { max, .. } => return Ok(self.number(*max)),
            Sort::Decimal { digits, places }
                if 10f64.powi(digits.saturating_sub(*places).cast_signed()) > self.rows =>
            {
                Definition::of("serial")
            }
            Sort::Decimal { digits, places } => {
                let unit = 10u64.pow((*places).min(9).min(*digits));
                Definition::expr(&format!("CAST(_row AS numeric) / {unit}"))
            }
            Sort::Float => Definition::of("serial"),
            Sort::Uuid => Definition::of("uuid"),
            Sort::Bytes if stated("min").is_some_and(|least| least >= 8.0) => definition.clone(),
            Sort::Bytes => Definition::of("bytes").with("min", 16),
            Sort::Range { .. } => definition.clone().with("apart", true),
            Sort::Date => match stretch(definition) {
                Some(of) => Definition::expr(&of.replace("{}", "DATE '1990-01-01' + _row * 31")),
                None => Definition::expr("DATE '1990-01-01' + _row"),
            },
            Sort::Moment => Definition::expr("CAST(DATE '1990-01-01' + _row AS timestamp)"),
            Sort::Text { most, .. } => return self.text(*most),
            Sort::Json => Definition::of("json").with("value", "{ number = \"_row\" }"),
            Sort::Form(_) | Sort::Place(_) => definition.clone(),
            Sort::Kind("ipv4") => Definition::of("ipv6"),
            Sort::Kind(_) => definition.clone().with("wide", true),
            _ => return Err(format!("nothing keeps the values of `{}` apart", self.name)),
        }))
    }

    /// Whole numbers count, from where their bounds begin.
    fn number(&self, max: i64) -> Held {
        let stated = |key: &str| self.definition.get(key).and_then(|n| n.parse::<f64>().ok());
        let mut serial = Definition::of("serial");
        let least = self.definition.get("min").filter(|m| m.parse::<f64>().is_ok_and(|m| m > 1.0));
        if let Some(start) = least.or_else(|| self.definition.get("start")) {
            serial.set("start", start);
        }
        let is_bounded = self.from_check || bounded(self.whole, self.t, self.name);
        let most = stated("max").filter(|_| is_bounded).unwrap_or(max as f64);
        let count = most - stated("min").unwrap_or(0.0).max(1.0) + 1.0;
        if count < self.rows { Held::Few(Some(serial), count) } else { Held::By(serial) }
    }

    fn text(&self, most: Option<u32>) -> Result<Held, String> {
        let formed = formed(self.whole, self.t, self.name, self.definition);
        let from_check = self.from_check || formed.is_some();
        match unique_text(formed.as_ref().unwrap_or(self.definition), most, self.name, from_check) {
            Some((definition, capacity)) if capacity >= self.rows => Ok(Held::By(definition)),
            Some((definition, capacity)) => Ok(Held::Few(Some(definition), capacity)),
            None => Err(format!("nothing keeps the texts of `{}` apart", self.name)),
        }
    }
}

/// A unique column of few values: a table of codes has as many rows; another cannot be filled as asked.
fn few(draft: &mut DraftTable, name: &str, primary: bool, values: f64, rows: f64) -> Result<(), String> {
    mark(draft, name, primary);
    if values >= rows {
        return Ok(());
    }
    match &mut draft.rows {
        // One value alone is that of a table of settings, which has one row.
        Rows::Root { rows, scales } if primary || values >= 30.0 || values <= 1.0 => {
            *rows = (*rows).min(whole_number(values));
            *scales = false;
            draft.notes.push(format!("as many rows as `{name}` has values"));
            Ok(())
        }
        _ => Err(format!(
            "`{name}` is unique and has {values:.0} values, and about {rows:.0} rows are asked for"
        )),
    }
}

/// The form that a check asks for of a text that is drafted by something else, such as a digest: where texts must differ, it is
/// the form that can be counted.
pub(super) fn formed(whole: &Whole<'_>, t: usize, name: &str, definition: &Definition) -> Option<Definition> {
    if definition.kind() != "blind_index" {
        return None;
    }
    let table = &whole.db.tables[t];
    let column = &table.columns[table.column(name)?];
    let own = types::resolve(whole.db, column.type_oid, column.type_modifier).checks;
    let own = own.iter().map(|check| predicate::understand(check, Some(name), &whole.db.functions));
    let checks = table.constraints.iter().filter(|k| k.kind == "c");
    let stated = checks.map(|k| predicate::understand(&k.definition, None, &whole.db.functions));
    own.chain(stated).flat_map(|one| one.rules).find_map(|rule| match rule {
        Rule::Matches(column, form) if column == name => {
            Some(Definition::of("pattern").with("pattern", text(&form)))
        }
        _ => None,
    })
}

/// A unique text and how many there are of it.
pub(super) fn unique_text(
    definition: &Definition,
    most: Option<u32>,
    name: &str,
    from_check: bool,
) -> Option<(Definition, f64)> {
    // What a check gives case by case nothing else takes the place of.
    if from_check && definition.get("expr").is_some_and(|expr| expr.starts_with("\"CASE ")) {
        return None;
    }
    let kind = definition.kind();
    let room = most.unwrap_or(u32::MAX);
    let letters =
        definition.get("pattern").is_some_and(|p| p.starts_with("\"[a-z]{") || p.starts_with("\"[A-Z]{"));
    if (from_check || letters) && kind == "pattern" {
        let stated = definition.get("pattern").and_then(untext)?;
        let (narrow, count) = kinds::pattern::countable(&stated, room as usize)?;
        let held = if narrow == stated {
            definition.clone()
        } else {
            definition.clone().with("pattern", text(&narrow))
        };
        return Some((held, count as f64));
    }
    let longest =
        definition.get("max_chars").and_then(|n| n.parse::<u32>().ok()).map_or(room, |n| n.min(room));
    if guess::longest(kind).is_some_and(|n| n <= longest) {
        let mut plain = Definition::of(kind);
        if kind == "phone" {
            plain.set("wide", true);
        }
        let count = kinds::find(kind).filter(|_| kind != "phone").and_then(kinds::Kind::count);
        return Some((plain, count.map_or(1e7, |count| count as f64)));
    }
    let named = words(name).iter().any(|w| ["name", "title", "label", "description"].contains(&w.as_str()));
    let formed = definition.get("expr").is_some();
    let pattern = if named && longest >= 30 && !formed {
        ("(North|South|East|West|Central|Upper|Lower) (Care|Service|Program|Group|Unit|Form|Report) [0-9]{6}".to_owned(), 1e7)
    } else if kind == "email" && longest >= 20 {
        (format!("[a-z]{{{}}}@example\\.com", (longest - 12).min(10)), 1e9)
    } else {
        let n = longest.min(10);
        // What a check brings into small letters is in small letters.
        let small = definition.get("expr").is_some_and(|form| form.contains("lower("));
        let letter = if small { "a-z" } else { "A-Z" };
        (format!("[{letter}0-9]{{{n}}}"), 36f64.powi(n.min(10).cast_signed()))
    };
    (longest > 0).then(|| (Definition::of("pattern").with("pattern", text(&pattern.0)), pattern.1))
}

/// Whether a table has a number of rows that no draw decides.
pub(super) fn is_certain(whole: &Whole<'_>, t: usize) -> bool {
    let Some(relation) = whole.parent(t) else { return true };
    is_one_to_one(whole.db, t, relation) && is_certain(whole, relation.target)
}

/// A reference to a different row each time: there must be as many there.
fn unique_reference(
    whole: &Whole<'_>,
    t: usize,
    draft: &mut DraftTable,
    name: &str,
    primary: bool,
) -> Result<(), String> {
    let table = &whole.db.tables[t];
    let relation =
        whole.relations[t].iter().find(|r| r.columns.iter().any(|&c| table.columns[c].name == name));
    // Where the dice say how many rows there are, as many on both sides on average are not enough.
    let margin = |r: &Relation| if is_certain(whole, t) && is_certain(whole, r.target) { 0.99 } else { 1.1 };
    let enough = |share: f64| {
        relation.is_some_and(|r| {
            r.target != t && estimate(whole, t) * margin(r) * share <= estimate(whole, r.target).max(1.0)
        })
    };
    let required =
        table.column(name).is_some_and(|c| super::super::relations::not_null(whole.db, table, c)) || primary;
    let holds = relation.is_some_and(|r| holds_others(whole, t, draft, name, r));
    if !required && !holds && paths::beside(whole, t, draft, name) {
        return Ok(());
    }
    if required && !enough(1.0) && one_each(draft, name) {
        return Ok(());
    }
    let Some(column) = draft.column(name) else { return Ok(()) };
    column.definition.remove("within");
    column.definition.remove("none");
    if enough(1.0) && relation.is_some_and(|r| r.columns.len() == 1) {
        mark(draft, name, primary);
        return Ok(());
    }
    if !required {
        let own = relation.is_some_and(|r| r.target == t);
        match relation.filter(|r| r.columns.len() == 1 && !holds) {
            Some(_) => numbered(draft, name, own),
            None => {
                let why = "unique, and there are fewer rows to refer to: always NULL";
                never(whole, t, draft, name, why);
            }
        }
        return Ok(());
    }
    // Of a parent that has one row at most, not every one needs to have it.
    if let Rows::Under { per, most: 1, .. } = &mut draft.rows
        && enough(0.6)
        && relation.is_some_and(|r| r.columns.len() == 1)
    {
        "{ uniform = [0, 1] }".clone_into(per);
        draft.notes.push(format!("not of every parent, so that there are enough for `{name}` to differ"));
        mark(draft, name, primary);
        return Ok(());
    }
    // What refers by its name alone may be anything.
    if relation.is_some_and(|r| !r.declared)
        && let Some(plain) = table.column(name).and_then(|c| sort_of(whole, t, c).plain())
        && let Some(column) = draft.column(name)
    {
        column.definition = plain;
        column.why = "refers to no row: there are fewer of those than must differ".to_owned();
        column.sure = None;
        return single(whole, t, draft, name, primary);
    }
    Err(format!("every row must refer by `{name}` to another row, and there are fewer of those"))
}

/// Whether the row that a reference leads to gives other columns what they must have, or a row of the same table what checks may compare.
pub(super) fn holds_others(
    whole: &Whole<'_>,
    t: usize,
    draft: &DraftTable,
    name: &str,
    relation: &Relation,
) -> bool {
    let (table, lead) = (&whole.db.tables[t], text(name));
    let taken = draft.columns.iter().filter(|c| c.definition.get("same_row_as") == Some(lead.as_str()));
    let mut there = taken.filter_map(|column| table.column(&column.name));
    there.any(|c| relation.target == t || super::super::relations::not_null(whole.db, table, c))
}

/// Has a reference lead to no row. What would be taken from that row, and must be there, refers by itself.
pub(super) fn never(whole: &Whole<'_>, t: usize, draft: &mut DraftTable, name: &str, why: &str) {
    let (table, lead) = (&whole.db.tables[t], text(name));
    for column in &mut draft.columns {
        if column.name == name {
            column.definition.set("null", "1.0");
            column.why = why.to_owned();
            column.sure = None;
        }
        let Some(c) = table.column(&column.name) else { continue };
        let taken = column.definition.get("same_row_as") == Some(lead.as_str());
        if !taken || !super::super::relations::not_null(whole.db, table, c) {
            continue;
        }
        let alone = |r: &&Relation| r.columns == [c] && r.target != t && !whole.left_out[r.target];
        let free = match whole.relations[t].iter().find(alone) {
            Some(relation) => {
                let target = &whole.db.tables[relation.target];
                let there = &target.columns[relation.target_columns[0]].name;
                let to = Definition::of("reference").with("table", text(&target.label()));
                Some(to.with("column", text(there)))
            }
            None => sort_of(whole, t, c).plain(),
        };
        if let Some(free) = free {
            column.definition = free;
            column.why = format!("`{name}`, with which it would refer, is always NULL");
            column.sure = None;
        }
    }
}

/// Of the rows under one parent another refers to one each: where every parent has one row alone, no two rows meet.
fn one_each(draft: &mut DraftTable, name: &str) -> bool {
    let Rows::Under { parent, per, most } = &mut draft.rows else { return false };
    let under = text(parent);
    let inside = draft.columns.iter().find(|c| c.name == name);
    if inside.is_none_or(|c| c.definition.get("within") != Some(under.as_str())) {
        return false;
    }
    "1".clone_into(per);
    *most = 1;
    draft.notes.push(format!("one row each, so that none shares its `{name}` with another"));
    true
}

/// Has each row refer to the row of its own number, as long as there are such: of the `own` table to the one before it.
pub(super) fn numbered(draft: &mut DraftTable, name: &str, own: bool) {
    let Some(column) = draft.column(name) else { return };
    for key in ["within", "none", "distinct"] {
        column.definition.remove(key);
    }
    column.definition.set("row", text(&format!("_row - {}", if own { 2 } else { 1 })));
    column.why = "unique, and not every row has one to refer to".to_owned();
    column.sure = None;
    draft.hidden("_row", Definition::of("serial"));
}

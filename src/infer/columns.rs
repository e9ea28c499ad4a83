//! One column by what is known of it: its keys and checks first, then its name and its values, then its type.

mod absence;
mod bounds;
mod computed;
mod digits;
mod documents;
mod equations;
mod habits;
mod listed;
mod measures;
mod plain;
mod polymorphic;
mod roles;
mod sealed;
mod values;
mod vocabulary;
mod when;
mod written;

pub(super) use absence::presence;
pub(super) use listed::typed_choice;
pub(super) use plain::is_of_listed;
pub(super) use polymorphic::{CLASS, PAIR};
pub(super) use values::LONG;

use super::build::Whole;
use super::definition::{Definition, sql, text};
use super::draft::{DraftColumn, DraftTable};
use super::guess::{self, Called};
use super::predicate::{self, Rule, Understood};
use super::relations::not_null;
use super::sample::ColumnSample;
use super::types::{self, Sort};
use super::words::{of_table, within, words};
use crate::shape::{Column, Table};

/// What is known of a column.
pub(super) struct Facts<'a> {
    whole: &'a Whole<'a>,
    pub(super) table: &'a Table,
    pub(super) column: &'a Column,
    pub(super) name: Vec<String>,
    table_name: Vec<String>,
    sort: Sort,
    rules: Vec<&'a Rule>,
    all: &'a [Understood],
    pub(super) required: bool,
    key: bool,
    /// The number of the column.
    position: usize,
    /// What a sample says of its values.
    sample: Option<&'a ColumnSample>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(whole: &'a Whole<'a>, t: usize, c: usize, understood: &'a [Understood]) -> Self {
        let table = &whole.db.tables[t];
        let column = &table.columns[c];
        let all = understood.iter().flat_map(|one| &one.rules);
        let rules: Vec<&Rule> = all.filter(|rule| about(rule, &column.name)).collect();
        let key = table.constraints.iter().any(|k| k.kind == "p" && k.columns.contains(&column.name));
        let required = key
            || not_null(whole.db, table, c)
            || rules.iter().any(|r| matches!(r, Rule::Present(name) if *name == column.name));
        Self {
            whole,
            table,
            column,
            name: words(&column.name),
            table_name: of_table(&table.name),
            sort: types::resolve(whole.db, column.type_oid, column.type_modifier).sort,
            rules,
            all: understood,
            required,
            key,
            position: c,
            sample: whole.sample.map(|sample| &sample.tables[t].columns[c]),
        }
    }

    fn called(&self) -> Called<'_> {
        Called { column: &self.name, table: &self.table_name, comment: self.column.comment.as_deref() }
    }

    fn is(&self, wanted: &[&str]) -> bool {
        self.name.len() == wanted.len() && within(&self.name, wanted)
    }

    fn ends(&self, word: &str) -> bool {
        self.name.last().is_some_and(|last| last == word)
    }

    fn has(&self, any: &[&str]) -> bool {
        self.name.iter().any(|word| any.contains(&word.as_str()))
    }
}

/// Whether a rule is about the values of a column.
fn about(rule: &Rule, name: &str) -> bool {
    match rule {
        Rule::AtLeast(c, ..) | Rule::AtMost(c, ..) | Rule::OneOf(c, _) | Rule::NoneOf(c, _) => c == name,
        Rule::Longer(c, _)
        | Rule::Shorter(c, _)
        | Rule::Matches(c, _)
        | Rule::Cases(c, _)
        | Rule::Present(c)
        | Rule::When(c, ..) => c == name,
        Rule::Like(c, _)
        | Rule::Computed(c, ..)
        | Rule::Formed(c, _)
        | Rule::Ahead(c)
        | Rule::Span(c, ..)
        | Rule::Clock(c, ..)
        | Rule::Items(c, ..)
        | Rule::Counted(c, _)
        | Rule::Octets(c, ..)
        | Rule::End(c, ..)
        | Rule::Document(c, _)
        | Rule::Fields(c, _)
        | Rule::Holds(c, _)
        | Rule::Among(c, _) => c == name,
        Rule::Before(a, b, _) | Rule::Zero(a, b) | Rule::Differ(a, b) | Rule::Soon(a, b, _) => {
            a == name || b == name
        }
        Rule::Implied(_) => false,
        Rule::Ways(all) => all.iter().flatten().any(|c| c == name),
    }
}

/// Drafts a column that refers to nothing; none where the server's default stands.
pub(super) fn column(facts: &Facts<'_>, draft: &mut DraftTable) -> Result<Option<DraftColumn>, String> {
    let (mut definition, why, sure) = match computed::computed(facts).or_else(|| made(facts, draft)) {
        Some(made) => made,
        None if !facts.required || facts.column.default.is_some() => {
            let note = format!("left to the server: {} ({})", facts.column.name, facts.column.type_name);
            draft.notes.push(note);
            return Ok(None);
        }
        None => {
            return Err(format!(
                "nothing is known of the type `{}` of `{}`",
                facts.column.type_name, facts.column.name
            ));
        }
    };
    bounds::bounds(facts, &mut definition)?;
    let is_number = matches!(facts.sort, Sort::Integer { .. } | Sort::Decimal { .. } | Sort::Float);
    let computed = definition.get("expr").is_some();
    for rule in &facts.rules {
        let bound = match rule {
            Rule::Counted(_, items) if definition.kind() == "array" => {
                definition.set("items", text(items));
                continue;
            }
            // What is computed has no bounds of its own: rows beyond them are drawn again.
            Rule::AtLeast(name, n, out) if computed && is_number => {
                format!("{} {} {n}", sql(name), if *out { ">" } else { ">=" })
            }
            Rule::AtMost(name, n, out) if computed && is_number => {
                format!("{} {} {n}", sql(name), if *out { "<" } else { "<=" })
            }
            _ => continue,
        };
        if !draft.checks.contains(&bound) {
            draft.checks.push(bound);
        }
    }
    absence::nulls(facts, draft, &mut definition);
    equations::form(facts, draft, &mut definition);
    Ok(Some(DraftColumn { name: facts.column.name.clone(), definition, why, sure }))
}

type Made = (Definition, String, Option<u32>);

fn made(facts: &Facts<'_>, draft: &mut DraftTable) -> Option<Made> {
    let numbered = !facts.column.identity.is_empty()
        || facts.column.default.as_deref().is_some_and(|d| d.starts_with("nextval("));
    let sole = || facts.table.constraints.iter().any(|k| k.kind == "p" && k.columns.len() == 1);
    if matches!(facts.sort, Sort::Integer { .. }) && (numbered || (facts.key && sole())) {
        return certain(first(facts), "");
    }
    if matches!(facts.sort, Sort::Text { most, .. } if most.is_none_or(|n| n >= 36))
        && facts.column.default.as_deref().is_some_and(|d| d.contains("uuid"))
    {
        return Some((Definition::of("uuid"), "its default makes UUIDs".to_owned(), Some(90)));
    }
    let sealed = sealed::sealed(facts, draft).or_else(|| sealed::index(facts, draft));
    if let Some(sealed) = sealed.or_else(|| sealed::nonce(facts)) {
        return Some(sealed);
    }
    // What the database takes nothing else for is no question of how values look.
    // What has a form of its own in the database is none of the texts that a sample shows.
    let stated = listed::by_check(facts);
    let formed = matches!(facts.sort, Sort::Array(_) | Sort::Row(_) | Sort::Range { .. });
    if let Some(sample) = facts.sample.filter(|_| stated.is_none() && !formed) {
        return values::by_values(facts, sample, draft);
    }
    let stated = stated.or_else(|| documents::by_check(facts));
    let stated = stated.or_else(|| equations::computed(facts));
    let stated = stated.or_else(|| listed::ordered(facts, draft));
    if let Some(stated) = stated.or_else(|| equations::cases(facts, draft)) {
        return Some(stated);
    }
    if let Some(dated) = written::dated(facts, draft) {
        return Some(dated);
    }
    let habit = polymorphic::polymorphic(facts, draft).or_else(|| habits::habit(facts));
    if let Some(made) = habit.or_else(|| measures::measure(facts)) {
        return Some(made);
    }
    // What the database says of the values says more than a name that tells only in part.
    let enumerated = listed::enumerated(facts);
    let fits = |kind: &crate::kinds::Kind| guess::fits(kind, &facts.sort);
    if let Some(guess) =
        guess::by_name(&facts.called(), fits).filter(|guess| enumerated.is_none() || guess.sure >= 90)
        && (guess.kind.name != "state" || placed(facts))
    {
        let why = format!("the name says {}", guess.told_by.trim_start_matches(['=', '@']));
        let definition = of_kind(guess.kind.name, &facts.sort);
        return Some((definition, why, Some(guess.sure)));
    }
    if let Some((values, why)) = enumerated {
        return Some((Definition::choice(&values), why, Some(70)));
    }
    roles::name_of_role(facts)
        .or_else(|| vocabulary::vocabulary(facts))
        .or_else(|| vocabulary::code(facts))
        .or_else(|| vocabulary::called(facts))
        .or_else(|| vocabulary::numbered(facts))
        .or_else(|| facts.sort.plain().map(|definition| by_type(definition, facts)))
}

/// What a type makes where nothing else tells; of dates and moments the name may say that they are some.
fn by_type(definition: Definition, facts: &Facts<'_>) -> Made {
    let named = matches!(facts.sort, Sort::Date | Sort::Moment) && when::is_when(facts);
    if named { (definition, WHEN.to_owned(), Some(80)) } else { (definition, BY_TYPE.to_owned(), Some(30)) }
}

/// Numbers of rows: from 0 where checks say something of that row alone, as of the root of a tree.
fn first(facts: &Facts<'_>) -> Definition {
    let serial = Definition::of("serial");
    let checks = predicate::conjuncts(facts.table, &facts.whole.db.functions);
    let root =
        checks.iter().any(|check| predicate::named(check, &facts.column.name).iter().any(|n| n == "0"));
    if root { serial.with("start", 0) } else { serial }
}

/// Whether a state is that of a place, and no step of a workflow.
fn placed(facts: &Facts<'_>) -> bool {
    const PLACES: &[&str] =
        &["city", "zip", "zipcode", "street", "address", "postal", "postcode", "county", "district"];
    let own = facts.name.len() == 1 || facts.has(&["license", "licence", "birth", "residence", "issuing"]);
    let beside = |column: &Column| words(&column.name).iter().any(|word| PLACES.contains(&word.as_str()));
    let home = facts.has(PLACES) || facts.has(&["home", "mailing", "billing", "shipping", "province"]);
    home || (own && (facts.table.columns.iter().any(beside) || super::words::is_person(&facts.table_name)))
}

/// Why a column is what it is, where nothing but its type tells.
const BY_TYPE: &str = "by its type alone";

/// Why a column is a date or a moment, where its type and its name say so and no more.
const WHEN: &str = "its type and its name say when something was";

/// Whether nothing is known of a column but that it is of its type.
pub(super) fn is_plain(why: &str) -> bool {
    why.is_empty() || why == BY_TYPE || why == WHEN
}

fn certain(definition: Definition, why: &str) -> Option<Made> {
    Some((definition, why.to_owned(), None))
}

/// A kind as a column of a type states it.
fn of_kind(kind: &str, sort: &Sort) -> Definition {
    let definition = Definition::of(kind);
    match (kind, sort) {
        ("duration", _) => definition.with("style", text("clock")),
        // Numbers as text are as long as they are.
        ("latitude" | "longitude", _) => definition,
        (_, Sort::Text { most: Some(n @ ..200), .. }) => definition.with("max_chars", n),
        (_, Sort::Text { most: Some(n), .. }) if ["note", "paragraph"].contains(&kind) => {
            definition.with("max_chars", n)
        }
        _ => definition,
    }
}

//! One person in a row: names, pronouns and a death that fit sex and birth.

use super::super::definition::{Definition, sql, text};
use super::super::draft::DraftTable;
use super::super::guess;
use super::super::relations::not_null;
use super::super::words::words;
use super::{of_kind, takes};
use crate::infer::build::Whole;

/// How somebody wants to be called, by sex.
const PRONOUNS: &str = "{ F = { \"she/her\" = 95, \"they/them\" = 3, \"he/him\" = 2 }, \
                        M = { \"he/him\" = 96, \"they/them\" = 2, \"she/her\" = 2 }, \"*\" = { \"they/them\" = 1 } }";

/// As what somebody lives, by sex.
const IDENTITIES: &str = "{ F = { female = 97, non_binary = 2, male = 1 }, \
                          M = { male = 98, non_binary = 1, female = 1 }, \"*\" = { non_binary = 1 } }";

/// Joins what a row says of a person.
pub(super) fn join(whole: &Whole<'_>, draft: &mut DraftTable) {
    let sex = sex(draft);
    let born = of_kind(draft, "birth_date");
    if let Some(sex) = &sex {
        weigh(draft, sex);
        by_sex(whole, draft, sex);
    }
    death(whole, draft, born.as_deref(), sex.as_deref());
    names(draft, sex.as_deref(), born.as_deref());
}

fn has(name: &str, word: &str) -> bool {
    words(name).iter().any(|w| w == word)
}

/// Whether values are words of the sexes.
fn lists_sexes(definition: &Definition) -> bool {
    let values = definition.get("values").unwrap_or_default().to_lowercase();
    let words: Vec<&str> = values.split(['"', '\'']).collect();
    [["female", "male"], ["f", "m"]].iter().any(|pair| pair.iter().all(|word| words.contains(word)))
}

/// The column that says the sex: that of birth before what somebody lives as.
fn sex(draft: &DraftTable) -> Option<String> {
    let says = |name: &str| has(name, "sex") || has(name, "gender");
    let fits = |d: &Definition, name: &str| {
        d.get("expr").is_none()
            && (d.kind() == "sex" || (d.kind() == "choice" && says(name) && lists_sexes(d)))
    };
    let all = draft.columns.iter().filter(|c| fits(&c.definition, &c.name));
    all.min_by_key(|c| (has(&c.name, "identity"), !has(&c.name, "sex"))).map(|c| c.name.clone())
}

/// Of listed sexes nearly all rows have one of the two.
fn weigh(draft: &mut DraftTable, sex: &str) {
    let Some(column) = draft.column(sex).filter(|c| c.definition.kind() == "choice") else { return };
    let list = column.definition.get("values").unwrap_or_default();
    let Ok(list) = toml::from_str::<toml::Table>(&format!("list = {list}")) else { return };
    let Some(toml::Value::Array(list)) = list.get("list") else { return };
    let weight = |word: &str| match word.to_lowercase().as_str() {
        "female" | "f" => 50,
        "male" | "m" => 48,
        _ => 1,
    };
    let pairs: Vec<String> = list
        .iter()
        .filter_map(|value| value.as_str())
        .map(|word| format!("{} = {}", super::super::definition::key(word), weight(word)))
        .collect();
    column.definition.set("values", format!("{{ {} }}", pairs.join(", ")));
}

/// What follows the sex in most rows.
fn by_sex(whole: &Whole<'_>, draft: &mut DraftTable, sex: &str) {
    let by = format!(
        "CASE WHEN lower({0}) IN ('f', 'female') THEN 'F' WHEN lower({0}) IN ('m', 'male') THEN 'M' END",
        sql(sex)
    );
    for column in draft.columns.iter_mut().filter(|c| c.name != sex) {
        let kind = column.definition.kind();
        let (values, longest) = if kind == "sex" && has(&column.name, "identity") {
            (IDENTITIES, 10)
        } else if kind == "choice" && column.sure == Some(40) && has(&column.name, "pronouns") {
            (PRONOUNS, 9)
        } else {
            continue;
        };
        if !takes::texts(whole, draft.position, &column.name, longest) {
            continue;
        }
        let mut choice = Definition::of("choice").with("by", text(&by)).with("values", values);
        for key in ["null", "when"] {
            if let Some(value) = column.definition.get(key) {
                choice.set(key, value);
            }
        }
        column.definition = choice;
        column.why = format!("by {sex}");
    }
}

/// A day on which somebody died lies at the end of a life, and not at a distance from its beginning.
fn death(whole: &Whole<'_>, draft: &mut DraftTable, born: Option<&str>, sex: Option<&str>) {
    let Some(born) = born else { return };
    let table = &whole.db.tables[draft.position];
    let is_there = |name: &str| table.column(name).is_some_and(|c| not_null(whole.db, table, c));
    for column in &mut draft.columns {
        let (name, drawn) = (words(&column.name), ["date", "timestamp"].contains(&column.definition.kind()));
        let comment = table.column(&column.name).and_then(|c| table.columns[c].comment.as_deref());
        let called = guess::Called { column: &name, table: &[], comment };
        if !drawn || guess::by_name(&called, |kind| kind.name == "death_date").is_none() {
            continue;
        }
        // Of somebody whose birth is not known no death follows.
        let required = is_there(&column.name);
        if required && !is_there(born) {
            continue;
        }
        let mut death = Definition::of("death_date").with("born", text(&sql(born)));
        if let Some(sex) = sex {
            death.set("sex", text(&sql(sex)));
        }
        // Those whose day must be there have all died.
        if required {
            death.set("rate", "1.0");
        }
        if let Some(when) = column.definition.get("when") {
            death.set("when", when);
        }
        column.definition = death;
        column.why = format!("the end of a life that began at {born}");
        column.sure = Some(80);
    }
}

/// Names that fit sex and birth.
fn names(draft: &mut DraftTable, sex: Option<&str>, born: Option<&str>) {
    let (first, last) = (of_kind(draft, "first_name"), of_kind(draft, "last_name"));
    for column in &mut draft.columns {
        let name = column.name.clone();
        let kind = column.definition.kind().to_owned();
        let definition = &mut column.definition;
        let mut give = |key: &'static str, from: Option<&str>| {
            if let Some(from) = from.filter(|from| *from != name) {
                definition.set(key, text(&sql(from)));
            }
        };
        match kind.as_str() {
            "first_name" | "middle_name" | "marital_status" => {
                give("sex", sex);
                give("born", born);
            }
            "birth_date" => give("sex", sex),
            "email" | "username" => {
                give("first", first.as_deref());
                give("last", last.as_deref());
            }
            _ => {}
        }
    }
}

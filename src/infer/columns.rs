//! One column by what is known of it: its keys and checks first, then its name, then its type.

use super::build::Whole;
use super::definition::{Definition, text};
use super::draft::{DraftColumn, DraftTable};
use super::guess::{self, Called};
use super::predicate::{self, Rule, Understood};
use super::relations::not_null;
use super::types::{self, Sort};
use super::words::{of_table, singular, within, words};
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
    pub(super) required: bool,
    key: bool,
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
            required,
            key,
        }
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
        | Rule::Present(c)
        | Rule::When(c, ..) => c == name,
        Rule::Before(a, b, _) => a == name || b == name,
        Rule::One(all) => all.iter().any(|c| c == name),
    }
}

/// Drafts a column that refers to nothing; none where the server's default stands.
pub(super) fn column(facts: &Facts<'_>, draft: &mut DraftTable) -> Result<Option<DraftColumn>, String> {
    let made = made(facts);
    let (mut definition, why, sure) = match made {
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
    bounds(facts, &mut definition)?;
    nulls(facts, draft, &mut definition);
    Ok(Some(DraftColumn { name: facts.column.name.clone(), definition, why, sure }))
}

type Made = (Definition, String, Option<u32>);

fn made(facts: &Facts<'_>) -> Option<Made> {
    let certain = |definition: Definition, why: &str| Some((definition, why.to_owned(), None));
    let numbered = !facts.column.identity.is_empty()
        || facts.column.default.as_deref().is_some_and(|d| d.starts_with("nextval("));
    let whole_number = matches!(facts.sort, Sort::Integer { .. });
    if whole_number
        && (numbered
            || (facts.key && facts.table.constraints.iter().any(|k| k.kind == "p" && k.columns.len() == 1)))
    {
        return certain(Definition::of("serial"), "");
    }
    if let Some(values) = listed(facts) {
        return certain(typed_choice(&facts.sort, &values), "from a check");
    }
    if let Sort::Choice(values) = &facts.sort {
        let values = without(facts, values.clone());
        return certain(Definition::choice(&values), "");
    }
    if let Some(pattern) = pattern(facts) {
        return certain(pattern, "from a check");
    }
    if let Some(made) = polymorphic(facts).or_else(|| habit(facts)) {
        return Some(made);
    }
    let called =
        Called { column: &facts.name, table: &facts.table_name, comment: facts.column.comment.as_deref() };
    let fits = |kind: &crate::kinds::Kind| guess::fits(kind, &facts.sort);
    // What the database says of the values says more than a name that tells only in part.
    let enumerated = enumerated(facts);
    if let Some(guess) =
        guess::by_name(&called, fits).filter(|guess| enumerated.is_none() || guess.sure >= 90)
    {
        let why = format!("the name says {}", guess.told_by.trim_start_matches(['=', '@']));
        let definition = of_kind(guess.kind.name, &facts.sort);
        return Some((definition, why, Some(guess.sure)));
    }
    if let Some((values, why)) = enumerated {
        return Some((Definition::choice(&values), why, Some(70)));
    }

    facts.sort.plain().map(|definition| (definition, "by its type alone".to_owned(), Some(30)))
}

/// A kind as a column of a type states it.
fn of_kind(kind: &str, sort: &Sort) -> Definition {
    let definition = Definition::of(kind);
    match (kind, sort) {
        ("duration", _) => definition.with("style", text("iso8601")),
        // Numbers as text are as long as they are.
        ("latitude" | "longitude", _) => definition,
        (_, Sort::Text { most: Some(n @ ..200), .. }) => definition.with("max_chars", n),
        (_, Sort::Text { most: Some(n), .. }) if ["note", "paragraph"].contains(&kind) => {
            definition.with("max_chars", n)
        }
        _ => definition,
    }
}

/// The values that checks allow.
fn listed(facts: &Facts<'_>) -> Option<Vec<String>> {
    let mut values: Option<Vec<String>> = None;
    for rule in &facts.rules {
        if let Rule::OneOf(_, list) = rule {
            values = Some(match values {
                None => list.clone(),
                Some(before) => before.into_iter().filter(|v| list.contains(v)).collect(),
            });
        }
    }
    values.map(|values| without(facts, values))
}

/// Values without those that checks forbid.
fn without(facts: &Facts<'_>, mut values: Vec<String>) -> Vec<String> {
    for rule in &facts.rules {
        if let Rule::NoneOf(_, none) = rule {
            values.retain(|value| !none.contains(value));
        }
    }
    let most = match facts.sort {
        Sort::Text { most: Some(n), .. } => n as usize,
        _ => usize::MAX,
    };
    values.retain(|value| value.chars().count() <= most);
    values
}

/// A choice whose values have the type of the column.
fn typed_choice(sort: &Sort, values: &[String]) -> Definition {
    match sort {
        Sort::Integer { .. } | Sort::Decimal { .. } | Sort::Float => {
            Definition::of("choice").with("values", format!("[{}]", values.join(", ")))
        }
        Sort::Boolean => Definition::of("choice").with("values", format!("[{}]", values.join(", "))),
        _ => Definition::choice(values),
    }
}

/// The pattern that a check asks for.
fn pattern(facts: &Facts<'_>) -> Option<Definition> {
    let found = facts.rules.iter().find_map(|rule| match rule {
        Rule::Matches(_, pattern) => Some(pattern),
        _ => None,
    })?;
    // A check of the form of an address is kept by addresses.
    if found.contains('@') && facts.has(&["email", "mail"]) {
        return None;
    }
    Some(Definition::of("pattern").with("pattern", text(found)))
}

/// `x_type` beside `x_id`: which class of row is meant.
fn polymorphic(facts: &Facts<'_>) -> Option<Made> {
    let stem = facts.name.split_last()?;
    let beside = |last: &str| {
        let wanted: Vec<String> = stem.1.iter().cloned().chain([last.to_owned()]).collect();
        facts.table.columns.iter().find(|c| words(&c.name) == wanted)
    };
    if stem.1.is_empty() {
        return None;
    }
    match stem.0.as_str() {
        "type" if facts.sort.is_text() && beside("id").is_some() => {
            let values = classes(facts);
            (!values.is_empty()).then(|| {
                (Definition::choice(&values), "the class of the row referred to".to_owned(), Some(75))
            })
        }
        "id" if beside("type").is_some() => match facts.sort {
            Sort::Integer { .. } => {
                let definition =
                    Definition::of("integer").with("min", 1).with("max", facts.whole.asked.rows.max(1));
                Some((definition, "the number of a row of the class beside it".to_owned(), Some(75)))
            }
            Sort::Uuid => Some((Definition::of("uuid"), "of the class beside it".to_owned(), Some(50))),
            _ => None,
        },
        _ => None,
    }
}

/// Tables as classes: a few that have a numbered key.
fn classes(facts: &Facts<'_>) -> Vec<String> {
    let most = match facts.sort {
        Sort::Text { most: Some(n), .. } => n as usize,
        _ => usize::MAX,
    };
    let numbered = |t: &&Table| {
        let key = t.constraints.iter().find(|k| k.kind == "p");
        key.is_some_and(|k| matches!(k.columns.as_slice(), [only] if t.column(only).is_some_and(|c| t.columns[c].type_name == "integer" || t.columns[c].type_name == "bigint")))
    };
    let camel = |name: &str| -> String {
        let all = of_table(name);
        let capital = |w: &String| {
            w.chars().take(1).flat_map(char::to_uppercase).chain(w.chars().skip(1)).collect::<String>()
        };
        all.iter().map(capital).collect()
    };
    let list = facts.whole.db.tables.iter().filter(numbered).map(|t| camel(&t.name));
    list.filter(|name| name.len() <= most).take(3).collect()
}

/// Habits of frameworks that names tell together with a type.
#[expect(clippy::too_many_lines, reason = "one list of habits, an arm a type")]
fn habit(facts: &Facts<'_>) -> Option<Made> {
    let told = |definition: Definition, why: &str, sure: u32| Some((definition, why.to_owned(), Some(sure)));
    let integer = |min: i64, max: i64| Definition::of("integer").with("min", min).with("max", max);
    match &facts.sort {
        Sort::Integer { max: most, .. } => {
            let most = *most;
            if facts.is(&["lock", "version"]) || facts.is(&["version"]) || facts.is(&["optlock"]) {
                return told(Definition::of("constant").with("value", 0), "counts changes of the row", 90);
            }
            if facts.ends("cents") {
                return told(integer(0, 50_000.min(most)), "an amount in cents", 85);
            }
            if facts.ends("count") || facts.ends("attempts") || facts.ends("counter") {
                return told(integer(0, 20), "a count", 80);
            }
            if facts.ends("year") {
                return told(integer(1950, 2025.min(most)), "a year", 80);
            }
            if facts.ends("month") {
                return told(integer(1, 12), "a month", 80);
            }
            if facts.ends("day") {
                return told(integer(1, 28), "a day of a month", 70);
            }
            if facts.has(&["percent", "percentage", "pct", "progress"]) {
                return told(integer(0, 100), "a share in hundredths", 80);
            }
            None
        }
        Sort::Boolean => {
            let default = facts.column.default.as_deref().unwrap_or_default();
            let rate = if default.starts_with("true") {
                "0.9"
            } else if facts
                .has(&["deleted", "voided", "retired", "archived", "deceased", "dead", "disabled", "locked"])
            {
                "0.05"
            } else if facts.has(&["active", "enabled", "visible", "valid"]) {
                "0.9"
            } else if default.starts_with("false") {
                "0.2"
            } else {
                "0.5"
            };
            Some((Definition::of("boolean").with("true_rate", rate), String::new(), None))
        }
        Sort::Json => {
            let list = facts.column.default.as_deref().is_some_and(|d| d.starts_with("'[]'"));
            let values = if list { "[\"[]\"]" } else { "['{}', '{\"source\": \"placebo\"}']" };
            Some((
                Definition::of("choice").with("values", values),
                "a document that says nothing".to_owned(),
                Some(40),
            ))
        }
        Sort::Text { most, padded: false } if facts.is(&["type"]) && most.is_none_or(|n| n >= 12) => {
            let last = facts.table_name.last()?;
            let class: String = singular(last)
                .chars()
                .take(1)
                .flat_map(char::to_uppercase)
                .chain(last.chars().skip(1))
                .collect();
            told(Definition::choice(&[class]), "the class of the row, as single-table inheritance has it", 60)
        }
        Sort::Text { most, .. }
            if facts.has(&["ciphertext", "encrypted", "cipher"]) && most.is_none_or(|n| n >= 44) =>
        {
            told(
                Definition::of("pattern").with("pattern", text("[A-Za-z0-9+/]{43}=")),
                "encrypted by the application",
                60,
            )
        }
        Sort::Text { most, .. } if facts.ends("iv") && most.is_none_or(|n| n >= 24) => told(
            Definition::of("pattern").with("pattern", text("[A-Za-z0-9+/]{22}==")),
            "an initialisation vector",
            70,
        ),
        _ => None,
    }
}

/// Values that a default or a comment names.
fn enumerated(facts: &Facts<'_>) -> Option<(Vec<String>, String)> {
    let Sort::Text { most, .. } = facts.sort else { return None };
    let short = |value: &String| most.is_none_or(|n| value.chars().count() <= n as usize);
    let mut values: Vec<String> = Vec::new();
    let mut why = Vec::new();
    if let Some(default) = facts.column.default.as_deref()
        && let Some(expr) = predicate::parse(default)
        && let Some(value) =
            predicate::constant(&predicate::strip(expr, None)).filter(|v| !v.trim().is_empty())
    {
        values.push(value);
        why.push("its default");
    }
    if let Some(list) = facts.column.comment.as_deref().and_then(said) {
        why.push("its comment");
        for value in list {
            if !values.contains(&value) {
                values.push(value);
            }
        }
    }
    values.retain(short);
    (!values.is_empty()).then(|| (without(facts, values), format!("from {}", why.join(" and "))))
}

/// A list in a comment: `one of: a, b, c`, `a | b | c`.
fn said(comment: &str) -> Option<Vec<String>> {
    let lower = comment.to_lowercase();
    let list = ["one of", "values:", "allowed:", "enum:", "options:"]
        .iter()
        .find_map(|start| lower.find(start).map(|at| &comment[at + start.len()..]))
        .or_else(|| comment.contains('|').then_some(comment))?;
    let end = list.find(['.', ';', ')']).unwrap_or(list.len());
    let clean = |word: &str| word.trim().trim_matches(['\'', '"', '`', ':', '(', ' ']).trim().to_owned();
    let parts: Vec<String> =
        list[..end].split([',', '|', '/']).flat_map(|p| p.split(" or ")).map(clean).collect();
    let word = |p: &String| {
        (1..=30).contains(&p.len()) && p.chars().all(|c| c.is_alphanumeric() || "_- ".contains(c))
    };
    let parts: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    ((2..=20).contains(&parts.len()) && parts.iter().all(word)).then_some(parts)
}

/// Bounds that checks set, put into the definition.
fn bounds(facts: &Facts<'_>, definition: &mut Definition) -> Result<(), String> {
    let (mut low, mut high): (Option<f64>, Option<f64>) = (None, None);
    let (mut shortest, mut longest): (Option<u32>, Option<u32>) = (None, None);
    let whole = matches!(facts.sort, Sort::Integer { .. });
    let step = match facts.sort {
        Sort::Decimal { places, .. } => 10f64.powi(-places.min(6).cast_signed()),
        _ if whole => 1.0,
        _ => 0.001,
    };
    for rule in &facts.rules {
        match rule {
            Rule::AtLeast(_, n, out) => {
                low = Some(low.unwrap_or(f64::MIN).max(if *out { n + step } else { *n }));
            }
            Rule::AtMost(_, n, out) => {
                high = Some(high.unwrap_or(f64::MAX).min(if *out { n - step } else { *n }));
            }
            Rule::Longer(_, n) => shortest = Some(shortest.unwrap_or(0).max(*n)),
            Rule::Shorter(_, n) => longest = Some(longest.unwrap_or(u32::MAX).min(*n)),
            _ => {}
        }
    }
    if low.zip(high).is_some_and(|(low, high)| low > high) {
        return Err(format!("no value of `{}` passes its checks", facts.column.name));
    }
    if low.is_some() || high.is_some() {
        numbers(facts, definition, low, high, whole);
    }
    if facts.sort.is_text() && (shortest.is_some() || longest.is_some()) {
        lengths(facts, definition, shortest, longest)?;
    }
    Ok(())
}

fn numbers(facts: &Facts<'_>, definition: &mut Definition, low: Option<f64>, high: Option<f64>, whole: bool) {
    if definition.kind() == "serial" {
        if let Some(low) = low.filter(|low| *low > 1.0) {
            definition.set("start", format!("{low:.0}"));
        }
        return;
    }
    let number = matches!(facts.sort, Sort::Integer { .. } | Sort::Decimal { .. } | Sort::Float);
    if !number
        || !["integer", "number", "constant", "age", "latitude", "longitude"].contains(&definition.kind())
    {
        return;
    }
    if !["integer", "number"].contains(&definition.kind())
        && let Some(plain) = facts.sort.plain()
    {
        *definition = plain;
    }
    let stated = |key: &str| definition.get(key).and_then(|n| n.parse::<f64>().ok());
    let (mut from, mut to) = (stated("min").unwrap_or(0.0), stated("max").unwrap_or(100.0));
    from = low.unwrap_or(from.min(high.unwrap_or(from)));
    to = high.unwrap_or(to.max(from + (to - from).abs().max(10.0)));
    let show = |n: f64| {
        if whole || n.fract() == 0.0 {
            format!("{n:.0}")
        } else {
            format!("{n:.6}").trim_end_matches('0').to_owned()
        }
    };
    definition.set("min", show(from));
    definition.set("max", show(to));
}

fn lengths(
    facts: &Facts<'_>,
    definition: &mut Definition,
    shortest: Option<u32>,
    longest: Option<u32>,
) -> Result<(), String> {
    let most = match facts.sort {
        Sort::Text { most: Some(n), .. } => Some(longest.map_or(n, |l| l.min(n))),
        _ => longest,
    };
    let least = shortest.unwrap_or(0);
    if most.is_some_and(|most| least > most) {
        return Err(format!("no text of `{}` is long enough for its check", facts.column.name));
    }
    if definition.kind() == "choice" {
        return Ok(());
    }
    // Only the shortest texts are in danger; a name has two letters and a sentence twenty.
    let safe = match definition.kind() {
        "sentence" | "note" | "paragraph" | "url" | "email" | "address" | "token" | "password" => 12,
        "phone" | "ssn" | "uuid" | "full_name" => 8,
        "pattern" => 0,
        _ => 2,
    };
    if least > safe {
        let most = most.unwrap_or(least + 20).min(least + 20);
        *definition = Definition::of("pattern").with("pattern", text(&format!("[a-z]{{{least},{most}}}")));
    } else if let Some(most) = most {
        if definition.kind() == "pattern" {
            if let Some(plain) = (Sort::Text { most: Some(most), padded: least == most }).plain() {
                *definition = plain;
            }
        } else {
            definition.set("max_chars", most);
        }
    }
    Ok(())
}

/// References of which one must be there, or that are there only under a condition.
pub(super) fn presence(understood: &[Understood], draft: &mut DraftTable) {
    for rule in understood.iter().flat_map(|one| &one.rules) {
        match rule {
            Rule::One(all) => {
                for (at, name) in all.iter().enumerate() {
                    let Some(column) = draft.column(name).filter(|c| c.definition.kind() == "reference")
                    else {
                        continue;
                    };
                    column.definition.remove("null");
                    column.definition.set("when", text(&format!("_which = {}", at + 1)));
                    draft.hidden("_which", Definition::of("integer").with("min", 1).with("max", all.len()));
                }
            }
            Rule::When(name, condition, both) => {
                let Some(column) = draft.column(name).filter(|c| c.definition.get("null").is_some()) else {
                    continue;
                };
                let rate = if *both { "0" } else { "0.1" };
                let otherwise = if condition.starts_with("NOT COALESCE(") { "0.3" } else { "1" };
                column.definition.set(
                    "null",
                    format!("{{ rate = {rate}, when = {}, otherwise = {otherwise} }}", text(condition)),
                );
            }
            _ => {}
        }
    }
}

/// How often a value is absent.
fn nulls(facts: &Facts<'_>, draft: &mut DraftTable, definition: &mut Definition) {
    for rule in &facts.rules {
        match rule {
            Rule::When(name, condition, both) if *name == facts.column.name && !facts.required => {
                let rate = if *both { "0" } else { "0.1" };
                let otherwise = if condition.starts_with("NOT COALESCE(") { "0.3" } else { "1" };
                definition.set(
                    "null",
                    format!("{{ rate = {rate}, when = {}, otherwise = {otherwise} }}", text(condition)),
                );
                return;
            }
            Rule::One(all) if !facts.required => {
                let which = Definition::of("integer").with("min", 1).with("max", all.len());
                draft.hidden("_which", which);
                let at = all.iter().position(|c| *c == facts.column.name).unwrap_or(0) + 1;
                definition.set("when", text(&format!("_which = {at}")));
                return;
            }
            _ => {}
        }
    }
    if facts.required || definition.kind() == "serial" {
        return;
    }
    let known = facts.column.null_share.filter(|_| facts.table.row_estimate >= 11.0);
    let rate = known.unwrap_or_else(|| {
        if facts.has(&[
            "deleted",
            "voided",
            "retired",
            "archived",
            "discarded",
            "death",
            "deceased",
            "died",
            "unconfirmed",
            "revoked",
        ]) {
            0.95
        } else if facts.has(&[
            "ended",
            "end",
            "closed",
            "completed",
            "discharge",
            "discharged",
            "resolved",
            "locked",
            "until",
            "stop",
            "stopped",
        ]) {
            0.4
        } else {
            0.1
        }
    });
    if rate > 0.0 {
        definition.set("null", format!("{rate:.2}"));
    }
}

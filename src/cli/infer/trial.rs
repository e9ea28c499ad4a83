//! A draft is tried before it is shown: what its own plan refuses is left out with the reason, and it masks as it fills.

use super::source::Read;
use crate::cli::load;
use crate::error::{Error, ErrorKind, Place, Problem, Result, Sensitive, Sources, Span};
use crate::generate::{self, Generator};
use crate::infer::{self, Asked, Draft, Line, Refusal};
use crate::plan::{self, Existing, Options, Plan, Profile};
use crate::run;
use crate::schema::{Document, NoFiles, parse};
use crate::shape::Database;
use arrow::array::{Array as _, ArrayRef, Int64Array, RecordBatch, StringArray};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows of each table that are made on trial.
const TRIAL: u64 = 1_000;
/// So often a draft is made again, at most: each time less is in it, or a text has another form.
const MOST: usize = 200;
/// Where fewer than one row in so many passes, another size or seed may be below what a plan must have, which is one in twenty.
const SCARCE: u64 = 15;
/// So many rows a table is taken to have that is never written.
const THERE: u64 = 50;

/// Drafts a schema that can be made, and that masks.
pub(super) fn draft(read: &Read, mut asked: Asked) -> Result<Draft> {
    for _ in 0..MOST {
        let draft = infer::draft(&read.database, read.sample.as_ref(), &asked);
        let known = |asked: &Asked| {
            let attempts: usize = asked.attempts.values().sum();
            (asked.unheld.len(), asked.refused.len(), asked.masks.len(), attempts, asked.scenes.len())
        };
        let before = known(&asked);
        let error = match tried(&draft, &read.database) {
            // Another size or seed may have what hardly passes here fail.
            Ok(scarce) if scarce.iter().any(|(table, check)| stage(&mut asked, table, &[check])) => continue,
            Ok(_) => match masks(&draft) {
                Ok(()) => return Ok(draft),
                Err(error) => {
                    learn_masks(&error, &draft, &mut asked);
                    error
                }
            },
            Err(error) => {
                learn(&error, &draft, &read.database, &mut asked);
                error
            }
        };
        if before == known(&asked) {
            return Err(error);
        }
    }
    Err(Error::bug("the draft did not come to an end"))
}

fn is_empty(draft: &Draft) -> bool {
    draft.lines.iter().all(|line| line.table.is_none())
}

/// Sees that a draft can be made; the checks, with their tables, that hardly enough rows pass.
fn tried(draft: &Draft, database: &Database) -> Result<Vec<(String, String)>> {
    if is_empty(draft) {
        return Ok(Vec::new());
    }
    let document = parse("draft.toml", &draft.text, &NoFiles)?;
    let threads = run::threads(None);
    let secrets = keys(&document);
    let options = Options { existing: existing(&document), secrets, ..Options::default() };
    let plan: Plan = load::plan(&document, &options, threads)?;
    let generator = Generator::new(&plan);
    for table in (0..plan.tables.len()).filter(|&table| !plan.tables[table].existing) {
        let batch = generator.batch(table, 0..TRIAL)?;
        present(&plan.tables[table].name, &batch, database)?;
    }
    let scarce = generate::acceptance(&plan)?;
    let scarce = scarce.iter().filter(|tried| tried.passed * SCARCE < tried.tried);
    let check = |span: &Span| {
        let (line, _) = document.sources.line_column(*span);
        let Line { table, check, .. } = draft.lines.get(line.checked_sub(1)?)?;
        Some((table.clone()?, check.clone()?))
    };
    Ok(scarce.filter_map(|tried| check(tried.checks.spans.first()?)).collect())
}

/// Keys for the trial alone: whoever drafts a schema need not have those of the application.
fn keys(document: &Document) -> BTreeMap<String, Sensitive<String>> {
    let columns = document.tables.iter().flat_map(|table| &table.columns);
    let named = columns.filter_map(|column| match column.arg("key_env").map(|arg| &arg.value) {
        Some(crate::schema::Value::Text(name)) => Some(name.clone()),
        _ => None,
    });
    named.map(|name| (name, Sensitive::new(format!("{}=", "A".repeat(43))))).collect()
}

/// Sees that what may not be NULL is not.
fn present(name: &str, batch: &RecordBatch, database: &Database) -> Result<()> {
    let Some(table) = database.tables.iter().find(|table| table.label() == name) else { return Ok(()) };
    for (at, field) in batch.schema().fields().iter().enumerate() {
        let known = table.column(field.name()).map(|c| &table.columns[c]);
        if known.is_some_and(|column| column.not_null) && batch.column(at).null_count() > 0 {
            let message = format!("`{}` is NOT NULL, and some of its values would be absent", field.name());
            return Err(Error::new(ErrorKind::Schema, message).at(Place::column(name, field.name().as_str())));
        }
    }
    Ok(())
}

/// Rows as they may be in tables that are never written.
fn existing(document: &Document) -> BTreeMap<String, Existing> {
    let kind = |column: &crate::schema::Column| {
        column.kind.as_ref().map_or("", |kind| kind.value.as_str()).to_owned()
    };
    let values = |column: &crate::schema::Column| -> ArrayRef {
        let numbers = 1..=i64::try_from(THERE).unwrap_or(1);
        match kind(column).as_str() {
            "serial" => Arc::new(numbers.collect::<Int64Array>()),
            "uuid" => Arc::new(
                numbers.map(|n| Some(format!("00000000-0000-4000-8000-{n:012}"))).collect::<StringArray>(),
            ),
            _ => Arc::new(numbers.map(|n| Some(n.to_string())).collect::<StringArray>()),
        }
    };
    let tables = document.tables.iter().filter(|table| table.source.is_some());
    let columns = |table: &crate::schema::Table| {
        table.columns.iter().map(|column| (column.name.value.clone(), values(column))).collect()
    };
    tables
        .map(|table| (table.name.value.clone(), Existing { rows: THERE, columns: columns(table) }))
        .collect()
}

/// Whether the draft masks, by either profile.
fn masks(draft: &Draft) -> Result<()> {
    if is_empty(draft) {
        return Ok(());
    }
    let document = parse("draft.toml", &draft.text, &NoFiles)?;
    plan::policy(&document, Profile::SafeHarbor)?;
    plan::policy(&document, Profile::Pseudonymised)?;
    Ok(())
}

/// States a treatment where the policy asks for another.
fn learn_masks(error: &Error, draft: &Draft, asked: &mut Asked) {
    let Some(problems) = error.schema_problems() else { return };
    for problem in &problems.list {
        let (line, _) = problems.sources.line_column(problem.span);
        let Some(Line { table: Some(table), column: Some(column), .. }) =
            line.checked_sub(1).and_then(|n| draft.lines.get(n))
        else {
            continue;
        };
        let apart = problem.message.contains("is unique") || problem.message.contains("same values");
        let mask = if apart { "\"token\"" } else { "\"null\"" };
        let known = (table.clone(), column.clone(), mask.to_owned());
        if !asked.masks.contains(&known) {
            // The last word is the one that counts.
            asked.masks.retain(|(t, c, _)| (t, c) != (table, column));
            asked.masks.push(known);
        }
    }
}

/// Takes out of the draft what an error is about.
fn learn(error: &Error, draft: &Draft, database: &Database, asked: &mut Asked) {
    if let Some(problems) = error.schema_problems() {
        for problem in &problems.list {
            about(problem, &problems.sources, draft, database, asked);
        }
        return;
    }
    let table = error.place().and_then(|place| place.table.clone());
    let Some(table) = table else { return };
    let checks: Vec<String> = draft
        .lines
        .iter()
        .filter(|line| line.table.as_ref() == Some(&table))
        .filter_map(|line| line.check.clone())
        .collect();
    let message = error.to_string();
    let failed: Vec<&String> = checks.iter().filter(|check| message.contains(check.as_str())).collect();
    match failed.as_slice() {
        [] => refuse(asked, &table, &message),
        some if stage(asked, &table, some) => {}
        some => {
            let names: Vec<&str> = some.iter().map(|check| check.as_str()).collect();
            refuse(asked, &table, &format!("no values pass the check {}", names.join(" and ")));
        }
    }
}

fn about(problem: &Problem, sources: &Sources, draft: &Draft, database: &Database, asked: &mut Asked) {
    let (line, _) = sources.line_column(problem.span);
    let none = Line::default();
    let of = line.checked_sub(1).and_then(|n| draft.lines.get(n)).unwrap_or(&none);
    let Some(table) = &of.table else { return };
    match &of.check {
        // What hardly any row passes is looked at as a whole, then tried with other texts, and cannot be held otherwise; what is no
        // SQL of schemas is named.
        Some(check) if problem.message.contains("first draw") => {
            if stage(asked, table, &[check]) {
                return;
            }
            let tried = asked.attempts.entry((table.clone(), check.clone())).or_default();
            if *tried < infer::attempts(database, table, check) {
                *tried += 1;
                return;
            }
            refuse(asked, table, &format!("hardly any row passes the check {check}"));
        }
        Some(check) => {
            let unheld = (table.clone(), check.clone());
            if !asked.unheld.contains(&unheld) {
                asked.unheld.push(unheld);
                stage(asked, table, &[check]);
            }
        }
        None => refuse(asked, table, &problem.message),
    }
}

/// Has the draft look for what some checks allow; whether that was not done before.
fn stage(asked: &mut Asked, table: &str, checks: &[&String]) -> bool {
    let before = asked.scenes.len();
    for check in checks {
        let scene = (table.to_owned(), (*check).clone());
        if !asked.scenes.contains(&scene) {
            asked.scenes.push(scene);
        }
    }
    asked.scenes.len() > before
}

fn refuse(asked: &mut Asked, table: &str, reason: &str) {
    if !asked.refused.iter().any(|refusal| refusal.table == table) {
        asked.refused.push(Refusal { table: table.to_owned(), reason: reason.to_owned() });
    }
}

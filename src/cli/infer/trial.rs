//! A draft is tried before it is shown: what its own plan refuses is left out with the reason.

use crate::cli::load;
use crate::error::{Error, Problem, Result, Sources};
use crate::generate::Generator;
use crate::infer::{self, Asked, Draft, Line, Refusal};
use crate::plan::{Options, Plan};
use crate::run;
use crate::schema::{NoFiles, parse};

/// Rows of each table that are made on trial.
const TRIAL: u64 = 1_000;
/// So often a draft is made again, at most: each time less is in it.
const MOST: usize = 40;

/// Drafts a schema that can be made.
pub(super) fn draft(database: &crate::shape::Database, mut asked: Asked) -> Result<Draft> {
    for _ in 0..MOST {
        let draft = infer::draft(database, &asked);
        let before = (asked.unheld.len(), asked.refused.len());
        match tried(&draft) {
            Ok(()) => return Ok(draft),
            Err(error) => learn(&error, &draft, &mut asked),
        }
        if before == (asked.unheld.len(), asked.refused.len()) {
            let error = tried(&draft).err().unwrap_or_else(|| Error::bug("a draft failed once only"));
            return Err(error);
        }
    }
    Err(Error::bug("the draft did not come to an end"))
}

fn tried(draft: &Draft) -> Result<()> {
    if draft.lines.iter().all(|line| line.table.is_none()) {
        return Ok(());
    }
    let document = parse("draft.toml", &draft.text, &NoFiles)?;
    let threads = run::threads(None);
    let plan: Plan = load::plan(&document, &Options::default(), threads)?;
    let generator = Generator::new(&plan);
    for table in 0..plan.tables.len() {
        generator.batch(table, 0..TRIAL)?;
    }
    Ok(())
}

/// Takes out of the draft what an error is about.
fn learn(error: &Error, draft: &Draft, asked: &mut Asked) {
    if let Some(problems) = error.schema_problems() {
        for problem in &problems.list {
            about(problem, &problems.sources, draft, asked);
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
        some => {
            let names: Vec<&str> = some.iter().map(|check| check.as_str()).collect();
            refuse(asked, &table, &format!("no values pass the check {}", names.join(" and ")));
        }
    }
}

fn about(problem: &Problem, sources: &Sources, draft: &Draft, asked: &mut Asked) {
    let (line, _) = sources.line_column(problem.span);
    let none = Line::default();
    let of = line.checked_sub(1).and_then(|n| draft.lines.get(n)).unwrap_or(&none);
    let Some(table) = &of.table else { return };
    match &of.check {
        // What hardly any row passes cannot be held; what is no SQL of schemas is named.
        Some(check) if problem.message.contains("first draw") => {
            refuse(asked, table, &format!("hardly any row passes the check {check}"));
        }
        Some(check) => {
            let unheld = (table.clone(), check.clone());
            if !asked.unheld.contains(&unheld) {
                asked.unheld.push(unheld);
            }
        }
        None => refuse(asked, table, &problem.message),
    }
}

fn refuse(asked: &mut Asked, table: &str, reason: &str) {
    if !asked.refused.iter().any(|refusal| refusal.table == table) {
        asked.refused.push(Refusal { table: table.to_owned(), reason: reason.to_owned() });
    }
}

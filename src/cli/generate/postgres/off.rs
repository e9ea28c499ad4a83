//! Triggers that are switched off while rows go in: those that the schema names, or all.

use super::Filling;
use super::target::Target;
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::io::postgres::Session;
use crate::io::postgres::triggers::{self, Off};

/// The triggers of one table that the schema names.
fn named<'a>(filling: &'a Filling<'_>, target: &Target) -> Vec<&'a str> {
    let mut tables = filling.order.document.tables.iter();
    let table = tables.find(|table| table.name.value == target.name);
    table.into_iter().flat_map(|table| &table.disable_triggers).map(|name| name.value.as_str()).collect()
}

/// The tables that exist and of which the schema names triggers.
fn with_named<'a>(filling: &'a Filling<'_>) -> Vec<(&'a Target, Vec<&'a str>)> {
    let there = filling.targets.iter().filter(|target| target.new.is_none());
    there.map(|target| (target, named(filling, target))).filter(|(_, names)| !names.is_empty()).collect()
}

/// All that are switched off.
pub(super) fn meant<'a>(filling: &'a Filling<'_>) -> Vec<Off<'a>> {
    if filling.args.disable_triggers {
        return filling.targets.iter().map(|target| Off { table: &target.table, named: None }).collect();
    }
    let named = with_named(filling).into_iter();
    named.map(|(target, names)| Off { table: &target.table, named: Some(names) }).collect()
}

/// What is said of those that the schema names.
pub(super) fn notes(filling: &Filling<'_>) -> Vec<String> {
    if filling.args.disable_triggers {
        return Vec::new();
    }
    let named = with_named(filling).into_iter();
    named
        .map(|(target, names)| {
            let some = if names.len() == 1 { "trigger" } else { "triggers" };
            format!("of {} switched off meanwhile: the {some} {}", target.name, names.join(", "))
        })
        .collect()
}

/// Whether there are the triggers that the schema names, and the way of loading can do without them. A table that has no triggers
/// at all, as one that was made from the schema, needs none of them off.
pub(super) fn check(session: &mut Session, filling: &Filling<'_>) -> Result<()> {
    let named = with_named(filling);
    let Some((first, _)) = named.first() else { return Ok(()) };
    let tables: Vec<_> = named.iter().map(|(target, _)| &target.table).collect();
    let all = triggers::all(session, &tables)?;
    for (target, names) in &named {
        let own = || all.iter().filter(|trigger| trigger.of == target.table.oid).map(|t| t.name.as_str());
        let missing = names.iter().find(|name| own().next().is_some() && !own().any(|own| own == **name));
        if let Some(name) = missing {
            let message = format!("{} has no trigger {name}, which the schema switches off", target.name);
            let error = Error::new(ErrorKind::Output, message);
            return Err(match nearest(name, own()) {
                Some(near) => error.hint(format!("there is {near}")),
                None => error.hint("take it out of `disable_triggers`"),
            });
        }
    }
    if filling.args.commit_per_table && all.iter().any(|trigger| trigger.runs) {
        let message = format!(
            "triggers are switched off within one transaction, and --commit-per-table makes several: the schema names triggers of {}",
            first.name
        );
        return Err(Error::usage(message)
            .hint("leave --commit-per-table out, or take `disable_triggers` out of the schema"));
    }
    Ok(())
}

//! Columns: the kind, the treatment, and what the two may not be together.

use super::super::arguments;
use super::super::build::is_hidden;
use super::groups::{self, Links};
use super::{
    ColumnPolicy, CopyOf, Domain, Fits, Grain, Profile, TablePolicy, Treatment, sealed, words, wrong,
};
use crate::error::{Problems, Span, nearest};
use crate::kinds::{self, Family, Kind, Settings, Stand, Usual};
use crate::schema::{self, Document};
use crate::shape::Filler;
use std::collections::BTreeMap;

/// Reads one table.
pub(super) fn table(
    document: &Document,
    t: usize,
    table: &schema::Table,
    profile: Profile,
    links: &mut Links,
    problems: &mut Problems,
) -> TablePolicy {
    let mut columns = Vec::new();
    for doc in table.columns.iter().filter(|column| !is_hidden(column)) {
        let Some(kind) = kind_of(doc, problems) else { continue };
        if sealed::is_sealed(kind) {
            let seat = sealed::Seat { document, t, c: columns.len(), doc, kind, profile };
            columns.push(sealed::column(&seat, links, problems));
            continue;
        }
        links.read(t, columns.len(), doc, kind, table, document);
        let target = target(document, table, doc, kind);
        columns.push(column(document, table, doc, target, profile, problems));
    }
    let scope = table.scope.as_ref().and_then(|name| {
        let found = columns.iter().position(|c: &ColumnPolicy| c.name == name.value);
        if found.is_none() {
            problems.push(no_column(name.span, &table.name.value, &name.value, &columns));
        }
        found
    });
    TablePolicy { name: table.name.value.clone(), columns, subject: None, scope, places: Vec::new() }
}

pub(super) fn no_column(
    span: Span,
    table: &str,
    name: &str,
    columns: &[ColumnPolicy],
) -> crate::error::Problem {
    wrong(span, format!("`{table}` has no column `{name}`"))
        .suggest(name, columns.iter().map(|c| c.name.as_str()))
}

pub(super) fn kind_of(doc: &schema::Column, problems: &mut Problems) -> Option<&'static Kind> {
    let name = match (&doc.kind, &doc.expr) {
        (_, Some(_)) => "expr",
        (Some(kind), None) => kind.value.as_str(),
        (None, None) => return None,
    };
    let found = kinds::find(name);
    if found.is_none() {
        let span = doc.kind.as_ref().map_or(doc.span, |kind| kind.span);
        let problem = wrong(span, format!("there is no kind `{name}`"));
        problems.push(match nearest(name, kinds::all().map(|k| k.name)) {
            Some(near) => problem.help(format!("there is `{near}`")),
            None => problem.help("`placebo schema kinds` lists the kinds"),
        });
    }
    found
}

/// The column whose values a column takes, itself where it makes its own, with its kind.
pub(super) type Target<'d> = (&'d schema::Column, &'static Kind);

/// Finds the column whose values a column takes.
pub(super) fn target<'d>(
    document: &'d Document,
    table: &'d schema::Table,
    doc: &'d schema::Column,
    kind: &'static Kind,
) -> Target<'d> {
    let (mut table, mut doc, mut kind) = (table, doc, kind);
    for _ in 0..document.tables.len() + 1 {
        let Some((t, c)) = groups::referred(document, table, doc, kind) else { break };
        table = &document.tables[t];
        doc = &table.columns[c];
        let name =
            if doc.expr.is_some() { "expr" } else { doc.kind.as_ref().map_or("", |k| k.value.as_str()) };
        match kinds::find(name) {
            Some(found) => kind = found,
            None => break,
        }
    }
    (doc, kind)
}

pub(super) fn column(
    document: &Document,
    table: &schema::Table,
    doc: &schema::Column,
    (source, target): Target<'_>,
    profile: Profile,
    problems: &mut Problems,
) -> ColumnPolicy {
    let own = doc.mask.as_ref();
    let mask = own.or(table.mask.as_ref());
    let stated_kind = own.and_then(|mask| words::kind_of(mask, problems));
    let target = stated_kind.unwrap_or(target);
    let known = target.mask;
    let usual = match profile {
        Profile::SafeHarbor => known.safe_harbor,
        Profile::Pseudonymised => known.pseudonymised,
    };
    let treatment = match mask {
        None if sealed::is_nonce(table, doc) => Some(Treatment::Anew),
        Some(mask) if !words::is_usual(mask) => words::stated(mask, problems),
        _ if doc.copy_of.is_some() => Some(Treatment::Null),
        _ => {
            let found = words::usual(target, usual, doc.expr.as_ref());
            if found.is_none() {
                problems.push(nothing_stated(doc, target, usual));
            }
            found.and_then(|found| words::coded(mask, found, problems))
        }
    };
    if let (Some(Treatment::Keep(_)), Family::Credential) = (&treatment, target.family) {
        let span = mask.map_or(doc.span, |m| m.span);
        problems.push(
            wrong(span, format!("`{}` lets somebody in, and cannot be kept", doc.name.value))
                .help("credentials are replaced in every profile; leave `mask` out"),
        );
    }
    let treatment_is_dated = treatment.as_ref().is_some_and(Treatment::moves_dates);
    ColumnPolicy {
        name: doc.name.value.clone(),
        kind: target,
        settings: match own.and_then(|mask| words::as_column(mask, target)) {
            Some(stated) => settings(document, &stated, &stated, target, problems),
            None => settings(document, doc, source, target, problems),
        },
        class: known.class,
        quasi: known.quasi,
        treatment: treatment.unwrap_or(Treatment::Null),
        domain: 0,
        unique: is_unique(table, doc),
        apart: own.is_some_and(|mask| words::is_apart(mask, problems)),
        max_chars: most_chars(doc),
        bits: doc.sql.as_ref().and_then(|sql| sql.value.bits()),
        on_invalid: words::on_invalid(doc.on_invalid.as_ref(), problems),
        fits: fits(doc),
        placeholders: doc.placeholders.iter().map(|text| text.value.clone()).collect(),
        short_date: mask.filter(|_| treatment_is_dated).and_then(|mask| words::short_date(mask, problems)),
        stated: mask.is_some(),
        sealed: None,
    }
}

/// What takes the place of a token, by the column's type in the database.
fn fits(doc: &schema::Column) -> Option<Fits> {
    let sql = &doc.sql.as_ref()?.value;
    match Filler::of(&sql.0) {
        Filler::Text(_) => None,
        filler => Some(Fits { filler, null: !sql.is_required() }),
    }
}

/// How many characters a text of the column has at most, by what the schema says or by its type in the database.
fn most_chars(doc: &schema::Column) -> Option<u32> {
    let stated = doc.max_chars.as_ref().map(|most| most.value);
    let typed = doc.sql.as_ref().and_then(|sql| sql.value.most_chars());
    stated.into_iter().chain(typed).min()
}

fn nothing_stated(doc: &schema::Column, kind: &Kind, usual: Usual) -> crate::error::Problem {
    let name = &doc.name.value;
    let message = if usual == Usual::Stated {
        format!("`{name}` does not say what masking does, and for `{}` nothing is usual", kind.name)
    } else {
        format!("`{name}` does not say what masking does")
    };
    let mut line =
        format!("{name} = {{ kind = \"{}\", …, mask = {{ keep = \"why it may stay\" }} }}", kind.name);
    if kind.name == "expr" {
        line = format!("{name} = {{ expr = \"…\", mask = {{ keep = \"why it may stay\" }} }}");
    }
    wrong(doc.name.span, message)
        .help(format!("write {line}, or mask = \"null\", \"token\", \"scrub\" or {{ constant = \"…\" }}"))
}

/// Whether the schema says that no value comes twice.
fn is_unique(table: &schema::Table, doc: &schema::Column) -> bool {
    let flag = |f: &Option<crate::error::Spanned<bool>>| f.as_ref().is_some_and(|f| f.value);
    let flagged = table.columns.iter().filter(|c| flag(&c.primary_key)).count();
    let is = |name: &crate::error::Spanned<String>| name.value == doc.name.value;
    let sole = match table.primary_key.as_slice() {
        [] => flagged == 1 && flag(&doc.primary_key),
        [only] => is(only),
        _ => false,
    };
    let group = table.unique.iter().any(|group| matches!(group.value.as_slice(), [only] if is(only)));
    flag(&doc.unique) || sole || group
}

/// The settings of the kind that makes stand-ins; its inputs are of the row, which a stand-in must not depend on.
pub(super) fn settings(
    document: &Document,
    doc: &schema::Column,
    source: &schema::Column,
    target: &'static Kind,
    problems: &mut Problems,
) -> Settings {
    let text = |t: &Option<crate::error::Spanned<String>>, default: &str| {
        t.as_ref().map_or_else(|| default.to_owned(), |t| t.value.clone())
    };
    let own = std::ptr::eq(doc, source);
    // What is wrong with the column referred to is told where it stands.
    let mut told_there = Problems { sources: document.sources.clone(), list: Vec::new() };
    let problems = if own { problems } else { &mut told_there };
    let named = source.kind.as_ref().is_some_and(|kind| kind.value == target.name);
    let read = if named && source.expr.is_none() {
        arguments::sorted(document, source, target, problems).params
    } else {
        BTreeMap::new()
    };
    Settings {
        values: read,
        unique: false,
        epoch: document.epoch.value,
        locale: text(&document.locale, "en_US"),
        time_zone: text(&document.time_zone, "UTC"),
        inputs: BTreeMap::new(),
        secrets: BTreeMap::new(),
    }
}

/// Whether originals that differ can get stand-ins that are equal.
fn is_lossy(column: &ColumnPolicy) -> bool {
    match &column.treatment {
        Treatment::Keep(_) | Treatment::Token | Treatment::Anew => false,
        Treatment::Surrogate => !column.kind.is_numbered(),
        _ => true,
    }
}

/// Holds treatments against columns, once domains are known.
pub(super) fn check(
    doc: &schema::Table,
    t: usize,
    tables: &[TablePolicy],
    domains: &[Domain],
    problems: &mut Problems,
) {
    for (c, column) in tables[t].columns.iter().enumerate() {
        let Some(written) = doc.columns.iter().find(|c| c.name.value == column.name) else { continue };
        let span = written.mask.as_ref().map_or(written.name.span, |mask| mask.span);
        if let Some(message) = misfit(column) {
            problems.push(wrong(span, message.0).help(message.1));
            continue;
        }
        if column.unique && is_lossy(column) {
            let message =
                format!("`{}` is unique, and this treatment makes values equal that differ", column.name);
            problems.push(
                wrong(span, message).help("write mask = \"token\", or leave `mask` out for a stand-in"),
            );
        }
        if let Some(most) = too_narrow(column) {
            let message = format!(
                "`{}` is unique and takes {most} characters, in which tokens would meet",
                column.name
            );
            problems.push(wrong(span, message).help(TELLING_APART));
        }
        let Some(domain) = domains.get(column.domain).filter(|domain| domain.joined) else { continue };
        if let Some(other) = parted(column, (t, c), domain, tables) {
            let message = format!(
                "`{}` and `{other}` hold the same values and are not treated alike: rows would no longer join",
                column.name
            );
            problems.push(wrong(span, message).help("give both the same `mask`"));
        }
    }
}

/// How many characters a token has at least that stays apart from a million others but once in some ten thousand runs.
const APART: u32 = 12;
/// What to write where tokens cannot tell values apart.
const TELLING_APART: &str = "write mask = { action = \"surrogate\", kind = \"pattern\", pattern = \"…\" }, whose values are counted, \
    or leave `mask` out where the kind has stand-ins";

/// How many characters a column takes, where tokens in it must differ and could not.
fn too_narrow(column: &ColumnPolicy) -> Option<u32> {
    let token = matches!(column.treatment, Treatment::Token) && column.kind.mask.stand != Stand::Integer;
    column.max_chars.filter(|most| token && column.unique && *most < APART)
}

/// Another column of the domain that values of this one no longer join with.
fn parted(
    column: &ColumnPolicy,
    own: (usize, usize),
    domain: &Domain,
    tables: &[TablePolicy],
) -> Option<String> {
    let joins = |treatment: &Treatment| {
        matches!(treatment, Treatment::Keep(_) | Treatment::Surrogate | Treatment::Token)
    };
    let word = column.treatment.word();
    let others = domain.members.iter().filter(|member| **member < own);
    let mut others = others.map(|(t, c)| (&tables[*t].name, &tables[*t].columns[*c]));
    // Values that change places within a list do so within the same one.
    let of_list = column.kind.mask.stand == Stand::Listed && matches!(column.treatment, Treatment::Surrogate);
    let (table, other) = others.find(|(_, other)| {
        let alike =
            other.treatment.word() == word && !(of_list && other.settings.values != column.settings.values);
        joins(&column.treatment) && joins(&other.treatment) && !alike
    })?;
    Some(format!("{table}.{}", other.name))
}

/// A treatment that the kind of the column cannot have.
fn misfit(column: &ColumnPolicy) -> Option<(String, &'static str)> {
    let dated = matches!(column.kind.name, "date" | "timestamp" | "birth_date" | "death_date")
        || column.kind.mask.safe_harbor == Usual::Year;
    let (name, kind) = (&column.name, column.kind.name);
    match &column.treatment {
        Treatment::Surrogate if column.kind.mask.stand == Stand::None => {
            let message = format!("`{name}` is of kind `{kind}`, which has no stand-ins");
            Some((message, "write mask = \"token\", \"null\", { constant = \"…\" } or { keep = \"why\" }"))
        }
        Treatment::Shift { .. } | Treatment::Generalise(Grain::Year | Grain::Month) if !dated => Some((
            format!("`{name}` is of kind `{kind}`, and only dates and moments can be treated so"),
            "state the kind `date` or `timestamp`, or another treatment",
        )),
        Treatment::Generalise(Grain::Zip3 | Grain::State) if kind != "zip" => Some((
            format!("`{name}` is of kind `{kind}`, and only a ZIP code can be treated so"),
            "state the kind `zip`, or another treatment",
        )),
        Treatment::Generalise(Grain::Ages | Grain::AgeBand(_)) if !matches!(kind, "age" | "integer") => {
            Some((
                format!("`{name}` is of kind `{kind}`, and only an age can be treated so"),
                "state the kind `age`, or another treatment",
            ))
        }
        _ => None,
    }
}

/// Finds whose rows columns copy, once all tables are known.
pub(super) fn copies(doc: &schema::Table, t: usize, tables: &mut [TablePolicy], problems: &mut Problems) {
    for at in 0..tables[t].columns.len() {
        let name = tables[t].columns[at].name.clone();
        let Some(written) = doc.columns.iter().find(|c| c.name.value == name) else { continue };
        let Some(copied) = written.copy_of.as_ref().filter(|_| written.mask.is_none()) else { continue };
        let table = tables.iter().position(|table| table.name == copied.value);
        let of = match (tables[t].column(&copied.value), table) {
            (Some(by), _) => {
                let stem = copied.value.strip_suffix("_type").unwrap_or(&copied.value);
                CopyOf::Named { by, id: tables[t].column(&format!("{stem}_id")) }
            }
            (None, Some(table)) if table != t => CopyOf::Table(table),
            _ => {
                let message = format!(
                    "`copy_of` names neither another table nor a column of this one: `{}`",
                    copied.value
                );
                let names = tables.iter().map(|table| table.name.as_str()).collect::<Vec<_>>();
                problems.push(wrong(copied.span, message).suggest(&copied.value, names));
                continue;
            }
        };
        tables[t].columns[at].treatment = Treatment::Copy(of);
    }
}

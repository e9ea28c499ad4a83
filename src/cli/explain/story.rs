//! The story of one cell, from its value down to the tables it was drawn from.

use super::cell::{Cell, parent, shown};
use crate::cli::dates::day_text;
use crate::cli::numbers::grouped;
use crate::cli::schema::domain_text;
use crate::cli::values;
use crate::draw::{Permutation, Rows, Slots, Width, unit};
use crate::error::Result;
use crate::generate::{Flaw, Generator};
use crate::kinds::{Edges, Group, Input, Maker};
use crate::plan::{self, Column, Distinct, Formula, JsonNode, Over, Pick, Piece, Plan, Reference, Source};
use crate::record::type_name;
use arrow::array::Array as _;
use arrow::datatypes::{DataType, Field};

/// Lines of a name and what is said of it, in the order in which they are shown.
struct Story {
    text: String,
}

impl Story {
    /// Adds a line; without a name it goes on where the one before ended.
    fn line(&mut self, name: &str, what: impl AsRef<str>) {
        self.text.push_str(&format!("  {name:<10} {}\n", what.as_ref()));
    }
}

/// Tells how a cell came about.
///
/// # Errors
/// As [`Generator::batch`].
pub(super) fn tell(generator: &Generator<'_>, cell: Cell) -> Result<String> {
    let plan = generator.plan();
    let (table, column) = (&plan.tables[cell.table], cell.layout(plan));
    let values = generator.column(cell.table, cell.column, &Rows::from(cell.row..cell.row + 1))?;
    let flaws = generator.flaws(cell.table, cell.row..cell.row + 1)?;
    let flaw = flaws.into_iter().find(|flaw| flaw.column == cell.column);
    let is_text = column.data_type == DataType::Utf8;
    let written = flaw.as_ref().map_or_else(|| values::text(&values, 0), |flaw| flaw.dirty.clone());
    let value = shown(written, is_text);
    let mut story = Story { text: format!("{}:{}.{} = {value}\n\n", table.name, cell.row, column.name) };
    if let Some(description) = &column.description {
        story.line("what", description);
    }
    story.line("type", type_text(column));
    story.line("kind", kind_text(column));
    rows(&mut story, plan, cell);
    if generator.batch(cell.table, cell.row..cell.row + 1)?.num_rows() == 0 {
        let day = day_text(plan.as_of);
        story.line("", format!("not written: as of {day} it has not entered, or has left"));
    }
    if fixed(&mut story, plan, cell) {
        return Ok(story.text);
    }
    edge(&mut story, plan, cell);
    if let Some(flaw) = flaw {
        spoilt(&mut story, flaw, is_text);
    }
    if let Some(from) = &column.from_row {
        formula(&mut story, generator, cell, "from row", &from.row)?;
        if let Some(row) = generator.taken_from(cell.table, cell.column, cell.row)?
            && row != cell.row
        {
            let taken = format!("{}:{row}.{}, as that row makes it", table.name, column.name);
            story.line("taken from", taken);
            return Ok(story.text);
        }
    }
    source(&mut story, generator, cell)?;
    if let Some(distinct) = &column.distinct {
        permutation(&mut story, plan, cell, distinct);
    }
    absence(&mut story, generator, cell)?;
    if values.is_valid(0) && matches!(column.source, Source::Maker { .. }) {
        story.line("fiction", fiction_text(column));
    }
    Ok(story.text)
}

/// Tells of an edge case in the cell; the rest of the story is about what would be drawn.
fn edge(story: &mut Story, plan: &Plan, cell: Cell) {
    let cases = plan.tables[cell.table].edges.as_ref();
    let shown =
        cases.and_then(|cases| Some((cases.column(cell.column)?, cases.case(cell.column, cell.row)?)));
    if let Some((edged, case)) = shown {
        let fits = match edged.edges {
            Edges::Fitting(_) | Edges::Drawn(_) => ", where it fits the row",
            _ => "",
        };
        story.line("edge", format!("case {} of {}{fits}, instead of what is drawn", case + 1, edged.cases));
    }
}

/// Tells of an error in the cell; the rest of the story is about the clean value.
fn spoilt(story: &mut Story, flaw: Flaw, text: bool) {
    let drift = flaw.drift.map_or_else(String::new, |drift| format!(", and then {drift}"));
    let cause = flaw.cause.map_or_else(String::new, |cause| format!(", by {cause}"));
    story.line("error", format!("{}{drift}{cause}", flaw.error));
    story.line("clean", shown(flaw.clean, text));
}

fn type_text(column: &Column) -> String {
    let name = match &column.data_type {
        DataType::UInt32 => "a row of a reference table".to_owned(),
        DataType::UInt64 => "what a row is in its group".to_owned(),
        _ if column.json => "json".to_owned(),
        data_type => {
            let field = Field::new(&column.name, data_type.clone(), true);
            type_name(&field).unwrap_or_else(|_| data_type.to_string())
        }
    };
    if column.hidden { format!("{name}; drawn and not written") } else { name }
}

fn kind_text(column: &Column) -> String {
    match column.kind {
        Some(kind) => format!("{}, version {}: {}", kind.name, kind.version, kind.summary),
        None => "expr: computed from other columns".to_owned(),
    }
}

/// Which row it is, and whose child.
fn rows(story: &mut Story, plan: &Plan, cell: Cell) {
    let table = &plan.tables[cell.table];
    story.line("row", format!("{} of {}, numbered from 0", cell.row, grouped(table.rows)));
    let (mut at, mut row, mut name) = (cell.table, cell.row, "parent");
    while let Some(above) = parent(plan, at, row) {
        let parent = &plan.tables[above.table].name;
        story.line(name, format!("{parent}:{}, of which this is child {}", above.row, above.child));
        (at, row, name) = (above.table, above.row, "");
    }
}

/// Tells of a fixed value; whether there is one.
fn fixed(story: &mut Story, plan: &Plan, cell: Cell) -> bool {
    let fixed = &plan.tables[cell.table].fixed;
    let given = fixed.columns.get(cell.column).and_then(Option::as_ref);
    let row = usize::try_from(cell.row).unwrap_or(usize::MAX);
    let is_given = given.is_some_and(|given| given.given.get(row) == Some(&true));
    if is_given {
        story.line("given", "by a fixed row of the schema: nothing was drawn");
    }
    is_given
}

/// Where the value comes from.
fn source(story: &mut Story, generator: &Generator<'_>, cell: Cell) -> Result<()> {
    let plan = generator.plan();
    let column = cell.layout(plan);
    match &column.source {
        Source::Serial { start, step } => {
            story.line("law", format!("{start} + {step} × the row's number"));
        }
        Source::Ordinal { start } => {
            story.line("law", format!("numbers the children of a parent from {start}"));
        }
        Source::Arrival => story.line("law", "arrivals after the epoch, in the order of the rows"),
        Source::Above { level, column } => {
            let above = plan::Cell { level: *level, column: *column };
            let value = cell.value(generator, above)?;
            story.line("taken from", format!("{} = {value}", cell.name(plan, above)));
        }
        Source::Given(_) => story.line("given", "by the database, where the table exists"),
        Source::Reference(picked) => reference(story, generator, cell, picked)?,
        Source::Expr(expression) => formula(story, generator, cell, "expr", expression)?,
        Source::Template(pieces) => {
            for piece in pieces {
                match piece {
                    Piece::Text(text) => story.line("text", format!("{text:?}")),
                    Piece::Value(value) => formula(story, generator, cell, "value", value)?,
                }
            }
        }
        Source::Json { node, .. } => json(story, generator, cell, node, "$")?,
        Source::Maker { maker, inputs, .. } => drawn(story, generator, cell, maker.as_ref(), inputs)?,
    }
    Ok(())
}

/// A value that a maker drew: its stream, inputs, law and tables.
fn drawn(
    story: &mut Story,
    generator: &Generator<'_>,
    cell: Cell,
    maker: &dyn Maker,
    inputs: &[Option<Formula>],
) -> Result<()> {
    let plan = generator.plan();
    let column = cell.layout(plan);
    let draws = match maker.width().draws() {
        1 => "1 draw".to_owned(),
        n => format!("{n} draws"),
    };
    story.line("stream", stream_text(plan, cell, column, "value"));
    story.line("", format!("row {} owns slot {0} of it, {draws} of 64 bits", cell.row));
    let known: &[Input] = column.kind.map_or(&[], |kind| kind.inputs);
    for (input, given) in known.iter().zip(inputs) {
        match given {
            Some(given) => formula(story, generator, cell, input.name, given)?,
            None => story.line(input.name, "not given"),
        }
    }
    group(story, plan, cell, maker.group());
    story.line("law", maker.law());
    story.line("capacity", domain_text(column.domain));
    for table in maker.sources() {
        story.line("reads", format!("{} ({} rows)", table.file, grouped(table.rows as u64)));
        story.line("", format!("{}; {}", table.origin, table.licence));
    }
    Ok(())
}

/// Which rows are made together with this one.
fn group(story: &mut Story, plan: &Plan, cell: Cell, group: Group) {
    let table = &plan.tables[cell.table].name;
    match group {
        Group::Alone => {}
        Group::Rows(n) => {
            let first = cell.row / n.max(1) * n;
            let last = first + n - 1;
            story.line(
                "group",
                format!("made together for {table}:{first} to {last}, also where the table ends before"),
            );
        }
        Group::Siblings => story.line("group", "made together for all children of the parent"),
    }
}

fn stream_text(plan: &Plan, cell: Cell, column: &Column, purpose: &str) -> String {
    let table = &plan.tables[cell.table].name;
    let key = column.key.short();
    format!("ChaCha8 under the key {key}…: BLAKE3 of the seed and {table:?}, {:?}, {purpose:?}", column.name)
}

/// An expression with its value, and the values that it reads.
fn formula(
    story: &mut Story,
    generator: &Generator<'_>,
    cell: Cell,
    name: &str,
    formula: &Formula,
) -> Result<()> {
    let value = cell.evaluate(generator, formula)?;
    story.line(name, format!("{} = {value}", formula.text));
    if formula.program.is_some() {
        for read in &formula.cells {
            let value = cell.value(generator, *read)?;
            story.line("", format!("  {} = {value}", cell.name(generator.plan(), *read)));
        }
    }
    Ok(())
}

fn json(story: &mut Story, generator: &Generator<'_>, cell: Cell, node: &JsonNode, path: &str) -> Result<()> {
    match node {
        JsonNode::Object(members) => {
            for (name, node) in members {
                json(story, generator, cell, node, &format!("{path}.{name}"))?;
            }
        }
        JsonNode::Array(nodes) => {
            for (i, node) in nodes.iter().enumerate() {
                json(story, generator, cell, node, &format!("{path}[{i}]"))?;
            }
        }
        JsonNode::Value(value) => formula(story, generator, cell, path, value)?,
        JsonNode::Constant(text) => story.line(path, text),
    }
    Ok(())
}

/// Which row is referred to, and how it was picked.
fn reference(story: &mut Story, generator: &Generator<'_>, cell: Cell, reference: &Reference) -> Result<()> {
    let plan = generator.plan();
    let (target, column) = (&plan.tables[reference.table], cell.layout(plan));
    let taken = &target.columns[reference.column].name;
    match generator.refers_to(cell.table, cell.column, cell.row)? {
        Some(row) => story.line("refers to", format!("{}:{row}.{taken}", target.name)),
        None => story.line("refers to", format!("no row of {}: there is none to pick", target.name)),
    }
    let how = match &reference.pick {
        Pick::Uniform => "every row alike".to_owned(),
        Pick::Row => return numbered(story, generator, cell, reference),
        Pick::Zipf { exponent, .. } => format!("by Zipf's law with exponent {exponent}"),
    };
    let among = match (&reference.within, reference.own) {
        (Some(within), _) => {
            let layout = &plan.tables[cell.table];
            let above = within.level.checked_sub(1).and_then(|level| layout.ancestors.get(level));
            let above = above.map_or(layout.name.as_str(), |&t| plan.tables[t].name.as_str());
            format!("the rows of {} under the same row of {above}", target.name)
        }
        (None, true) => "the earlier rows of its own table".to_owned(),
        (None, false) => format!("all {} rows of {}", grouped(target.rows), target.name),
    };
    let apart = if reference.distinct { "; siblings refer to different rows" } else { "" };
    let timely = if reference.timely.is_some() { ", that are there when this row enters" } else { "" };
    story.line("law", format!("{how}, among {among}{timely}{apart}"));
    if let Some(until) = reference.timely.as_ref().and_then(|timely| timely.until.as_ref()) {
        formula(story, generator, cell, "until", until)?;
    }
    if let Some(nth) = &reference.nth {
        formula(story, generator, cell, "nth", nth)?;
    }
    match reference.shares {
        Some(other) => {
            story.line("", format!("the same row as {}", plan.tables[cell.table].columns[other].name));
        }
        None => story.line("stream", stream_text(plan, cell, column, "value")),
    }
    Ok(())
}

/// A row that was not drawn.
fn numbered(story: &mut Story, generator: &Generator<'_>, cell: Cell, reference: &Reference) -> Result<()> {
    match &reference.row {
        Some(row) => formula(story, generator, cell, "row", row),
        None => Ok(()),
    }
}

/// The number that keeps a unique value apart from all others.
fn permutation(story: &mut Story, plan: &Plan, cell: Cell, distinct: &Distinct) {
    let digit = |n: u64| n / distinct.divide % distinct.modulo.max(1);
    let outside = plan.tables[cell.table].outside();
    let (over, number) = match distinct.over {
        Over::Rows => {
            let permutation = Permutation::new(&distinct.key, distinct.domain);
            ("all rows", permutation.map(cell.row))
        }
        Over::Siblings => match parent(plan, cell.table, cell.row) {
            Some(above) => {
                // Parents are counted without those that stand outside the tree.
                let group = above.row - plan.tables[above.table].outside();
                let permutation = Permutation::for_group(&distinct.key, group, distinct.domain);
                ("the children of one parent", permutation.map(above.child - 1))
            }
            None => {
                let group = u64::MAX - cell.row.min(outside);
                (
                    "the children of one parent",
                    Permutation::for_group(&distinct.key, group, distinct.domain).map(0),
                )
            }
        },
    };
    let domain = grouped(distinct.domain);
    story.line("unique", format!("a keyed permutation of {domain} numbers, all different among {over}"));
    story.line("", format!("this row has number {}", digit(number)));
}

/// Why the value is NULL, or might have been.
fn absence(story: &mut Story, generator: &Generator<'_>, cell: Cell) -> Result<()> {
    let column = cell.layout(generator.plan());
    if let Some(null) = &column.null {
        let word = Slots::fill(&null.key, &Rows::from(cell.row..cell.row + 1), Width::Two).word(0, 0);
        let rate = match &null.when {
            Some(when) => {
                let holds = cell.evaluate(generator, when)?;
                formula(story, generator, cell, "null when", when)?;
                if holds == "true" { null.rate } else { null.otherwise }
            }
            None => null.rate,
        };
        let struck = if unit(word) < rate || rate >= 1.0 { "so it is NULL" } else { "so it is not NULL" };
        story.line("null", format!("at a rate of {rate}; this row drew {:.6}, {struck}", unit(word)));
    }
    if let Some(when) = &column.when {
        formula(story, generator, cell, "when", when)?;
    }
    if column.cut {
        let day = day_text(generator.plan().as_of);
        story.line("cut", format!("NULL where it happens after {day}, the as-of date"));
    }
    Ok(())
}

fn fiction_text(column: &Column) -> &'static str {
    match column.kind.and_then(|kind| kind.could_be_real) {
        Some(_) => "the value lies in a range that is not issued or not deliverable",
        None => {
            "the value is made up; no range is reserved for values of its kind, so it can coincide with a real one"
        }
    }
}

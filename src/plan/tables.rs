//! Rows, parents and the counting pass: how many rows each table has, and which tables stand above it.

use super::life::{self, Life};
use super::{Each, Edge, Existing, Options};
use crate::draw::{FanOut, Key};
use crate::error::{Error, Problem, Problems, Result, nearest};
use crate::schema::{Document, Law, RowSource, Table};

/// A table whose place in its tree and whose rows are known.
pub(super) struct Draft<'a> {
    pub(super) doc: &'a Table,
    pub(super) ancestors: Vec<usize>,
    pub(super) edge: Option<Edge>,
    pub(super) existing: Option<Existing>,
    pub(super) fixed: u64,
    pub(super) rows: u64,
    pub(super) life: Life,
    pub(super) seed: u64,
}

/// More rows than this no table may have: numbers stay exact in 53 bits, as JSON readers keep them.
const MOST_ROWS: u64 = 1 << 53;

/// Tables that hang below each other may not go deeper than this.
const DEEPEST: usize = 64;

/// The seed where neither the schema nor the command line gives one.
pub(super) const DEFAULT_SEED: u64 = 1;

pub(super) fn seed(document: &Document, options: &Options) -> u64 {
    options.seed.or(document.seed.as_ref().map(|s| s.value)).unwrap_or(DEFAULT_SEED)
}

/// Lays out all tables: their parents, their counts.
pub(super) fn lay_out<'a>(
    document: &'a Document,
    options: &Options,
    each: Each<'_>,
    problems: &mut Problems,
) -> Result<Vec<Draft<'a>>> {
    check_options(document, options)?;
    let parents = parents(document, problems);
    let mut drafts: Vec<Draft<'a>> = document
        .tables
        .iter()
        .map(|doc| Draft {
            doc,
            ancestors: Vec::new(),
            edge: None,
            existing: doc.source.as_ref().and_then(|_| options.existing.get(&doc.name.value).cloned()),
            fixed: doc.fixed.as_ref().map_or(0, |f| f.rows.len() as u64),
            rows: 0,
            life: Life::default(),
            seed: doc.seed.as_ref().map_or_else(|| seed(document, options), |s| s.value),
        })
        .collect();
    for table in top_down(document, &parents, problems) {
        match parents[table] {
            Some(parent) => {
                hang(&mut drafts, table, parent, each, problems);
                drafts[table].life = life::below(&drafts, table, parent, problems);
            }
            None => root(document, options, &mut drafts[table], problems),
        }
    }
    Ok(drafts)
}

/// What the command line asks of tables must exist.
fn check_options(document: &Document, options: &Options) -> Result<()> {
    let names = || document.tables.iter().map(|t| t.name.value.as_str());
    let unknown = |name: &str| {
        let error = Error::usage(format!("there is no table `{name}` in the schema"));
        match nearest(name, names()) {
            Some(near) => error.hint(format!("there is `{near}`")),
            None => error.hint(format!("the tables are {}", names().collect::<Vec<_>>().join(", "))),
        }
    };
    for (table, _) in &options.rows {
        let Some(name) = table else { continue };
        let Some(table) = document.tables.iter().find(|t| t.name.value == *name) else {
            return Err(unknown(name));
        };
        if table.source.is_some() {
            return Err(Error::usage(format!("`{name}` exists already, so its rows cannot be given")));
        }
        if table.parent.is_some() {
            return Err(Error::usage(format!(
                "the rows of `{name}` hang on its parent, so their number cannot be given"
            ))
            .hint("give the number of rows of the root table, or change `per` in the schema"));
        }
    }
    if let Some(name) = options.tables.iter().find(|name| !names().any(|n| n == name.as_str())) {
        return Err(unknown(name));
    }
    if let Some(scale) = options.scale
        && !(scale.is_finite() && scale > 0.0)
    {
        return Err(Error::usage("the scale must be a number above zero"));
    }
    if options.as_of.is_some_and(|day| day > document.horizon.value) {
        let horizon = super::arguments::iso_date(document.horizon.value);
        let message = format!("the as-of date lies beyond {horizon}, to which the schema draws");
        return Err(Error::usage(message).hint("state a later `horizon` in the schema"));
    }
    Ok(())
}

/// What a root table has at the epoch, and what it gains until the horizon.
fn root(document: &Document, options: &Options, draft: &mut Draft<'_>, problems: &mut Problems) {
    let at_epoch = root_rows(draft, options, problems);
    let arrivals = life::arrivals(document, (draft.doc, draft.seed), at_epoch, problems);
    let reach = |day: i32| arrivals.as_ref().map_or(at_epoch, |arrivals| arrivals.reach(day));
    draft.rows = reach(document.horizon.value);
    if draft.rows > MOST_ROWS {
        let message = format!("with what it gains, the table has more than {MOST_ROWS} rows");
        problems.push(Problem::new(draft.doc.name.span, message));
        draft.rows = at_epoch;
    }
    let reach = reach(options.as_of.unwrap_or(document.epoch.value)).min(draft.rows);
    let grows = arrivals.is_some().then_some(0);
    let moments = life::moments(draft.doc, None, problems);
    draft.life = Life { at_epoch, arrivals, grows, moments, reach };
}

/// The parent of each table, where it is known.
fn parents(document: &Document, problems: &mut Problems) -> Vec<Option<usize>> {
    let names = || document.tables.iter().map(|t| t.name.value.as_str());
    document
        .tables
        .iter()
        .map(|table| {
            let parent = table.parent.as_ref()?;
            let found = names().position(|name| name == parent.table.value);
            if found.is_none() {
                problems.push(
                    Problem::new(parent.table.span, format!("there is no table `{}`", parent.table.value))
                        .label("named as the parent here")
                        .suggest(&parent.table.value, names()),
                );
            }
            found
        })
        .collect()
}

/// The tables in an order in which parents come first; a circle is a problem, and its tables are left out.
fn top_down(document: &Document, parents: &[Option<usize>], problems: &mut Problems) -> Vec<usize> {
    let mut depth: Vec<Option<usize>> = vec![None; parents.len()];
    for table in 0..parents.len() {
        let mut chain = vec![table];
        while let Some(next) = chain.last().and_then(|&t| parents[t]) {
            if depth[next].is_some() {
                chain.push(next);
                break;
            }
            if let Some(at) = chain.iter().position(|&t| t == next) {
                if chain[at..].iter().min() == Some(&table) {
                    problems.push(circle(document, &chain[at..]));
                }
                chain.clear();
                break;
            }
            chain.push(next);
        }
        let base = chain.last().and_then(|&t| depth[t]).unwrap_or(0);
        for (steps, &t) in chain.iter().rev().enumerate() {
            depth[t] = Some(depth[t].unwrap_or(base + steps));
        }
        if depth[table].is_some_and(|d| d > DEEPEST) {
            let span = document.tables[table].name.span;
            problems.push(Problem::new(span, format!("more than {DEEPEST} tables hang below each other")));
            depth[table] = None;
        }
    }
    let mut order: Vec<usize> = (0..parents.len()).filter(|&t| depth[t].is_some()).collect();
    order.sort_by_key(|&t| (depth[t], t));
    order
}

fn circle(document: &Document, chain: &[usize]) -> Problem {
    let name = |t: usize| document.tables[t].name.value.as_str();
    let mut path: Vec<&str> = chain.iter().map(|&t| name(t)).collect();
    path.push(name(chain[0]));
    let span = document.tables[chain[0]].parent.as_ref().map(|p| p.table.span).unwrap_or_default();
    Problem::new(span, format!("tables hang below themselves: {}", path.join(" → ")))
        .label("closes the circle")
        .help("one of them must be a root table, with `rows`")
}

/// How many rows a root table has.
fn root_rows(draft: &Draft<'_>, options: &Options, problems: &mut Problems) -> u64 {
    let doc = draft.doc;
    let name = &doc.name.value;
    if let Some(source) = &doc.source {
        if let Some(existing) = &draft.existing {
            return existing.rows;
        }
        match source.value {
            RowSource::Existing => problems.push(
                Problem::new(
                    source.span,
                    format!("the rows of `{name}` are in a database, and none is read"),
                )
                .help("name the database with --to, leave the table out, or make it here with `rows`"),
            ),
        }
        return 0;
    }
    let asked = options.rows.iter().rev().find(|(table, _)| table.as_ref().is_none_or(|t| t == name));
    let named = options.rows.iter().rev().find(|(table, _)| table.as_ref() == Some(name));
    // A table that consists of fixed rows alone keeps them, unless it is asked for by its name.
    let only_fixed = doc.rows.is_none();
    let stated = doc.rows.as_ref().map_or(draft.fixed, |r| r.value);
    let stays = only_fixed || doc.scales.as_ref().is_some_and(|s| !s.value);
    let rows = match (named, asked) {
        (Some((_, rows)), _) => *rows,
        _ if stays => stated,
        (None, Some((_, rows))) => (*rows).max(draft.fixed),
        (None, None) if options.scale.is_some() => scaled(stated, options.scale).max(draft.fixed),
        (None, None) => stated,
    };
    let span = doc.rows.as_ref().map_or(doc.name.span, |r| r.span);
    if rows < draft.fixed {
        problems.push(
            Problem::new(
                span,
                format!("`{name}` has {} fixed rows and is to have {rows} in all", draft.fixed),
            )
            .help("`rows` counts the fixed rows too"),
        );
    }
    if rows > MOST_ROWS {
        problems.push(Problem::new(span, format!("more than {MOST_ROWS} rows cannot be numbered")));
        return 0;
    }
    rows
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "scaled counts are rounded up on purpose, and held to what can be numbered afterwards"
)]
fn scaled(rows: u64, scale: Option<f64>) -> u64 {
    match scale {
        // Rounded up, so that no table that had rows loses them all.
        Some(scale) => libm::ceil(rows as f64 * scale - 1e-9).min(1e18) as u64,
        None => rows,
    }
}

/// Hangs a table on its parent and counts its rows.
fn hang(drafts: &mut [Draft<'_>], table: usize, parent: usize, each: Each<'_>, problems: &mut Problems) {
    let mut ancestors = vec![parent];
    ancestors.extend(&drafts[parent].ancestors);
    let outside = if drafts[parent].edge.is_some() { drafts[parent].fixed } else { 0 };
    let parents = drafts[parent].rows - outside.min(drafts[parent].rows);
    let draft = &mut drafts[table];
    let Some(stated) = &draft.doc.parent else { return };
    let bounds =
        stated.per.value.min.as_ref().map(|m| m.value)..stated.per.value.max.as_ref().map(|m| m.value);
    let key = Key::new(draft.seed, &[&draft.doc.name.value, "count"]);
    let edge =
        law(&stated.per.value.law).compile(bounds).and_then(|counts| Edge::count(key, counts, parents, each));
    match edge {
        Ok(edge) if edge.total() <= MOST_ROWS => {
            draft.rows = edge.total() + draft.fixed;
            draft.edge = Some(edge);
        }
        Ok(_) => {
            problems
                .push(Problem::new(stated.per.span, format!("there would be more than {MOST_ROWS} rows")));
        }
        Err(message) => problems.push(Problem::new(stated.per.span, message).label("this fan-out")),
    }
    draft.ancestors = ancestors;
}

fn law(law: &Law) -> FanOut {
    match law {
        Law::Constant(n) => FanOut::Constant(*n),
        Law::Uniform { min, max } => FanOut::Uniform(*min, *max),
        Law::Poisson { mean } => FanOut::Poisson(*mean),
        Law::Geometric { mean } => FanOut::Geometric(*mean),
        Law::NegativeBinomial { mean, dispersion } => FanOut::NegativeBinomial(*mean, *dispersion),
        Law::Zipf { exponent, max } => FanOut::Zipf(*exponent, *max),
        Law::Weights(weights) => FanOut::Weights(weights.clone()),
    }
}

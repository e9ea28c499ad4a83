//! Types, makers and programs: every column is built after those it reads.

use super::names::{ColumnDraft, Expression, Scope, is_structure};
use super::structure::{Draft as StructureDraft, JsonDraft, PieceDraft, ReferenceDraft};
use super::tables::{self, Draft as TableDraft};
use super::{
    Column, Event, Formula, GENERATOR, JsonNode, Null, Options, Pick, Piece, Plan, Reference, Source, Table,
    Timely, arrow_schema, expr_problem, fixed, keys, life,
};
use crate::draw::{Key, Zipf};
use crate::error::{Error, Problem, Problems, Result, Span};
use crate::expr::Days;
use crate::kinds::{Build, Domain, Family, Fault, Kind, Maker, Settings, Takes};
use crate::schema::{self, Document};
use arrow::datatypes::DataType;
use std::collections::BTreeMap;

/// All columns that are built so far: by table, by column.
type Built = Vec<Vec<Option<Column>>>;

/// Names beyond which references may not stand on each other: each level makes rows for the one before.
const LONGEST_CHAIN: usize = 256;

/// Builds every column of every table; `None` where problems make a plan impossible.
pub(super) fn build(
    document: &Document,
    options: &Options,
    drafts: Vec<TableDraft<'_>>,
    problems: &mut Problems,
) -> Result<Option<Plan>> {
    check_pins(document, problems);
    let mut columns: Vec<Vec<ColumnDraft<'_>>> = Vec::with_capacity(drafts.len());
    for (table, doc) in document.tables.iter().enumerate() {
        let scope = Scope { document, drafts: &drafts, table };
        columns.push(doc.columns.iter().map(|column| scope.column(column, problems)).collect());
    }
    let mut built: Built = columns.iter().map(|c| c.iter().map(|_| None).collect()).collect();
    for (table, column) in in_order(document, &columns, problems) {
        let scope = Scope { document, drafts: &drafts, table };
        let builder = Builder { scope: &scope, built: &built, days: days(document, options) };
        let made = builder.column(&document.tables[table].columns[column], &columns[table][column], problems);
        built[table][column] = made;
    }
    let complete = built.iter().flatten().all(Option::is_some);
    if !complete && problems.is_empty() {
        return Err(Error::bug("a column was not built, and no problem says why"));
    }
    // Keys and capacities of the columns that are sound are looked at all the same: every problem is told at once.
    for (columns, doc) in built.iter_mut().zip(&document.tables) {
        for (column, doc) in columns.iter_mut().zip(&doc.columns) {
            column.get_or_insert_with(|| broken(doc));
        }
    }
    let tables = assemble(document, drafts, built, problems);
    if !complete {
        return Ok(None);
    }
    let follows = |t: &Table| t.life.enters() || t.columns.iter().any(|c| c.follows);
    if days(document, options).as_of != document.epoch.value && !tables.iter().any(follows) {
        return Err(Error::usage(
            "the as-of date differs from the schema's epoch, and no table says when its rows enter",
        )
        .hint("leave it out: it defaults to the epoch"));
    }
    let order = writing_order(&tables, options);
    Ok(Some(Plan {
        name: document.name.as_ref().map_or_else(|| stem(document), |n| n.value.clone()),
        seed: tables::seed(document, options),
        epoch: document.epoch.value,
        horizon: document.horizon.value,
        as_of: days(document, options).as_of,
        tables,
        order,
    }))
}

/// What the words that stand for a day mean.
fn days(document: &Document, options: &Options) -> Days {
    let epoch = document.epoch.value;
    Days { epoch, horizon: document.horizon.value, as_of: options.as_of.unwrap_or(epoch) }
}

/// The name of a schema that states none: that of its file.
fn stem(document: &Document) -> String {
    let file = document.sources.get(0).map(|source| std::path::Path::new(&source.name));
    let stem = file.and_then(|path| path.file_stem()).and_then(|stem| stem.to_str());
    stem.unwrap_or("schema").to_owned()
}

/// What stands for a column whose problem was reported: it has no kind, and nothing more is said of it.
fn broken(doc: &schema::Column) -> Column {
    Column {
        name: doc.name.value.clone(),
        hidden: true,
        data_type: DataType::Null,
        json: false,
        description: None,
        kind: None,
        source: Source::Serial { start: 0, step: 1 },
        key: Key::new(0, &[]),
        distinct: None,
        null: None,
        when: None,
        cut: false,
        follows: false,
        reads: Vec::new(),
        reads_above: Vec::new(),
        unique: false,
        domain: Domain::Boundless,
        few: None,
    }
}

fn check_pins(document: &Document, problems: &mut Problems) {
    if let Some(zone) = &document.time_zone
        && jiff::tz::TimeZone::get(&zone.value).is_err()
    {
        let names: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
        let problem = Problem::new(zone.span, format!("there is no time zone `{}`", zone.value));
        problems.push(match crate::error::nearest(&zone.value, names.iter().map(String::as_str)) {
            Some(near) => problem.help(format!("there is `{near}`")),
            None => problem.help("write an IANA name such as \"America/New_York\""),
        });
    }
    if let Some(pin) = &document.generator
        && pin.value != GENERATOR
    {
        problems.push(
            Problem::new(
                pin.span,
                format!("generator {} is pinned, and this program makes generator {GENERATOR}", pin.value),
            )
            .help("use the release that made it, or take the pin away and pin the new digests"),
        );
    }
}

/// All columns, each after those it needs; columns in a circle are left out, and reported.
fn in_order(
    document: &Document,
    columns: &[Vec<ColumnDraft<'_>>],
    problems: &mut Problems,
) -> Vec<(usize, usize)> {
    let mut depth: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut order = Vec::new();
    for table in 0..columns.len() {
        for column in 0..columns[table].len() {
            visit(document, columns, (table, column), &mut depth, &mut order, problems);
        }
    }
    order
}

/// Depth-first without recursion: a schema may chain as many columns as it likes.
fn visit(
    document: &Document,
    columns: &[Vec<ColumnDraft<'_>>],
    root: (usize, usize),
    depth: &mut BTreeMap<(usize, usize), usize>,
    order: &mut Vec<(usize, usize)>,
    problems: &mut Problems,
) {
    if depth.contains_key(&root) {
        return;
    }
    let mut path: Vec<((usize, usize), usize)> = vec![(root, 0)];
    let mut open: std::collections::BTreeSet<(usize, usize)> = std::iter::once(root).collect();
    while let Some((node, next)) = path.last_mut() {
        let node = *node;
        let needs = &columns[node.0][node.1].needs;
        if let Some(&need) = needs.get(*next) {
            *next += 1;
            if open.contains(&need) {
                let at = path.iter().position(|(n, _)| *n == need).unwrap_or(0);
                let circle: Vec<(usize, usize)> = path[at..].iter().map(|(n, _)| *n).collect();
                problems.push(circle_problem(document, &circle));
            } else if !depth.contains_key(&need) {
                open.insert(need);
                path.push((need, 0));
            }
            continue;
        }
        let below = needs.iter().filter_map(|need| depth.get(need)).max().map_or(0, |d| d + 1);
        if below > LONGEST_CHAIN {
            let span = document.tables[node.0].columns[node.1].name.span;
            problems.push(Problem::new(
                span,
                format!("more than {LONGEST_CHAIN} columns stand on each other here"),
            ));
        }
        depth.insert(node, below.min(LONGEST_CHAIN + 1));
        order.push(node);
        open.remove(&node);
        path.pop();
    }
}

fn circle_problem(document: &Document, circle: &[(usize, usize)]) -> Problem {
    let column = |(t, c): (usize, usize)| &document.tables[t].columns[c];
    let one_table = circle.iter().all(|(t, _)| *t == circle[0].0);
    let name = |(t, c): (usize, usize)| match one_table {
        true => column((t, c)).name.value.clone(),
        false => format!("{}.{}", document.tables[t].name.value, column((t, c)).name.value),
    };
    let mut first = 0;
    for (i, node) in circle.iter().enumerate() {
        if *node < circle[first] {
            first = i;
        }
    }
    let turned: Vec<(usize, usize)> = circle[first..].iter().chain(&circle[..first]).copied().collect();
    let mut path: Vec<String> = turned.iter().map(|&node| name(node)).collect();
    path.push(name(turned[0]));
    let mut problem =
        Problem::new(column(turned[0]).name.span, format!("columns need each other: {}", path.join(" → ")));
    for &node in turned.iter().skip(1).take(3) {
        problem = problem.related(column(node).name.span, "in the circle");
    }
    problem
}

struct Builder<'a> {
    scope: &'a Scope<'a>,
    built: &'a Built,
    days: Days,
}

impl Builder<'_> {
    fn column(
        &self,
        doc: &schema::Column,
        draft: &ColumnDraft<'_>,
        problems: &mut Problems,
    ) -> Option<Column> {
        let table = self.scope.table;
        let seed = doc.seed.as_ref().map_or(self.scope.drafts[table].seed, |s| s.value);
        let names = [self.scope.table_name(table), doc.name.value.as_str()];
        let key = Key::new(seed, &[names[0], names[1], "value"]);
        let before = problems.list.len();
        let kind = draft.kind?;
        if draft.arguments.broken {
            return None;
        }
        self.check_version(doc, kind, problems);
        let unique = self.is_unique(doc);
        let (source, data_type, json, domain) = if is_structure(kind) {
            self.structure(draft, key, problems)?
        } else {
            self.maker(doc, draft, kind, unique, problems)?
        };
        let few = self.few(&source, domain);
        let boolean = Some(&DataType::Boolean);
        let when = draft.when.as_ref().map(|e| self.formula(e, boolean, &[], problems));
        let null_when = draft.null_when.as_ref().map(|e| self.formula(e, boolean, &[], problems));
        let null = doc.null.as_ref().map(|null| Null {
            rate: null.rate.value,
            when: null_when.flatten(),
            otherwise: null.otherwise,
            key: Key::new(seed, &[names[0], names[1], "null"]),
        });
        let hidden = doc.name.value.starts_with('_');
        if data_type == DataType::UInt32 && !hidden {
            let span = doc.kind.as_ref().map_or(doc.name.span, |k| k.span);
            let message = format!(
                "a `{}` is a row of a reference table that other kinds read, and is not written",
                kind.name
            );
            problems.push(Problem::new(span, message).help(format!("name the column `_{}`", doc.name.value)));
        }
        let cut = is_cut(doc, &data_type, problems);
        if problems.list.len() > before {
            return None;
        }
        let (mut reads, mut reads_above) = (Vec::new(), Vec::new());
        self.reads(draft, &mut reads, &mut reads_above);
        let follows = cut || self.follows(draft, &reads, &reads_above);
        Some(Column {
            name: doc.name.value.clone(),
            hidden,
            data_type,
            json,
            description: doc.description.as_ref().map(|d| d.value.clone()),
            kind: Some(kind),
            source,
            key,
            distinct: None,
            null,
            when: when.flatten(),
            cut,
            follows,
            reads,
            reads_above,
            unique,
            domain,
            few,
        })
    }

    /// How many distinct values a column has, where they are few: a column taken from another has no more than that.
    fn few(&self, source: &Source, domain: Domain) -> Option<u64> {
        const FEW: u64 = 4_096;
        let same = |level: usize, column: usize| self.cell(level, column).and_then(|c| c.few);
        let n = match (source, domain) {
            (Source::Maker { maker, .. }, Domain::Open) => maker.values().map(|values| values.len() as u64),
            (Source::Above { level, column }, _) => same(*level, *column),
            (Source::Expr(Formula { program: None, cells, .. }), _) => {
                cells.first().and_then(|c| same(c.level, c.column))
            }
            (Source::Reference(reference), _) => {
                self.built[reference.table][reference.column].as_ref().and_then(|c| c.few)
            }
            (Source::Maker { .. }, Domain::Counted(n)) => Some(n),
            _ => None,
        };
        n.filter(|n| *n < FEW)
    }

    fn check_version(&self, doc: &schema::Column, kind: &Kind, problems: &mut Problems) {
        if let Some(pin) = &doc.generator
            && pin.value != kind.version
        {
            let message = format!(
                "version {} of `{}` is pinned, and this program makes version {}",
                pin.value, kind.name, kind.version
            );
            problems
                .push(Problem::new(pin.span, message).help("CHANGELOG.md says what changed between them"));
        }
    }

    fn is_unique(&self, doc: &schema::Column) -> bool {
        let flag = |f: &Option<crate::error::Spanned<bool>>| f.as_ref().is_some_and(|f| f.value);
        let table = &self.scope.document.tables[self.scope.table];
        let flagged = table.columns.iter().filter(|c| flag(&c.primary_key)).count();
        let sole = match table.primary_key.as_slice() {
            [] => flagged == 1 && flag(&doc.primary_key),
            [only] => only.value == doc.name.value,
            _ => false,
        };
        let group =
            table.unique.iter().any(|g| matches!(g.value.as_slice(), [only] if only.value == doc.name.value));
        flag(&doc.unique) || sole || group
    }

    fn reads(&self, draft: &ColumnDraft<'_>, own: &mut Vec<usize>, above: &mut Vec<(usize, usize)>) {
        let structure = draft.structure.as_ref();
        let expressions = draft.inputs.iter().flatten().chain(&draft.when).chain(&draft.null_when);
        for expression in expressions.chain(structure.into_iter().flat_map(StructureDraft::expressions)) {
            for cell in &expression.cells {
                match cell.level {
                    0 => own.push(cell.column),
                    level => above.push((level, cell.column)),
                }
            }
        }
        match structure {
            Some(StructureDraft::Above { level, column }) => above.push((*level, *column)),
            Some(StructureDraft::Reference(reference)) => {
                for cell in self.scope.entry(reference.table) {
                    match cell.level {
                        0 => own.push(cell.column),
                        level => above.push((level, cell.column)),
                    }
                }
                // Whoever shares a row picks it again, and so reads what the other reads.
                if let Some(other) = reference.same_row_as {
                    own.push(other);
                    let other = self.built[self.scope.table][other].as_ref();
                    own.extend(other.iter().flat_map(|c| &c.reads));
                    above.extend(other.iter().flat_map(|c| &c.reads_above));
                }
            }
            _ => {}
        }
        own.sort_unstable();
        own.dedup();
        above.sort_unstable();
        above.dedup();
    }

    /// Whether a column's value can be another as of another date, because of what it reads.
    fn follows(&self, draft: &ColumnDraft<'_>, own: &[usize], above: &[(usize, usize)]) -> bool {
        let structure = draft.structure.as_ref();
        let expressions = draft.inputs.iter().flatten().chain(&draft.when).chain(&draft.null_when);
        let mut expressions = expressions.chain(structure.into_iter().flat_map(StructureDraft::expressions));
        let cells = own.iter().map(|&c| (0, c)).chain(above.iter().copied());
        let mut read = cells.filter_map(|(level, column)| self.cell(level, column));
        let leaves = match structure {
            Some(StructureDraft::Reference(r)) => self.scope.drafts[r.table].life.has(Event::Leaves),
            _ => false,
        };
        leaves || expressions.any(|e| e.parsed.as_of().is_some()) || read.any(|column| column.follows)
    }

    /// The column that a cell of this table's row means.
    fn cell(&self, level: usize, column: usize) -> Option<&Column> {
        self.built[self.scope.at_level(level)?][column].as_ref()
    }

    /// Gives an expression its types. `None` where it, or a column it reads, is broken; the problem is reported once.
    fn formula(
        &self,
        expression: &Expression,
        wanted: Option<&DataType>,
        handles: &[&str],
        problems: &mut Problems,
    ) -> Option<Formula> {
        let cells: Vec<&Column> =
            expression.cells.iter().map(|c| self.cell(c.level, c.column)).collect::<Option<_>>()?;
        let text = expression.parsed.text().to_owned();
        let span = expression.span;
        if expression.is_plain()
            && let [column] = cells.as_slice()
        {
            let wants_handle = wanted == Some(&DataType::UInt32);
            if wants_handle || column.data_type == DataType::UInt32 {
                let kind = column.kind.map_or("expr", |k| k.name);
                if !wants_handle || (!handles.is_empty() && !handles.contains(&kind)) {
                    problems.push(wrong_handle(span, &column.name, kind, handles));
                    return None;
                }
            }
            if wanted.is_none_or(|w| *w == column.data_type) {
                let data_type = column.data_type.clone();
                return Some(Formula { text, cells: expression.cells.clone(), program: None, data_type });
            }
        }
        let resolve = |name: &crate::expr::Name| {
            let at = expression.position(name)?;
            Some((at, cells.get(at)?.data_type.clone()))
        };
        let compiled = expression.parsed.compile(&resolve, &[], self.days);
        let compiled = match (compiled, wanted) {
            (Ok(compiled), Some(wanted)) => compiled.coerce(wanted).map_err(|fault| vec![fault]),
            (compiled, _) => compiled,
        };
        match compiled {
            Ok(program) => {
                let data_type = program.data_type().clone();
                Some(Formula { text, cells: expression.cells.clone(), program: Some(program), data_type })
            }
            Err(faults) => {
                problems.list.extend(faults.iter().map(|fault| expr_problem(span, fault)));
                None
            }
        }
    }

    fn maker(
        &self,
        doc: &schema::Column,
        draft: &ColumnDraft<'_>,
        kind: &'static Kind,
        unique: bool,
        problems: &mut Problems,
    ) -> Option<(Source, DataType, bool, Domain)> {
        let Build::Maker(build) = kind.build else { return None };
        let mut inputs = Vec::with_capacity(kind.inputs.len());
        for (input, expression) in kind.inputs.iter().zip(&draft.inputs) {
            let wanted = input.takes.data_type();
            let handles =
                if matches!(input.takes, Takes::Place | Takes::Handle) { input.natural } else { &[] };
            inputs.push(match expression {
                Some(expression) => Some(self.formula(expression, Some(&wanted), handles, problems)?),
                None => None,
            });
        }
        for (input, expression) in kind.inputs.iter().zip(&draft.inputs) {
            if let Some(expression) = expression {
                self.check_drawn(kind, input.name, expression, problems)?;
            }
        }
        let settings = self.settings(draft, kind, &inputs, unique);
        match build(&settings) {
            Ok(maker) => {
                let (data_type, json, domain) = (maker.data_type(), maker.is_json(), maker.domain());
                Some((Source::Maker { maker, inputs }, data_type, json, domain))
            }
            Err(fault) => {
                problems.push(fault_problem(doc, draft, &fault));
                None
            }
        }
    }

    /// The as-of date only cuts: what is drawn cannot read it, but for texts and choices that tell of a state.
    fn check_drawn(
        &self,
        kind: &Kind,
        input: &str,
        expression: &Expression,
        problems: &mut Problems,
    ) -> Option<()> {
        if matches!(kind.family, Family::Text | Family::Choice) {
            return Some(());
        }
        let mut cells = expression.cells.iter().filter_map(|c| self.cell(c.level, c.column));
        let what = match (expression.parsed.as_of(), cells.find(|column| column.follows)) {
            (Some(_), _) => "the as-of date".to_owned(),
            (None, Some(column)) => format!("`{}`, which depends on the as-of date", column.name),
            (None, None) => return Some(()),
        };
        let message = format!("`{input}` of `{}` reads {what}, and a value that is drawn may not", kind.name);
        problems.push(
            Problem::new(expression.span, message)
                .help("read the column with the whole history, and cut the value: `cut = true`, or `when`"),
        );
        None
    }

    fn settings(
        &self,
        draft: &ColumnDraft<'_>,
        kind: &'static Kind,
        inputs: &[Option<Formula>],
        unique: bool,
    ) -> Settings {
        let document = self.scope.document;
        let text = |t: &Option<crate::error::Spanned<String>>, default: &str| {
            t.as_ref().map_or_else(|| default.to_owned(), |t| t.value.clone())
        };
        let mut given = BTreeMap::new();
        for (input, formula) in kind.inputs.iter().zip(inputs) {
            if let Some(formula) = formula {
                let closed = match (&formula.program, formula.cells.as_slice()) {
                    (None, [cell]) => self.cell(cell.level, cell.column).and_then(closed_values),
                    (Some(program), []) => constant(program).map(|value| vec![value]),
                    _ => None,
                };
                given.insert(input.name.to_owned(), closed);
            }
        }
        Settings {
            values: draft.arguments.params.clone(),
            unique,
            epoch: self.days.epoch,
            locale: text(&document.locale, "en_US"),
            // A zone that does not exist was reported where it is stated, and need not be again in every column.
            time_zone: Some(text(&document.time_zone, "UTC"))
                .filter(|zone| jiff::tz::TimeZone::get(zone).is_ok())
                .unwrap_or_else(|| "UTC".to_owned()),
            inputs: given,
        }
    }

    fn structure(
        &self,
        draft: &ColumnDraft<'_>,
        key: Key,
        problems: &mut Problems,
    ) -> Option<(Source, DataType, bool, Domain)> {
        Some(match draft.structure.as_ref()? {
            StructureDraft::Serial { start, step } => {
                (Source::Serial { start: *start, step: *step }, DataType::Int64, false, Domain::Boundless)
            }
            StructureDraft::Ordinal { start } => {
                (Source::Ordinal { start: *start }, DataType::Int64, false, Domain::Open)
            }
            StructureDraft::Arrival => (Source::Arrival, DataType::Date32, false, Domain::Open),
            StructureDraft::Above { level, column } => {
                let above = self.cell(*level, *column)?;
                let source = Source::Above { level: *level, column: *column };
                (source, above.data_type.clone(), above.json, Domain::Open)
            }
            StructureDraft::Reference(reference) => {
                return self.reference(draft, reference, key, problems);
            }
            StructureDraft::Expr(expression) => {
                let formula = self.formula(expression, None, &[], problems)?;
                if formula.data_type == DataType::Null {
                    let help = "say which type it has: CAST(NULL AS text)";
                    problems.push(Problem::new(expression.span, "the value is always NULL").help(help));
                    return None;
                }
                if matches!(formula.data_type, DataType::Interval(_) | DataType::Duration(_)) {
                    let help = "take a number out of it: extract(epoch from …)";
                    problems.push(Problem::new(expression.span, "an interval cannot be written").help(help));
                    return None;
                }
                let data_type = formula.data_type.clone();
                (Source::Expr(formula), data_type, false, Domain::Open)
            }
            StructureDraft::Template(pieces) => {
                let pieces = pieces.iter().map(|p| self.piece(p, problems)).collect::<Option<Vec<_>>>()?;
                (Source::Template(pieces), DataType::Utf8, false, Domain::Open)
            }
            StructureDraft::Json { node, skip_null } => {
                let node = self.json(node, problems)?;
                (Source::Json { node, skip_null: *skip_null }, DataType::Utf8, true, Domain::Open)
            }
        })
    }

    fn piece(&self, piece: &PieceDraft, problems: &mut Problems) -> Option<Piece> {
        Some(match piece {
            PieceDraft::Text(text) => Piece::Text(text.clone()),
            PieceDraft::Value(expression) => Piece::Value(self.formula(expression, None, &[], problems)?),
        })
    }

    fn json(&self, node: &JsonDraft, problems: &mut Problems) -> Option<JsonNode> {
        Some(match node {
            JsonDraft::Object(members) => {
                let mut all = Vec::with_capacity(members.len());
                for (name, node) in members {
                    all.push((name.clone(), self.json(node, problems)?));
                }
                JsonNode::Object(all)
            }
            JsonDraft::Array(nodes) => {
                JsonNode::Array(nodes.iter().map(|n| self.json(n, problems)).collect::<Option<_>>()?)
            }
            JsonDraft::Value(expression) => {
                JsonNode::Value(Box::new(self.formula(expression, None, &[], problems)?))
            }
            JsonDraft::Constant(text) => JsonNode::Constant(text.clone()),
        })
    }

    fn reference(
        &self,
        column: &ColumnDraft<'_>,
        draft: &ReferenceDraft,
        key: Key,
        problems: &mut Problems,
    ) -> Option<(Source, DataType, bool, Domain)> {
        let mut timely = self.timely(column, draft, problems)?;
        let target = self.built[draft.table][draft.column].as_ref()?;
        let rows = self.scope.drafts[draft.table].rows;
        let own = draft.table == self.scope.table && draft.within.is_none();
        if rows == 0 && self.scope.drafts[self.scope.table].rows > 0 && draft.within.is_none() {
            let message = format!("`{}` has no rows to refer to", self.scope.table_name(draft.table));
            problems.push(Problem::new(draft.span, message));
            return None;
        }
        // The number of rows depends on the row for references to earlier rows and to rows under one ancestor.
        let fixed_number = !own && draft.within.is_none() && rows > 0;
        let pick = match draft.zipf {
            None => Pick::Uniform,
            Some(exponent) => {
                Pick::Zipf { exponent, law: if fixed_number { Zipf::new(rows, exponent).ok() } else { None } }
            }
        };
        let shared = draft.same_row_as.and_then(|c| self.built[self.scope.table][c].as_ref());
        let (mut within, mut shares, mut picked) = (draft.within.clone(), None, pick);
        let mut key = key;
        if let Some(other) = shared
            && let Source::Reference(reference) = &other.source
        {
            (within, key, shares) = (reference.within.clone(), other.key, draft.same_row_as);
            picked = reference.pick.clone();
            timely.clone_from(&reference.timely);
        }
        let is_static = timely.is_none();
        let source = Source::Reference(Reference {
            table: draft.table,
            column: draft.column,
            pick: picked,
            within,
            distinct: draft.distinct,
            own,
            timely,
            shares,
            key,
        });
        let domain =
            if fixed_number && shares.is_none() && is_static { Domain::Counted(rows) } else { Domain::Open };
        Some((source, target.data_type.clone(), target.json, domain))
    }
}

/// Whether a column is cut at the as-of date, which only what happens at a time can be.
fn is_cut(doc: &schema::Column, data_type: &DataType, problems: &mut Problems) -> bool {
    let Some(cut) = doc.cut.as_ref().filter(|cut| cut.value) else { return false };
    if !matches!(data_type, DataType::Date32 | DataType::Timestamp(..)) {
        let message = format!("`{}` is neither a date nor a timestamp, so it cannot be cut", doc.name.value);
        problems.push(Problem::new(cut.span, message).help("write a condition instead: when = \"…\""));
    }
    true
}

/// What a reference to rows that come and go has to keep.
impl Builder<'_> {
    #[expect(clippy::option_option, reason = "`None` is a problem that was reported")]
    fn timely(
        &self,
        column: &ColumnDraft<'_>,
        draft: &ReferenceDraft,
        problems: &mut Problems,
    ) -> Option<Option<Timely>> {
        let (own, target) = (&self.scope.drafts[self.scope.table], &self.scope.drafts[draft.table]);
        let until = match column.inputs.first() {
            Some(Some(until)) => {
                self.check_drawn(column.kind?, "until", until, problems)?;
                Some(self.formula(until, Some(&crate::kinds::timestamp_type()), &[], problems)?)
            }
            _ => None,
        };
        if target.life.moments.is_empty() && target.life.grows.is_none() {
            return Some(None);
        }
        let (name, other) = (self.scope.table_name(self.scope.table), self.scope.table_name(draft.table));
        if target.life.has(Event::Enters) && !own.life.enters() {
            let message =
                format!("rows of `{other}` enter, and those of `{name}` are there from the beginning");
            problems
                .push(Problem::new(draft.span, message).help(format!(
                    "say when rows of `{name}` enter: enters = \"COLUMN\" in [tables.{name}]"
                )));
            return None;
        }
        let is_unique = column.arguments.params.get("distinct") == Some(&crate::kinds::Value::Boolean(true));
        if is_unique {
            let message = format!("rows of `{other}` come and go, so that different ones cannot be promised");
            problems.push(Problem::new(draft.span, message).help("leave out `distinct`"));
            return None;
        }
        Some(Some(Timely { until }))
    }
}

/// The one value of an expression that reads nothing, as text.
fn constant(program: &crate::expr::Compiled) -> Option<String> {
    use arrow::array::{Array, AsArray};
    use arrow::datatypes::{Date32Type, TimestampMicrosecondType};
    let value = program.evaluate(&[], 1).ok().filter(|value| value.is_valid(0))?;
    if let Some(days) = value.as_primitive_opt::<Date32Type>() {
        return Some(super::arguments::iso_date(days.value(0)));
    }
    if let Some(micros) = value.as_primitive_opt::<TimestampMicrosecondType>() {
        return Some(super::arguments::iso_moment(micros.value(0)));
    }
    value.as_string_opt::<i32>().map(|text| text.value(0).to_owned())
}

fn closed_values(column: &Column) -> Option<Vec<String>> {
    match &column.source {
        Source::Maker { maker, .. } => maker.values(),
        _ => None,
    }
}

fn wrong_handle(span: Span, name: &str, kind: &str, handles: &[&str]) -> Problem {
    if handles.is_empty() {
        return Problem::new(
            span,
            format!("`{name}` is a `{kind}`: a row of a reference table, not a value"),
        )
        .help("take a value of it with a kind such as `city` and `of`");
    }
    Problem::new(
        span,
        format!("`{name}` is of kind `{kind}`; expected a column of kind `{}`", handles.join("` or `")),
    )
}

fn fault_problem(doc: &schema::Column, draft: &ColumnDraft<'_>, fault: &Fault) -> Problem {
    let at = fault.param.and_then(|name| draft.arguments.spans.get(name)).copied();
    let span = at.or_else(|| doc.kind.as_ref().map(|k| k.span)).unwrap_or(doc.span);
    let mut problem = Problem::new(span, fault.message.clone());
    problem.help.clone_from(&fault.help);
    problem
}

/// Puts the tables together: fixed rows, keys, schemas.
fn assemble(
    document: &Document,
    drafts: Vec<TableDraft<'_>>,
    built: Built,
    problems: &mut Problems,
) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::with_capacity(drafts.len());
    for (draft, columns) in drafts.into_iter().zip(built) {
        let columns: Vec<Column> = columns.into_iter().flatten().collect();
        let written: Vec<usize> = (0..columns.len()).filter(|&c| !columns[c].hidden).collect();
        let fixed = fixed::read(draft.doc.fixed.as_ref(), &columns, problems);
        tables.push(Table {
            name: draft.doc.name.value.clone(),
            description: draft.doc.description.as_ref().map(|d| d.value.clone()),
            ancestors: draft.ancestors,
            edge: draft.edge,
            rows: draft.rows,
            life: draft.life,
            order: row_order(&columns),
            schema: arrow_schema(&columns, &written, &[]),
            fixed,
            written,
            columns,
            primary_key: Vec::new(),
            unique: Vec::new(),
        });
    }
    keys::prove(document, &mut tables, problems);
    life::check(document, &tables, problems);
    for table in &mut tables {
        table.schema = arrow_schema(&table.columns, &table.written, &table.primary_key);
    }
    tables
}

/// The columns of a row, each after those of the same row that it reads.
fn row_order(columns: &[Column]) -> Vec<usize> {
    let mut done = vec![false; columns.len()];
    let mut order = Vec::with_capacity(columns.len());
    for start in 0..columns.len() {
        let mut path = vec![(start, 0)];
        while let Some((column, next)) = path.last_mut() {
            let column = *column;
            if done[column] {
                path.pop();
                continue;
            }
            if let Some(&read) = columns[column].reads.get(*next) {
                *next += 1;
                path.push((read, 0));
                continue;
            }
            done[column] = true;
            order.push(column);
            path.pop();
        }
    }
    order
}

/// The tables to write: parents and those referred to first.
fn writing_order(tables: &[Table], options: &Options) -> Vec<usize> {
    let needs = |t: usize| -> Vec<usize> {
        let mut needs: Vec<usize> = tables[t].ancestors.first().copied().into_iter().collect();
        needs.extend(tables[t].columns.iter().filter_map(|c| match &c.source {
            Source::Reference(reference) if reference.table != t => Some(reference.table),
            _ => None,
        }));
        needs
    };
    let mut order: Vec<usize> = Vec::with_capacity(tables.len());
    let mut seen = vec![false; tables.len()];
    for start in 0..tables.len() {
        let mut path = if seen[start] { Vec::new() } else { vec![(start, needs(start), 0)] };
        seen[start] = true;
        while let Some((table, list, next)) = path.last_mut() {
            if let Some(&need) = list.get(*next) {
                *next += 1;
                // Tables that refer to each other have no order; the first one met comes last.
                if !seen[need] {
                    seen[need] = true;
                    path.push((need, needs(need), 0));
                }
                continue;
            }
            order.push(*table);
            path.pop();
        }
    }
    order.retain(|&t| options.tables.is_empty() || options.tables.contains(&tables[t].name));
    order
}

/// A maker is shared with every thread that makes batches.
const fn _shared<T: Send + Sync + ?Sized>() {}
const _: () = _shared::<dyn Maker>();

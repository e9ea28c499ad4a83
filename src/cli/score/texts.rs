//! `placebo score DIR --scrub`: what scrubbing finds of what the truth says that texts mention, alone and with their rows known.

use super::Args;
use crate::cli::canary::call;
use crate::cli::keygen::write_new;
use crate::cli::mask::{ProfileName, read_policy};
use crate::cli::verify::units::{Unit, units};
use crate::cli::{Answer, terminal};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::generate::Truth;
use crate::io::{Reading, Row, Rows};
use crate::plan::{Plan, Treatment};
use crate::record::Manifest;
use crate::report::Report;
use crate::score::{Mention, Texts};
use crate::scrub;
use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

/// What the texts of a table mention: by column and key.
type Mentions = HashMap<(String, String), Vec<Mention>>;

/// Scores the texts of a folder.
pub(super) fn run(args: &Args, folder: &Path, manifest: &Manifest, plan: &Plan) -> Result<Answer> {
    let truth = truth(folder, manifest)?;
    let schema = match (&args.schema, manifest.schema.sources.first()) {
        (Some(schema), _) => schema.clone(),
        (None, Some(source)) => source.name.clone(),
        (None, None) => {
            return Err(Error::usage("the manifest names no schema").hint("name it: --schema SCHEMA"));
        }
    };
    let failed =
        |e: std::io::Error| Error::io("make a folder", Place::file("the folder for temporary files"), &e);
    let aside = tempfile::Builder::new().prefix(".placebo-score-").tempdir().map_err(failed)?;
    let masked = masked(&schema, folder, manifest, aside.path())?;
    let (_, policy) = read_policy(&schema, ProfileName::Pseudonymised)?;
    let (mut stream, mut rows) = (Texts::default(), Texts::default());
    let known = units(&[masked])?;
    for unit in units(&[folder.to_path_buf()])? {
        let Some(mentions) = truth.get(&unit.table) else { continue };
        let own = known.iter().find(|other| other.table == unit.table);
        let scrubbed: Vec<&str> = policy
            .table(&unit.table)
            .into_iter()
            .flat_map(|t| &policy.tables[t].columns)
            .filter(|column| matches!(column.treatment, Treatment::Scrub(_)))
            .map(|column| column.name.as_str())
            .collect();
        let keys = keys(plan, &unit.table)?;
        score(&unit, own, mentions, &keys, &scrubbed, (&mut stream, &mut rows))?;
    }
    tell(args, &stream, &rows)
}

/// What `truth/spans.jsonl` says, by table.
fn truth(folder: &Path, manifest: &Manifest) -> Result<BTreeMap<String, Mentions>> {
    let spans = manifest.truth.iter().find(|table| table.name == Truth::Spans.name());
    let file = spans.and_then(|table| table.files.first()).ok_or_else(|| {
        Error::usage("nothing says what the texts mention")
            .hint("make the data with its truth: placebo generate --truth")
    })?;
    crate::cli::verify::folder::check_path(&file.path)?;
    let path = folder.join(&file.path);
    let shown = path.display().to_string();
    let failed = |e: std::io::Error| Error::io("read", Place::file(&shown), &e);
    let mut all: BTreeMap<String, Mentions> = BTreeMap::new();
    for (line, number) in BufReader::new(std::fs::File::open(&path).map_err(failed)?).lines().zip(1u64..) {
        let value: Option<serde_json::Value> = serde_json::from_str(&line.map_err(failed)?).ok();
        let text = |name: &str| value.as_ref().and_then(|v| v[name].as_str()).map(str::to_owned);
        let place = |name: &str| value.as_ref().and_then(|v| usize::try_from(v[name].as_u64()?).ok());
        let span = (|| {
            let range = place("byte_start")?..place("byte_end")?;
            Some((text("table")?, (text("column")?, text("key")?), Mention { range, class: text("class")? }))
        })();
        let Some((table, key, mention)) = span else {
            let error = Error::new(
                ErrorKind::Input,
                "this says of no text what it mentions, or of a row without a key",
            );
            return Err(error.at(Place::file(&shown).line(number)));
        };
        all.entry(table).or_default().entry(key).or_default().push(mention);
    }
    Ok(all)
}

/// The same data, masked with its rows known, under a key that its seed says: all of it is fiction, and a score is the same in every
/// run.
fn masked(schema: &str, folder: &Path, manifest: &Manifest, aside: &Path) -> Result<PathBuf> {
    let at = |name: &str| aside.join(name).display().to_string();
    let (key, out, audit) = (at("key"), at("out"), at("audit.jsonl"));
    let of_seed = blake3::derive_key("placebo score of texts", &manifest.seed.to_le_bytes());
    let digits: String = of_seed.iter().map(|byte| format!("{byte:02x}")).collect();
    write_new(Path::new(&key), format!("{digits}\n").as_bytes())?;
    // The truth beside the data is none of its tables.
    let input = |table: &crate::record::TableRecord| {
        let first = &table.files.first()?.path;
        let own = first.rsplit_once('/').map_or(first.as_str(), |(parts, _)| parts);
        Some(format!("{}={}", table.name, folder.join(own).display()))
    };
    let inputs: Vec<String> = manifest.tables.iter().filter_map(input).collect();
    let mut words = vec!["mask", schema];
    words.extend(inputs.iter().map(String::as_str));
    words.extend(["--profile", "pseudonymised", "--key-file", &key, "--reason", "score", "--out", &out]);
    words.extend(["--quiet", "--no-verify", "--audit", &audit]);
    call(&words)?;
    Ok(aside.join("out"))
}

/// The columns of a table's primary key.
fn keys(plan: &Plan, table: &str) -> Result<Vec<String>> {
    let found = plan.tables.iter().find(|layout| layout.name == table);
    let layout = found.ok_or_else(|| Error::usage(format!("the schema has no table `{table}`")))?;
    Ok(layout
        .primary_key
        .iter()
        .map(|at| &layout.columns[*at])
        .filter(|c| !c.hidden)
        .map(|c| c.name.clone())
        .collect())
}

/// Goes through a table as it is and as it was masked.
fn score(
    unit: &Unit<'_>,
    masked: Option<&Unit<'_>>,
    mentions: &Mentions,
    keys: &[String],
    scrubbed: &[&str],
    (stream, known): (&mut Texts, &mut Texts),
) -> Result<()> {
    let reading = Reading::default();
    let mut rows = unit.rows(&reading)?;
    let mut others = masked.map(|masked| masked.rows(&reading)).transpose()?;
    let (mut row, mut other) = (Row::default(), Row::default());
    while rows.next(&mut row)? {
        let own = cells(&rows, &row);
        let there = others.as_mut().map(|others| others.next(&mut other)).transpose()?.unwrap_or(false);
        let their = others.as_ref().filter(|_| there).map(|others| cells(others, &other)).unwrap_or_default();
        let key: Vec<&str> =
            keys.iter().map(|name| own.get(name.as_str()).copied().unwrap_or_default()).collect();
        let key = key.join("|");
        let mut names: Vec<(&str, &str)> = own.iter().map(|(name, text)| (*name, *text)).collect();
        names.sort_unstable();
        for (name, text) in names {
            let empty = Vec::new();
            let spans = mentions.get(&(name.to_owned(), key.clone()));
            if spans.is_none() && !scrubbed.contains(&name) {
                continue;
            }
            let spans = spans.unwrap_or(&empty);
            let found =
                scrub::find(text, None).into_iter().map(|f| (f.range, f.class.word())).collect::<Vec<_>>();
            stream.found(text, spans, &found);
            if let Some(after) = their.get(name).filter(|_| scrubbed.contains(&name)) {
                known.masked(text, spans, after);
            }
        }
    }
    Ok(())
}

fn cells<'r>(rows: &'r Rows, row: &'r Row) -> HashMap<&'r str, &'r str> {
    let head = &rows.heads()[row.head];
    row.cells().filter_map(|(at, text)| Some((head.columns.get(at)?.as_str(), text?))).collect()
}

fn tell(args: &Args, stream: &Texts, rows: &Texts) -> Result<Answer> {
    let mut sections = vec![stream.section("Alone, as `placebo scrub` reads a text")];
    if rows.all().of > 0 {
        sections.push(rows.section("With the row known, as `placebo mask` reads it"));
    }
    let lead = "Mentions by the truth that was made with the data. Recall alone: every letter and digit was found. With the row known: the \
                mention is not left.";
    let report = Report { title: "Scrubbing of texts".to_owned(), lead: vec![lead.to_owned()], sections };
    super::draw(args, &report)?;
    terminal::print(&match args.format {
        super::ReportFormat::Text => report.text(),
        super::ReportFormat::Json => super::json::of_texts(stream, rows)?,
    })?;
    let recalls = [stream, rows].into_iter().filter(|texts| texts.all().of > 0);
    let enough =
        args.min_recall.is_none_or(|least| recalls.clone().all(|texts| texts.all().share() >= least));
    let few = args.max_lost.is_none_or(|most| stream.empty.share() <= most);
    Ok(if enough && few { Answer::Yes } else { Answer::No })
}

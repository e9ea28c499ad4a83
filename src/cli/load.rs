//! From the SCHEMA that was named to a document and a plan.

use super::numbers::grouped;
use super::{presets, terminal};
use crate::error::{Error, ErrorKind, Place, Problem, Problems, Result, Sensitive};
use crate::generate;
use crate::io::Folder;
use crate::plan::{self, Options, Plan};
use crate::record::Manifest;
use crate::run::{self, Stop};
use crate::schema::{self, Document, FolderFiles, NoFiles};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

/// The file that is taken where nothing is named.
const OWN: &str = "placebo.toml";

/// Reads the schema of this name: a preset or a file; without a name `placebo.toml` in the working folder, or else the
/// default preset.
pub(super) fn document(name: Option<&str>) -> Result<Document> {
    match name {
        Some(name) => match presets::find(name) {
            Some(preset) => parsed(preset.name, preset.text, &NoFiles),
            None => file(Path::new(name)),
        },
        None if Path::new(OWN).is_file() => file(Path::new(OWN)),
        None => document(Some(presets::DEFAULT)),
    }
}

/// Reads the schema that a manifest names.
pub(super) fn document_of(manifest: &Manifest, named: Option<&str>) -> Result<Document> {
    if let Some(name) = named {
        return document(Some(name));
    }
    let recorded = manifest.schema.sources.first().map_or("", |source| source.name.as_str());
    if presets::find(recorded).is_some() || Path::new(recorded).is_file() {
        return document(Some(recorded));
    }
    Err(Error::usage(format!("the manifest was made from the schema `{recorded}`, which is not here"))
        .hint("name the schema: placebo generate SCHEMA --check MANIFEST"))
}

fn file(path: &Path) -> Result<Document> {
    let shown = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => presets::unknown(&shown, "there is no preset and no file"),
        _ => Error::io("read the schema", Place::file(&shown), &e),
    })?;
    let text = String::from_utf8(bytes).map_err(|e| {
        let byte = e.utf8_error().valid_up_to();
        Error::new(ErrorKind::Schema, format!("the schema is not UTF-8 text: byte {byte} is wrong"))
            .at(Place::file(&shown))
    })?;
    parsed(&shown, &text, &FolderFiles::new(path.parent().unwrap_or(Path::new(""))))
}

/// Parses a schema. Where it has keys that do not exist, what compiling says of the rest is told together with them.
fn parsed(name: &str, text: &str, files: &dyn schema::Files) -> Result<Document> {
    schema::parse_past_keys(name, text, files).map_err(|(error, document)| {
        let compiled = document.map(|rest| plan(&rest, &Options::default(), run::threads(None)));
        let (Some(of_keys), Some(Err(more))) = (error.schema_problems(), compiled) else { return error };
        let Some(of_rest) = more.schema_problems() else { return error };
        let mut all = of_keys.clone();
        all.list.extend(of_rest.list.iter().cloned());
        all.sort();
        Error::problems(all)
    })
}

/// Compiles a document, counting on several threads.
pub(super) fn plan(document: &Document, options: &Options, threads: usize) -> Result<Plan> {
    // The counting pass has no way to fail by itself, so the failure of a thread is kept here.
    let failure: RefCell<Option<Error>> = RefCell::new(None);
    let each = |n: usize, job: &(dyn Fn(usize) -> Vec<u64> + Sync)| {
        run::each(threads, n, job).unwrap_or_else(|error| {
            failure.borrow_mut().get_or_insert(error);
            vec![Vec::new(); n]
        })
    };
    let mut secrets = secrets(document);
    let compiled = if secrets.is_empty() {
        plan::compile(document, options, &each)
    } else {
        secrets.extend(options.secrets.clone());
        plan::compile(document, &Options { secrets, ..options.clone() }, &each)
    };
    if let Some(error) = failure.into_inner() {
        return Err(error);
    }
    let plan = compiled?;
    try_checks(document, &plan)?;
    Ok(plan)
}

/// Keys of the application's that the schema names, from the environment.
fn secrets(document: &Document) -> BTreeMap<String, Sensitive<String>> {
    #[expect(clippy::disallowed_methods, reason = "keys are in the environment, and in no schema")]
    let variable = |name: &String| std::env::var(name).ok().filter(|key| !key.is_empty());
    let columns = document.tables.iter().flat_map(|table| &table.columns);
    let named = columns.filter_map(|column| match column.arg("key_env").map(|arg| &arg.value) {
        Some(schema::Value::Text(name)) => Some(name),
        _ => None,
    });
    named.filter_map(|name| Some((name.clone(), Sensitive::new(variable(name)?)))).collect()
}

/// Sees that checks are such that drawing again keeps them.
fn try_checks(document: &Document, plan: &Plan) -> Result<()> {
    let mut problems = Problems { sources: document.sources.clone(), list: Vec::new() };
    for tried in generate::acceptance(plan)?.iter().filter(|tried| tried.is_hopeless()) {
        let Some(&span) = tried.checks.spans.first() else { continue };
        let (needed, help) = if tried.is_fixed() {
            (
                "all must, as nothing that it reads is drawn again",
                "change the columns that it reads, or the check",
            )
        } else {
            (
                "one in twenty must",
                "bring the columns nearer to what the check asks: narrower bounds, or an input",
            )
        };
        let message = format!(
            "{} of {} rows of `{}` pass at their first draw, and {needed}",
            grouped(tried.passed),
            grouped(tried.tried),
            tried.table
        );
        let mut problem = Problem::new(span, message).help(help);
        for &span in tried.checks.spans.iter().skip(1) {
            problem = problem.related(span, "together with this check");
        }
        problems.push(problem);
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::problems(problems)) }
}

/// Ends the program without waiting for the rows that are being made: somebody has asked twice.
#[expect(clippy::disallowed_methods, clippy::exit, reason = "a signal's handler has nobody to return to")]
fn exit_at_once() {
    std::process::exit(2);
}

/// Lets writing fail where a file may grow no further (`ulimit -f`): then it is told like a full disk, where the signal
/// that the system sends besides would end the program and leave a hidden folder behind.
pub(super) fn hold_back_size_signal() {
    #[cfg(unix)]
    {
        use nix::sys::signal::{SigSet, Signal};
        let mut signals = SigSet::empty();
        signals.add(Signal::SIGXFSZ);
        // Threads that are started from here on hold it back too.
        if signals.thread_block().is_err() {
            terminal::complain("note: a limit on the size of files may leave a hidden folder behind\n");
        }
    }
}

/// Lets no core of this process be written, and nobody else of its account read its memory: keys and values are in it.
pub(super) fn keep_memory() {
    #[cfg(unix)]
    {
        use nix::sys::resource::{Resource, setrlimit};
        // Where neither can be had, what a core holds is the machine's to guard, as it was.
        if setrlimit(Resource::RLIMIT_CORE, 0, 0).is_err() {}
    }
    #[cfg(target_os = "linux")]
    if nix::sys::prctl::set_dumpable(false).is_err() {}
}

/// Prepares a folder for the files of a run, and tells what was removed of runs that were killed.
pub(super) fn folder(
    path: &Path,
    planned: &[String],
    overwrite: bool,
    previous: &[String],
) -> Result<Folder> {
    let folder = Folder::prepare(path, planned, overwrite, previous)?;
    if folder.cleared() > 0 {
        let n = grouped(folder.cleared() as u64);
        terminal::complain(&format!("note: unfinished output of {n} runs that were killed was removed\n"));
    }
    Ok(folder)
}

/// A request to stop that Ctrl-C and a termination signal make; the same one whoever asks, since a process catches signals once.
pub(super) fn stop_on_signals() -> Stop {
    static STOP: OnceLock<Stop> = OnceLock::new();
    STOP.get_or_init(caught).clone()
}

fn caught() -> Stop {
    let stop = Stop::new();
    let asked = stop.clone();
    let handler = move || {
        if asked.is_requested() {
            terminal::complain("stopped at once; a hidden folder of unfinished output may be left behind\n");
            exit_at_once();
        }
        asked.request("interrupted by Ctrl-C or a termination signal");
    };
    if ctrlc::set_handler(handler).is_err() {
        terminal::complain("note: signals cannot be caught here; Ctrl-C may leave a hidden folder behind\n");
    }
    stop
}

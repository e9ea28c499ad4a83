//! `placebo schema coverage`: the identifiers A to R, which columns carry them, and what masking does with each.

use super::listing::pretty;
use crate::cli::generate::figures;
use crate::cli::mask::{ProfileName, read_policy};
use crate::cli::{Answer, terminal};
use crate::error::Result;
use crate::plan::{ColumnPolicy, Policy, Profile, Treatment};
use crate::report::{Block, Mark, Report, Section, Table};
use clap::ValueEnum;
use serde_json::{Value, json};

/// Show which columns carry the identifiers A to R, and what masking does with each
///
/// The letters are those of 45 CFR 164.514(b)(2)(i). Below them stand the quasi-identifiers that are left, and columns whose
/// kind is none of either. With --diff, what another schema does otherwise.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo schema coverage clinic.toml
  placebo schema coverage clinic.toml --format html > coverage.html
  placebo schema coverage clinic.toml --diff clinic-old.toml

Exit codes: 0 shown, and with --diff nothing differs; 1 something differs; 2 the schema cannot mask.")]
pub(super) struct Args {
    /// A schema file, or a preset
    schema: String,
    /// Under which rules
    #[arg(long, value_name = "PROFILE", default_value = "safe-harbor")]
    profile: ProfileName,
    /// How to show it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Another schema: show what is treated otherwise in it
    #[arg(long, value_name = "OLD")]
    diff: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// A page that stands by itself
    Html,
}

/// The identifiers of 45 CFR 164.514(b)(2)(i).
const LETTERS: [(char, &str); 18] = [
    ('A', "names, also of relatives, employers and household members"),
    ('B', "geography below the state"),
    ('C', "dates but for the year; ages over 89"),
    ('D', "telephone numbers"),
    ('E', "fax numbers"),
    ('F', "e-mail addresses"),
    ('G', "social security numbers"),
    ('H', "medical record numbers"),
    ('I', "health plan numbers"),
    ('J', "account numbers"),
    ('K', "certificate and licence numbers"),
    ('L', "vehicles: plates and serial numbers"),
    ('M', "devices: identifiers and serial numbers"),
    ('N', "URLs"),
    ('O', "IP addresses"),
    ('P', "biometrics"),
    ('Q', "full-face photographs"),
    ('R', "any other unique number, characteristic or code"),
];

pub(super) fn run(args: &Args) -> Result<Answer> {
    let (_, policy) = read_policy(&args.schema, args.profile)?;
    if let Some(old) = &args.diff {
        let (_, old) = read_policy(old, args.profile)?;
        return diff(&old, &policy, args.format);
    }
    terminal::print(&match args.format {
        Format::Text => text(&policy),
        Format::Json => pretty(&as_json(&policy))?,
        Format::Html => page(&policy).html(),
    })?;
    Ok(Answer::Yes)
}

/// Which prefixes of ZIP codes stay, and by which figures.
pub(in crate::cli) const ZIPS: &str = "three digits where more than 20,000 people live by the Census of 2000, of 2010 and the American Community \
                                       Survey of 2018 to 2022, and 00000 elsewhere";

/// A class of identifiers with the columns that carry it.
pub(in crate::cli) struct Letter {
    pub(in crate::cli) letter: String,
    pub(in crate::cli) what: String,
    pub(in crate::cli) columns: Vec<Carried>,
}

/// A column that carries an identifier.
pub(in crate::cli) struct Carried {
    pub(in crate::cli) name: String,
    pub(in crate::cli) treatment: String,
    /// Whether it is left as it is.
    pub(in crate::cli) is_left: bool,
}

/// The classes A to R, the quasi-identifiers and all else.
pub(in crate::cli) fn letters(policy: &Policy) -> Vec<Letter> {
    let carried = |(name, column): &(String, &ColumnPolicy)| Carried {
        name: name.clone(),
        treatment: column.described(),
        is_left: is_left(column),
    };
    let letter = |(letter, what, columns): Group<'_>| Letter {
        letter,
        what,
        columns: columns.iter().map(carried).collect(),
    };
    groups(policy).into_iter().map(letter).collect()
}

/// Columns in the order of the tables, with the names of both.
fn columns(policy: &Policy) -> impl Iterator<Item = (String, &ColumnPolicy)> {
    let of = |table: &'_ crate::plan::TablePolicy| table.name.clone();
    policy.tables.iter().flat_map(move |table| {
        let name = of(table);
        table.columns.iter().map(move |column| (format!("{name}.{}", column.name), column))
    })
}

/// Whether an identifier is left as it is, so that Safe Harbor is not met.
fn is_left(column: &ColumnPolicy) -> bool {
    column.class.is_some() && matches!(column.treatment, Treatment::Keep(_))
}

/// What may be said of an extract, and no more; `unmet` is why Safe Harbor is not met.
pub(in crate::cli) fn verdict(profile: Profile, unmet: &[String]) -> String {
    match profile {
        Profile::Pseudonymised => "this output is PHI".to_owned(),
        Profile::SafeHarbor if unmet.is_empty() => {
            "treatments A to R are applied to the columns that the schema declares; whether what is left could identify somebody \
             (164.514(b)(2)(ii)) is open, and for a person to attest"
                .to_owned()
        }
        Profile::SafeHarbor => format!("Safe Harbor is not met, because {}", unmet.join("; ")),
    }
}

/// The verdict of a schema, with room for a name where somebody has to attest.
fn signed(policy: &Policy) -> String {
    let unmet = policy.unmet();
    let open = policy.profile == Profile::SafeHarbor && unmet.is_empty();
    let line = if open { ": ______________________" } else { "" };
    format!("{}{line}", verdict(policy.profile, &unmet))
}

/// A class with what it is and the columns that are of it.
type Group<'a> = (String, String, Vec<(String, &'a ColumnPolicy)>);

/// The groups of columns: letters, then what is left.
fn groups(policy: &Policy) -> Vec<Group<'_>> {
    let mut groups = Vec::new();
    for (letter, what) in LETTERS {
        let own = columns(policy).filter(|(_, column)| column.class == Some(letter)).collect();
        groups.push((letter.to_string(), what.to_owned(), own));
    }
    let unclassed = |quasi: bool| {
        columns(policy).filter(move |(_, column)| column.class.is_none() && column.quasi == quasi).collect()
    };
    groups.push((
        "quasi".to_owned(),
        "quasi-identifiers: together with others they single people out".to_owned(),
        unclassed(true),
    ));
    groups.push(("other".to_owned(), "columns that are none of these".to_owned(), unclassed(false)));
    groups
}

fn text(policy: &Policy) -> String {
    let mut out = format!("profile {}, policy {}\n", policy.profile.name(), policy.digest);
    for (letter, what, columns) in groups(policy) {
        out.push_str(&format!("\n{letter}  {what}\n"));
        if columns.is_empty() {
            out.push_str("   no column is declared to carry one\n");
        }
        for (name, column) in columns {
            let stated = if column.stated { "stated" } else { "usual" };
            out.push_str(&format!("   {name} ({}): {} ({stated})\n", column.kind.name, column.described()));
        }
    }
    out.push_str(&format!("\n{}\n", signed(policy)));
    out
}

fn as_json(policy: &Policy) -> Value {
    let column = |(name, column): &(String, &ColumnPolicy)| {
        json!({
            "column": name, "kind": column.kind.name, "treatment": column.treatment.word(),
            "described": column.described(), "stated": column.stated, "unique": column.unique,
            "domain": policy.domains[column.domain].name,
        })
    };
    let groups: Vec<Value> = groups(policy)
        .iter()
        .map(|(letter, what, columns)| json!({ "class": letter, "what": what, "columns": columns.iter().map(column).collect::<Vec<_>>() }))
        .collect();
    json!({ "profile": policy.profile.name(), "policy": policy.digest, "schema": policy.name, "classes": groups, "verdict": verdict(policy.profile, &policy.unmet()) })
}

/// The same as a page.
fn page(policy: &Policy) -> Report {
    let mut table = Table::new(&["class", "identifier", "column", "kind", "treatment"]);
    for (letter, what, columns) in groups(policy) {
        if columns.is_empty() {
            let none = "no column is declared to carry one".to_owned();
            table.push(Mark::Plain, [letter.clone(), what.clone(), none, String::new(), String::new()]);
        }
        for (at, (name, column)) in columns.iter().enumerate() {
            let mark = if is_left(column) { Mark::Bad } else { Mark::Plain };
            let [letter, what] = if at == 0 { [letter.clone(), what.clone()] } else { Default::default() };
            table.push(mark, [letter, what, name.clone(), column.kind.name.to_owned(), column.described()]);
        }
    }
    let sections = vec![
        Section { heading: "Identifiers and columns".to_owned(), blocks: vec![Block::Table(table)] },
        Section { heading: "What may be said".to_owned(), blocks: vec![Block::Text(signed(policy))] },
    ];
    let lead = vec![format!("Profile {}, policy {}", policy.profile.name(), policy.digest)];
    Report { title: format!("Coverage of {}", policy.name), lead, sections }
}

fn diff(old: &Policy, new: &Policy, format: Format) -> Result<Answer> {
    let described = |policy: &Policy| -> std::collections::BTreeMap<String, String> {
        columns(policy)
            .map(|(name, column)| (name, format!("{}: {}", column.kind.name, column.described())))
            .collect()
    };
    let (before, after) = (described(old), described(new));
    let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed: Vec<Vec<String>> = names
        .into_iter()
        .filter(|name| before.get(*name) != after.get(*name))
        .map(|name| {
            let of = |map: &std::collections::BTreeMap<String, String>| {
                map.get(name).cloned().unwrap_or_else(|| "not listed".to_owned())
            };
            vec![name.clone(), of(&before), of(&after)]
        })
        .collect();
    let same = changed.is_empty() && old.digest == new.digest;
    terminal::print(&if format == Format::Json {
        let list: Vec<Value> = changed
            .iter()
            .map(|line| json!({ "column": line[0], "before": line[1], "after": line[2] }))
            .collect();
        pretty(&json!({ "before": old.digest, "after": new.digest, "changed": list }))?
    } else if same {
        "nothing that changes masking differs\n".to_owned()
    } else {
        format!(
            "policy {} to {}\n\n{}",
            &old.digest[..16],
            &new.digest[..16],
            figures(&["column", "before", "after"], changed)
        )
    })?;
    Ok(if same { Answer::Yes } else { Answer::No })
}

//! What every column is held to be: by the schema, or by its name where there is none.

use crate::kinds::{self, Family, Kind, Stand};
use crate::plan::{ColumnPolicy, Grain, Policy, Subject, Treatment};
use crate::verify::{Expect, Part, Sort, Told};
use std::collections::BTreeSet;

/// Where it is known what columns are.
#[derive(Default)]
pub(in crate::cli) struct Known {
    /// What is known of the columns that the schema lists, by table and name.
    listed: Vec<(String, String, Told)>,
    /// Tables whose rows are people.
    pub(super) people: BTreeSet<String>,
    /// Whether there is a schema at all.
    pub(super) schema: bool,
    accepted: Vec<String>,
    quasi: Vec<String>,
    sensitive: Vec<String>,
}

/// What somebody said on the command line.
#[derive(Clone, Debug, Default)]
pub(in crate::cli) struct Said<'a> {
    /// Columns whose survivors were accepted, as `table.column`.
    pub(in crate::cli) accepted: &'a [String],
    /// Quasi-identifiers.
    pub(in crate::cli) quasi: &'a [String],
    /// Columns that nobody should learn.
    pub(in crate::cli) sensitive: &'a [String],
}

impl Known {
    /// What a policy says.
    pub(in crate::cli) fn of_policy(policy: &Policy, said: &Said<'_>) -> Self {
        let mut known = Self::without(said);
        known.schema = true;
        for (t, table) in policy.tables.iter().enumerate() {
            for (c, column) in table.columns.iter().enumerate() {
                known.listed.push((table.name.clone(), column.name.clone(), told(policy, (t, c), column)));
            }
            if matches!(table.subject, Some(Subject::Own(_)) if is_own(policy, t)) {
                known.people.insert(table.name.clone());
            }
        }
        known
    }

    /// Nothing but what was said.
    pub(in crate::cli) fn without(said: &Said<'_>) -> Self {
        Self {
            accepted: said.accepted.to_vec(),
            quasi: said.quasi.to_vec(),
            sensitive: said.sensitive.to_vec(),
            ..Self::default()
        }
    }

    /// Whether the schema lists a table.
    pub(super) fn lists(&self, table: &str) -> bool {
        self.listed.iter().any(|(listed, ..)| listed == table)
    }

    /// What is known of a column.
    pub(in crate::cli) fn of(&self, table: &str, name: &str) -> Told {
        let listed = self.listed.iter().find(|(t, n, _)| t == table && n == name);
        let mut told = match listed {
            Some((_, _, told)) => told.clone(),
            None => guess(table, name),
        };
        let label = format!("{table}.{name}");
        let has = |list: &[String]| list.iter().any(|one| *one == label || one == name);
        told.accepted = has(&self.accepted);
        told.quasi = has(&self.quasi) || (self.quasi.is_empty() && told.quasi);
        told.sensitive = has(&self.sensitive) || (self.sensitive.is_empty() && told.sensitive);
        told
    }
}

/// Whether the rows of a table are its subjects themselves: its subject is not another table's.
fn is_own(policy: &Policy, t: usize) -> bool {
    let Some(Subject::Own(column)) = policy.tables[t].subject else { return false };
    policy.tables[t].columns[column].unique
}

/// What is known of a column that the application encrypts: what it holds is not seen here, and no ciphertext may survive.
fn told_sealed(column: &ColumnPolicy) -> Told {
    let gone = matches!(column.treatment, Treatment::Drop | Treatment::Null);
    Told {
        listed: true,
        kind: column.written_kind().name,
        sort: Some(Sort::Number),
        expect: if gone { Expect::Gone } else { Expect::Replaced },
        quasi: false,
        sensitive: false,
        accepted: false,
        formless: true,
        unique: false,
        may_null: column.may_null(),
        placeholders: Vec::new(),
        group: None,
        refers: None,
    }
}

fn told(policy: &Policy, at: (usize, usize), column: &ColumnPolicy) -> Told {
    if column.sealed.is_some() {
        return told_sealed(column);
    }
    let expect = match &column.treatment {
        Treatment::Keep(_) => Expect::Kept,
        Treatment::Drop | Treatment::Null => Expect::Gone,
        Treatment::Constant(_) | Treatment::Derive(_) | Treatment::Copy(_) | Treatment::Anew => Expect::Other,
        Treatment::Surrogate | Treatment::Token => Expect::Replaced,
        Treatment::Shift { .. } => Expect::Shifted,
        Treatment::Generalise(grain) => Expect::Part(match grain {
            Grain::Year => Part::Year,
            Grain::Month => Part::Month,
            Grain::Ages => Part::Ages,
            Grain::AgeBand(_) => Part::AgeBand,
            Grain::Zip3 => Part::Zip3,
            Grain::State => Part::State,
        }),
        Treatment::Marker | Treatment::Scrub(_) => Expect::Text,
    };
    // A kind of any text says nothing of what stands in it: where such a column is kept, it is a code or a word that somebody
    // vouches for, and what identifies is known by the other columns.
    let vouched = matches!(column.treatment, Treatment::Keep(_))
        && column.class == Some('R')
        && matches!(column.kind.mask.stand, Stand::Token | Stand::Made)
        && column.kind.family != Family::Credential;
    // What is replaced identifies, whatever its kind is held to be.
    let replaced = matches!(column.treatment, Treatment::Surrogate | Treatment::Token);
    // Of a closed list every value is known, and stands in the result in the place of others.
    let listed = matches!(column.treatment, Treatment::Surrogate) && column.kind.mask.stand == Stand::Listed;
    let domain = policy.domains.get(column.domain);
    let joined = domain.filter(|domain| domain.joined);
    let target = joined.and_then(|domain| {
        let unique = |(t, c): &&(usize, usize)| (*t, *c) != at && policy.tables[*t].columns[*c].unique;
        let (t, c) = domain.members.iter().find(unique)?;
        Some((policy.tables[*t].name.clone(), policy.tables[*t].columns[*c].name.clone()))
    });
    Told {
        listed: true,
        kind: column.kind.name,
        // Of a text that was scrubbed all that names nobody stays, and that may be all of it.
        sort: Sort::of(column.kind)
            .filter(|_| !vouched && !matches!(column.treatment, Treatment::Scrub(_) | Treatment::Copy(_)))
            .or((replaced && !listed).then_some(Sort::Number)),
        expect,
        quasi: column.quasi,
        sensitive: column.kind.family == Family::Clinical && column.class.is_none(),
        accepted: false,
        formless: (matches!(column.treatment, Treatment::Token) && column.kind.mask.stand != Stand::Integer)
            || (replaced && column.kind.mask.stand == Stand::Token),
        unique: column.unique,
        may_null: column.may_null(),
        placeholders: column.placeholders.clone(),
        group: joined.filter(|domain| !domain.scoped).map(|_| column.domain),
        refers: target.filter(|_| !column.unique),
    }
}

/// What a column is by its name: the kind of which most words are in it.
fn guess(table: &str, name: &str) -> Told {
    let own = spaced(name);
    let mut best: Option<(&'static Kind, usize)> = None;
    for kind in kinds::all().filter(|kind| kind.mask.class.is_some() || kind.mask.quasi) {
        for cue in kind.names {
            let (person, cue) = match cue.strip_prefix("@person ") {
                Some(rest) => (true, rest),
                None => (false, *cue),
            };
            if cue.starts_with('@') || (person && !is_of_people(table)) {
                continue;
            }
            let (whole, cue) = (cue.starts_with('='), cue.trim_start_matches('='));
            let fits = own == cue || (!whole && own.ends_with(&format!(" {cue}")));
            if fits && best.as_ref().is_none_or(|(_, length)| cue.len() > *length) {
                best = Some((kind, cue.len()));
            }
        }
    }
    let key = own == "id" || own.ends_with(" id");
    match best {
        Some((kind, _)) => Told {
            kind: kind.name,
            sort: Sort::of(kind),
            quasi: kind.mask.quasi,
            sensitive: kind.family == Family::Clinical && kind.mask.class.is_none(),
            unique: own == "id",
            ..Told::default()
        },
        None if key => Told { kind: "serial", sort: Some(Sort::Key), unique: own == "id", ..Told::default() },
        None => Told::default(),
    }
}

fn is_of_people(table: &str) -> bool {
    let table = spaced(table);
    [
        "patient",
        "person",
        "people",
        "client",
        "member",
        "contact",
        "user",
        "worker",
        "employee",
        "resident",
        "subject",
        "participant",
    ]
    .iter()
    .any(|word| table.contains(word))
}

/// A name in words of lower case.
fn spaced(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut lower = false;
    for c in name.chars() {
        if c.is_uppercase() && lower {
            out.push(' ');
        }
        lower = c.is_lowercase();
        out.extend(if c.is_alphanumeric() { c.to_lowercase().next() } else { Some(' ') });
    }
    out
}

//! `--to`: from a live Postgres into another, in schemas aside that get their names when everything was checked.

use super::audit::Run;
use super::inputs::Source;
use super::live::{self, Dumped, Failure, Live};
use super::loading::{Into, Loading};
use super::proof::Proof;
use super::run::{Done, Reading};
use super::{Args, MaskingKey, ledger};
use crate::cli::generate::aside::{PREFIX, sweep};
use crate::cli::generate::is_database;
use crate::cli::generate::{address, guard};
use crate::cli::terminal;
use crate::cli::verify::units::{Again, At, Named};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::io::postgres::{Address, Asked, Built, Replica, Rule, Seen, Session, catalog, finish, identifier};
use crate::io::{Out, Sort};
use crate::mask::Masker;
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::{Arc, PoisonError};

/// Where a live database goes.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Into a database")]
pub(super) struct TargetArgs {
    /// Mask a live Postgres into this one: postgres://HOST/NAME without a password, env:NAME of a variable, or service=NAME
    #[arg(long, value_name = "URL", conflicts_with_all = ["out", "encrypt_to"])]
    pub(super) to: Option<String>,
    /// Put the tables in the place of tables of their names, which are dropped
    #[arg(long, requires_all = ["to", "database_is"])]
    replace: bool,
    /// The name of the database, repeated: yes, its tables may be dropped
    #[arg(long, value_name = "NAME", requires = "to")]
    database_is: Option<String>,
}

impl TargetArgs {
    /// Whether the input fits.
    ///
    /// # Errors
    /// Where it is no database.
    pub(super) fn check(&self, inputs: &[String]) -> Result<()> {
        match (&self.to, inputs) {
            (None, _) => Ok(()),
            (Some(_), [input]) if is_database(input) => Ok(()),
            (Some(_), _) => Err(Error::usage("--to takes one live database as INPUT")
                .hint("files are masked into a folder; a masked dump loads with psql")),
        }
    }
}

/// A database that is being filled.
pub(super) struct Target {
    session: Session,
    address: Address,
    asked: Asked,
    replica: Replica,
    /// For each schema the one aside.
    aside: BTreeMap<String, String>,
    /// The tables as they lie for now, under the names of the schema.
    tables: Vec<Dumped>,
    replace: bool,
}

impl Target {
    /// Sees that the database that is asked for may be filled, and what it is to get; none where none is asked for.
    ///
    /// # Errors
    /// Where it may not, or lacks what the tables need.
    pub(super) fn of(args: &Args, reading: &Reading) -> Result<Option<Self>> {
        let Some(to) = &args.database.to else { return Ok(None) };
        let live = reading.live.as_ref().ok_or_else(|| Error::bug("there is no live database"))?;
        Self::open(args, to, reading, live).map(Some).map_err(|error| reading.told(error))
    }

    /// Masks a live database into this one.
    ///
    /// # Errors
    /// Where it cannot be, or the check of the output found something; then the database is as it was.
    pub(super) fn write(
        mut self,
        (args, verify): (&Args, bool),
        (reading, masker, source): (&Reading, &Masker, &Source),
        record: &Run,
        (key, done): (&MaskingKey, &mut Done),
    ) -> Result<Option<Proof>> {
        let filled = self.fill((args, verify), (reading, masker, source), record, (key, done));
        let Self { session, address, replica, .. } = self;
        match filled {
            Ok(proof) => {
                session.close()?;
                for (what, names) in replica.left().iter().filter(|_| !args.quiet) {
                    let named =
                        if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) };
                    terminal::complain(&format!("note: {what}{named}\n"));
                }
                Ok(proof)
            }
            Err(error) => {
                let error = reading.told(error);
                // Locks and half-done work end with the sessions; a new one has nobody asking it to stop.
                drop(session);
                let swept = Session::open(&address).and_then(|mut session| {
                    sweep(&mut session)?;
                    session.close()
                });
                let advice = error.advice().map_or(String::new(), |advice| format!("{advice}; "));
                Err(match swept {
                    Ok(()) => error.hint(format!("{advice}the database is as it was")),
                    Err(_) => error.hint(format!(
                        "{advice}schemas {PREFIX}N are left behind; the next run removes them"
                    )),
                })
            }
        }
    }

    /// Sees that the database may be filled, and what it is to get.
    fn open(args: &Args, to: &str, reading: &Reading, live: &Live) -> Result<Self> {
        let address = address(to)?;
        guard::names(&address)?;
        let stop = reading.stop.clone();
        let asked: Asked = Arc::new(move || stop.error());
        let mut session = Session::open(&address)?;
        session.heed(asked.clone());
        guard::inside(&mut session, args.database.database_is.as_deref())?;
        let place = "SELECT current_database() || ' ' || pg_postmaster_start_time()";
        if session.value(place)? == live.ask(|source| source.value(place))? {
            return Err(Error::usage("the source and the target are one database")
                .hint("what is masked goes into another: createdb NAME"));
        }
        guard::alone(&mut session)?;
        let seen: Vec<Seen> = live.tables.iter().map(|table| table.seen.clone()).collect();
        let mut replica = live.ask(|source| Replica::read(source, &seen))?;
        replica.fit(&mut session)?;
        if !args.database.replace {
            refuse_tables(&mut session, &seen)?;
        }
        let aside: BTreeMap<String, String> = replica
            .schemas()
            .into_iter()
            .enumerate()
            .map(|(n, schema)| (schema, format!("{PREFIX}{n}")))
            .collect();
        let placed = |table: &Dumped| {
            let schema = aside.get(&table.seen.schema).cloned().unwrap_or_default();
            Dumped { seen: Seen { schema, ..table.seen.clone() }, ..table.clone() }
        };
        let tables = live.tables.iter().map(placed).collect();
        Ok(Self { session, address, asked, replica, aside, tables, replace: args.database.replace })
    }

    fn fill(
        &mut self,
        (args, verify): (&Args, bool),
        (reading, masker, source): (&Reading, &Masker, &Source),
        record: &Run,
        (key, done): (&MaskingKey, &mut Done),
    ) -> Result<Option<Proof>> {
        sweep(&mut self.session)?;
        for schema in self.aside.values() {
            step(&mut self.session, "make a schema aside", &format!("CREATE SCHEMA {}", identifier(schema)))?;
        }
        let aside = self.aside.clone();
        let placed = |schema: &str| aside.get(schema).cloned().unwrap_or_else(|| schema.to_owned());
        for (what, sql) in self.replica.create(&placed) {
            step(&mut self.session, &what, &sql)?;
        }
        self.load(reading, masker, source, done)?;
        for built in self.replica.build(&placed) {
            self.build(&built)?;
        }
        for sql in self.replica.counters(&placed) {
            step(&mut self.session, "set the counters of keys", &sql)?;
        }
        let names: Vec<String> = self.tables.iter().map(|table| table.seen.sql()).collect();
        finish::analyze(&mut self.session, &names)?;
        let mut proof = None;
        if verify {
            let held = Held {
                address: &self.address,
                asked: &self.asked,
                tables: &self.tables,
                failure: Failure::default(),
            };
            let named = |_: &Source| {
                Ok(Named {
                    at: At::Again(&held, Sort::Dump),
                    name: self.address.to_string(),
                    delimiter: None,
                })
            };
            let checked = reading.checked(args, masker, std::slice::from_ref(source), done).check(named);
            proof = Some(checked.map_err(|error| held.told(error))?);
        }
        ledger::write(args.ledger.as_deref(), key, masker)?;
        record.end(masker.policy(), done)?;
        self.name(&placed)?;
        record.gives_out();
        Ok(proof)
    }

    /// Builds a key, an index, a reference or a check. Of what masked rows do not satisfy, as years are left of their dates, a
    /// check is kept for the rows that come, and an index under a condition is left out.
    fn build(&mut self, built: &Built) -> Result<()> {
        let Err(fault) = self.session.try_execute(&built.sql) else { return Ok(()) };
        match (fault.code(), built.rule) {
            ("23514", Rule::Check) => {
                self.replica.breaks(built);
                step(&mut self.session, &built.what, &format!("{} NOT VALID", built.sql))
            }
            ("23505", Rule::Condition) => {
                self.replica.breaks(built);
                Ok(())
            }
            _ => Err(fault.into_error(&built.what)),
        }
    }

    /// Masks the rows into the tables.
    fn load(&mut self, reading: &Reading, masker: &Masker, source: &Source, done: &mut Done) -> Result<()> {
        let names: Vec<String> =
            self.tables.iter().map(|table| format!("{}.{}", table.seen.schema, table.seen.name)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let found = catalog::tables(&mut self.session, &names)?;
        let mut into = BTreeMap::new();
        for (table, found) in self.tables.iter().zip(found) {
            let found = found.ok_or_else(|| Error::bug("a table that was made is not there"))?;
            let coding = |name: &String| {
                let column =
                    found.column(name).ok_or_else(|| Error::bug("a column that was made is not there"));
                column.map(|column| column.coding.clone())
            };
            let codings = table.seen.columns.iter().map(coding).collect::<Result<_>>()?;
            into.insert(table.head().into_bytes(), Into::new(table, table.seen.sql(), codings));
        }
        let failure = Failure::default();
        let mut session = Session::open(&self.address)?;
        session.heed(self.asked.clone());
        let loading = Loading::new(session, into, failure.clone())?;
        let out = Out::stream(self.address.to_string(), Box::new(loading));
        reading
            .write(source, masker, out, done)
            .map_err(|error| failure.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or(error))
    }

    /// Gives everything its name, all at once or not at all.
    fn name(&mut self, placed: &dyn Fn(&str) -> String) -> Result<()> {
        let session = &mut self.session;
        session.execute("BEGIN; SET LOCAL lock_timeout = '30s'")?;
        for sql in self.replica.moves(placed, self.replace) {
            step(session, "give the tables their names", &sql)?;
        }
        for (to, schema) in &self.aside {
            finish::move_along(session, schema, to)?;
            step(session, "remove a schema aside", &format!("DROP SCHEMA {}", identifier(schema)))?;
        }
        session.execute("COMMIT")
    }
}

fn step(session: &mut Session, what: &str, sql: &str) -> Result<()> {
    session.try_execute(sql).map_err(|fault| fault.into_error(what))
}

/// Tables of these names are never replaced unasked.
fn refuse_tables(session: &mut Session, seen: &[Seen]) -> Result<()> {
    let there = catalog::all_tables(session)?;
    let taken =
        |table: &&Seen| there.iter().any(|(schema, name, _)| *schema == table.schema && *name == table.name);
    let Some(first) = seen.iter().find(taken) else { return Ok(()) };
    let n = seen.iter().filter(taken).count();
    let place = Place { table: Some(first.name.clone()), ..Place::default() };
    Err(Error::new(ErrorKind::Exists, format!("the target has {n} of the tables already")).at(place).hint(
        "take an empty database; --replace with --database-is NAME drops those tables when the new ones are checked",
    ))
}

/// What was loaded, as a dump of its data.
struct Held<'a> {
    address: &'a Address,
    asked: &'a Asked,
    tables: &'a [Dumped],
    failure: Failure,
}

impl Held<'_> {
    fn told(&self, error: Error) -> Error {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or(error)
    }
}

impl Again for Held<'_> {
    fn again(&self) -> Result<Box<dyn Read + Send>> {
        let (address, asked) = (self.address.clone(), self.asked.clone());
        let open = move || {
            let mut session = Session::open(&address)?;
            session.heed(asked);
            session.execute("SET synchronize_seqscans = off; SET max_parallel_workers_per_gather = 0")?;
            Ok(session)
        };
        Ok(Box::new(live::dump(self.tables.to_vec(), self.failure.clone(), open)?))
    }
}

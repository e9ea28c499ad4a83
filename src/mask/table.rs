//! A policy under a key: what each table's blocks become.

mod reads;
mod settle;
mod work;

pub(super) use work::work;

use super::column::{Rows, Work, treat};
use super::derive::derive;
use super::first_pass::{Collected, Collector, Needs, gather, needs_subject, prints, subject_prints};
use super::key::{MaskKey, SubKey};
use super::ledger::Ledger;
use super::memo::{Memo, Spare};
use super::notes::{self, Around, Notes, Shared};
use super::places::Group;
use super::redactions::Redactions;
use super::reduce::{self, Choice, Reduce};
use super::sealed::Vault;
use super::tally::Tally;
use super::vault::AppKeys;
use crate::cells::{Block, Cells, Replacement};
use crate::error::{Error, Place, Result};
use crate::markup::Coding;
use crate::plan::{ColumnPolicy, CopyOf, Policy, Profile, Subject, Treatment};
use std::collections::BTreeMap;
use std::sync::RwLock;

/// A block after masking.
pub struct Masked {
    /// What takes the place of each column.
    pub columns: Vec<Replacement>,
    /// What was done, column by column.
    pub tally: Vec<Tally>,
    /// For each row the draw from which its subject's shift comes.
    pub(super) shifts: Vec<u64>,
}

/// A policy under a key.
pub struct Masker {
    policy: Policy,
    works: Vec<Vec<Work>>,
    needs: Needs,
    collector: Collector,
    ledgers: BTreeMap<usize, Ledger>,
    extracted_on: Option<i64>,
    today: Option<i64>,
    shifts: SubKey,
    notes: Option<Notes>,
    weeks: (u32, u32),
    reduce: Option<Reduce>,
    /// What was made shortly before; no block is masked before all is settled.
    spare: Spare,
    /// The keys of columns that the application encrypts.
    pub(super) vault: Option<Vault>,
    /// Masked texts that are to be replaced whole.
    pub(super) redactions: RwLock<Redactions>,
}

impl Masker {
    /// Prepares masking; `extracted_on` is the date of the extract in days since 1970, where it is not the latest one of
    /// the input.
    ///
    /// # Errors
    /// Where a column needs stand-ins that its kind does not have.
    pub fn new(policy: Policy, key: &MaskKey, extracted_on: Option<i64>) -> Result<Self> {
        let mut works = Vec::with_capacity(policy.tables.len());
        for table in &policy.tables {
            let of = |column: &ColumnPolicy| {
                work(policy.profile, &policy.domains[column.domain], column, key).map_err(|error| {
                    let hint = error.advice().unwrap_or("write another `mask` for the column").to_owned();
                    error.at(Place::column(&table.name, &column.name)).hint(hint)
                })
            };
            works.push(table.columns.iter().map(of).collect::<Result<Vec<Work>>>()?);
        }
        let needs = Needs::of(&policy, &works, extracted_on, false);
        let shifts = key.derive("shift of dates", "");
        let collector = Collector::new(0);
        let notes = Notes::new(&policy, key)?;
        Ok(Self {
            weeks: weeks(&policy),
            policy,
            works,
            needs,
            collector,
            ledgers: BTreeMap::new(),
            extracted_on,
            today: None,
            shifts,
            notes,
            reduce: None,
            spare: Spare::default(),
            vault: None,
            redactions: RwLock::default(),
        })
    }

    /// Says what day it is, in days since 1970: whoever is in the input is that old by now, whatever the latest date in it is.
    #[must_use]
    pub fn on(mut self, today: i64) -> Self {
        self.today = Some(today);
        self
    }

    /// Takes the application's own keys, for columns that it encrypts.
    ///
    /// # Errors
    /// Where a development key is not there, or a key is none.
    pub fn with_keys(mut self, keys: &AppKeys, key: &MaskKey) -> Result<Self> {
        self.vault = Some(Vault::new(&self.policy, keys, key)?);
        Ok(self)
    }

    /// Makes the run one of some subjects; before the first pass.
    #[must_use]
    pub fn of_some(mut self, choice: Choice, key: &MaskKey) -> Self {
        self.needs = Needs::of(&self.policy, &self.works, self.extracted_on, true);
        self.reduce = Some(Reduce::new(&self.policy, &self.works, choice, key.derive("sample", "")));
        self
    }

    /// Which rows of a block stay; `None` where all do.
    ///
    /// # Errors
    /// Where what memory does not hold cannot be read.
    pub fn keeps(&self, t: usize, block: &Block) -> Result<Option<Vec<bool>>> {
        let Some(reduce) = self.reduce.as_ref() else { return Ok(None) };
        Ok(Some(reduce.keeps(&self.works[t], &self.subjects(t, block)?, t, block)))
    }

    /// Whether the run is one of some subjects.
    pub fn is_of_some(&self) -> bool {
        self.reduce.is_some()
    }

    /// How many of the listed subjects the input has, and how many are listed.
    pub fn listed(&self) -> Option<(u64, u64)> {
        self.reduce.as_ref()?.listed()
    }

    /// The table of the subjects themselves and the column that names them.
    pub fn root(&self) -> Option<(usize, usize)> {
        reduce::root(&self.policy)
    }

    /// Prepares the treatment of texts that belong to no table.
    ///
    /// # Errors
    /// Where a kind of stand-ins cannot be built.
    pub fn for_text(key: &MaskKey) -> Result<Self> {
        let policy = Policy {
            profile: Profile::Pseudonymised,
            name: String::new(),
            tables: Vec::new(),
            domains: Vec::new(),
            references: Vec::new(),
            digest: String::new(),
        };
        let notes = Notes::always(&policy, key)?;
        Ok(Self { notes: Some(notes), ..Self::new(policy, key, None)? })
    }

    /// A text with stand-ins for what names somebody in it; `None` where it is not coded so.
    ///
    /// # Errors
    /// Where the masker was not made [`Self::for_text`].
    pub fn scrub_text(&self, text: &str, coding: Coding) -> Result<Option<String>> {
        let notes = self.notes.as_ref().ok_or_else(|| Error::bug("texts were not prepared"))?;
        let [own, _] = self.shifts.hash(b"", 0);
        let rows = Rows {
            tenants: None,
            shifts: &[own],
            old: &[false],
            extracted: self.extracted(),
            profile: self.policy.profile,
            table: "",
        };
        notes::alone(self, notes, &rows, text, coding)
    }

    /// What is known of a column.
    pub(super) fn work(&self, t: usize, c: usize) -> &Work {
        &self.works[t][c]
    }

    /// What is known of the columns of a table.
    pub(super) fn works(&self, t: usize) -> &[Work] {
        &self.works[t]
    }

    /// The ledger of a domain.
    pub(super) fn ledger(&self, domain: usize) -> Option<&Ledger> {
        self.ledgers.get(&domain)
    }

    /// The columns whose stand-ins a ledger hands out.
    pub(super) fn numbered_columns(&self) -> impl Iterator<Item = (usize, usize)> {
        let members = |domain: &usize| self.policy.domains[*domain].members.iter().copied();
        self.needs.numbered.iter().flat_map(members).filter(|(t, c)| self.is_numbered(*t, *c))
    }

    /// How far dates in texts move: as those of the first column that moves.
    pub(super) fn weeks(&self) -> (u32, u32) {
        self.weeks
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// What a first pass must find.
    pub fn needs(&self) -> &Needs {
        &self.needs
    }

    /// Looks at a block in the first pass.
    ///
    /// # Errors
    /// Where a condition has no value for a row.
    pub fn gather(&self, t: usize, block: &Block) -> Result<Collected> {
        let wanted = (self.notes.as_ref(), self.reduce.as_ref());
        gather(&self.policy, &self.works, &self.needs, wanted, t, block)
    }

    /// Looks at rows that the cells of a column copy.
    ///
    /// # Errors
    /// As [`Self::gather`].
    pub fn gather_copy(&self, t: usize, block: &Block) -> Result<Collected> {
        gather(&self.policy, &self.works, &self.needs, (self.notes.as_ref(), None), t, block)
    }

    /// Takes what the first pass found.
    pub fn collected(&mut self, collector: Collector) {
        self.collector = collector;
    }

    /// The ledgers by the names of their domains.
    pub fn ledgers(&self) -> impl Iterator<Item = (&str, &Ledger)> {
        self.ledgers.iter().map(|(domain, ledger)| (self.policy.domains[*domain].name.as_str(), ledger))
    }

    /// The date of the extract, in days since 1970: as given, or the latest date of the input, or today where that is later.
    pub fn extracted(&self) -> i64 {
        // Without any date nothing depends on it.
        self.extracted_on.or(self.collector.latest.max(self.today)).unwrap_or(0)
    }

    /// Masks a block.
    ///
    /// # Errors
    /// Where `on_invalid` says that an invalid value fails.
    pub fn mask(&self, t: usize, block: &Block) -> Result<Masked> {
        self.mask_of(t, block, &[])
    }

    /// Masks rows of another table that the cells of a column copy: those of them that do not say whose they are, are of
    /// the subject of the row that they stand in. `outer` is that row's table and block, with the subjects of rows that do not say
    /// whose they are where these are copies themselves; `rows` are its rows. Gives such subjects of the copies, too.
    ///
    /// # Errors
    /// As [`Self::mask`].
    pub fn mask_copy(
        &self,
        (t, block): (usize, &Block),
        (outer, outer_block, outer_else): (usize, &Block, &[Option<u128>]),
        column: usize,
        rows: &[usize],
    ) -> Result<(Masked, Vec<Option<u128>>)> {
        let mut subjects = self.subjects(outer, outer_block)?;
        subjects.iter_mut().zip(outer_else).for_each(|(subject, other)| *subject = subject.or(*other));
        let own = self.policy.tables[t].subject;
        if let (Treatment::Copy(CopyOf::Named { id: Some(id), .. }), Some(Subject::Own(key))) =
            (&self.policy.tables[outer].columns[column].treatment, own)
            && self.policy.tables[t].columns[key].unique
            && let Some(cells) = outer_block.column(*id)
        {
            let ids = prints(&self.works[t][key], cells, outer_block.rows);
            subjects.iter_mut().zip(ids).for_each(|(subject, id)| *subject = id.or(*subject));
        }
        let else_of: Vec<Option<u128>> =
            rows.iter().map(|row| subjects.get(*row).copied().flatten()).collect();
        Ok((self.mask_of(t, block, &else_of)?, else_of))
    }

    fn mask_of(&self, t: usize, block: &Block, else_of: &[Option<u128>]) -> Result<Masked> {
        let table = &self.policy.tables[t];
        let mut subjects = self.subjects(t, block)?;
        subjects.iter_mut().zip(else_of).for_each(|(subject, other)| *subject = subject.or(*other));
        let (shifts, old) = self.of_subjects(t, block, &subjects)?;
        let rows = Rows {
            tenants: table.scope.and_then(|scope| block.column(scope)),
            shifts: &shifts,
            old: &old,
            extracted: self.extracted(),
            profile: self.policy.profile,
            table: &table.name,
        };
        let mut tally = vec![Tally::default(); table.columns.len()];
        let mut columns: Vec<Replacement> = Vec::with_capacity(table.columns.len());
        let mut memos = self.spare.take(self.policy.tables.iter().map(|table| table.columns.len()));
        let mut placed = self.places(t, block, &rows, &mut memos[t], &mut tally)?;
        let around = Around { t, block, rows: &rows, subjects: &subjects };
        let mut shared: Option<Shared> = None;
        for (c, column) in table.columns.iter().enumerate() {
            if let Some(cells) = placed.remove(&c) {
                columns.push(Replacement::Cells(cells));
                continue;
            }
            columns.push(match (&column.treatment, &self.notes) {
                (Treatment::Keep(_), _) => Replacement::Keep,
                (Treatment::Drop, _) => Replacement::Drop,
                // What copies rows is put together from those rows.
                (Treatment::Null | Treatment::Derive(_) | Treatment::Copy(_) | Treatment::Anew, _) => {
                    Replacement::Null
                }
                (Treatment::Constant(text), _) => Replacement::Constant(text.clone()),
                (Treatment::Scrub(coding), Some(notes)) => {
                    let shared = shared.get_or_insert_with(|| notes.shared());
                    let cells = notes::scrub(self, notes, (c, *coding), &around, shared, &mut tally[c])?;
                    // What is marked up cannot be cut anywhere.
                    let most = column.max_chars.filter(|_| *coding == Coding::default());
                    let cells = self.redacted((t, c), cut(cells, most), &mut tally[c]);
                    Replacement::Cells(cut(cells, most))
                }
                _ => {
                    let cells = block.column(c).ok_or_else(|| Error::bug("a column was not read"))?;
                    let known = (self.ledgers.get(&column.domain), &mut memos[t][c]);
                    // What is unique would perhaps not be so if it were cut.
                    let most = column.max_chars.filter(|_| !column.unique);
                    let cells = treat(column, &self.works[t][c], cells, &rows, known, &mut tally[c])?;
                    Replacement::Cells(cut(cells, most))
                }
            });
        }
        self.spare.give(memos);
        if let (Some(notes), Some(shared)) = (&self.notes, shared) {
            notes.give(shared);
        }
        for (c, column) in table.columns.iter().enumerate() {
            if let Treatment::Derive(program) = &column.treatment {
                let place = Place::column(&table.name, &column.name);
                columns[c] = Replacement::Cells(derive(program, c, &columns, block, &place)?);
                tally[c].values += block.rows as u64;
            }
        }
        Ok(Masked { columns, tally, shifts })
    }

    /// City, state and ZIP code of one place, by the number of the column.
    fn places(
        &self,
        t: usize,
        block: &Block,
        rows: &Rows<'_>,
        memos: &mut [Memo],
        tally: &mut [Tally],
    ) -> Result<BTreeMap<usize, Cells>> {
        let table = &self.policy.tables[t];
        let mut all = BTreeMap::new();
        for columns in &table.places {
            let group = Group { columns: *columns, table, works: &self.works[t] };
            let (city, zip) = group.treat(&|at| block.column(at), block.rows, rows, memos, tally)?;
            all.extend(columns.city.zip(city));
            all.extend(columns.zip.zip(zip));
        }
        Ok(all)
    }

    /// The fingerprint of each row's subject, where something depends on it.
    pub(super) fn subjects(&self, t: usize, block: &Block) -> Result<Vec<Option<u128>>> {
        let Some(subject) =
            self.policy.tables[t].subject.filter(|_| needs_subject(&self.policy, t, &self.needs))
        else {
            return Ok(vec![None; block.rows]);
        };
        let resolved =
            subject_prints(subject, &self.works[t], block).into_iter().map(|print| match subject {
                Subject::Own(_) => Ok(print),
                Subject::Through { table, key, .. } => match print {
                    Some(print) => self.collector.resolve(&self.policy, table, key, print),
                    None => Ok(None),
                },
            });
        resolved.collect()
    }

    /// For each row the draw of its subject's shift, and whether the subject is 90 or older.
    fn of_subjects(
        &self,
        t: usize,
        block: &Block,
        subjects: &[Option<u128>],
    ) -> Result<(Vec<u64>, Vec<bool>)> {
        if !needs_subject(&self.policy, t, &self.needs) {
            return Ok((Vec::new(), Vec::new()));
        }
        // Rows without a subject move by the run's own shift.
        let [own, _] = self.shifts.hash(b"", 0);
        let extracted = self.extracted();
        debug_assert_eq!(subjects.len(), block.rows);
        let (mut draws, mut old) = (Vec::with_capacity(subjects.len()), Vec::with_capacity(subjects.len()));
        for subject in subjects {
            let [draw, _] = match subject {
                Some(print) => self.shifts.hash(&print.to_le_bytes(), 1),
                None => [own, 0],
            };
            draws.push(draw);
            old.push(match subject.filter(|_| self.needs.births) {
                Some(print) => self.collector.is_old(print, extracted)?,
                None => false,
            });
        }
        Ok((draws, old))
    }

    /// Whether the stand-ins of a column depend on the others of the run.
    pub fn is_numbered(&self, t: usize, c: usize) -> bool {
        self.works[t][c].stands.as_ref().is_some_and(|stands| stands.numbered().is_some())
    }

    /// The stand-ins of some values of a column, in order; `None` for a value that is none of the kind.
    ///
    /// # Errors
    /// Where the column has no stand-ins, or they depend on a first pass.
    pub fn surrogates(&self, t: usize, c: usize, block: &Block) -> Result<Replacement> {
        let mut masked = self.mask(t, block)?;
        if c >= masked.columns.len() {
            return Err(Error::bug("there is no such column"));
        }
        Ok(masked.columns.swap_remove(c))
    }
}

/// How far dates move: the least of what columns say.
fn weeks(policy: &Policy) -> (u32, u32) {
    let columns = policy.tables.iter().flat_map(|table| &table.columns);
    let stated = columns.filter_map(|column| match column.treatment {
        Treatment::Shift { least, most } => Some((least, most)),
        _ => None,
    });
    stated.min().unwrap_or(crate::plan::SHIFT_WEEKS)
}

/// Texts that are no longer than their column takes: what stands for a name may be longer than that was.
fn cut(cells: Cells, most: Option<u32>) -> Cells {
    let Some(most) = most else { return cells };
    let most = most as usize;
    let end = |text: &str| text.char_indices().nth(most).map(|(at, _)| at);
    if !(0..cells.len())
        .any(|i| cells.bytes(i).len() > most && cells.get(i).is_some_and(|t| end(t).is_some()))
    {
        return cells;
    }
    let mut out = Cells::like(&cells);
    for i in 0..cells.len() {
        let bytes = cells.bytes(i);
        let end = cells.get(i).and_then(end).unwrap_or(bytes.len());
        out.push(cells.state(i), &bytes[..end]);
    }
    out
}

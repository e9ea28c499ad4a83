//! Columns that the application encrypts: opened before a block is looked at, and sealed when it is masked.
//!
//! Between the two, such a column holds what is encrypted in it, so that first pass, notes and treatments see it like any
//! other. What no key opens is an invalid value; where there is no key at all, something fictitious takes its place.

use super::dates;
use super::derive::{input, texts};
use super::key::{MaskKey, SubKey};
use super::stand::{Stands, Wanted, token_text};
use super::table::{Masked, Masker};
use super::tally::Tally;
use super::texts::Texts;
use super::vault::{AppKeys, Around, Coat, Form, Lock, Seal};
use crate::calendar::{checked_days, civil};
use crate::cells::{Block, Cells, Replacement, State};
use crate::cipher::{Alphabet, decode, encode};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::kinds::Stand;
use crate::plan::{ColumnPolicy, OnInvalid, Policy, Profile, Sealed, Treatment};
use std::collections::BTreeMap;

const DAY: u64 = 86_400;

/// The keys of all columns that the application encrypts.
pub(super) struct Vault(BTreeMap<(usize, usize), Kept>);

struct Kept {
    lock: Lock,
    /// The key of vectors and nonces.
    nonces: SubKey,
}

impl Vault {
    /// Reads the keys of a policy's columns.
    ///
    /// # Errors
    /// Where a development key is not there, or a key is none.
    pub(super) fn new(policy: &Policy, keys: &AppKeys, key: &MaskKey) -> Result<Self> {
        let mut all = BTreeMap::new();
        for (t, table) in policy.tables.iter().enumerate() {
            for (c, column) in table.columns.iter().enumerate().filter(|(_, column)| is_written(column)) {
                let Some(sealed) = &column.sealed else { continue };
                let place = || Place::column(&table.name, &column.name);
                let lock = Lock::new(sealed, keys).map_err(|error| error.at(place()))?;
                let name = format!("{}.{}", table.name, column.name);
                all.insert((t, c), Kept { lock, nonces: key.derive("nonce", &name) });
            }
        }
        Ok(Self(all))
    }
}

/// Whether values of a column are sealed.
pub(super) fn is_written(column: &ColumnPolicy) -> bool {
    column.sealed.is_some() && !matches!(column.treatment, Treatment::Null | Treatment::Drop)
}

/// Whether values say when they were encrypted.
pub(super) fn has_time(column: &ColumnPolicy) -> bool {
    is_written(column) && column.sealed.as_ref().is_some_and(|sealed| sealed.kind.name == "fernet")
}

/// The columns that must be read beside those that are treated.
pub(super) fn reads(columns: &[ColumnPolicy]) -> Vec<usize> {
    let mut all = Vec::new();
    for (c, column) in columns.iter().enumerate().filter(|(_, column)| is_written(column)) {
        let Some(sealed) = &column.sealed else { continue };
        all.push(c);
        all.extend(sealed.nonce.into_iter().chain(sealed.beside).chain(sealed.row_key.iter().copied()));
        all.extend(sealed.associated.iter().flat_map(|derive| derive.reads.iter().map(|(at, _)| *at)));
    }
    all
}

/// What became of a cell that was to be opened.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    /// It held nothing.
    Absent,
    /// Its text stands in the block.
    Opened(u64, Coat),
    /// No key has sealed it so.
    Failed,
    /// There are no keys.
    Shut,
}

/// What was opened of a block: the ciphertexts, and what became of each.
#[derive(Default)]
pub struct Unsealed(Vec<(usize, Cells, Vec<Status>)>);

impl Masker {
    /// Opens what the application has encrypted: in its place stands what it holds, and nothing where no key opens it.
    ///
    /// # Errors
    /// Where what is authenticated beside a value cannot be computed.
    pub fn open(&self, t: usize, block: &mut Block) -> Result<Unsealed> {
        let table = &self.policy().tables[t];
        let mut all = Vec::new();
        for (c, column) in table.columns.iter().enumerate().filter(|(_, column)| is_written(column)) {
            let Some(sealed) = column.sealed.as_ref().filter(|sealed| sealed.is_cipher()) else { continue };
            let place = Place::column(&table.name, &column.name);
            let Lock::Cipher { form, .. } = &self.kept(t, c)?.lock else { continue };
            let Some(cells) = block.columns.get(c).and_then(Option::as_ref) else { continue };
            let as_read: Vec<Replacement> = table.columns.iter().map(|_| Replacement::Keep).collect();
            let associated = sealed
                .associated
                .as_ref()
                .map(|derive| texts(derive, &as_read, block, &place))
                .transpose()?;
            let beside = |row: usize| {
                use arrow::array::Array as _;
                associated.as_ref().map_or("", |all| if all.is_valid(row) { all.value(row) } else { "" })
            };
            let nonces = sealed.nonce.and_then(|at| block.column(at));
            let (plain, statuses) = open_cells(form, cells, nonces, &beside);
            if let Some(cells) = block.columns.get_mut(c).and_then(|column| column.replace(plain)) {
                all.push((c, cells, statuses));
            }
        }
        Ok(Unsealed(all))
    }

    fn kept(&self, t: usize, c: usize) -> Result<&Kept> {
        let kept = self.vault.as_ref().and_then(|vault| vault.0.get(&(t, c)));
        kept.ok_or_else(|| Error::bug("the keys of an encrypted column were not read"))
    }

    /// Seals what takes the place of what was opened, and makes blind indexes.
    ///
    /// # Errors
    /// Where `on_invalid` says that a value that no key opens fails.
    pub fn seal(&self, t: usize, block: &Block, unsealed: &Unsealed, masked: &mut Masked) -> Result<()> {
        let table = &self.policy().tables[t];
        for (c, column) in table.columns.iter().enumerate().filter(|(_, column)| is_written(column)) {
            if let (Some(_), Lock::Index(index)) = (&column.sealed, &self.kept(t, c)?.lock) {
                let Replacement::Cells(cells) = &masked.columns[c] else { continue };
                let mut out = Cells::like(cells);
                for i in 0..cells.len() {
                    match cells.get(i).and_then(|text| index.of(text.as_bytes())) {
                        Some(text) => out.push(State::Text, text.as_bytes()),
                        None => out
                            .push(if cells.state(i).is_value() { State::Null } else { cells.state(i) }, b""),
                    }
                }
                masked.columns[c] = Replacement::Cells(out);
            }
        }
        let mut done: Vec<(usize, Option<usize>, Cells, Cells)> = Vec::new();
        for (c, cells, statuses) in &unsealed.0 {
            let column = &table.columns[*c];
            let Some(sealed) = &column.sealed else { continue };
            let Lock::Cipher { own, form } = &self.kept(t, *c)?.lock else { continue };
            let sealing =
                Sealing { masker: self, t, c: *c, column, sealed, form, own: own.as_ref(), cells, statuses };
            let (sealed_cells, nonces) = sealing.run(block, masked)?;
            done.push((*c, sealed.nonce, sealed_cells, nonces));
        }
        for (c, nonce, cells, nonces) in done {
            masked.columns[c] = Replacement::Cells(cells);
            if let Some(at) = nonce.filter(|at| !matches!(masked.columns[*at], Replacement::Drop)) {
                masked.columns[at] = Replacement::Cells(nonces);
            }
        }
        Ok(())
    }
}

/// Opens the cells of one column.
fn open_cells<'a>(
    form: &Form,
    cells: &Cells,
    nonces: Option<&Cells>,
    associated: &impl Fn(usize) -> &'a str,
) -> (Cells, Vec<Status>) {
    let mut plain = Cells::like(cells);
    let mut statuses = Vec::with_capacity(cells.len());
    for i in 0..cells.len() {
        if !cells.state(i).is_value() || cells.bytes(i).is_empty() {
            plain.push(cells.state(i), cells.bytes(i));
            statuses.push(Status::Absent);
            continue;
        }
        let row = cells.row(i);
        let nonce = nonces.and_then(|all| all.get(all.of_row(row)?)).and_then(decode);
        let nonce = nonce.and_then(|bytes| <[u8; 12]>::try_from(bytes).ok());
        let opened =
            cells.get(i).and_then(|text| form.open(text, nonce.as_ref(), associated(row).as_bytes()));
        let opened = opened.filter(|opened| std::str::from_utf8(&opened.text).is_ok());
        plain.push(State::Text, opened.as_ref().map_or(b"", |opened| opened.text.as_slice()));
        statuses.push(match opened {
            Some(opened) => Status::Opened(opened.seconds, opened.coat),
            None if form.opens() => Status::Failed,
            None => Status::Shut,
        });
    }
    (plain, statuses)
}

/// One column that is sealed.
struct Sealing<'a> {
    masker: &'a Masker,
    t: usize,
    c: usize,
    column: &'a ColumnPolicy,
    sealed: &'a Sealed,
    form: &'a Form,
    own: &'a dyn Seal,
    /// The ciphertexts that came in.
    cells: &'a Cells,
    statuses: &'a [Status],
}

/// What of a row a value is sealed with.
struct Beside<'a> {
    keys: Vec<Vec<Option<String>>>,
    associated: Option<arrow::array::StringArray>,
    /// What takes the place of the column that holds the same in the clear.
    clear: Option<Vec<Option<String>>>,
    shifts: &'a [u64],
}

impl Sealing<'_> {
    /// Gives the cells, and those of the column with the nonces.
    fn run(&self, block: &Block, masked: &mut Masked) -> Result<(Cells, Cells)> {
        let place = Place::column(&self.masker.policy().tables[self.t].name, &self.column.name);
        let mut tally = masked.tally[self.c];
        let columns = &masked.columns;
        let beside = Beside {
            keys: self.sealed.row_key.iter().filter_map(|at| input(*at, columns, block)).collect(),
            associated: self
                .sealed
                .associated
                .as_ref()
                .map(|d| texts(d, columns, block, &place))
                .transpose()?,
            clear: self.sealed.beside.and_then(|at| input(at, columns, block)),
            shifts: &masked.shifts,
        };
        let mut out = Cells::like(self.cells);
        let mut nonces = Cells::with_capacity(block.rows);
        for i in 0..self.cells.len() {
            let row = self.cells.row(i);
            let Some(text) = self.text(i, block, &columns[self.c], &beside, &mut tally)? else {
                let state =
                    if self.statuses[i] == Status::Absent { self.cells.state(i) } else { State::Null };
                out.push(state, b"");
                nonces.push(State::Null, b"");
                continue;
            };
            let (cell, nonce) = self.cell(i, row, &text, &beside)?;
            out.push(State::Text, &cell);
            nonces.push(State::Text, &nonce);
        }
        masked.tally[self.c] = tally;
        Ok((out, nonces))
    }

    /// What is to be sealed in a cell; nothing where it is to be NULL.
    fn text(
        &self,
        i: usize,
        block: &Block,
        replacement: &Replacement,
        beside: &Beside<'_>,
        tally: &mut Tally,
    ) -> Result<Option<String>> {
        let status = self.statuses[i];
        if status == Status::Absent {
            return Ok(None);
        }
        let counted = matches!(replacement, Replacement::Cells(_))
            && !matches!(self.column.treatment, Treatment::Derive(_));
        if matches!(status, Status::Failed | Status::Shut) {
            // In the block it stood as an empty text.
            tally.empty = tally.empty.saturating_sub(u64::from(counted));
            tally.values += u64::from(counted);
        }
        if status == Status::Failed {
            tally.invalid += 1;
            return match self.column.on_invalid {
                OnInvalid::Null => Ok(None),
                OnInvalid::Token => Ok(Some(token_text(self.invalid(), self.cells.bytes(i)))),
                OnInvalid::Fail => {
                    let message =
                        "no key of production's opens a value, and `on_invalid` says that this fails";
                    let table = &self.masker.policy().tables[self.t].name;
                    Err(Error::new(ErrorKind::Input, message).at(Place::column(table, &self.column.name)))
                }
            };
        }
        let treated = match replacement {
            Replacement::Keep => block.column(self.c).and_then(|cells| cells.get(i)).map(str::to_owned),
            Replacement::Cells(cells) => cells.get(i).map(str::to_owned),
            Replacement::Constant(text) => Some(text.clone()),
            Replacement::Null | Replacement::Drop => None,
        };
        if status != Status::Shut {
            return Ok(treated);
        }
        tally.shut += 1;
        let fixed = matches!(replacement, Replacement::Constant(_))
            || matches!(self.column.treatment, Treatment::Derive(_));
        if fixed {
            return Ok(treated);
        }
        let clear = beside.clear.as_ref().and_then(|all| all.get(self.cells.row(i))?.clone());
        Ok(Some(match clear.filter(|text| !text.is_empty()) {
            Some(text) => text,
            None => self.fiction(self.cells.bytes(i))?,
        }))
    }

    fn invalid(&self) -> &SubKey {
        &self.masker.work(self.t, self.c).invalid
    }

    /// Something of the kind that stands for a value that nobody can open.
    fn fiction(&self, cell: &[u8]) -> Result<String> {
        let work = self.masker.work(self.t, self.c);
        if self.column.is_dated() {
            return Ok("2000-01-01".to_owned());
        }
        let made = !matches!(self.column.kind.mask.stand, Stand::None);
        let stands = made.then(|| {
            Stands::new(self.column.kind, &self.column.settings, (false, None), None, &work.keys.own).ok()
        });
        let Some(stands) = stands.flatten() else { return Ok(token_text(self.invalid(), cell)) };
        let drawn = self.invalid().wide(cell, 1);
        let mut normalised = Texts::default();
        // As long as a number is, which is what the shortest form needs.
        normalised.push(&drawn[..8]);
        let word =
            |bytes: &[u8]| -> String { bytes.iter().map(|byte| char::from(b'a' + byte % 26)).collect() };
        let original = format!("{} {}", word(&drawn[8..16]), word(&drawn[16..24]));
        let wanted =
            Wanted { normalised: &normalised, originals: &[original.as_bytes()], attempt: 0, ledger: None };
        let texts = stands.make(&work.keys, &wanted)?;
        Ok(String::from_utf8_lossy(texts.get(0)).into_owned())
    }

    /// Seals a text; gives the cell and its nonce in base64.
    fn cell(&self, i: usize, row: usize, text: &str, beside: &Beside<'_>) -> Result<(Vec<u8>, Vec<u8>)> {
        use arrow::array::Array as _;
        let associated =
            beside.associated.as_ref().filter(|all| all.is_valid(row)).map_or("", |all| all.value(row));
        let mut hashed = Vec::new();
        let mut add = |part: &[u8]| {
            hashed.extend_from_slice(&(part.len() as u64).to_le_bytes());
            hashed.extend_from_slice(part);
        };
        if beside.keys.is_empty() {
            // Rows without a key are told apart by what stood there.
            add(self.cells.bytes(i));
        }
        beside
            .keys
            .iter()
            .for_each(|all| add(all.get(row).and_then(Option::as_deref).unwrap_or("").as_bytes()));
        add(&u64::try_from(i - self.cells.of_row(row).unwrap_or(i)).unwrap_or(0).to_le_bytes());
        add(associated.as_bytes());
        add(text.as_bytes());
        let drawn = self.masker.kept(self.t, self.c)?.nonces.wide(&hashed, 0);
        let (seconds, coat) = match self.statuses[i] {
            Status::Opened(seconds, coat) => (self.moved(seconds, row, beside.shifts), coat),
            _ => (0, coat_of(self.cells.bytes(i))),
        };
        let around = Around { drawn: &drawn, associated: associated.as_bytes(), seconds, coat };
        let cell = self.form.seal(self.own, text.as_bytes(), &around);
        let mut nonce = Vec::with_capacity(16);
        encode(&drawn[..12], Alphabet::Standard, &mut nonce);
        let cell = cell.ok_or_else(|| Error::new(ErrorKind::Output, "a text is too long to be encrypted"))?;
        Ok((cell, nonce))
    }

    /// When a token says that it was made: the year alone, or moved as the subject's dates are.
    fn moved(&self, seconds: u64, row: usize, shifts: &[u64]) -> u64 {
        let policy = self.masker.policy();
        if policy.profile == Profile::SafeHarbor {
            let days = i64::try_from(seconds / DAY).unwrap_or(0);
            let first = checked_days(civil(days).year, 1, 1).and_then(|days| u64::try_from(days).ok());
            return first.unwrap_or(0) * DAY;
        }
        let stated = policy.tables[self.t].columns.iter().find_map(|column| match column.treatment {
            Treatment::Shift { least, most } => Some((least, most)),
            _ => None,
        });
        let (least, most) = stated.unwrap_or(self.masker.weeks());
        let draw = shifts.get(row).copied().unwrap_or(0);
        seconds.saturating_sub(dates::weeks(draw, least, most) * 7 * DAY)
    }
}

/// How a cell that was not opened seems to stand.
fn coat_of(cell: &[u8]) -> Coat {
    match cell.strip_prefix(b"\\x") {
        // Base64 and its like are letters, digits and few signs: their bytes begin with a digit from 2 to 7.
        Some(digits) if digits.chunks(2).all(|pair| matches!(pair, [b'2'..=b'7', _])) => Coat::HexText,
        Some(_) => Coat::HexBytes,
        None => Coat::Plain,
    }
}

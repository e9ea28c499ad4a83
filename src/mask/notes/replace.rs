//! What takes the place of a finding: the stand-in that the record's column gives it, or one of its class.

use super::super::column::{Rows, Work, treat};
use super::super::ledger::Ledger;
use super::super::memo::Memo;
use super::super::places::{Group, Scratch, Spot, place_of, state_code};
use super::super::table::Masker;
use super::super::tally::Tally;
use super::Notes;
use super::builtins::Builtin;
use super::found::NEAR;
use super::known::{Sort, sort_of};
use super::lexicon::{Known, Met, Part, class_of};
use super::made::Made;
use crate::cells::{Cells, State};
use crate::error::Result;
use crate::kinds::{Laid, lay_over};
use crate::markup::{Coding, Replaced};
use crate::plan::{ColumnPolicy, PlaceColumns, Treatment};
use crate::reference::places;
use crate::scrub::{self, Class, Finding, Lexicon};
use std::cell::RefCell;

/// What is known of those whom a text is about, and the dates of its row.
pub(super) type Record<'a> = (&'a [&'a Known], &'a [(u32, u32, u32)]);

/// A row with all that its texts are treated by.
pub(super) struct Context<'a> {
    pub(super) masker: &'a Masker,
    pub(super) notes: &'a Notes,
    pub(super) rows: &'a Rows<'a>,
    pub(super) row: usize,
    /// What was made in this row and in others.
    pub(super) made: &'a RefCell<Made>,
}

/// Whether all that is left of a telephone number beside what a record knows is the code of its country: `+1`.
fn is_country_code(class: Class, spelled: &str) -> bool {
    let digits = spelled.bytes().filter(u8::is_ascii_digit).count();
    let most = if spelled.trim_start_matches('(').starts_with('+') { 3 } else { 1 };
    class == Class::Phone && digits <= most && !spelled.bytes().any(|b| b.is_ascii_alphabetic())
}

impl Context<'_> {
    /// The text with stand-ins; `None` where it is not coded so.
    pub(super) fn text(
        &self,
        text: &str,
        coding: Coding,
        known: Record<'_>,
        tally: &mut Tally,
    ) -> Result<Option<String>> {
        coding.replaced(text, &mut |plain| self.stand_ins(plain, known, tally))
    }

    /// What of a plain text is replaced, and by what.
    fn stand_ins(&self, text: &str, (known, dates): Record<'_>, tally: &mut Tally) -> Result<Replaced> {
        let layers: Vec<&Lexicon> = known.iter().map(|known| &known.lexicon).collect();
        let found = scrub::find(text, Some(&scrub::Record { layers: &layers, dates }));
        let mut replaced = Vec::with_capacity(found.len());
        for finding in &found {
            let entry = finding.known.and_then(|at| known.get(at.layer)?.met(at.id));
            let spelled = &text[finding.range.clone()];
            let made = match self.state(finding, known, spelled)? {
                Some(state) => state,
                None => self.stand_in(finding, entry, spelled)?,
            };
            replaced.push((finding.range.clone(), made));
            if finding.known.is_some() {
                tally.known += 1;
            } else {
                tally.found += 1;
            }
        }
        Ok(replaced)
    }

    /// What a state becomes that stands alone between what a record knows, as in `Reno, NV 89501`: what it is in the record's
    /// column, and without one itself.
    fn state(&self, finding: &Finding, known: &[&Known], spelled: &str) -> Result<Option<String>> {
        if finding.class != Class::Place || finding.known.is_some() {
            return Ok(None);
        }
        let Some(code) = state_code(spelled) else { return Ok(None) };
        let said = |entry: &Met<'_>| entry.place.and_then(|place| place[1].as_deref()).and_then(state_code);
        let mut all = known.iter().flat_map(|known| known.all());
        let column = all.find(|entry| said(entry) == Some(code)).and_then(|entry| {
            let table = &self.masker.policy().tables[entry.table];
            let at = |places: &PlaceColumns| {
                let here = places.city == Some(entry.column) || places.zip == Some(entry.column);
                places.state.filter(|_| here)
            };
            table.places.iter().find_map(at).map(|at| (entry, at))
        });
        let Some((entry, at)) = column else { return Ok(Some(spelled.to_owned())) };
        let column = &self.masker.policy().tables[entry.table].columns[at];
        match column.treatment {
            Treatment::Keep(_) => return Ok(Some(spelled.to_owned())),
            Treatment::Surrogate | Treatment::Token | Treatment::Generalise(_) => {}
            _ => return Ok(Some(format!("[{}]", Class::Place.word()))),
        }
        let written = entry.place.and_then(|place| place[1].as_deref()).unwrap_or(spelled);
        let ledger = self.masker.ledger(column.domain);
        self.one(column, self.masker.work(entry.table, at), ledger, written).map(Some)
    }

    pub(super) fn stand_in(
        &self,
        finding: &Finding,
        entry: Option<Met<'_>>,
        spelled: &str,
    ) -> Result<String> {
        // What a record knows is made once for that; and tenants with keys of their own have other stand-ins each.
        let apart = self.rows.tenants.is_some() && (self.notes.scoped || self.notes.builtins.scoped);
        if entry.is_some() || apart {
            return self.new_stand_in(finding, entry, spelled);
        }
        let kept = self.made.borrow_mut().get(finding.class, spelled);
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let made = self.new_stand_in(finding, entry, spelled)?;
        self.made.borrow_mut().put(finding.class, spelled, &made);
        Ok(made)
    }

    fn new_stand_in(&self, finding: &Finding, entry: Option<Met<'_>>, spelled: &str) -> Result<String> {
        let made = self.first_stand_in(finding, entry, spelled)?;
        let same = made.eq_ignore_ascii_case(spelled) && !is_country_code(finding.class, spelled);
        if same { self.another(finding.class, spelled) } else { Ok(made) }
    }

    /// Another stand-in for what got itself: a stand-in of a nickname may be the nickname, initials may be the same.
    fn another(&self, class: Class, spelled: &str) -> Result<String> {
        let marker = || format!("[{}]", class.word());
        let made = match class {
            Class::Age => spelled.replace("90", "90+"),
            Class::Date | Class::Place => marker(),
            Class::Name if spelled.chars().filter(|c| c.is_alphabetic()).count() > 3 => {
                self.of_class(class, spelled)?
            }
            _ => self.numbers(spelled)?,
        };
        Ok(if made.eq_ignore_ascii_case(spelled) { marker() } else { made })
    }

    fn first_stand_in(&self, finding: &Finding, entry: Option<Met<'_>>, spelled: &str) -> Result<String> {
        match (finding.class, entry) {
            (Class::Date, entry) => {
                let near = entry.and_then(|entry| entry.original.parse().ok());
                Ok(self.date(spelled, near.unwrap_or(NEAR)))
            }
            (_, Some(entry)) => self.of_entry(entry, spelled),
            (class, None) => self.of_class(class, spelled),
        }
    }

    /// The stand-in of a value that a record knows, spelled as in the text.
    fn of_entry(&self, entry: Met<'_>, spelled: &str) -> Result<String> {
        let known = entry.stand_in.borrow().clone();
        let base = match known {
            Some(base) => base,
            None => {
                let base = self.base(entry)?;
                *entry.stand_in.borrow_mut() = Some(base.clone());
                base
            }
        };
        let stand_in = match (entry.part, entry.sort) {
            (Part::Initials, _) => laid(Laid::Code, spelled, &base),
            (Part::Local, _) => laid(Laid::Case, spelled, base.split('@').next().unwrap_or_default()),
            (Part::Tail(n), _) => laid(Laid::Code, spelled, &tail(&base, n)),
            (_, Sort::Phone | Sort::Ssn) => laid(Laid::Digits, spelled, &base),
            (_, Sort::Number) => laid(Laid::Code, spelled, &base),
            (_, Sort::Integer | Sort::Zip | Sort::Mail | Sort::Url | Sort::Network | Sort::Date) => base,
            _ => laid(Laid::Case, spelled, &base),
        };
        // Mike is called Michael by his stand-in, and was called so in the text: then it gets the stand-in of a Michael.
        let own = match entry.sort {
            Sort::Given => &self.notes.builtins.given,
            Sort::Surname => &self.notes.builtins.surname,
            _ => return Ok(stand_in),
        };
        if entry.part == Part::Initials || !stand_in.eq_ignore_ascii_case(spelled) {
            return Ok(stand_in);
        }
        Ok(laid(Laid::Case, spelled, &self.builtin(own, spelled)?))
    }

    /// The stand-in as the record has it.
    fn base(&self, entry: Met<'_>) -> Result<String> {
        let builtins = &self.notes.builtins;
        match entry.part {
            Part::Full => return self.builtin(&builtins.full_name, entry.original),
            Part::Given => return self.builtin(&builtins.given, entry.original),
            Part::Surname => return self.builtin(&builtins.surname, entry.original),
            Part::Initials => return self.initials(entry.original),
            Part::Whole | Part::Tail(_) | Part::Local => {}
        }
        let column = &self.masker.policy().tables[entry.table].columns[entry.column];
        if matches!(entry.sort, Sort::City | Sort::Zip)
            && let Some(found) = self.placed(entry)
        {
            return Ok(found);
        }
        if matches!(column.treatment, Treatment::Surrogate | Treatment::Token | Treatment::Generalise(_)) {
            let ledger = self.masker.ledger(column.domain);
            return self.one(column, self.masker.work(entry.table, entry.column), ledger, entry.original);
        }
        self.of_class(class_of(entry.sort), entry.original)
    }

    /// The city or the ZIP code that stands in a row's columns of one place.
    fn placed(&self, entry: Met<'_>) -> Option<String> {
        let table = &self.masker.policy().tables[entry.table];
        let columns = table
            .places
            .iter()
            .find(|places| places.city == Some(entry.column) || places.zip == Some(entry.column))?;
        let group = Group { columns: *columns, table, works: self.masker.works(entry.table) };
        if entry.sort == Sort::Zip && group.stays().area {
            return None;
        }
        let [city, state, zip] =
            [0, 1, 2].map(|at: usize| entry.place.and_then(|place| Some(place[at].as_deref()?.as_bytes())));
        let spot = Spot {
            city: city.filter(|_| columns.city.is_some()),
            state,
            zip: zip.filter(|_| columns.zip.is_some()),
        };
        let spot = match entry.sort {
            Sort::City => Spot { city: Some(entry.original.as_bytes()), ..spot },
            _ => Spot { zip: Some(entry.original.as_bytes()), ..spot },
        };
        let row = (self.rows, self.row);
        let placed = place_of(
            group.work()?,
            row,
            &spot,
            group.stays(),
            &mut Tally::default(),
            &mut Scratch::default(),
        );
        match entry.sort {
            Sort::City => placed.city.map(|row| places::CITY.get(row).to_owned()),
            _ => placed.zip.map(|row| format!("{:05}", places::ZIP.get(row))),
        }
    }

    fn initials(&self, names: &str) -> Result<String> {
        let builtins = &self.notes.builtins;
        let names: Vec<&str> = names.split('\n').collect();
        let mut out = String::new();
        for (at, name) in names.iter().enumerate() {
            let builtin = if at + 1 == names.len() { &builtins.surname } else { &builtins.given };
            out.extend(self.builtin(builtin, name)?.chars().take(1).flat_map(char::to_uppercase));
        }
        Ok(out)
    }

    /// The stand-in of one value under a column's treatment.
    pub(super) fn one(
        &self,
        column: &ColumnPolicy,
        work: &Work,
        ledger: Option<&Ledger>,
        text: &str,
    ) -> Result<String> {
        let mut cells = Cells::with_capacity(1);
        cells.push_of_row(u32::try_from(self.row).unwrap_or(u32::MAX), State::Text, text.as_bytes());
        let treated =
            treat(column, work, &cells, self.rows, (ledger, &mut Memo::none()), &mut Tally::default())?;
        Ok(treated.get(0).map_or_else(|| format!("[{}]", class_name(column)), str::to_owned))
    }

    pub(super) fn builtin(&self, builtin: &Builtin, text: &str) -> Result<String> {
        self.one(&builtin.column, &builtin.work, None, text)
    }
}

fn class_name(column: &ColumnPolicy) -> &'static str {
    sort_of(column.kind).map_or("ID", |sort| class_of(sort).word())
}

/// The last digits or letters of a text.
fn tail(text: &str, n: usize) -> String {
    let all: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    all[all.len().saturating_sub(n)..].iter().collect()
}

/// A stand-in in the form of what it replaces; of a shorter number its last digits.
pub(super) fn laid(shape: Laid, spelled: &str, stand_in: &str) -> String {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let mut out = Vec::new();
    // Digits of another script are none to lay over.
    if shape == Laid::Digits && (1..digits(stand_in)).contains(&digits(spelled)) {
        lay_over(shape, spelled, &tail(stand_in, digits(spelled)), &mut out);
    } else {
        lay_over(shape, spelled, stand_in, &mut out);
    }
    String::from_utf8(out).unwrap_or_default()
}

//! Days in the forms in which they are written, each made once while it is kept: rows repeat the days of a lifetime.

use super::dates::{SPACE, date_forms};
use super::seen::{Known, RARE, Tools};
use super::values::Forms;

/// The forms of days that were met before, so that each is written once while it is kept.
#[derive(Default)]
pub(super) struct Days {
    slots: Vec<Day>,
    forms: Forms,
}

/// A day: its date in one number, zero where there is none, and the prints of its forms.
#[derive(Clone, Copy, Default)]
struct Day {
    date: u32,
    len: u8,
    /// Which of the forms tell something as a whole cell alone, a bit each.
    whole: u16,
    prints: [u64; WRITTEN],
}

// So common a form is looked for nowhere but in its own row.
const _: () = assert!(SPACE < RARE);

/// The most forms of a date, and how many days are kept: those of a lifetime.
const WRITTEN: usize = 10;
const DAYS: usize = 1 << 15;

impl Days {
    /// Appends the forms of a date.
    pub(super) fn forms(&mut self, date: (i64, u32, u32), tools: &Tools<'_>, out: &mut Vec<Known>) {
        if self.slots.is_empty() {
            self.slots.resize(DAYS, Day::default());
        }
        let (year, month, day) = date;
        let number = u32::try_from(year).unwrap_or(0) * 372 + month * 31 + day;
        let slot = &mut self.slots[usize::try_from(number).unwrap_or(0) & (DAYS - 1)];
        if slot.date != number {
            self.forms.clear();
            date_forms(date, &mut self.forms);
            *slot = Day { date: number, ..Day::default() };
            for (form, print) in self.forms.iter().zip(&mut slot.prints) {
                *print = tools.printer.short(form.text.as_bytes());
                slot.whole |= u16::from(form.whole) << slot.len;
                slot.len += 1;
            }
        }
        let prints = slot.prints.iter().take(usize::from(slot.len)).enumerate();
        let whole = slot.whole;
        out.extend(prints.map(|(at, print)| Known {
            print: *print,
            space: SPACE,
            shape: 0,
            whole: whole >> at & 1 == 1,
            rare: false,
        }));
    }
}

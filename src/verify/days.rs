//! Days in the forms in which they are written, each made once while it is kept: rows repeat the days of a lifetime.

use super::dates::date_forms;
use super::seen::{Known, Tools};
use super::values::Forms;

/// The forms of days that were met before, so that each is written once while it is kept.
#[derive(Default)]
pub(super) struct Days {
    slots: Vec<Option<Day>>,
    forms: Forms,
    made: Vec<Known>,
}

/// A day: its number, and its forms.
struct Day {
    date: (i64, u32, u32),
    forms: [Known; WRITTEN],
    len: usize,
}

/// The most forms of a date, and how many days are kept: those of a lifetime.
const WRITTEN: usize = 10;
const DAYS: u16 = 1 << 15;

impl Days {
    /// The forms of a date.
    pub(super) fn forms(&mut self, date: (i64, u32, u32), tools: &Tools<'_>) -> &[Known] {
        if self.slots.is_empty() {
            self.slots.resize_with(usize::from(DAYS), || None);
        }
        let (year, month, day) = date;
        let number = year.wrapping_mul(372) + i64::from(month * 31 + day);
        let slot = &mut self.slots[usize::try_from(number.rem_euclid(i64::from(DAYS))).unwrap_or(0)];
        if slot.as_ref().is_none_or(|slot| slot.date != date) {
            self.forms.clear();
            date_forms(date, &mut self.forms);
            self.made.clear();
            self.made.extend(self.forms.iter().map(|form| Known::of(&form, tools)));
            let none = Known { print: 0, space: 0.0, shape: 0, whole: true };
            let mut forms = [none; WRITTEN];
            let len = self.made.len().min(WRITTEN);
            forms[..len].copy_from_slice(&self.made[..len]);
            *slot = Some(Day { date, forms, len });
        }
        slot.as_ref().map_or(&[], |day| &day.forms[..day.len])
    }
}

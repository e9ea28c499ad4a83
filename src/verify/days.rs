//! Days in the forms in which they are written, each made once while it is kept: rows repeat the days of a lifetime.

use super::dates::{SPACE, each_form, is_whole};
use super::seen::{Known, RARE, Tools};

/// The forms of days that were met before, so that each is written once while it is kept.
#[derive(Default)]
pub(super) struct Days {
    slots: Vec<Day>,
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

impl Day {
    /// Takes a form, unless it is there already.
    fn add(&mut self, print: u64, whole: bool) {
        let (before, rest) = self.prints.split_at_mut(usize::from(self.len).min(WRITTEN));
        let Some(to) = rest.first_mut().filter(|_| !before.contains(&print)) else { return };
        *to = print;
        self.whole |= u16::from(whole) << self.len;
        self.len += 1;
    }
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
            *slot = Day { date: number, ..Day::default() };
            each_form(date, |form| slot.add(tools.printer.short(form), is_whole(form)));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::Printer;
    use crate::verify::dates::date_forms;
    use crate::verify::seen::Aim;
    use crate::verify::values::Forms;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        /// A day has the prints of all of its forms, each once and in their order.
        #[test]
        fn a_day_has_the_prints_of_its_forms(year in 0i64..=9_999, month in 1u32..=12, day in 1u32..=31) {
            let printer = Printer::new(&[6; 16]);
            let tools = Tools { printer: &printer, sought: None, aim: Aim::Own, tally: false, fiction: false };
            let (mut forms, mut days, mut own) = (Forms::default(), Days::default(), Vec::new());
            date_forms((year, month, day), &mut forms);
            days.forms((year, month, day), &tools, &mut own);
            let of_forms = forms.iter().map(|form| (printer.short(form.text.as_bytes()), form.whole));
            prop_assert!(of_forms.eq(own.iter().map(|known| (known.print, known.whole))));
            let (m, d) = (usize::try_from(month - 1).unwrap(), day);
            let texts: Vec<&str> = forms.iter().map(|form| form.text).collect();
            for text in [format!("{year:04}{month:02}{d:02}"), format!("{}{d}{year:04}", crate::verify::dates::MONTHS[m]), format!("{month}{d}{year:04}"), format!("{month:02}{d:02}{:02}", year % 100)] {
                prop_assert!(texts.contains(&text.as_str()), "{text}");
            }
        }
    }
}

//! Ages, dates and times of day, each in the forms of charts.

use super::class::Class;
use super::compose::{Pen, Watch};
use crate::calendar::{Civil, MONTHS, add_months, age_years, civil, iso_weekday};

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

impl<W: Watch> Pen<'_, W> {
    /// The age in the forms of charts; from 90 on it identifies.
    pub(super) fn age(&mut self, more: i64) -> bool {
        let Some(born) = self.row.born else { return true };
        let years = age_years(born, self.row.on) + more;
        if years < 2 && more == 0 {
            let months = (0..24).rev().find(|&m| add_months(born, m).is_some_and(|day| day <= self.row.on));
            self.column.digits(months.unwrap_or(0).unsigned_abs(), 1);
            let form = self.burst.below(3) as usize;
            return self.word([" mo old", "-month-old", " m/o"][form]);
        }
        let number = |pen: &mut Self| pen.column.digits(years.unsigned_abs(), 1);
        if years >= 90 {
            self.marked(Class::Age, number);
        } else {
            number(self);
        }
        let forms = [" yo", " y/o", "-year-old", " year old", "yo", " y.o."];
        if more == 0 {
            self.column.add(forms[self.burst.below(6) as usize]);
        }
        true
    }

    pub(super) fn past(&mut self) -> bool {
        // Mostly in the last weeks, now and then years ago.
        let back = match self.burst.below(4) {
            0 => self.burst.between(31, 900),
            _ => self.burst.between(1, 30),
        };
        let day = (self.row.on - i64::from(back)).max(self.row.born.unwrap_or(i64::MIN));
        self.date(Some(day), 0)
    }

    pub(super) fn next(&mut self) -> bool {
        let day = self.row.on + i64::from(self.burst.between(1, 45));
        self.date(Some(day), 0)
    }

    pub(super) fn year(&mut self) -> bool {
        let year = civil(self.row.on).year;
        let since = self.row.born.map_or(year - 30, |born| civil(born).year);
        let span = u32::try_from((year - since).clamp(0, 30)).unwrap_or(0);
        self.column.digits((year - i64::from(self.burst.between(0, span))).unsigned_abs(), 4);
        true
    }

    pub(super) fn time(&mut self) -> bool {
        let (hour, quarter) = (self.burst.between(7, 18), self.burst.below(12) * 5);
        let form = self.burst.below(4);
        let noon = if form == 2 { hour } else { (hour + 11) % 12 + 1 };
        self.column.digits(u64::from(noon), if form == 2 { 2 } else { 1 });
        if form != 2 {
            self.column.add(":");
        }
        self.column.digits(u64::from(quarter), 2);
        let half = usize::from(hour >= 12);
        self.word([["am", "pm"], [" AM", " PM"], ["", ""], ["a", "p"]][form as usize][half]);
        true
    }

    /// A date in one of its forms; `whole` is 1 where the year must be told.
    pub(super) fn date(&mut self, day: Option<i64>, whole: u32) -> bool {
        let Some(day) = day else { return true };
        let form = self.burst.below(if whole == 1 { 8 } else { 12 });
        let date = civil(day);
        if form == 11 {
            // The day of the week is no identifier.
            self.column.add(DAYS[usize::try_from(iso_weekday(day) - 1).unwrap_or(0) % 7]);
            self.column.add(" ");
        }
        self.marked(Class::Date, |pen| pen.date_form(date, form))
    }

    fn date_form(&mut self, date: Civil, form: u32) {
        let number = |n: i64| n.unsigned_abs();
        let name = MONTHS[usize::try_from(date.month - 1).unwrap_or(0) % 12];
        let (year, month, day) = (number(date.year), number(date.month), number(date.day));
        let numbers: &[(u64, usize, &str)] = match form {
            0 | 1 => &[(month, 1, "/"), (day, 1, "/"), (year % 100, 2, "")],
            2 => &[(month, 1, "/"), (day, 1, "/"), (year, 4, "")],
            3 => &[(month, 2, "/"), (day, 2, "/"), (year, 4, "")],
            4 => &[(year, 4, "-"), (month, 2, "-"), (day, 2, "")],
            5 => return self.named_date(&name[..3], day, Some((" ", year))),
            6 => return self.named_date(name, day, Some((", ", year))),
            7 => {
                self.column.digits(day, 1);
                let between = if name.len().is_multiple_of(2) { "-" } else { " " };
                self.column.add(between);
                self.column.add(&name[..3]);
                self.column.add(between);
                return self.column.digits(year, 4);
            }
            8 => return self.named_date(name, day, None),
            9 => return self.named_date(&name[..3], day, None),
            10 => &[(month, 1, "-"), (day, 1, "")],
            _ => &[(month, 1, "/"), (day, 1, "")],
        };
        for (number, width, after) in numbers {
            self.column.digits(*number, *width);
            self.column.add(after);
        }
    }

    fn named_date(&mut self, month: &str, day: u64, year: Option<(&str, u64)>) {
        self.column.add(month);
        self.column.add(" ");
        self.column.digits(day, 1);
        match year {
            Some((between, year)) => {
                self.column.add(between);
                self.column.digits(year, 4);
            }
            None if self.burst.below(2) == 0 => self.column.add(match day {
                1 | 21 | 31 => "st",
                2 | 22 => "nd",
                3 | 23 => "rd",
                _ => "th",
            }),
            None => {}
        }
    }
}

//! Where somebody is reached: phones and addresses.

use super::class::Class;
use super::compose::{Pen, Watch};
use super::row::Row;

impl<W: Watch> Pen<'_, W> {
    /// A phone in one of its forms, where it has ten digits, and else as it is.
    pub(super) fn phone(&mut self, phone: Option<&str>) -> bool {
        let phone = phone.unwrap_or_default();
        let mut digits = [0u8; 10];
        let mut n = 0;
        for digit in phone.trim_start_matches("+1").bytes().filter(u8::is_ascii_digit) {
            if let Some(slot) = digits.get_mut(n) {
                *slot = digit;
            }
            n += 1;
        }
        let form = if n == 10 { self.burst.below(8) } else { 8 };
        self.marked(Class::Phone, |pen| {
            let (area, middle, last) = (&digits[..3], &digits[3..6], &digits[6..]);
            let parts: [(&str, &[u8]); 4] = match form {
                0 | 1 => [("", area), ("-", middle), ("-", last), ("", &[])],
                2 => [("(", area), (") ", middle), ("-", last), ("", &[])],
                3 => [("", area), (".", middle), (".", last), ("", &[])],
                4 => [("", area), ("", middle), ("", last), ("", &[])],
                5 => [("", area), (" ", middle), (" ", last), ("", &[])],
                6 => [("+1 ", area), (" ", middle), ("-", last), ("", &[])],
                7 => [("", middle), ("-", last), ("", &[]), ("", &[])],
                _ => [(phone, &[]), ("", &[]), ("", &[]), ("", &[])],
            };
            for (before, digits) in parts {
                pen.column.add(before);
                pen.column.bytes().extend_from_slice(digits);
            }
        })
    }

    pub(super) fn address(&mut self) -> bool {
        let Row { street, city, state, zip, .. } = *self.row;
        let form = self.burst.below(6);
        self.marked(Class::Street, |pen| pen.column.add(street.unwrap_or_default()));
        if let (1..=5, Some(city)) = (form, city) {
            self.column.add(", ");
            self.marked(Class::City, |pen| pen.column.add(city));
            if let (2..=4, Some(state)) = (form, state) {
                self.column.add(if form == 3 { " " } else { ", " });
                self.column.add(state);
                if let (3..=4, Some(zip)) = (form, zip) {
                    self.column.add(" ");
                    self.marked(Class::Zip, |pen| pen.column.add(zip));
                }
            }
        }
        true
    }
}

//! Dates whose year has two digits: how a column writes them, and which century a year is of.

/// A part of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatePart {
    /// Two digits of the year.
    Year,
    /// The month.
    Month,
    /// The day of the month.
    Day,
}

/// How dates with two digits of the year are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortDate {
    /// What stands where.
    pub order: [DatePart; 3],
    /// The byte between the parts; none where each has two digits and they stand side by side.
    pub separator: Option<u8>,
    /// The first of the hundred years that two digits mean.
    pub first_year: i64,
}

/// The first year where the schema does not say it: nobody's dates are much older, and few lie in the future.
pub(super) const FIRST_YEAR: i64 = 1_930;

impl ShortDate {
    /// Reads a format such as `MM/DD/YY`, `D.M.YY` or `YYMMDD`; `None` where it is none.
    pub fn read(format: &str, first_year: i64) -> Option<Self> {
        let mut order = Vec::new();
        let mut separators = Vec::new();
        let mut rest = format;
        let mut alone = false;
        while !rest.is_empty() {
            let letter = rest.chars().next()?;
            let count = rest.chars().take_while(|c| *c == letter).count();
            let part = match (letter, count) {
                ('Y', 2) => DatePart::Year,
                ('M', 1 | 2) => DatePart::Month,
                ('D', 1 | 2) => DatePart::Day,
                _ => return None,
            };
            alone |= count == 1;
            if order.contains(&part) {
                return None;
            }
            order.push(part);
            rest = &rest[count..];
            if let Some(after) = rest.strip_prefix(['-', '/', '.']) {
                separators.push(rest.as_bytes()[0]);
                rest = after;
                if rest.is_empty() {
                    return None;
                }
            }
        }
        let separator = match separators.as_slice() {
            [] if !alone => None,
            [one, other] if one == other => Some(*one),
            _ => return None,
        };
        Some(Self { order: order.try_into().ok()?, separator, first_year })
    }

    /// The year that two digits mean.
    pub fn year(&self, digits: i64) -> i64 {
        self.first_year + (digits - self.first_year).rem_euclid(100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_says_what_stands_where() {
        let read = |format: &str| ShortDate::read(format, FIRST_YEAR);
        for format in ["MM/DD/YY", "D.M.YY", "YY-MM-DD", "MMDDYY", "YYMMDD"] {
            assert!(read(format).is_some(), "{format}");
        }
        for format in
            ["", "MM/DD", "MM/DD/YYYY", "MM/DD-YY", "MDYY", "MM/MM/YY", "MM/DD/YY/", "mm/dd/yy", "é"]
        {
            assert!(read(format).is_none(), "{format}");
        }
        let short = read("MM/DD/YY").unwrap();
        assert_eq!([short.year(30), short.year(99), short.year(0), short.year(29)], [1930, 1999, 2000, 2029]);
    }
}

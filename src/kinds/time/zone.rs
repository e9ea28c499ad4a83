//! Time zones as tables of their changes: fast both ways, and gaps are known.

use jiff::Timestamp;
use jiff::tz::TimeZone;

const SECOND: i64 = 1_000_000;

/// A time zone between 1900 and 2100.
pub(super) struct Zone {
    periods: Vec<Period>,
}

/// A time during which the offset stays; all in microseconds.
struct Period {
    /// The first moment, UTC.
    start: i64,
    offset: i64,
    /// The first and one past the last local time.
    local_start: i64,
    local_end: i64,
}

impl Zone {
    /// The zone of an IANA name, from the bundled database.
    pub(super) fn find(name: &str) -> Option<Self> {
        let zone = TimeZone::get(name).ok()?;
        // 1900-01-01 and 2100-01-01.
        let first = Timestamp::from_second(-2_208_988_800).ok()?;
        let last = Timestamp::from_second(4_102_444_800).ok()?;
        let offset = |at: Timestamp| i64::from(zone.to_offset(at).seconds()) * SECOND;
        let mut starts = vec![(i64::MIN / 4, offset(first))];
        for change in zone.following(first).take_while(|change| change.timestamp() < last) {
            starts.push((change.timestamp().as_microsecond(), i64::from(change.offset().seconds()) * SECOND));
        }
        let end = |n: usize, offset: i64| starts.get(n + 1).map_or(i64::MAX / 4, |(next, _)| next + offset);
        let periods = starts.iter().enumerate().map(|(n, &(start, offset))| Period {
            start,
            offset,
            local_start: start + offset,
            local_end: end(n, offset),
        });
        Some(Self { periods: periods.collect() })
    }

    /// The local time of a moment.
    pub(super) fn to_local(&self, moment: i64) -> i64 {
        let n = self.periods.partition_point(|period| period.start <= moment).saturating_sub(1);
        moment + self.periods[n].offset
    }

    /// The moment of a local time; the earlier of two where clocks were set back, none where it was skipped.
    pub(super) fn to_moment(&self, local: i64) -> Option<i64> {
        let n = self.periods.partition_point(|period| period.local_start <= local).saturating_sub(1);
        if n > 0 && local < self.periods[n - 1].local_end {
            return Some(local - self.periods[n - 1].offset);
        }
        (local < self.periods[n].local_end).then(|| local - self.periods[n].offset)
    }
}

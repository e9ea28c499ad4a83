//! Time zones as tables of their changes: fast both ways, and gaps are known.

use jiff::Timestamp;
use jiff::tz::TimeZone;

const SECOND: i64 = 1_000_000;

/// A time zone between 1900 and 2100.
pub(super) struct Zone {
    periods: Vec<Period>,
    /// The last period that begins in or before each stretch of 2^42 microseconds (51 days), by local time: few hold the
    /// beginning of another, so that the period of a time is seldom one of the next.
    stretches: Vec<u16>,
    /// The same by moment.
    moments: Vec<u16>,
}

/// 1900-01-01 in microseconds, and the bits of a stretch.
const FIRST: i64 = -2_208_988_800 * SECOND;
const STRETCH_BITS: u32 = 42;
/// As many stretches as the years until 2100 have.
const STRETCHES: i64 = 1_436;

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
        let periods: Vec<Period> = periods.collect();
        let begin = |n: i64| FIRST + (n << STRETCH_BITS);
        let number = |after: usize| u16::try_from(after.saturating_sub(1)).unwrap_or(u16::MAX);
        let last = |local: i64| number(periods.partition_point(|p| p.local_start <= local));
        let stretches = (0..STRETCHES).map(|n| last(begin(n))).collect();
        let since = |moment: i64| number(periods.partition_point(|p| p.start <= moment));
        let moments = (0..STRETCHES).map(|n| since(begin(n))).collect();
        Some(Self { periods, stretches, moments })
    }

    /// The local time of a moment.
    pub(super) fn to_local(&self, moment: i64) -> i64 {
        let stretch = usize::try_from((moment - FIRST) >> STRETCH_BITS).unwrap_or(0);
        let mut n = self.moments.get(stretch).or(self.moments.last()).map_or(0, |&n| usize::from(n));
        while self.periods.get(n + 1).is_some_and(|next| next.start <= moment) {
            n += 1;
        }
        moment + self.periods[n].offset
    }

    /// The moment of a local time; the earlier of two where clocks were set back, none where it was skipped.
    pub(super) fn to_moment(&self, local: i64) -> Option<i64> {
        let stretch = usize::try_from((local - FIRST) >> STRETCH_BITS).unwrap_or(0);
        let mut n = self.stretches.get(stretch).or(self.stretches.last()).map_or(0, |&n| usize::from(n));
        while self.periods.get(n + 1).is_some_and(|next| next.local_start <= local) {
            n += 1;
        }
        if n > 0 && local < self.periods[n - 1].local_end {
            return Some(local - self.periods[n - 1].offset);
        }
        (local < self.periods[n].local_end).then(|| local - self.periods[n].offset)
    }
}
